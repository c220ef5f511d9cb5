// Simulation: an engine opened on a task's input system, and what every kind of dynamics writes when it is over.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "stages/engines/engine.hpp"
#include "stages/kind.hpp"
#include "stages/md/leg_run.hpp"
#include "stages/md/leg_schedule.hpp"
#include "stages/md/system_input.hpp"
#include "stages/md/thermo_series.hpp"

namespace vitriflow {

struct Simulation {
  SystemInput input;
  std::unique_ptr<Engine> engine;  // has loaded input.system
};

// Reads the system at port "system" and opens the context's engine on it. Throws Error when the engine lacks one of the
// capabilities. Collective.
Simulation open_simulation(const StageContext& context, const std::vector<std::string>& capabilities);

// How a kind's `velocities` reads: "draw" draws them at the temperature, "keep" takes the input's (Error when it has
// none), "auto" keeps them where the input has any and draws otherwise. Collective.
void start_velocities(const StageContext& context, Simulation& simulation, const std::string& choice,
                      double temperature_K);
std::vector<std::string> velocity_choices();
// Whether any particle moves.
bool has_velocities(const System& system);

// The capability that an engine needs for an ensemble: "nve", "nvt", "npt-isotropic" ...
std::string capability_of(Ensemble ensemble);

// Runs the segments and writes the thermo series, the final state, the fingerprint of the build and the remedies taken.
// `enough` may end the last segment early. Collective.
Course run_simulation(StageContext& context, Simulation& simulation, const std::vector<Segment>& segments,
                      const RemedyPolicy& remedies, Result& result, const EarlyEnd& enough = {});

}  // namespace vitriflow
