// md.anneal: heats, holds and cools at constant pressure, as a glass is quenched from the melt of a crystal.
#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/declaration.hpp"
#include "stages/md/cell_figures.hpp"
#include "stages/md/dynamics_cost.hpp"
#include "stages/md/integration.hpp"
#include "stages/md/run_length.hpp"
#include "stages/md/simulation.hpp"
#include "stages/md/volume_jump.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr double kGentleRate_K_ps = 5.0;
constexpr std::size_t kCurveBins = 120;

struct AnnealParameters : IntegrationParameters {
  std::string shape;
  double from_K = 0, to_K = 0, end_K = 0, rate_K_ps = 0, hold_ps = 0, shape_ps = 0;
  double fine_above_K = 0, fine_timestep_fs = 0;  // 0: the timestep is the same at all temperatures
  bool cubic() const { return shape == "cubic"; }
  double last_K() const { return end_K > 0 ? end_K : from_K; }
};

std::string rate_warning(double rate_K_ps) {
  return fmt::format(
      "{} K/ps is above 5 K/ps: faster ramps damage the coordination of the metal (rule of Castel & Coudert, J. Phys. "
      "Chem. C 126, 19532 (2022), kept by Mendez & Semino 2024), so this glass cannot be compared with theirs. Use at "
      "most 5 K/ps for that.",
      shortest(rate_K_ps));
}

// Ramps are rounded to whole steps; that moves a rate by less than one part in the number of steps.
std::int64_t ramp_steps(double from_K, double to_K, const AnnealParameters& p) {
  return std::llround(std::abs(to_K - from_K) / p.rate_K_ps * 1e3 / p.timestep_fs);
}

// The parameters as they hold between two temperatures on one side of the limit.
AnnealParameters local(AnnealParameters p, double from_K, double to_K) {
  if (p.fine_above_K > 0 && std::max(from_K, to_K) > p.fine_above_K) p.timestep_fs = p.fine_timestep_fs;
  return p;
}

void check_shape(const AnnealParameters& p, std::vector<StageProblem>& problems) {
  if (!p.cubic()) return;
  check_whole_steps("shape_time", p.shape_ps, local(p, p.to_K, p.to_K).timestep_fs, problems);
  if (p.shape_ps <= p.hold_ps) return;
  problems.push_back({"shape", fmt::format("the box becomes a cube within 'shape_time' ({} ps), but 'hold' is only {} "
                                           "ps. Hold for longer, or set a shorter 'shape_time'.",
                                           shortest(p.shape_ps), shortest(p.hold_ps))});
}

void check_fine_timestep(const AnnealParameters& p, std::vector<StageProblem>& problems) {
  if (p.fine_above_K <= 0) return;
  if (p.fine_timestep_fs >= p.timestep_fs) {
    problems.push_back(
        {"timestep_above.timestep", fmt::format("'timestep_above.timestep' ({} fs) is not below 'timestep' ({} fs).",
                                                shortest(p.fine_timestep_fs), shortest(p.timestep_fs))});
    return;
  }
  AnnealParameters fine = p;
  fine.timestep_fs = p.fine_timestep_fs;
  check_integration(fine, problems);
}

std::vector<StageProblem> check(const AnnealParameters& p) {
  std::vector<StageProblem> problems;
  if (p.to_K <= p.from_K) {
    problems.push_back({"to", fmt::format("'to' ({} K) is not above 'from' ({} K): there is nothing to heat.",
                                          shortest(p.to_K), shortest(p.from_K))});
  } else if (ramp_steps(p.from_K, p.to_K, p) < 1) {
    problems.push_back(
        {"rate", fmt::format("at {} K/ps the heating takes less than one step of {} fs. Use a lower rate.",
                             shortest(p.rate_K_ps), shortest(p.timestep_fs))});
  }
  if (p.last_K() > p.to_K) {
    problems.push_back({"end", fmt::format("'end' ({} K) is above 'to' ({} K): there is nothing to cool.",
                                           shortest(p.end_K), shortest(p.to_K))});
  }
  if (p.rate_K_ps > kGentleRate_K_ps) problems.push_back({"rate", rate_warning(p.rate_K_ps), true});
  check_whole_steps("hold", p.hold_ps, local(p, p.to_K, p.to_K).timestep_fs, problems);
  check_integration(p, problems);
  check_fine_timestep(p, problems);
  check_shape(p, problems);
  return problems;
}

// Adds a phase from one temperature to another, in two parts where the timestep changes on the way.
void add_ramp(std::vector<Segment>& segments, const AnnealParameters& p, const std::string& phase, double from_K,
              double to_K) {
  const double limit_K = p.fine_above_K;
  if (limit_K > std::min(from_K, to_K) && limit_K < std::max(from_K, to_K)) {
    add_ramp(segments, p, phase, from_K, limit_K);
    add_ramp(segments, p, phase, limit_K, to_K);
    return;
  }
  const AnnealParameters here = local(p, from_K, to_K);
  const std::int64_t steps = ramp_steps(from_K, to_K, here);
  if (steps > 0) segments.push_back(recorded_segment(here, barostatted(p), phase, steps, from_K, to_K));
}

