// analysis.calorimetry: energy against temperature, heat capacities from its slope and its fluctuation, and the glass
// transition where the slope changes.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "hpc/base/error.hpp"
#include "stages/analysis/slope_change.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/declaration.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr double kBoltzmann_eV_K = 8.617333262145e-5;  // CODATA 2018
constexpr double kJ_mol_per_eV = 96485.33212;
constexpr double kg_mol_per_A3_g_cm3 = 0.602214076;  // 1 g/cm3 times 1 A3
constexpr double keV_per_bar_A3 = 6.241509074e-7;

struct CalorimetryParameters {
  std::string energy;
  double discard_ps = 0, formula_mass = 0;
};

// One run at one temperature, or one bin of a ramp. Energies of the cell in eV.
struct Point {
  double temperature_K = 0.0, energy_eV = 0.0;
  double error_eV = 0.0;  // NaN: unknown
};

struct Curve {
  std::vector<Point> points;  // by temperature
  double mass_g_mol = 0.0;    // of the cell
  bool from_ramp = false;
};

std::vector<double> after(const Result& run, const std::string& path, double from_ps) {
  const auto& time = run.vector("thermo/time");
  const auto& values = run.vector(path);
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (time[i] >= from_ps) kept.push_back(values[i]);
  return kept;
}

// Mass of the cell from its density and its volume, as recorded.
double mass_of(const Result& run) {
  const auto& density = run.vector("thermo/density");
  return density.empty() ? 0.0 : density.front() * run.vector("thermo/volume").front() * kg_mol_per_A3_g_cm3;
}

// Enthalpy U + K + p V with the barostat's pressure, which is the total energy where there is none.
std::vector<double> enthalpies(const Result& run, double from_ps) {
  auto series = after(run, "thermo/potential", from_ps);
  const auto kinetic = after(run, "thermo/kinetic", from_ps), volume = after(run, "thermo/volume", from_ps);
  const bool barostat = run.text("target/ensemble") == "npt";
  const double pressure = barostat ? run.scalar("target/pressure") : 0.0;
  for (std::size_t i = 0; i < series.size(); ++i) series[i] += kinetic[i] + pressure * volume[i] * keV_per_bar_A3;
  return series;
}

double start_of(const Result& run, double discard_ps) {
  const auto& time = run.vector("thermo/time");
  return (time.empty() ? 0.0 : time.front()) + discard_ps;
}

bool is_ramp(const Result& run) { return run.has("curve/cooling/temperature") || run.has("curve/heating/temperature"); }

Point point_of(const TaskInput& task, const Result& run, const CalorimetryParameters& p) {
  const double from_ps = start_of(run, p.discard_ps);
  const auto series = p.energy == "potential" ? after(run, "thermo/potential", from_ps) : enthalpies(run, from_ps);
  if (series.empty()) {
    throw Error(
        fmt::format(
            "'{}' has recorded nothing after the {:g} ps that 'discard' leaves out. Discard less or sample longer.",
            task.task, p.discard_ps),
        Failure::invalid_input);
  }
  const Estimate mean = estimate_mean(series, "eV");
  return {run.scalar("target/temperature"), mean.value, mean.standard_error};
}

Curve ramp_of(const TaskInput& task, const Result& run, const CalorimetryParameters& p, Result& result) {
  if (p.energy != "potential") {
    throw Error(
        fmt::format("'{}' is a ramp, of which only the potential energy is known against temperature. Use 'energy: "
                    "potential', or samples at several temperatures.",
                    task.task),
        Failure::invalid_input);
  }
  const std::string phase = run.has("curve/cooling/temperature") ? "cooling" : "heating";
  const auto& temperature = run.vector("curve/" + phase + "/temperature");
  const auto& energy = run.vector("curve/" + phase + "/potential");
  Curve curve{{}, mass_of(run), true};
  for (std::size_t i = 0; i < temperature.size(); ++i)
    curve.points.push_back({temperature[i], energy[i], std::numeric_limits<double>::quiet_NaN()});
  add_notice(result, fmt::format("The {} of '{}' at {:g} K/ps is far from equilibrium: its glass transition lies above "
                                 "that of a slow experiment.",
                                 phase, task.task, run.scalar("target/rate")));
  return curve;
}

Estimate missing(const std::string& unit, std::string note) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  return {kNaN, kNaN, 0.0, unit, std::move(note)};
}

