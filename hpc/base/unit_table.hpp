// UnitTable: what a single unit symbol means in SI; the field's own spellings first, then SI prefixes, then udunits2.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace vitriflow {

// Powers of metre, kilogram, second, ampere, kelvin, candela, radian. The mole is a pure number (Avogadro's).
using Dimension = std::array<int, 7>;

struct UnitMeaning {
  double factor = 1.0;  // in SI
  Dimension dimension{};
};

std::optional<UnitMeaning> meaning_of_symbol(std::string_view symbol);

}  // namespace vitriflow