void add_hold(std::vector<Segment>& segments, const AnnealParameters& p) {
  const AnnealParameters here = local(p, p.to_K, p.to_K);
  const std::int64_t shaping = p.cubic() ? steps_of("shape_time", p.shape_ps, here.timestep_fs) : 0;
  const std::int64_t holding = steps_of("hold", p.hold_ps, here.timestep_fs) - shaping;
  if (shaping > 0) {
    segments.push_back(recorded_segment(here, Ensemble::nvt, "shaping", shaping, p.to_K, p.to_K));
    segments.back().request.towards_cube = true;
  }
  if (holding > 0) segments.push_back(recorded_segment(here, barostatted(p), "holding", holding, p.to_K, p.to_K));
}

// Phases of no length are left out.
std::vector<Segment> segments_of(const AnnealParameters& p) {
  std::vector<Segment> segments;
  add_ramp(segments, p, "heating", p.from_K, p.to_K);
  add_hold(segments, p);
  add_ramp(segments, p, "cooling", p.to_K, p.last_K());
  return segments;
}

Cost cost_of(const AnnealParameters& p, const CostInputs& inputs) { return dynamics_cost(segments_of(p), inputs); }

// A rehearsal keeps the rates and turns back early, and keeps its shape: a faster ramp or a faster way to the cube
// might break what the real one does not.
AnnealParameters shortened(AnnealParameters p, const CostInputs& inputs, double seconds) {
  const std::int64_t steps = rehearsal_steps(inputs, seconds) / 3;
  p.to_K = std::min(p.to_K, p.from_K + p.rate_K_ps * static_cast<double>(steps) * p.timestep_fs * 1e-3);
  p.end_K = 0;
  p.hold_ps = cut_down_ps(p.hold_ps, steps, local(p, p.to_K, p.to_K).timestep_fs);
  p.shape = "keep";
  record_often(p);
  return p;
}

// What one phase recorded, against the temperature that the thermostat was set to.
struct Ramp {
  ThermoSeries thermo;
  std::vector<double> target_K;
  Ramp(const ThermoSeries& whole, const std::vector<Segment>& segments, const std::string& phase) {
    std::int64_t first = -1, last = -1;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i].phase != phase) continue;
      if (first < 0) first = first_step_of(segments, i);
      last = first_step_of(segments, i + 1);
    }
    thermo = whole.between(first, last);
    for (const std::int64_t step : thermo.step) target_K.push_back(target_temperature_K(segments, step));
  }
};

void put_curve(Result& result, const std::string& phase, const Ramp& ramp, double true_mass) {
  const BinnedCurve volume = bin_by_temperature(ramp.target_K, ramp.thermo.volume_A3, kCurveBins);
  const BinnedCurve potential = bin_by_temperature(ramp.target_K, ramp.thermo.potential_eV, kCurveBins);
  const std::string group = "curve/" + phase + "/";
  result.put_vector(group + "temperature", volume.temperature_K, "K");
  result.put_vector(group + "volume", volume.values, "A3");
  result.put_vector(group + "density", densities_g_cm3(true_mass, volume.values), "g/cm3");
  result.put_vector(group + "potential", potential.values, "eV");
}

void put_jump(Result& result, const Ramp& heating) {
  const VolumeJump jump = find_volume_jump(heating.target_K, heating.thermo.volume_A3);
  const std::string finding = "on heating: " + jump.sentence;
  result.put_text("volume_jump/finding", finding);
  if (!jump.found) {
    result.notices.push_back(finding + ".");
    return;
  }
  result.put("volume_jump/temperature", jump.estimate());
  result.put_scalar("volume_jump/low", jump.low_K, "K");
  result.put_scalar("volume_jump/high", jump.high_K, "K");
  result.put_scalar("volume_jump/relative_change", jump.relative_change, "1");
  result.notices.push_back(finding + ". A ramp overheats: the temperature of coexistence lies below it.");
}

void add_figures(Result& result, const std::vector<std::string>& ramps) {
  const auto add = [&](const std::string& quantity, const std::string& title) {
    Figure figure{quantity + "-temperature", title, "temperature", quantity, {}};
    for (const std::string& phase : ramps) {
      figure.series.push_back(
          {phase, fmt::format("curve/{}/temperature", phase), fmt::format("curve/{}/{}", phase, quantity)});
    }
    result.figures.push_back(std::move(figure));
  };
  add("volume", "Volume of the cell against temperature");
  add("density", "Density against temperature");
  result.figures.push_back(
      {"temperature-time", "Temperature", "time", "temperature", {{"", "thermo/time", "thermo/temperature"}}});
}

void put_box(Result& result, const std::string& when, const Box& box) {
  const auto lengths = box.lengths(), angles = box.angles();
  result.put_vector("shape/lengths_" + when, {lengths.begin(), lengths.end()}, "A");
  result.put_vector("shape/angles_" + when, {angles.begin(), angles.end()}, "degree");
}

