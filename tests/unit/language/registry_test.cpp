// What every registered kind owes to its users, and what the workflows of this repository owe to theirs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/units.hpp"
#include "runner/kind_reference.hpp"
#include "runner/language/parameter_reader.hpp"
#include "runner/language/stage_reader.hpp"
#include "runner/language/workflow_summary.hpp"
#include "tests/support/example_files.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

std::vector<const KindDescription*> shipped_kinds() {
  std::vector<const KindDescription*> kinds;
  for (const std::string& name : KindRegistry::instance().names()) {
    if (!name.starts_with("toy.")) kinds.push_back(KindRegistry::instance().find(name));
  }
  return kinds;
}

std::vector<std::string> shipped_names() {
  std::vector<std::string> names;
  for (const KindDescription* kind : shipped_kinds()) names.push_back(kind->name);
  return names;
}

std::string test_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

class EveryKind : public ::testing::TestWithParam<std::string> {
 protected:
  const KindDescription& kind_ = *KindRegistry::instance().find(GetParam());
};

// The example, with a stage for every name that its ports take: whatever the kind, a toy gives it.
std::string workflow_around(const KindDescription& kind) {
  std::string text = "campaign: example\nstages:\n";
  std::size_t begin = 0;
  while (begin < kind.example.size()) {
    const std::size_t end = std::min(kind.example.find('\n', begin), kind.example.size());
    text += "  " + kind.example.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  Diagnostics ignored;
  const Node document = parse_yaml(kind.example, "example", ignored);
  text += "  toy-crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b, supercell: [2, 2, 2]}\n";
  for (const PortDescription& port : kind.takes) {
    const Node* taken = document.entries.front().value.find(port.name);
    if (taken == nullptr) continue;
    const std::string source = port.type == PortType::results
                                   ? "{kind: test.number, value: 1}"
                                   : "{kind: md.sample, system: toy-crystal, temperature: 300 K, duration: 1 ps}";
    text += "  " + taken->text + ": " + source + "\n";
  }
  return text;
}

TEST_P(EveryKind, HasAnExampleThatValidates) {
  ASSERT_FALSE(kind_.example.empty());
  const std::string text = workflow_around(kind_);
  const vitriflow::testing::ScratchFolder folder;
  vitriflow::testing::make_files_of(text, folder);
  try {
    const Workflow workflow = load_workflow({text, "example.yaml", folder / "example.yaml", "inputs"});
    EXPECT_GE(workflow.graph.size(), 1);
  } catch (const InvalidInput& error) {
    FAIL() << error.what() << text;
  }
}

TEST_P(EveryKind, HasASentenceForEverything) {
  EXPECT_TRUE(kind_.summary.ends_with(".")) << kind_.summary;
  for (const auto& parameter : kind_.parameters) EXPECT_TRUE(parameter.doc.ends_with(".")) << parameter.name;
  for (const auto& port : kind_.takes) EXPECT_TRUE(port.doc.ends_with(".")) << port.name;
}

TEST_P(EveryKind, HasDefaultsInTheirRangeAndUnitsThatAreUnits) {
  InputFiles files("inputs", "/nowhere");
  for (const auto& parameter : kind_.parameters) {
    EXPECT_TRUE(is_unit(parameter.unit)) << parameter.name;
    if (!parameter.fallback) continue;
    const ParameterReader reader(parameter, "kind '" + kind_.name + "'", "x", files);
    Diagnostics problems;
    const Node node = parse_yaml(canonical_text(parameter, *parameter.fallback), "default", problems);
    if (node.type == Node::Type::null) continue;  // an empty text
    const auto read = reader.read(node, problems);
    EXPECT_TRUE(problems.empty()) << problems.render();
    EXPECT_TRUE(read == parameter.fallback) << parameter.name;
  }
}

TEST_P(EveryKind, HasKeysThatAreDistinctFromEachOtherAndFromThoseOfEveryStage) {
  std::vector<std::string> keys = generic_stage_keys();
  for (const auto& parameter : kind_.parameters) keys.push_back(parameter.name);
  for (const auto& port : kind_.takes) keys.push_back(port.name);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

INSTANTIATE_TEST_SUITE_P(, EveryKind, ::testing::ValuesIn(shipped_names()),
                         [](const auto& kind) { return test_name(kind.param); });

TEST(KindReference, TheCommittedPageIsUpToDate) {
  EXPECT_TRUE(posix_files().read("stages/README.md") == kind_reference(shipped_kinds()))
      << "Write it anew: build/release/vitriflow kinds --markdown > stages/README.md";
}

TEST(KindReference, APageForTheTerminalSaysEverything) {
  EXPECT_EQ(kind_page(*KindRegistry::instance().find("toy.anneal")),
            "toy.anneal (version 3)\n"
            "  Heats, holds and cools a toy.\n"
            "\n"
            "Takes\n"
            "  system: system\n"
            "      What is annealed.\n"
            "\n"
            "Gives\n"
            "  system, frames\n"
            "\n"
            "Engine\n"
            "  any that can do forces\n"
            "\n"
            "Parameters\n"
            "  from: number in K; required; above 0 K and at most 10000 K\n"
            "      Where the heating starts.\n"
            "  to: number in K; required; above 0 K and at most 10000 K\n"
            "      Where the heating ends.\n"
            "  rate: number in K/ps; required; above 0 K/ps\n"
            "      Of heating and of cooling.\n"
            "  hold: number in ps; default 0 ps; at least 0 ps\n"
            "      How long the top is kept.\n"
            "\n"
            "References\n"
            "  Somebody, J. Toys 1, 2 (2024)\n"
            "\n"
            "Example\n"
            "  kind: toy.anneal\n"
            "  system: crystal\n"
            "  from: 300 K\n"
            "  to: 900 K\n"
            "  rate: 4.8 K/ps\n");
}

std::vector<std::string> workflow_files() {
  std::vector<std::string> names;
  for (const std::string& name : posix_files().list("workflows")) {
    if (name.ends_with(".yaml")) names.push_back(name);
  }
  return names;
}

class EveryWorkflow : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryWorkflow, IsValid) {
  try {
    const Workflow workflow = read_workflow("workflows/" + GetParam(), "inputs");
    EXPECT_GE(workflow.graph.size(), 1);
  } catch (const InvalidInput& error) {
    FAIL() << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryWorkflow, ::testing::ValuesIn(workflow_files()),
                         [](const auto& file) { return test_name(file.param); });

TEST(Quickstart, HasTwoGlassesAndWarnsOfItsRate) {
  const Workflow workflow = read_workflow("workflows/quickstart.yaml", "inputs");
  std::vector<std::string> names;
  for (const Task& task : workflow.graph.tasks()) names.push_back(task.name);
  EXPECT_THAT(names, ::testing::ElementsAre("crystal", "glass[hold=10ps]", "glass[hold=20ps]", "cold[hold=10ps]",
                                            "cold[hold=20ps]", "structure", "verdict"));
  ASSERT_EQ(workflow.warnings.size(), 1U);
  EXPECT_THAT(workflow.warnings.front().message, ::testing::HasSubstr("20 K/ps is above 5 K/ps"));
}

}  // namespace
}  // namespace vitriflow
