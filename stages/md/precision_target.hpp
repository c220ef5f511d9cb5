// PrecisionTarget: when a sampling may end because the mean of an observable is known as well as was asked for.
//
// Looking often and ending at the first narrow interval favours intervals that are narrow by chance. It is looked only
// at lengths that double (1, 2, 4 ... legs), and nothing ends before kFewestEffective independent samples in
// kFewestWindows windows of the autocorrelation are there, from where on the width is itself known well (P. W. Glynn &
// W. Whitt, Ann. Appl. Probab. 2, 180 (1992): sequential intervals cover as promised where the estimate of their width
// is consistent). The number of independent samples alone is no guard: over a short series the autocorrelation sums to
// far too little by chance, and the same mistake makes the interval narrow and the samples many. The window sums
// absolute values and stays long. tests/unit/md/precision_target_test.cpp measures the coverage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/md/leg_run.hpp"
#include "stages/md/thermo_series.hpp"

namespace vitriflow {

inline constexpr double kFewestEffective = 100.0;
inline constexpr double kFewestWindows = 33.0;  // of about six autocorrelation times: two hundred of these

struct PrecisionTarget {
  std::string observable;       // one of observables(); "none": nothing is asked for
  double relative_error = 0.0;  // half width over the mean's magnitude; 0: not asked for
  double absolute_error = 0.0;  // half width in the observable's unit; 0: not asked for
  double confidence = 0.95;
  bool given() const { return observable != "none"; }
};

// What can be waited for, "none" first; their units; whether an ensemble lets them change.
std::vector<std::string> observables();
std::string observable_unit(const std::string& observable);
bool changes_in(const std::string& observable, Ensemble ensemble);

// "0.005 g/cm3" in the observable's unit; 0 for an empty text. The problem is a sentence, empty where there is none.
double absolute_error(const std::string& observable, const std::string& text);
std::string absolute_error_problem(const std::string& observable, const std::string& text);

// How well a mean is known beside how well it is wanted.
struct Precision {
  Estimate mean;
  double half_width = 0.0;  // not a number where the series is too short for an error
  double wanted = 0.0;      // the narrower of the two that may be asked for
  double windows = 0.0;     // the series' length over the autocorrelation's window; 0 where it holds none
  bool met = false;
};
Precision precision_of(const PrecisionTarget& target, const std::vector<double>& series);

// Whether it is looked after so many legs.
bool is_look(std::int64_t legs);

// For LegRun; empty where nothing is asked for. `true_mass_g_mol` makes densities of volumes.
EarlyEnd early_end(const PrecisionTarget& target, double true_mass_g_mol);

// Writes "until/..." and a notice where the target was missed; nothing where none was given.
void put_precision(Result& result, const PrecisionTarget& target, const ThermoSeries& thermo, double true_mass_g_mol);

}  // namespace vitriflow
