// md.sample: equilibrium dynamics at given temperature and pressure, with means that carry their uncertainty.
#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/declaration.hpp"
#include "stages/md/cell_figures.hpp"
#include "stages/md/dynamics_cost.hpp"
#include "stages/md/energy_drift.hpp"
#include "stages/md/integration.hpp"
#include "stages/md/precision_target.hpp"
#include "stages/md/run_length.hpp"
#include "stages/md/simulation.hpp"

namespace vitriflow {

namespace {

struct SampleParameters : IntegrationParameters {
  std::string ensemble, until_observable, until_absolute;
  double temperature_K = 0, duration_ps = 0, equilibration_ps = 0, until_relative = 0, until_confidence = 0;
};

Ensemble ensemble_of(const SampleParameters& p) {
  if (p.ensemble == "nve") return Ensemble::nve;
  return p.ensemble == "nvt" ? Ensemble::nvt : barostatted(p);
}

PrecisionTarget target_of(const SampleParameters& p) {
  if (p.until_observable == "none") return {p.until_observable};
  return {p.until_observable, p.until_relative, absolute_error(p.until_observable, p.until_absolute),
          p.until_confidence};
}

// One error, of the two that may be given.
void check_until_errors(const SampleParameters& p, std::vector<StageProblem>& problems) {
  const std::string unit = observable_unit(p.until_observable);
  if (p.until_relative == 0 && p.until_absolute.empty()) {
    problems.push_back(
        {"until", fmt::format("'until' names no error. Add 'relative_error: 1 %', or 'absolute_error' in {}.", unit)});
  }
  if (p.until_relative > 0 && !p.until_absolute.empty()) {
    problems.push_back({"until", "'until' names two errors. Keep 'relative_error' or 'absolute_error', not both."});
  }
  const std::string trouble = absolute_error_problem(p.until_observable, p.until_absolute);
  if (!trouble.empty()) problems.push_back({"until.absolute_error", trouble});
}

// What is wrong with the map 'until' beyond its single members.
void check_until(const SampleParameters& p, std::vector<StageProblem>& problems) {
  if (p.until_observable == "none") {
    if (p.until_relative > 0 || !p.until_absolute.empty()) {
      problems.push_back({"until.observable",
                          "'until' names an error, but 'none' is no observable to be known so "
                          "well. Choose another or leave 'until' out."});
    }
    return;
  }
  check_until_errors(p, problems);
  if (!changes_in(p.until_observable, ensemble_of(p))) {
    problems.push_back(
        {"until.observable", fmt::format("'{}' does not change in this ensemble{}: there is nothing to wait for. "
                                         "Choose another observable.",
                                         p.until_observable, p.ensemble == "npt" ? " with this coupling" : "")});
  }
}

std::vector<StageProblem> check(const SampleParameters& p) {
  std::vector<StageProblem> problems;
  check_whole_steps("duration", p.duration_ps, p.timestep_fs, problems);
  check_whole_steps("equilibration", p.equilibration_ps, p.timestep_fs, problems);
  check_integration(p, problems);
  if (p.coupling != "iso" && p.ensemble != "npt") {
    problems.push_back({"coupling", fmt::format("'coupling: {}' is the barostat's, and ensemble '{}' has none. Use "
                                                "'ensemble: npt' or leave 'coupling' out.",
                                                p.coupling, p.ensemble)});
  }
  check_until(p, problems);
  if (p.thermo_every_fs * 1e-3 > p.duration_ps) {
    problems.push_back({"thermo_every", "'thermo_every' is longer than 'duration': nothing would be recorded."});
  }
  if (p.frames_every_ps > p.duration_ps) {
    problems.push_back(
        {"frames_every", "'frames_every' is longer than 'duration': there would be no trajectory.", true});
  }
  return problems;
}

std::vector<Segment> segments_of(const SampleParameters& p) {
  const Ensemble ensemble = ensemble_of(p);
  std::vector<Segment> segments;
  if (p.equilibration_ps > 0) {
    // Without a thermostat nothing would bring the system to its temperature.
    const Ensemble warming = ensemble == Ensemble::nve ? Ensemble::nvt : ensemble;
    const std::int64_t steps = steps_of("equilibration", p.equilibration_ps, p.timestep_fs);
    segments.push_back(silent_segment(p, warming, "equilibrating", steps, p.temperature_K));
  }
  const std::int64_t steps = steps_of("duration", p.duration_ps, p.timestep_fs);
  segments.push_back(recorded_segment(p, ensemble, "sampling", steps, p.temperature_K, p.temperature_K));
  return segments;
}

Cost cost_of(const SampleParameters& p, const CostInputs& inputs) { return dynamics_cost(segments_of(p), inputs); }

SampleParameters shortened(SampleParameters p, const CostInputs& inputs, double seconds) {
  const std::int64_t steps = rehearsal_steps(inputs, seconds);
  if (p.equilibration_ps > 0) p.equilibration_ps = cut_down_ps(p.equilibration_ps, steps / 4, p.timestep_fs);
  p.duration_ps = cut_down_ps(p.duration_ps, steps, p.timestep_fs);
  p.until_observable = "none";
  record_often(p);
  return p;
}

std::int64_t atoms_in(const System& system) {
  std::int64_t atoms = 0;
  for (const std::int64_t type : system.type) atoms += system.types.at(static_cast<std::size_t>(type)).element != "X";
  return atoms;
}

void put_estimates(Result& result, const ThermoSeries& thermo, const System& system, Ensemble ensemble) {
  const auto put = [&](const std::string& path, const std::string& name) {
    const ThermoQuantity& quantity = thermo_quantity(name);
    result.put(path, estimate_mean(thermo.*quantity.values, quantity.unit));
  };
  put("temperature", "temperature");
  result.put("density", estimate_mean(densities_g_cm3(system.true_mass, thermo.volume_A3), "g/cm3"));
  put("volume", "volume");
  put("potential", "potential");
  put("pressure", "pressure");
  for (const std::string component : {"xx", "yy", "zz", "xy", "xz", "yz"}) {
    put("pressure_tensor/" + component, "pressure_" + component);
  }
  if (has_barostat(ensemble)) {
    for (const std::string length : {"a", "b", "c"}) put("cell/" + length, length);
  }
  if (ensemble == Ensemble::npt_triclinic) {
    for (const std::string angle : {"alpha", "beta", "gamma"}) put("cell/" + angle, angle);
  }
  if (ensemble == Ensemble::nve) {
    result.put("drift", estimate_drift(thermo.time_ps, thermo.conserved_eV, atoms_in(system)));
  }
}

void add_figures(Result& result, Ensemble ensemble) {
  const auto add = [&result](const std::string& quantity, const std::string& title) {
    result.figures.push_back(
        {quantity + "-time", title, "time", quantity, {{"", "thermo/time", "thermo/" + quantity}}});
  };
  add("temperature", "Temperature");
  if (has_barostat(ensemble)) add("density", "Density");
  if (ensemble == Ensemble::npt_anisotropic || ensemble == Ensemble::npt_triclinic) add_cell_figures(result, ensemble);
  add("potential", "Potential energy");
  if (ensemble == Ensemble::nve) add("conserved", "Conserved energy");
}

Result run_sample(StageContext& context, const SampleParameters& p) {
  const Ensemble ensemble = ensemble_of(p);
  const std::vector<Segment> segments = segments_of(p);
  std::vector<std::string> needed;
  needed.reserve(segments.size());
  for (const Segment& segment : segments) needed.push_back(capability_of(segment.request.ensemble));
  Simulation simulation = open_simulation(context, needed);
  start_velocities(context, simulation, p.velocities, p.temperature_K);
  Result result;
  const double true_mass = simulation.input.system.true_mass;
  const PrecisionTarget target = target_of(p);
  const ThermoSeries thermo =
      run_simulation(context, simulation, segments, remedy_policy(p), result, early_end(target, true_mass)).thermo;
  put_estimates(result, thermo, simulation.input.system, ensemble);
  put_precision(result, target, thermo, true_mass);
  result.put_scalar("target/temperature", p.temperature_K, "K");
  result.put_scalar("target/pressure", p.pressure_bar, "bar");
  result.put_text("target/ensemble", p.ensemble);
  add_figures(result, ensemble);
  return result;
}

void declare_state(Declaration<SampleParameters>& d) {
  using P = SampleParameters;
  d.choice(&P::ensemble, "ensemble", {"nve", "nvt", "npt"})
      .fallback("npt")
      .doc(
          "What is kept: energy and volume (nve), temperature and volume (nvt), temperature and pressure (npt, the box "
          "changes as 'coupling' says).");
  d.number(&P::temperature_K, "temperature", "K")
      .above(0)
      .at_most(10000)
      .doc("Of the thermostat, and of drawn velocities.");
}

void declare_course(Declaration<SampleParameters>& d) {
  using P = SampleParameters;
  d.number(&P::duration_ps, "duration", "ps")
      .above(0)
      .at_most(1e7)
      .doc("Length of what is recorded; with 'until', the most it may be.");
  d.number(&P::equilibration_ps, "equilibration", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("Length of what runs before and is discarded; with a thermostat, also for nve.");
}

void declare_until(Declaration<SampleParameters>& d) {
  using P = SampleParameters;
  d.map("until",
        "Ends the sampling as soon as the mean of an observable is known well enough; the result says whether it is.");
  d.choice(&P::until_observable, "until.observable", observables())
      .fallback("none")
      .needed_in_map()
      .doc("Whose mean is wanted.");
  d.number(&P::until_relative, "until.relative_error", "1")
      .fallback(0.0)
      .at_least(0)
      .at_most(1)
      .doc("Half the width of the mean's confidence interval over the mean; 0: not asked for.");
  d.text(&P::until_absolute, "until.absolute_error")
      .fallback("")
      .doc(
          "Half the width of the mean's confidence interval with its unit, as in '0.005 g/cm3'; instead of "
          "'relative_error'.");
  d.number(&P::until_confidence, "until.confidence", "1")
      .fallback(0.95)
      .at_least(0.5)
      .at_most(0.999)
      .doc("Of that interval.");
}

Declaration<SampleParameters> declaration() {
  Declaration<SampleParameters> d("md.sample", 1,
                                  "Samples an ensemble at fixed energy, temperature or pressure and gives means with "
                                  "their uncertainty.");
  declare_state(d);
  declare_course(d);
  declare_integration(d, 0.2);
  declare_until(d);
  declare_dynamics_ports(d, "simulated");
  d.uses_engine({"forces"});
  d.reference("Glynn & Whitt, Ann. Appl. Probab. 2, 180 (1992), doi:10.1214/aoap/1177005777");
  d.reference("Martyna, Tobias & Klein, J. Chem. Phys. 101, 4177 (1994), doi:10.1063/1.467468");
  d.example(
      "cold:\n"
      "  kind: md.sample\n"
      "  system: crystal\n"
      "  ensemble: npt\n"
      "  temperature: 300 K\n"
      "  pressure: 1 bar\n"
      "  duration: 10 ps\n");
  d.checks(check);
  d.costs(kDynamicsWork, cost_of);
  d.rehearses(shortened);
  d.runs(run_sample);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
