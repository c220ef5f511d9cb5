#include "runner/report/html.hpp"

#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "hpc/base/units.hpp"

namespace vitriflow {

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// Whether the A at `i` stands alone, as the unit angstrom does ("A", "eV/A", "A3").
bool is_angstrom(std::string_view unit, std::size_t i) {
  const bool starts = i == 0 || !is_letter(unit[i - 1]);
  const bool ends = i + 1 == unit.size() || !is_letter(unit[i + 1]);
  return starts && ends;
}

}  // namespace

std::string shown_unit(std::string_view unit) {
  if (unit == "1") return {};
  std::string shown;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const char c = unit[i];
    const bool exponent = i > 0 && is_letter(unit[i - 1]);
    if (c == 'A' && is_angstrom(unit, i))
      shown += "Å";
    else if (c == '2' && exponent)
      shown += "²";
    else if (c == '3' && exponent)
      shown += "³";
    else
      shown += c;
  }
  return shown == "degree" ? "°" : shown;
}

std::string shown_estimate(const Estimate& estimate) {
  const std::string number = to_text(estimate.value, estimate.standard_error, "1");
  const std::string unit = shown_unit(estimate.unit);
  return unit.empty() ? number : number + "\u202f" + unit;
}

std::string shown_number(double value) { return std::isfinite(value) ? fmt::format("{:.3g}", value) : "n/a"; }

std::string anchor(std::string_view name) {
  std::string id;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

}  // namespace vitriflow
