// The 512 bytes before every HDF5 file, as they stand and with a check that fits; what follows an empty line is the
// payload.
#include "hpc/base/digest.hpp"
#include "hpc/h5.hpp"
#include "hpc/store/file_header.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

namespace {

std::string with_check(std::string_view lines) {
  std::string block(lines.substr(0, kUserBlockBytes - 20));
  block += fmt::format("\ncrc32c {:08x}\n", crc32c(block + "\n"));
  block.resize(kUserBlockBytes, '\0');
  return block;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = fuzz::text_of(data, size);
  fuzz::may_refuse([&] { check_bytes(input, "checkpoint", "a.h5"); });
  std::string_view payload = input;
  const std::string block = with_check(fuzz::next_part(payload, "\n\n"));
  fuzz::may_refuse([&] {
    const FileHeader header = parse_header(block, "checkpoint", "a.h5");
    ENSURE(render_header(header) == block, "read back otherwise");
  });
  fuzz::may_refuse([&] { check_bytes(block + std::string(payload), "checkpoint", "a.h5"); });
  return 0;
}
