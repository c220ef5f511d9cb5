// A force-field file in YAML and a LAMMPS include file: each input is read as both.
#include "stages/engines/lammps_include.hpp"
#include "stages/structure/force_field_file.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  fuzz::may_refuse([&] { parse_force_field(text, "/nowhere/a.yaml"); });
  fuzz::may_refuse([&] {
    for (const std::string& command : lammps_include_commands(text, "a.lmp")) {
      const auto first = command.substr(command.find_first_not_of(" \t\r\n\v\f"));
      for (const char* word : {"shell", "python", "include", "quit", "clear", "fix", "if", "jump", "print", "log"})
        ENSURE(!first.starts_with(word), "'{}' was let through", command);
    }
  });
  return 0;
}
