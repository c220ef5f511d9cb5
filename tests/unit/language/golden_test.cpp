// Every file of tests/golden is read, and what the reader says is compared in full with the text beside it. After a
// wanted change: VITRIFLOW_UPDATE_GOLDEN=1 build/release/tests/unit_language --gtest_filter='Golden/*', then read the
// diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/files.hpp"
#include "runner/language/workflow_summary.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const std::string& name : posix_files().list(kGoldenFolder)) {
    if (name.ends_with(".yaml")) names.push_back(name.substr(0, name.size() - 5));
  }
  return names;
}

// Files that workflows of the folder include, as if they stood beside them.
std::map<std::string, std::string> parts() {
  std::map<std::string, std::string> texts;
  for (const std::string& name : posix_files().list(kGoldenFolder + "/parts")) {
    texts["/nowhere/parts/" + name] = posix_files().read(kGoldenFolder + "/parts/" + name);
  }
  return texts;
}

std::string what_is_said(const std::string& name) {
  const std::string file = name + ".yaml";
  try {
    const std::string text = posix_files().read(kGoldenFolder + "/" + file);
    return workflow_summary(load_workflow({text, file, "/nowhere/" + file, kToyInputs, parts()}), file);
  } catch (const InvalidInput& error) {
    return error.diagnostics().render();
  }
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, SaysWhatTheTextBesideItSays) {
  const std::string expected_path = kGoldenFolder + "/" + GetParam() + ".txt";
  const std::string said = what_is_said(GetParam());
  if (std::getenv("VITRIFLOW_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path) << said;
  EXPECT_EQ(said, posix_files().read(expected_path));
}

INSTANTIATE_TEST_SUITE_P(, Golden, testing::ValuesIn(golden_names()), [](const auto& golden) { return golden.param; });

TEST(GoldenFiles, EveryExpectedTextHasItsWorkflow) {
  const std::vector<std::string> names = golden_names();
  EXPECT_GE(names.size(), 200U);
  for (const std::string& name : posix_files().list(kGoldenFolder)) {
    if (!name.ends_with(".txt")) continue;
    EXPECT_NE(std::find(names.begin(), names.end(), name.substr(0, name.size() - 4)), names.end()) << name;
  }
}

}  // namespace
}  // namespace vitriflow
