// VolumeJump: where a material that is heated or cooled at a constant rate changes its volume at once, if it does.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hpc/result.hpp"

namespace vitriflow {

// A curve in equal bins of temperature: means of the points that fall into each.
struct BinnedCurve {
  std::vector<double> temperature_K, values;
};

struct VolumeJump {
  bool found = false;
  double temperature_K = 0.0;
  double standard_error_K = 0.0;
  double low_K = 0.0, high_K = 0.0;  // 95 % interval
  double relative_change = 0.0;      // of the volume at that temperature; negative: contraction
  double sigma = 0.0;                // size of the step in its own standard errors
  double effective_samples = 0.0;
  std::string sentence;  // for a reader: what was found, or that nothing was
  Estimate estimate() const;
};

// Two straight lines with a step between them (two-phase regression; D. V. Hinkley, Biometrika 56, 495 (1969), with a
// step allowed), the break where the squared residuals are least. A step counts when it is at least 5 of its standard
// errors, which know of the correlation of the residuals, and at least 0.5 % of the volume. The interval comes from
// refitting 400 curves with the residuals resampled in blocks longer than their correlation time, widened by half a
// bin. `temperature_K` is what the thermostat was set to, in the order of the run (rising or falling). Deterministic.
VolumeJump find_volume_jump(std::span<const double> temperature_K, std::span<const double> volume_A3);

// Bins of equal width over the range of the temperatures; empty bins are left out.
BinnedCurve bin_by_temperature(std::span<const double> temperature_K, std::span<const double> values, std::size_t bins);

}  // namespace vitriflow
