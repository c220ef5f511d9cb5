// What other programs wrote: a LAMMPS text dump where the input begins as one, else a LAMMPS data file.
#include <sys/mman.h>
#include <unistd.h>

#include "stages/exchange/lammps_data.hpp"
#include "stages/exchange/lammps_dump.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

namespace {

void read_dump(const std::string& text) {
  static const int file = ::memfd_create("dump", 0);
  ENSURE(file >= 0 && ::ftruncate(file, 0) == 0, "no file in memory");
  ENSURE(::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()), "a short write");
  LammpsDump dump(fmt::format("/proc/self/fd/{}", file), {{"Zn", "N", "C", "H"}, 0.5, false});
  while (dump.next()) continue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  if (text.starts_with("ITEM")) {
    fuzz::may_refuse([&] { read_dump(text); });
    return 0;
  }
  fuzz::may_refuse([&] { parse_lammps_data(text, "a.data", {{}, false, "full"}); });
  fuzz::may_refuse([&] { parse_lammps_data(text, "a.data", {{"Zn", "N", "C", "H", "X"}, true, ""}); });
  return 0;
}
