// Scattering lengths and form factors against published numbers; transforms against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "hpc/base/error.hpp"
#include "stages/analysis/curve_peak.hpp"
#include "stages/analysis/scatterer.hpp"
#include "stages/analysis/sine_transform.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

constexpr double kPi = std::numbers::pi;

TEST(Scatterer, HasTheLengthsOfSears) {
  const std::pair<const char*, double> published[] = {
      {"H", -3.7390}, {"D", 6.671},  {"Li", -1.90},  {"C", 6.6460}, {"N", 9.36},  {"O", 5.803},   {"F", 5.654},
      {"Na", 3.63},   {"Al", 3.449}, {"Si", 4.1491}, {"P", 5.13},   {"S", 2.847}, {"Cl", 9.5770}, {"Ti", -3.438},
      {"V", -0.3824}, {"Mn", -3.73}, {"Fe", 9.45},   {"Co", 2.49},  {"Ni", 10.3}, {"Cu", 7.718},  {"Zn", 5.680},
      {"Ge", 8.185},  {"Br", 6.795}, {"Zr", 7.16},   {"Cd", 4.87},  {"I", 5.28},  {"Pb", 9.405},  {"U", 8.417}};
  for (const auto& [symbol, length] : published)
    EXPECT_EQ(neutron_scattering_length_fm(symbol), std::optional<double>(length)) << symbol;
}

TEST(Scatterer, HasAsManyElectronsAsTheElementForwards) {
  const std::pair<const char*, double> electrons[] = {{"H", 1}, {"D", 1}, {"C", 6}, {"N", 7}, {"Zn", 30}, {"Zr", 40}};
  for (const auto& [symbol, number] : electrons)
    EXPECT_NEAR((*XrayFormFactor::of(symbol))(0.0), number, 0.04) << symbol;
  // International Tables C, table 6.1.1.1: carbon at sin(theta)/lambda = 0.5 1/A.
  EXPECT_NEAR((*XrayFormFactor::of("C"))(2.0 * kPi), 1.69, 0.02);
}

TEST(Scatterer, RefusesWhatNothingIsKnownOfAndNamesIt) {
  EXPECT_EQ(
      testing::message_of([] {
        scatterers({"C", "Xx", "X", "zn", "Po"}, false);
      }),
      "nothing is known of how 'Xx' (no neutron scattering length), 'X' (no neutron scattering length), 'zn' (no "
      "neutron scattering length), 'Po' (no neutron scattering length) scatter. Give such particles the symbol of "
      "an element, or 'X' if they are sites that do not scatter.");
}

TEST(Scatterer, TakesDeuteriumForHydrogenOnRequest) {
  EXPECT_EQ(scatterers({"H"}, true).front().length_fm, 6.671);
  EXPECT_EQ(scatterers({"H"}, false).front().length_fm, -3.739);
}

std::vector<double> centres(std::size_t count, double end) {
  std::vector<double> points;
  for (std::size_t i = 0; i < count; ++i)
    points.push_back(end / static_cast<double>(count) * (static_cast<double>(i) + 0.5));
  return points;
}

std::vector<double> steps(std::size_t count, double end) {
  std::vector<double> points;
  for (std::size_t i = 1; i <= count; ++i) points.push_back(end / static_cast<double>(count) * static_cast<double>(i));
  return points;
}

// h(r) = exp(-r^2 / 2 s^2) has the transform density (2 pi s^2)^(3/2) exp(-Q^2 s^2 / 2).
// Bins of 0.01 A leave (0.01 / 0.7)^2 = 2e-4 of it.
TEST(SineTransform, TakesAGaussianToAGaussianAndBack) {
  constexpr double s = 0.7, density = 0.05;
  const SineTransform transform(centres(800, 8.0), 8.0, steps(500, 10.0));
  std::vector<double> h;
  for (const double r : transform.r()) h.push_back(std::exp(-0.5 * r * r / s / s));
  const auto f = transform.to_q(h, density, Window::none);
  const double height = density * std::pow(2.0 * kPi * s * s, 1.5);
  for (std::size_t j = 0; j < f.size(); ++j)
    EXPECT_NEAR(f[j], height * std::exp(-0.5 * std::pow(transform.q()[j] * s, 2)), 2e-4 * height);
  const auto d = transform.to_r(f, 0.0, Window::none);
  for (std::size_t i = 0; i < d.size(); ++i)
    EXPECT_NEAR(d[i], 4.0 * kPi * density * transform.r()[i] * h[i], 2e-4 * 4.0 * kPi * density);
}

TEST(SineTransform, LorchsWindowBroadensAPeakWithoutMovingIt) {
  const auto r = centres(2000, 10.0);
  const SineTransform transform(r, 10.0, steps(400, 20.0));
  std::vector<double> h(r.size(), 0.0);
  h[600] = 1.0;  // 3.0025 A
  const auto f = transform.to_q(h, 1.0, Window::none);
  const auto sharp = transform.to_r(f, 0.0, Window::none), broad = transform.to_r(f, 0.0, Window::lorch);
  const auto near = [&](const std::vector<double>& d) {  // its flanks without the ripples around
    return first_peak_position(std::span(r).subspan(560, 81), std::span(d).subspan(560, 81));
  };
  EXPECT_NEAR(near(sharp), 3.0025, 0.003);
  EXPECT_NEAR(near(broad), 3.0025, 0.003);
  const auto least = [](const std::vector<double>& d) { return *std::min_element(d.begin() + 500, d.begin() + 700); };
  EXPECT_LT(broad[600], 0.7 * sharp[600]);
  EXPECT_LT(least(sharp) / sharp[600], -0.19);  // 0.217 for a cut without a window
  EXPECT_GT(least(broad) / broad[600], -0.08);
}

TEST(CurvePeak, FindsTheVertexBetweenPoints) {
  std::vector<double> x, y;
  for (int i = 0; i < 200; ++i) {
    x.push_back(0.02 * i);
    y.push_back(3.0 * std::exp(-0.5 * std::pow((x.back() - 1.327) / 0.05, 2)) +
                5.0 * std::exp(-0.5 * std::pow((x.back() - 2.5) / 0.1, 2)) +
                1.0 * std::exp(-0.5 * std::pow((x.back() - 0.5) / 0.05, 2)));
  }
  EXPECT_NEAR(first_peak_position(x, y), 1.327, 0.001);  // 0.5 is below half the highest
}

TEST(CurvePeak, IsAbsentFromWhatNeverFalls) {
  EXPECT_TRUE(std::isnan(first_peak_position(std::vector<double>{1, 2, 3, 4}, std::vector<double>{0, 1, 2, 3})));
  EXPECT_TRUE(std::isnan(first_peak_position(std::vector<double>{1, 2, 3, 4}, std::vector<double>{0, 0, 0, 0})));
}

}  // namespace
}  // namespace vitriflow
