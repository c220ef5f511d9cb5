#include "hpc/base/unit_table.hpp"

#include <udunits2.h>

#include <cstring>
#include <map>
#include <mutex>

namespace vitriflow {

namespace {

// CODATA 2018.
constexpr double kAvogadro = 6.02214076e23;
constexpr double kElementaryCharge = 1.602176634e-19;
constexpr double kHartree = 4.3597447222071e-18;
constexpr double kBohr = 5.29177210903e-11;
constexpr double kAtomicMass = 1.66053906660e-27;
constexpr double kPi = 3.14159265358979323846;

constexpr Dimension kNumber{}, kLength{1}, kMass{0, 1}, kTime{0, 0, 1}, kCurrent{0, 0, 0, 1},
    kTemperature{0, 0, 0, 0, 1}, kAngle{0, 0, 0, 0, 0, 0, 1};
constexpr Dimension kEnergy{2, 1, -2}, kPressure{-1, 1, -2}, kForce{1, 1, -2}, kCharge{0, 0, 1, 1},
    kFrequency{0, 0, -1}, kVolume{3}, kPower{2, 1, -3}, kVoltage{2, 1, -3, -1};

struct Entry {
  double factor;
  Dimension dimension;
  bool takes_prefix;
};

const std::map<std::string, Entry, std::less<>>& table() {
  static const std::map<std::string, Entry, std::less<>> entries = {
      {"1", {1, kNumber, false}},
      {"%", {0.01, kNumber, false}},
      {"mol", {kAvogadro, kNumber, true}},
      {"A", {1e-10, kLength, false}},
      {"Å", {1e-10, kLength, false}},
      {"Å", {1e-10, kLength, false}},  // the sign U+212B
      {"angstrom", {1e-10, kLength, false}},
      {"Angstrom", {1e-10, kLength, false}},
      {"bohr", {kBohr, kLength, false}},
      {"m", {1, kLength, true}},
      {"g", {1e-3, kMass, true}},
      {"amu", {kAtomicMass, kMass, false}},
      {"u", {kAtomicMass, kMass, false}},  // udunits2 has a value of 1986
      {"Da", {kAtomicMass, kMass, true}},
      {"s", {1, kTime, true}},
      {"min", {60, kTime, false}},
      {"h", {3600, kTime, false}},
      {"hour", {3600, kTime, false}},
      {"d", {86400, kTime, false}},
      {"day", {86400, kTime, false}},
      {"K", {1, kTemperature, true}},
      {"eV", {kElementaryCharge, kEnergy, true}},
      {"J", {1, kEnergy, true}},
      {"cal", {4.184, kEnergy, true}},
      {"Ha", {kHartree, kEnergy, true}},
      {"hartree", {kHartree, kEnergy, false}},
      {"Ry", {kHartree / 2, kEnergy, false}},
      {"Pa", {1, kPressure, true}},
      {"bar", {1e5, kPressure, true}},
      {"atm", {101325, kPressure, false}},
      {"N", {1, kForce, true}},
      {"e", {kElementaryCharge, kCharge, false}},
      {"C", {1, kCharge, true}},
      {"ampere", {1, kCurrent, false}},
      {"V", {1, kVoltage, true}},
      {"W", {1, kPower, true}},
      {"Hz", {1, kFrequency, true}},
      {"L", {1e-3, kVolume, true}},
      {"degree", {kPi / 180, kAngle, false}},
      {"deg", {kPi / 180, kAngle, false}},
      {"°", {kPi / 180, kAngle, false}},
      {"rad", {1, kAngle, true}},
  };
  return entries;
}

std::optional<UnitMeaning> with_prefix(std::string_view symbol) {
  static const std::pair<std::string_view, double> kPrefixes[] = {
      {"f", 1e-15}, {"p", 1e-12}, {"n", 1e-9}, {"u", 1e-6}, {"µ", 1e-6}, {"μ", 1e-6}, {"m", 1e-3},
      {"c", 1e-2},  {"d", 1e-1},  {"k", 1e3},  {"M", 1e6},  {"G", 1e9},  {"T", 1e12}};
  for (const auto& [prefix, factor] : kPrefixes) {
    if (symbol.substr(0, prefix.size()) != prefix) continue;
    const auto it = table().find(symbol.substr(prefix.size()));
    if (it != table().end() && it->second.takes_prefix)
      return UnitMeaning{factor * it->second.factor, it->second.dimension};
  }
  return std::nullopt;
}

// What udunits2 says of a unit, collected by its visitor. An offset (degree Celsius), a date or a logarithm is refused.
struct Reading {
  double factor = 1;
  Dimension dimension{};
  bool linear = true;
};

bool add_basic(const ut_unit* basic, int power, Reading& reading) {
  static const std::pair<const char*, int> kBases[] = {{"m", 0}, {"kg", 1}, {"s", 2},  {"A", 3},
                                                       {"K", 4}, {"cd", 5}, {"rad", 6}};
  const char* symbol = ut_get_symbol(basic, UT_ASCII);
  if (symbol == nullptr) return false;
  if (std::strcmp(symbol, "mol") == 0) {
    for (int i = 0; i < std::abs(power); ++i) reading.factor *= power > 0 ? kAvogadro : 1 / kAvogadro;
    return true;
  }
  for (const auto& [name, index] : kBases) {
    if (std::strcmp(symbol, name) != 0) continue;
    reading.dimension[static_cast<std::size_t>(index)] += power;
    return true;
  }
  return false;
}

ut_status visit_basic(const ut_unit* unit, void* reading) {
  auto& into = *static_cast<Reading*>(reading);
  into.linear = add_basic(unit, 1, into) && into.linear;
  return UT_SUCCESS;
}

ut_status visit_product(const ut_unit*, int count, const ut_unit* const* basics, const int* powers, void* reading) {
  auto& into = *static_cast<Reading*>(reading);
  for (int i = 0; i < count; ++i) into.linear = add_basic(basics[i], powers[i], into) && into.linear;
  return UT_SUCCESS;
}

ut_status visit_galilean(const ut_unit*, double scale, const ut_unit* underlying, double offset, void* reading);
ut_status visit_timestamp(const ut_unit*, const ut_unit*, double, void* reading) {
  static_cast<Reading*>(reading)->linear = false;
  return UT_SUCCESS;
}
ut_status visit_logarithm(const ut_unit*, double, const ut_unit*, void* reading) {
  static_cast<Reading*>(reading)->linear = false;
  return UT_SUCCESS;
}

const ut_visitor kVisitor = {visit_basic, visit_product, visit_galilean, visit_timestamp, visit_logarithm};

ut_status visit_galilean(const ut_unit*, double scale, const ut_unit* underlying, double offset, void* reading) {
  auto& into = *static_cast<Reading*>(reading);
  into.factor *= scale;
  into.linear = into.linear && offset == 0;
  return ut_accept_visitor(underlying, &kVisitor, reading);
}

std::optional<UnitMeaning> from_udunits(std::string_view symbol) {
  static std::mutex alone;  // udunits2 keeps its status in a global
  const std::lock_guard lock(alone);
  ut_set_error_message_handler(ut_ignore);
  static ut_system* const system = ut_read_xml(nullptr);
  if (system == nullptr) return std::nullopt;
  const std::string text(symbol);
  ut_unit* unit = ut_parse(system, text.c_str(), UT_UTF8);
  if (unit == nullptr) return std::nullopt;
  Reading reading;
  const ut_status status = ut_accept_visitor(unit, &kVisitor, &reading);
  ut_free(unit);
  if (status != UT_SUCCESS || !reading.linear) return std::nullopt;
  return UnitMeaning{reading.factor, reading.dimension};
}

}  // namespace

std::optional<UnitMeaning> meaning_of_symbol(std::string_view symbol) {
  if (const auto it = table().find(symbol); it != table().end())
    return UnitMeaning{it->second.factor, it->second.dimension};
  if (const auto prefixed = with_prefix(symbol)) return prefixed;
  return from_udunits(symbol);
}

}  // namespace vitriflow
