// PlantedNoise: correlated noise for planted data. It shares no generator and no noise model with the estimators.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace vitriflow::testing {

class PlantedNoise {
 public:
  explicit PlantedNoise(std::uint32_t seed) : state_(seed * 2654435761U + 12345U) {}

  // Sum of twelve uniform numbers less six: mean 0, standard deviation 1.
  double white() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

  // A damped oscillation kicked at random, as a barostat makes it: standard deviation 1.
  std::vector<double> oscillating(std::size_t points, double period, double damping) {
    const double decay = std::exp(-1.0 / damping), turn = 2.0 * 3.14159265358979 / period;
    const double strength = std::sqrt(1.0 - decay * decay);
    double x = white(), v = white();
    std::vector<double> series(points);
    for (double& value : series) {
      const double turned = decay * (x * std::cos(turn) + v * std::sin(turn)) + strength * white();
      v = decay * (v * std::cos(turn) - x * std::sin(turn)) + strength * white();
      x = turned;
      value = x;
    }
    return series;
  }

 private:
  double uniform() {  // Numerical Recipes' quick generator, upper bits
    state_ = 1664525U * state_ + 1013904223U;
    return static_cast<double>(state_ >> 8) / 16777216.0;
  }
  std::uint32_t state_;
};

}  // namespace vitriflow::testing