// cp = var(H) / (k T^2), or cv from the total energy at constant volume (M. P. Allen, D. J. Tildesley, "Computer
// Simulation of Liquids", 2nd edition, 2017, equations 2.80 and 2.86), per gram.
Estimate fluctuation_of(const Result& run, double discard_ps) {
  if (run.text("target/ensemble") == "nve") return missing("J/(g K)", "its energy is kept");
  const double temperature = run.scalar("target/temperature"), mass = mass_of(run);
  return estimate_from_moments(enthalpies(run, start_of(run, discard_ps)), "J/(g K)", [=](double, double variance) {
    return variance / (kBoltzmann_eV_K * temperature * temperature) * kJ_mol_per_eV / mass;
  });
}

void check_same_cell(const TaskInput& task, double mass, const Curve& curve) {
  if (curve.mass_g_mol == 0.0 || std::abs(mass / curve.mass_g_mol - 1.0) < 1e-6) return;
  throw Error(
      fmt::format("'{}' holds {:.2f} g/mol, the runs before it {:.2f} g/mol: energies of different cells do not "
                  "make a curve. Gather runs of one system.",
                  task.task, mass, curve.mass_g_mol),
      Failure::invalid_input);
}

struct Fluctuations {
  std::vector<double> temperature_K, capacity, error;
};

Curve read_runs(StageContext& context, const CalorimetryParameters& p, Result& result, Fluctuations& fluctuations) {
  const auto& runs = context.inputs.at("runs");
  Curve curve;
  for (const TaskInput& task : runs) {
    const Result run = context.read_input(task.fingerprint).result;
    inherit_notices(run, result);
    if (!run.has("thermo/time")) {
      throw Error(
          fmt::format(
              "'{}' (kind '{}') has no energies of a simulation. Name stages of md.sample, or one of md.anneal.",
              task.task, task.kind),
          Failure::invalid_input);
    }
    if (is_ramp(run)) {
      if (runs.size() == 1) return ramp_of(task, run, p, result);
      throw Error(
          fmt::format("'{}' is a ramp among {} runs. Name one ramp alone, or samples only.", task.task, runs.size()),
          Failure::invalid_input);
    }
    check_same_cell(task, mass_of(run), curve);
    curve.mass_g_mol = mass_of(run);
    curve.points.push_back(point_of(task, run, p));
    const Estimate capacity = fluctuation_of(run, p.discard_ps);
    if (!std::isfinite(capacity.value)) continue;
    fluctuations.temperature_K.push_back(run.scalar("target/temperature"));
    fluctuations.capacity.push_back(capacity.value);
    fluctuations.error.push_back(capacity.standard_error);
    if (runs.size() == 1) result.put("heat_capacity_fluctuation", capacity);
  }
  std::stable_sort(curve.points.begin(), curve.points.end(),
                   [](const Point& a, const Point& b) { return a.temperature_K < b.temperature_K; });
  return curve;
}

// The columns of a curve, energies in kJ/g.
struct Columns {
  std::vector<double> temperature_K, energy, error;
  bool errors_known = true;
  explicit Columns(const Curve& curve) {
    const double scale = kJ_mol_per_eV / curve.mass_g_mol * 1e-3;
    for (const Point& point : curve.points) {
      temperature_K.push_back(point.temperature_K);
      energy.push_back(point.energy_eV * scale);
      error.push_back(point.error_eV * scale);
      errors_known = errors_known && std::isfinite(error.back()) && error.back() > 0.0;
    }
  }
};

void put_capacity(Result& result, const CalorimetryParameters& p, const std::string& name, double slope, double error,
                  double samples, const std::string& note) {
  result.put(name, Estimate{slope, error, samples, "J/(g K)", note});
  if (p.formula_mass > 0.0)
    result.put(name + "_molar", Estimate{slope * p.formula_mass, error * p.formula_mass, samples, "J/(mol K)", note});
}

std::string finding_of(const SlopeChange& change) {
  if (change.sigma == 0.0)
    return fmt::format("no glass transition can be looked for: at least {} temperatures are needed", kFewestForSlopes);
  if (!change.found)
    return fmt::format("no significant change of slope: the largest is at {:.0f} K ({:.1f} sigma; 4 are needed)",
                       change.place, change.sigma);
  return fmt::format(
      "the slope changes at {:.0f} K (95 % interval {:.0f} to {:.0f} K, {:.0f} sigma){}", change.place, change.low,
      change.high, change.sigma,
      change.open ? "; the interval reaches the end of the temperatures, so that a bound is missing" : "");
}

