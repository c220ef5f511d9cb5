#include "stages/md/integration.hpp"

#include <algorithm>

#include "hpc/base/diagnostic.hpp"
#include "stages/md/run_length.hpp"

namespace vitriflow {

namespace {

constexpr double kPs = 1e-3;  // of a femtosecond

}  // namespace

Ensemble barostatted(const IntegrationParameters& p) {
  if (p.coupling == "iso") return Ensemble::npt_isotropic;
  return p.coupling == "aniso" ? Ensemble::npt_anisotropic : Ensemble::npt_triclinic;
}

RemedyPolicy remedy_policy(const IntegrationParameters& p) {
  RemedyPolicy policy{p.remedies, {}};
  for (const auto& name : p.remedies_allowed) policy.allowed.push_back(remedy_named(name));
  return policy;
}

void check_integration(const IntegrationParameters& p, std::vector<StageProblem>& problems) {
  check_whole_steps("thermo_every", p.thermo_every_fs * kPs, p.timestep_fs, problems);
  check_whole_steps("frames_every", p.frames_every_ps, p.timestep_fs, problems);
  check_timestep(p.timestep_fs, problems);
  const auto known = remedy_names();
  for (const auto& name : p.remedies_allowed) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    problems.push_back({"remedies_allowed", fmt::format("unknown remedy '{}'.{} Known are {}.", name,
                                                        did_you_mean(name, known), fmt::join(known, ", "))});
  }
}

Segment silent_segment(const IntegrationParameters& p, Ensemble ensemble, const std::string& phase, std::int64_t steps,
                       double temperature_K) {
  Segment segment;
  segment.phase = phase;
  segment.steps = steps;
  segment.request.ensemble = ensemble;
  segment.request.timestep_fs = p.timestep_fs;
  segment.request.temperature_from_K = segment.request.temperature_to_K = temperature_K;
  segment.request.pressure_bar = p.pressure_bar;
  segment.request.thermostat_ps = p.thermostat_ps;
  segment.request.barostat_ps = p.barostat_ps;
  return segment;
}

Segment recorded_segment(const IntegrationParameters& p, Ensemble ensemble, const std::string& phase,
                         std::int64_t steps, double from_K, double to_K) {
  Segment segment = silent_segment(p, ensemble, phase, steps, from_K);
  segment.request.temperature_to_K = to_K;
  segment.thermo_every = steps_of("thermo_every", p.thermo_every_fs * kPs, p.timestep_fs);
  segment.frames_every = steps_of("frames_every", p.frames_every_ps, p.timestep_fs);
  return segment;
}

}  // namespace vitriflow
