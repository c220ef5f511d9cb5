#include "stages/analysis/ensemble_result.hpp"

#include <cmath>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

bool put_ensemble(Result& result, const std::string& path, const std::vector<std::string>& tasks,
                  const std::vector<Estimate>& estimates, const std::string& how, Lacking lacking,
                  double common_error) {
  ENSURE(tasks.size() == estimates.size(), "{} members, {} estimates", tasks.size(), estimates.size());
  std::vector<double> values, errors;
  std::vector<std::string> without;
  for (std::size_t m = 0; m < tasks.size(); ++m) {
    values.push_back(estimates[m].value);
    errors.push_back(estimates[m].standard_error);
    if (!std::isfinite(values.back())) without.push_back("'" + tasks[m] + "' (" + estimates[m].note + ")");
  }
  if (!without.empty() && lacking == Lacking::gets_notice)
    add_notice(result, fmt::format("No '{}' for {}.", path, fmt::join(without, ", ")));
  if (without.size() == tasks.size()) return false;
  auto estimate = estimate_ensemble(estimates);
  if (common_error > 0.0) {
    const bool known = std::isfinite(estimate.standard_error);
    estimate.standard_error = known ? std::hypot(estimate.standard_error, common_error) : common_error;
    estimate.note += fmt::format("; {} {:.2g} of the method", known ? "with" : "the error is only the", common_error);
  }
  if (!how.empty()) estimate.note = how + "; " + estimate.note;
  result.put(path, estimate);
  result.put_vector("members/" + path, values, estimate.unit);
  result.put_vector("members/" + path + "_error", errors, estimate.unit);
  return true;
}

}  // namespace vitriflow