void put_transition(Result& result, const CalorimetryParameters& p, const Columns& columns) {
  const auto errors = columns.errors_known ? std::span<const double>(columns.error) : std::span<const double>();
  const SlopeChange change = find_slope_change(columns.temperature_K, columns.energy, errors);
  const std::string finding = finding_of(change);
  result.put_text("glass_transition/finding", finding);
  if (!change.found) {
    add_notice(result, fmt::format("{}: {}.", p.energy == "potential" ? "Potential energy" : "Enthalpy", finding));
    return;
  }
  result.put("glass_transition_temperature", Estimate{change.place, change.standard_error, change.effective_samples,
                                                      "K", finding + "; two-phase regression, profile of the squares"});
  result.put_scalar("glass_transition/low", change.low, "K");
  result.put_scalar("glass_transition/high", change.high, "K");
  const auto slope = [&](const char* name, double value, double error, const char* side) {
    put_capacity(result, p, name, 1e3 * value, 1e3 * error, change.effective_samples,
                 fmt::format("slope of the {} {} the bend", p.energy, side));
  };
  slope("heat_capacity_below", change.slope_below, change.slope_below_error, "below");
  slope("heat_capacity_above", change.slope_above, change.slope_above_error, "above");
  std::vector<double> fitted;
  for (const double t : columns.temperature_K) fitted.push_back(change.at(t));
  result.put_vector("energy/fit", std::move(fitted), "kJ/g");
}

void put_curve(Result& result, const CalorimetryParameters& p, const Columns& columns) {
  result.put_vector("energy/temperature", columns.temperature_K, "K");
  result.put_vector("energy/" + p.energy, columns.energy, "kJ/g");
  if (columns.errors_known) result.put_vector("energy/" + p.energy + "_error", columns.error, "kJ/g");
  Figure figure{"energy-temperature", "Energy against temperature", "temperature", p.energy, {}};
  figure.series.push_back({p.energy, "energy/temperature", "energy/" + p.energy});
  if (result.has("energy/fit")) figure.series.push_back({"two lines", "energy/temperature", "energy/fit"});
  result.figures.push_back(std::move(figure));
}

void put_fluctuations(Result& result, const Fluctuations& fluctuations) {
  if (fluctuations.capacity.size() < 2) return;
  result.put_vector("heat_capacity/temperature", fluctuations.temperature_K, "K");
  result.put_vector("heat_capacity/fluctuation", fluctuations.capacity, "J/(g K)");
  result.put_vector("heat_capacity/fluctuation_error", fluctuations.error, "J/(g K)");
  result.figures.push_back({"heat-capacity",
                            "Heat capacity from fluctuations",
                            "temperature",
                            "heat capacity",
                            {{"", "heat_capacity/temperature", "heat_capacity/fluctuation"}}});
}

Result run_calorimetry(StageContext& context, const CalorimetryParameters& p) {
  Result result;
  Fluctuations fluctuations;
  const Curve curve = read_runs(context, p, result, fluctuations);
  if (curve.mass_g_mol <= 0.0)
    throw Error("the runs recorded no density, so that no heat capacity can be had per gram. Sample longer.",
                Failure::invalid_input);
  const Columns columns(curve);
  if (curve.points.size() > 1) put_transition(result, p, columns);
  if (curve.points.size() > 1) put_curve(result, p, columns);
  put_fluctuations(result, fluctuations);
  add_notice(result,
             "Heat capacities are those of classical particles: vibrations that are frozen in reality, such as "
             "those of C-H bonds at room temperature, count in full.");
  return result;
}

Declaration<CalorimetryParameters> declaration() {
  using P = CalorimetryParameters;
  Declaration<P> d("analysis.calorimetry", 1,
                   "Energy against temperature, heat capacities by slope and by fluctuation, and the glass transition "
                   "where the slope changes.");
  d.choice(&P::energy, "energy", {"potential", "enthalpy"})
      .fallback("potential")
      .doc("Which energy is drawn and bends; a ramp has the potential one only.");
  d.number(&P::discard_ps, "discard", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("What each run leaves out at its beginning.");
  d.number(&P::formula_mass, "formula_mass", "g/mol")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e6)
      .doc("Of a formula unit, for heat capacities per mole as well (199.5 g/mol for Zn(C3H3N2)2); 0 for none.");
  d.takes_many(
      "runs", PortType::results,
      "Samples (md.sample) of one system at several temperatures, gathered, or one ramp (md.anneal): its cooling.");
  d.gives(PortType::results);
  d.reference("D. V. Hinkley, Biometrika 56, 495 (1969), doi:10.1093/biomet/56.3.495");
  d.reference("M. P. Allen, D. J. Tildesley, Computer Simulation of Liquids, 2nd edition, Oxford 2017, section 2.5");
  d.example(
      "transition:\n"
      "  kind: analysis.calorimetry\n"
      "  runs: cold\n"
      "  energy: potential\n");
  d.rehearses_without(&CalorimetryParameters::discard_ps);
  d.runs(run_calorimetry);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
