#include "stages/md/precision_target.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/statistics.hpp"

namespace vitriflow {

namespace {

constexpr const char* kDensity = "density";
constexpr const char* kDensityUnit = "g/cm3";

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* known) { return name == known; });
}

std::vector<double> series_of(const std::string& observable, const ThermoSeries& thermo, double true_mass_g_mol) {
  if (observable == kDensity) return densities_g_cm3(true_mass_g_mol, thermo.volume_A3);
  return thermo.*thermo_quantity(observable).values;
}

double wanted_half_width(const PrecisionTarget& target, double mean) {
  double wanted = std::numeric_limits<double>::infinity();
  if (target.relative_error > 0) wanted = target.relative_error * std::abs(mean);
  if (target.absolute_error > 0) wanted = std::min(wanted, target.absolute_error);
  return wanted;
}

double windows_in(const std::vector<double>& series) {
  const CorrelationTime time = correlation_time(series);
  if (time.longer_than_series) return 0.0;
  return static_cast<double>(series.size()) / static_cast<double>(std::max<std::size_t>(1, time.window));
}

std::string missed_notice(const PrecisionTarget& target, const Precision& precision) {
  const std::string unit = observable_unit(target.observable);
  const std::string wanted = fmt::format("the {} was to be known to within {:.3g} {} at {:.4g} % confidence",
                                         target.observable, precision.wanted, unit, 100 * target.confidence);
  const std::string known = std::isfinite(precision.half_width)
                                ? fmt::format("it is known to within {:.3g} {}", precision.half_width, unit)
                                : "its uncertainty is not known";
  return fmt::format(
      "Precision not reached: {}; after the whole 'duration' {}, from {:.3g} independent samples in {:.3g} windows of "
      "the autocorrelation ({} and {} are needed). Raise 'duration' or ask for less.",
      wanted, known, precision.mean.effective_samples, precision.windows, kFewestEffective, kFewestWindows);
}

}  // namespace

std::vector<std::string> observables() {
  std::vector<std::string> names{"none", kDensity};
  for (const ThermoQuantity& quantity : thermo_quantities()) names.emplace_back(quantity.name);
  return names;
}

std::string observable_unit(const std::string& observable) {
  return observable == kDensity ? kDensityUnit : thermo_quantity(observable).unit;
}

bool changes_in(const std::string& observable, Ensemble ensemble) {
  if (is_one_of(observable, {"alpha", "beta", "gamma"})) return ensemble == Ensemble::npt_triclinic;
  if (is_one_of(observable, {kDensity, "volume", "a", "b", "c"})) return has_barostat(ensemble);
  return observable != "conserved" || ensemble != Ensemble::nve;
}

double absolute_error(const std::string& observable, const std::string& text) {
  if (text.empty()) return 0.0;
  const Quantity given = parse_quantity(text);
  return convert(given.value, given.unit, observable_unit(observable));
}

std::string absolute_error_problem(const std::string& observable, const std::string& text) {
  if (text.empty()) return {};
  const std::string unit = observable_unit(observable);
  try {
    if (absolute_error(observable, text) > 0) return {};
  } catch (const Error&) {  // said below: what is wanted is shorter than what may be wrong
  }
  return fmt::format(
      "the error '{}' of '{}' must be a positive quantity in "
      "'{}'. Write for example '0.01 {}'.",
      text, observable, unit, unit);
}

Precision precision_of(const PrecisionTarget& target, const std::vector<double>& series) {
  Precision precision;
  precision.mean = estimate_mean(series, observable_unit(target.observable));
  precision.half_width = half_width(precision.mean, target.confidence);
  precision.wanted = wanted_half_width(target, precision.mean.value);
  precision.windows = windows_in(series);
  precision.met = std::isfinite(precision.half_width) && precision.half_width <= precision.wanted &&
                  precision.mean.effective_samples >= kFewestEffective && precision.windows >= kFewestWindows;
  return precision;
}

bool is_look(std::int64_t legs) { return legs > 0 && (legs & (legs - 1)) == 0; }

EarlyEnd early_end(const PrecisionTarget& target, double true_mass_g_mol) {
  if (!target.given()) return {};
  return [=](const ThermoSeries& thermo, std::int64_t legs) {
    return is_look(legs) && precision_of(target, series_of(target.observable, thermo, true_mass_g_mol)).met;
  };
}

void put_precision(Result& result, const PrecisionTarget& target, const ThermoSeries& thermo, double true_mass_g_mol) {
  if (!target.given()) return;
  const Precision precision = precision_of(target, series_of(target.observable, thermo, true_mass_g_mol));
  result.put_text("until/observable", target.observable);
  result.put_text("until/met", precision.met ? "yes" : "no");
  result.put("until/mean", precision.mean);
  result.put_scalar("until/half_width", precision.half_width, precision.mean.unit);
  result.put_scalar("until/wanted", precision.wanted, precision.mean.unit);
  result.put_scalar("until/confidence", target.confidence, "1");
  result.put_scalar("until/effective_samples", precision.mean.effective_samples, "1");
  if (!precision.met) result.notices.push_back(missed_notice(target, precision));
}

}  // namespace vitriflow
