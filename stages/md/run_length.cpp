#include "stages/md/run_length.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

constexpr double kRelative = 1e-9;
constexpr double kSafeTimestep_fs = 1.0;

// A multiple of the timestep without the last bits of its product.
std::string duration_of(double steps, double timestep_fs) {
  return shortest(std::stod(fmt::format("{:.12g}", steps * timestep_fs * 1e-3))) + " ps";
}

std::string complaint(const std::string& parameter, double duration_ps, double timestep_fs) {
  const double steps = duration_ps * 1e3 / timestep_fs;
  const double below = std::floor(steps);
  const std::string nearest = below < 1
                                  ? duration_of(1, timestep_fs)
                                  : duration_of(below, timestep_fs) + " or " + duration_of(below + 1, timestep_fs);
  return fmt::format("'{}' of {} ps is not a whole number of steps of {} fs. Use {}.", parameter, shortest(duration_ps),
                     shortest(timestep_fs), nearest);
}

}  // namespace

std::optional<std::int64_t> whole_steps(double duration_ps, double timestep_fs) {
  const double steps = duration_ps * 1e3 / timestep_fs;
  const double nearest = std::round(steps);
  if (!std::isfinite(steps) || std::abs(steps - nearest) > kRelative * std::max(1.0, nearest)) return std::nullopt;
  return static_cast<std::int64_t>(nearest);
}

std::int64_t steps_of(const std::string& parameter, double duration_ps, double timestep_fs) {
  const auto steps = whole_steps(duration_ps, timestep_fs);
  if (!steps) throw Error(complaint(parameter, duration_ps, timestep_fs), Failure::invalid_input);
  return *steps;
}

void check_whole_steps(const std::string& parameter, double duration_ps, double timestep_fs,
                       std::vector<StageProblem>& problems) {
  if (whole_steps(duration_ps, timestep_fs)) return;
  problems.push_back({parameter, complaint(parameter, duration_ps, timestep_fs)});
}

void check_timestep(double timestep_fs, std::vector<StageProblem>& problems) {
  if (timestep_fs <= kSafeTimestep_fs) return;
  problems.push_back(
      {"timestep",
       fmt::format("a timestep of {} fs is too long for bonds to hydrogen, which vibrate with a period near "
                   "10 fs. Use at most 1 fs unless the system has no light particles.",
                   shortest(timestep_fs)),
       true});
}

}  // namespace vitriflow
