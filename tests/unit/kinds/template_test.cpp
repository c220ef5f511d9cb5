// The template of every kind, pasted into a file, validates; its comments say no other defaults than the kind has.
#include <gtest/gtest.h>

#include <sstream>

#include "hpc/base/error.hpp"
#include "runner/kind_template.hpp"
#include "runner/language/workflow.hpp"
#include "tests/support/example_files.hpp"

namespace vitriflow {
namespace {

class TemplateOf : public ::testing::TestWithParam<std::string> {
 protected:
  const KindDescription& kind() const { return *KindRegistry::instance().find(GetParam()); }
  std::string text() const { return workflow_template(kind(), KindRegistry::instance()); }
};

Workflow load(const std::string& text) {
  const vitriflow::testing::ScratchFolder folder;
  vitriflow::testing::make_files_of(text, folder);
  try {
    return load_workflow({text, "template.yaml", folder / "template.yaml", find_inputs_folder()});
  } catch (const Error& error) {
    throw Error(std::string(error.what()) + "\n" + text);
  }
}

const Task& task_of(const Workflow& workflow, const std::string& kind) {
  for (const Task& task : workflow.graph.tasks()) {
    if (task.kind->name == kind) return task;
  }
  throw Error("no task of kind '" + kind + "'");
}

// "    #hold: 0 ps" -> "    hold: 0 ps"; sentences stand behind "# ". Optional ports stay out: their stages are not
// there.
std::string with_defaults(const std::string& text, const KindDescription& kind) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    for (const auto& parameter : kind.parameters) {
      if (line.starts_with("    #" + parameter.name + ": ")) line.erase(4, 1);
    }
    result += line + "\n";
  }
  return result;
}

TEST_P(TemplateOf, Validates) { EXPECT_EQ(task_of(load(text()), GetParam()).kind, &kind()); }

TEST_P(TemplateOf, ChangesNothingWhenItsDefaultsAreWrittenOut) {
  const std::string filled = with_defaults(text(), kind());
  EXPECT_EQ(task_of(load(filled), GetParam()).fingerprint, task_of(load(text()), GetParam()).fingerprint) << filled;
}

TEST_P(TemplateOf, NamesEveryParameterAndPort) {
  const std::string stage = stage_template(kind());
  for (const auto& parameter : kind().parameters) {
    const bool member = !map_of(parameter.name).empty();
    const std::string key =
        (parameter.fallback ? "#" : "") + std::string(member ? "  " : "") + member_of(parameter.name) + ": ";
    EXPECT_NE(stage.find("\n    " + key), std::string::npos) << parameter.name;
  }
  for (const auto& map : kind().maps) EXPECT_NE(stage.find("\n    #" + map.name + ":\n"), std::string::npos);
  for (const auto& port : kind().takes) {
    EXPECT_NE(stage.find("\n    " + (port.required ? port.name : "#" + port.name) + ": "), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(KindTemplate, TemplateOf, ::testing::ValuesIn(KindRegistry::instance().names()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

}  // namespace
}  // namespace vitriflow
