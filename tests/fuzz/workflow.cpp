// A workflow and, behind a line "===", a file that it may include as parts/other.yaml; the other parts are the golden
// ones.
#include "hpc/base/files.hpp"
#include "runner/language/workflow_summary.hpp"
#include "tests/fuzz/support/input.hpp"
#include "tests/unit/language/toy_kinds.hpp"

using namespace vitriflow;

namespace {

std::map<std::string, std::string> golden_parts() {
  std::map<std::string, std::string> texts;
  for (const std::string& name : posix_files().list(kGoldenFolder + "/parts"))
    texts["/nowhere/parts/" + name] = posix_files().read(kGoldenFolder + "/parts/" + name);
  return texts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto known = golden_parts();
  const std::string input = fuzz::text_of(data, size);
  std::string_view rest = input;
  const std::string workflow(fuzz::next_part(rest, "\n===\n"));
  auto parts = known;
  parts["/nowhere/parts/other.yaml"] = rest;
  fuzz::may_refuse([&] {
    workflow_summary(load_workflow({workflow, "study.yaml", "/nowhere/study.yaml", kToyInputs, parts}), "study.yaml");
  });
  return 0;
}
