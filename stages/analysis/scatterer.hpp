// Scatterer: how strongly an element scatters neutrons and X-rays.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// Real part of the bound coherent scattering length of the natural element, or of deuterium ("D"), fm: V. F. Sears,
// Neutron News 3(3), 26 (1992). None for what is no element or has no value there.
std::optional<double> neutron_scattering_length_fm(std::string_view symbol);

// An atom's X-ray form factor: four Gaussians and a constant in sin(theta)/lambda = Q / (4 pi), good up to Q of 25 1/A
// (International Tables for Crystallography C, table 6.1.1.4). "D" scatters as hydrogen does.
class XrayFormFactor {
 public:
  // None for what is no element or has no entry there.
  static std::optional<XrayFormFactor> of(std::string_view symbol);
  double operator()(double q_per_A) const;  // electrons

 private:
  explicit XrayFormFactor(const std::array<double, 9>& coefficients) : coefficients_(coefficients) {}
  std::array<double, 9> coefficients_;  // a1..a4, b1..b4, c
};

struct Scatterer {
  std::string element;
  double length_fm = 0.0;
  XrayFormFactor form_factor;
};

// Throws Error that names each element without a scattering length or a form factor. With `deuterated`, hydrogen has
// the scattering length of deuterium.
std::vector<Scatterer> scatterers(const std::vector<std::string>& elements, bool deuterated);

}  // namespace vitriflow
