// IntegrationParameters: what every kind of dynamics asks of its user about the integrator and its records.
#pragma once

#include <string>
#include <vector>

#include "stages/declaration.hpp"
#include "stages/md/leg_schedule.hpp"
#include "stages/md/remedy.hpp"
#include "stages/md/simulation.hpp"

namespace vitriflow {

// A kind's own parameter struct derives from it.
struct IntegrationParameters {
  std::string velocities, coupling;
  double pressure_bar = 0, timestep_fs = 0, thermo_every_fs = 0, frames_every_ps = 0, thermostat_ps = 0,
         barostat_ps = 0;
  std::int64_t remedies = 0;
  std::vector<std::string> remedies_allowed;
};

// Declares all of them; `frames_every_ps` is the default interval of frames.
template <typename P>
void declare_integration(Declaration<P>& d, double frames_every_ps) {
  using I = IntegrationParameters;
  d.number(&I::pressure_bar, "pressure", "bar")
      .fallback(1.0)
      .at_least(-1e6)
      .at_most(1e6)
      .doc("Of the barostat, where there is one.");
  d.choice(&I::coupling, "coupling", {"iso", "aniso", "tri"})
      .fallback("iso")
      .doc(
          "What the barostat changes: all edges by one factor (iso), each edge on its own (aniso), edges and angles "
          "(tri).");
  d.choice(&I::velocities, "velocities", velocity_choices())
      .fallback("auto")
      .doc(
          "Where velocities come from: drawn from the seed, kept from the input, or kept where the input has any "
          "(auto).");
  d.number(&I::timestep_fs, "timestep", "fs").fallback(0.5).above(0).at_most(10).doc("Of the integrator.");
  d.number(&I::thermo_every_fs, "thermo_every", "fs")
      .fallback(50.0)
      .above(0)
      .doc("Interval of temperature, pressure, volume and energies.");
  d.number(&I::frames_every_ps, "frames_every", "ps")
      .fallback(frames_every_ps)
      .above(0)
      .doc("Interval of the trajectory's frames.");
  d.number(&I::thermostat_ps, "thermostat", "ps")
      .fallback(0.05)
      .above(0)
      .at_most(100)
      .doc("Damping time of the thermostat (Nose-Hoover).");
  d.number(&I::barostat_ps, "barostat", "ps")
      .fallback(0.5)
      .above(0)
      .at_most(1000)
      .doc("Damping time of the barostat (Nose-Hoover).");
  d.integer(&I::remedies, "remedies")
      .fallback(3)
      .at_least(0)
      .at_most(6)
      .doc(
          "How often a trajectory that runs away is taken back to the beginning of its leg and treated; the result "
          "says "
          "what was done. 0: it fails.");
  d.texts(&I::remedies_allowed, "remedies_allowed")
      .fallback(ParameterValue(remedy_names()))
      .doc(
          "Which treatments: down to a minimum nearby (minimise), each step cut in half (smaller-timestep), four times "
          "the barostat's damping time (softer-barostat).");
}

// What dynamics takes, gives and needs: a system in; a system, frames and results out.
template <typename P>
void declare_dynamics_ports(Declaration<P>& d, const std::string& what_is_done) {
  d.takes("system", PortType::system, "What is " + what_is_done + "; its positions and box are the start.");
  d.gives(PortType::system);
  d.gives(PortType::frames);
  d.gives(PortType::results);
  d.draws_random_numbers();
  d.goes_on_on_any_ranks();
}

// The ensemble of constant pressure that `coupling` means.
Ensemble barostatted(const IntegrationParameters& p);

// What may be done about a trajectory that runs away.
RemedyPolicy remedy_policy(const IntegrationParameters& p);

// Unknown remedies, intervals that are no whole number of steps, timesteps that are too long to be trusted.
void check_integration(const IntegrationParameters& p, std::vector<StageProblem>& problems);

// A phase of `steps` steps whose temperature runs from one value to another; recorded as the parameters say.
Segment recorded_segment(const IntegrationParameters& p, Ensemble ensemble, const std::string& phase,
                         std::int64_t steps, double from_K, double to_K);
// The same, with nothing recorded.
Segment silent_segment(const IntegrationParameters& p, Ensemble ensemble, const std::string& phase, std::int64_t steps,
                       double temperature_K);

}  // namespace vitriflow
