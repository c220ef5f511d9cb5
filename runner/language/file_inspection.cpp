#include "runner/language/file_inspection.hpp"

#include "hpc/base/error.hpp"
#include "runner/language/stage_values.hpp"

namespace vitriflow {

void FileInspection::inspect(const WorkflowStage& stage, Diagnostics& problems) {
  if (!stage.kind->inspects) return;
  FileInspector& inspector = inspectors_[stage.kind];
  if (!inspector) inspector = stage.kind->inspects(folders_);
  const AxisList axes = axes_of_parameters(stage);
  for (std::size_t i = 0; i < combinations(axes); ++i) {
    try {
      inspector(parameters_at(stage, axes, positions_of(i, axes)));
    } catch (const InvalidInput& error) {
      for (const Diagnostic& found : error.diagnostics().items()) problems.add(found.place, found.message, found.width);
    } catch (const Error& error) {
      problems.add(stage.place, fmt::format("{}: {}", stage.label(), error.what()), stage.name_width());
    }
  }
}

}  // namespace vitriflow
