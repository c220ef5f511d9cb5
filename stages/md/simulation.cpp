#include "stages/md/simulation.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"
#include "stages/md/leg_run.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

void require(const Engine& engine, const StageContext& context, const std::vector<std::string>& capabilities) {
  const EngineInfo info = engine.info();
  for (const std::string& wanted : capabilities) {
    if (std::find(info.capabilities.begin(), info.capabilities.end(), wanted) != info.capabilities.end()) continue;
    throw Error(fmt::format("engine '{}' cannot do '{}', which task '{}' needs. Use another engine for this stage.",
                            context.engine, wanted, context.task),
                Failure::invalid_input);
  }
}

std::unique_ptr<Engine> loaded_engine(const StageContext& context, const System& system) {
  auto engine = open_engine(context.engine, context.group,
                            {context.scratch, context.log_path, context.note_abort, context.accelerator});
  engine->load(system);
  return engine;
}

}  // namespace

Simulation open_simulation(const StageContext& context, const std::vector<std::string>& capabilities) {
  Simulation simulation;
  simulation.input = read_system_input(context, only_input(context, "system").fingerprint);
  simulation.engine = open_engine(context.engine, context.group,
                                  {context.scratch, context.log_path, context.note_abort, context.accelerator});
  require(*simulation.engine, context, capabilities);
  simulation.engine->load(simulation.input.system);
  return simulation;
}

bool has_velocities(const System& system) {
  return std::any_of(system.velocities.begin(), system.velocities.end(), [](double v) { return v != 0.0; });
}

std::vector<std::string> velocity_choices() { return {"auto", "keep", "draw"}; }

void start_velocities(const StageContext& context, Simulation& simulation, const std::string& choice,
                      double temperature_K) {
  const bool moving = has_velocities(simulation.input.system);
  if (choice == "keep" && !moving) {
    throw Error(fmt::format("task '{}' is to keep its input's velocities, but nothing moves there. "
                            "Use 'velocities: draw'.",
                            context.task),
                Failure::invalid_input);
  }
  if (choice == "draw" || !moving) simulation.engine->draw_velocities(temperature_K, context.seed);
}

std::string capability_of(Ensemble ensemble) {
  switch (ensemble) {
    case Ensemble::nve:
      return "nve";
    case Ensemble::nvt:
      return "nvt";
    case Ensemble::npt_isotropic:
      return "npt-isotropic";
    case Ensemble::npt_anisotropic:
      return "npt-anisotropic";
    case Ensemble::npt_triclinic:
      return "npt-triclinic";
  }
  ENSURE(false, "ensemble {}", static_cast<int>(ensemble));
}

Course run_simulation(StageContext& context, Simulation& simulation, const std::vector<Segment>& segments,
                      const RemedyPolicy& remedies, Result& result, const EarlyEnd& enough) {
  LegRun run(context, *simulation.engine, simulation.input.system, segments);
  run.may_end_early(enough);
  run.may_be_rescued(remedies, [&]() -> Engine& {
    simulation.engine.reset();
    simulation.engine = loaded_engine(context, simulation.input.system);
    return *simulation.engine;
  });
  Course course = run.run();
  put_thermo(result, course.thermo, simulation.input.system.true_mass);
  put_remedies(result, course.remedies);
  put_state(result, simulation.engine->system(), simulation.input.built_by);
  for (const auto& caution : simulation.input.cautions) add_notice(result, caution);
  return course;
}

}  // namespace vitriflow
