#include "stages/analysis/scatterer.hpp"

#include <cmath>
#include <gemmi/it92.hpp>
#include <gemmi/neutron92.hpp>
#include <numbers>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// The library's number of an element; El::X for what is no symbol as chemists write it.
gemmi::El element_of(std::string_view symbol) {
  const auto element = gemmi::find_element(std::string(symbol).c_str());
  return symbol == gemmi::element_name(element) ? element : gemmi::El::X;
}

}  // namespace

std::optional<double> neutron_scattering_length_fm(std::string_view symbol) {
  const auto element = element_of(symbol);
  if (!gemmi::Neutron92<double>::has(element)) return std::nullopt;
  return gemmi::Neutron92<double>::get_(element);
}

std::optional<XrayFormFactor> XrayFormFactor::of(std::string_view symbol) {
  const auto element = element_of(symbol);
  // X stands in that table for an average atom, which nothing here is.
  if (element == gemmi::El::X || !gemmi::IT92<double>::has(element)) return std::nullopt;
  return XrayFormFactor(gemmi::IT92<double>::get(element).coefs);
}

double XrayFormFactor::operator()(double q_per_A) const {
  const double s = q_per_A / (4.0 * std::numbers::pi), square = s * s;
  double sum = coefficients_[8];
  for (std::size_t i = 0; i < 4; ++i) sum += coefficients_[i] * std::exp(-coefficients_[4 + i] * square);
  return sum;
}

std::vector<Scatterer> scatterers(const std::vector<std::string>& elements, bool deuterated) {
  std::vector<Scatterer> found;
  std::vector<std::string> unknown;
  for (const auto& element : elements) {
    const auto length = neutron_scattering_length_fm(deuterated && element == "H" ? "D" : element);
    const auto factor = XrayFormFactor::of(element);
    if (length && factor)
      found.push_back({element, *length, *factor});
    else
      unknown.push_back(
          fmt::format("'{}' ({})", element, length ? "no X-ray form factor" : "no neutron scattering length"));
  }
  if (!unknown.empty()) {
    throw Error(fmt::format("nothing is known of how {} scatter. Give such particles the symbol of an element, or 'X' "
                            "if they are sites that do not scatter.",
                            fmt::join(unknown, ", ")),
                Failure::invalid_input);
  }
  return found;
}

}  // namespace vitriflow
