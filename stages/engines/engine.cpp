#include "stages/engines/engine.hpp"

#include "hpc/base/diagnostic.hpp"
#include "stages/engines/faulty_engine.hpp"
#include "stages/engines/lammps_engine.hpp"
#include "stages/engines/reference_engine.hpp"

namespace vitriflow {

namespace {

struct EngineEntry {
  const char* name;
  EngineInfo (*info)();
  std::unique_ptr<Engine> (*open)(const Communicator& group, const EngineSetup& setup);
};

constexpr EngineEntry kEngines[] = {
    {"lammps", lammps_info, open_lammps},
    {"reference", reference_info, open_reference},
    {"faulty", faulty_info, open_faulty},
};

const EngineEntry& entry(const std::string& name) {
  for (const auto& candidate : kEngines) {
    if (name == candidate.name) return candidate;
  }
  throw Error(fmt::format("unknown engine '{}'.{}", name, did_you_mean(name, engine_names())), Failure::invalid_input);
}

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const auto& candidate : kEngines) names.emplace_back(candidate.name);
  return names;
}

EngineInfo engine_info(const std::string& name) { return entry(name).info(); }

std::unique_ptr<Engine> open_engine(const std::string& name, const Communicator& group, const EngineSetup& setup) {
  return entry(name).open(group, setup);
}

}  // namespace vitriflow
