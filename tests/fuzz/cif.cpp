// A CIF: read, completed with hydrogens and without guests, its symmetry looked for.
#include "stages/structure/cif_structure.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace vitriflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  for (const bool framework : {true, false}) {
    fuzz::may_refuse([&] {
      PublishedStructure structure = parse_cif_structure(text, "a.cif", "");
      complete_structure(structure, framework);
    });
  }
  return 0;
}
