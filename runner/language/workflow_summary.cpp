#include "runner/language/workflow_summary.hpp"

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string workflow_warnings(const Workflow& workflow) {
  std::string text;
  for (const Diagnostic& warning : workflow.warnings) {
    text += render(Diagnostic{warning.place, "warning: " + warning.message, warning.width});
  }
  return text;
}

std::string workflow_summary(const Workflow& workflow, const std::string& name) {
  std::string text = workflow_warnings(workflow);
  text += fmt::format("{}: valid: {}, {}", name, counted(workflow.stages.size(), "stage"),
                      counted(static_cast<std::size_t>(workflow.graph.size()), "task"));
  if (!workflow.warnings.empty()) text += ", " + counted(workflow.warnings.size(), "warning");
  return text + "\n";
}

}  // namespace vitriflow
