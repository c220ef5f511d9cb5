// What a supervisor reads from its pool: lines of standard output, some of them somebody else's.
#include "runner/execution/messages.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = fuzz::text_of(data, size);
  if (const auto line = parse_line(input)) ENSURE(parse_line(to_line(*line)).has_value(), "'{}' is not kept", input);
  parse_line('\x1e' + input);
  return 0;
}
