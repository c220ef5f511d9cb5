// Engines as the language knows them, by name and capability: none is opened while a workflow is read.
#include "hpc/base/diagnostic.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

std::vector<std::string> engine_names() { return {"lammps", "reference", "faulty"}; }

EngineInfo engine_info(const std::string& name) {
  const auto names = engine_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw Error(fmt::format("unknown engine '{}'.{}", name, did_you_mean(name, names)), Failure::invalid_input);
  return {name, "1", {"forces", "nve", "nvt", "npt-isotropic"}};
}

}  // namespace vitriflow