// The box before and after it was made a cube.
void put_shape(Result& result, const Course& course, const std::vector<Segment>& segments) {
  for (std::size_t i = 1; i < segments.size(); ++i) {
    if (segments[i].phase != "shaping") continue;
    put_box(result, "before", course.ends.at(i - 1));
    put_box(result, "after", course.ends.at(i));
  }
}

void put_findings(Result& result, const AnnealParameters& p, const Course& course, const std::vector<Segment>& segments,
                  double true_mass) {
  std::vector<std::string> ramps;
  for (const std::string phase : {"heating", "cooling"}) {
    const Ramp ramp(course.thermo, segments, phase);
    if (ramp.thermo.size() == 0) continue;
    put_curve(result, phase, ramp, true_mass);
    ramps.push_back(phase);
    if (phase == "heating") put_jump(result, ramp);
  }
  if (p.rate_K_ps > kGentleRate_K_ps) result.notices.push_back(std::string(kNotComparable) + rate_warning(p.rate_K_ps));
  result.put_scalar("target/rate", p.rate_K_ps, "K/ps");
  result.put_scalar("target/temperature", p.last_K(), "K");
  result.put_scalar("target/pressure", p.pressure_bar, "bar");
  add_figures(result, ramps);
  put_shape(result, course, segments);
  if (p.cubic() || p.coupling != "iso") add_cell_figures(result, barostatted(p));
}

Result run_anneal(StageContext& context, const AnnealParameters& p) {
  std::vector<std::string> needed{capability_of(barostatted(p))};
  if (p.cubic()) needed.insert(needed.end(), {"nvt", "reshape"});
  Simulation simulation = open_simulation(context, needed);
  start_velocities(context, simulation, p.velocities, p.from_K);
  const std::vector<Segment> segments = segments_of(p);
  Result result;
  const Course course = run_simulation(context, simulation, segments, remedy_policy(p), result);
  put_findings(result, p, course, segments, simulation.input.system.true_mass);
  return result;
}

void declare_course(Declaration<AnnealParameters>& d) {
  using P = AnnealParameters;
  d.number(&P::from_K, "from", "K")
      .above(0)
      .at_most(10000)
      .doc("Where the heating starts, and where drawn velocities are.");
  d.number(&P::to_K, "to", "K").above(0).at_most(10000).doc("Where the heating ends.");
  d.number(&P::end_K, "end", "K")
      .fallback(0.0)
      .at_least(0)
      .at_most(10000)
      .doc("Where the cooling ends; 0 means at 'from'.");
  d.number(&P::rate_K_ps, "rate", "K/ps")
      .above(0)
      .at_most(1e6)
      .doc("Of heating and of cooling; above 5 K/ps the metal's coordination is damaged, which the result says.");
  d.number(&P::hold_ps, "hold", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("How long the highest temperature is kept.");
}

void declare_shape(Declaration<AnnealParameters>& d) {
  using P = AnnealParameters;
  d.choice(&P::shape, "shape", {"keep", "cubic"})
      .fallback("keep")
      .doc(
          "Whether the hold begins with the box becoming a cube at constant volume (cubic): two edges and the tilts "
          "run linearly, the third edge keeps the volume, particles are carried along.");
  d.number(&P::shape_ps, "shape_time", "ps")
      .fallback(50.0)
      .above(0)
      .at_most(1e7)
      .doc("How much of the hold that takes, where 'shape' is cubic.");
}

void declare_fine_timestep(Declaration<AnnealParameters>& d) {
  using P = AnnealParameters;
  d.map("timestep_above", "A shorter timestep for what is hotter than a limit.");
  d.number(&P::fine_above_K, "timestep_above.temperature", "K")
      .fallback(0.0)
      .at_least(0)
      .at_most(10000)
      .needed_in_map()
      .doc("The limit; a ramp changes its timestep there. 0: the timestep is always the same.");
  d.number(&P::fine_timestep_fs, "timestep_above.timestep", "fs")
      .fallback(0.25)
      .above(0)
      .at_most(10)
      .needed_in_map()
      .doc("The timestep above it.");
}

Declaration<AnnealParameters> declaration() {
  Declaration<AnnealParameters> d("md.anneal", 1,
                                  "Heats, holds and cools a system at constant pressure, and finds the temperature at "
                                  "which its volume jumps on heating.");
  declare_course(d);
  declare_shape(d);
  declare_integration(d, 1.0);
  declare_fine_timestep(d);
  declare_dynamics_ports(d, "annealed");
  d.uses_engine({"forces", "npt-isotropic"});
  d.reference("Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024), doi:10.1039/d3ta07361k");
  d.reference("Castel & Coudert, J. Phys. Chem. C 126, 19532 (2022)");
  d.example(
      "glass:\n"
      "  kind: md.anneal\n"
      "  system: crystal\n"
      "  from: 300 K\n"
      "  to: 900 K\n"
      "  rate: 4.8 K/ps\n"
      "  hold: 250 ps\n");
  d.checks(check);
  d.costs(kDynamicsWork, cost_of);
  d.rehearses(shortened);
  d.runs(run_anneal);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
