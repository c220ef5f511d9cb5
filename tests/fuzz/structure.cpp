// A structure file in YAML.
#include "stages/structure/structure_file.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::may_refuse([&] { parse_structure(fuzz::text_of(data, size), "a.yaml"); });
  return 0;
}
