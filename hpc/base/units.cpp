#include "hpc/base/units.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/base/unit_table.hpp"

namespace vitriflow {

namespace {

bool is_symbol_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalpha(byte) != 0 || byte >= 0x80 || c == '%' || c == '_';
}

// Reads a compound unit: symbols with optional powers, joined by '*', a space, '.' or '/'.
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : rest_(text) {}

  std::optional<UnitMeaning> parse() {
    auto total = parse_product(0);
    return rest_.empty() ? total : std::nullopt;
  }

 private:
  // Up to the end or to a ')', which is left.
  std::optional<UnitMeaning> parse_product(int depth) {
    UnitMeaning total;
    int sign = 1;
    while (true) {
      const auto factor = parse_factor(depth);
      if (!factor) return std::nullopt;
      total.factor *= sign > 0 ? factor->factor : 1 / factor->factor;
      for (std::size_t i = 0; i < total.dimension.size(); ++i) total.dimension[i] += sign * factor->dimension[i];
      if (rest_.empty() || rest_.front() == ')') return total;
      if (!take_joint(sign)) return std::nullopt;
    }
  }

  bool take_joint(int& sign) {
    const auto spaces = std::min(rest_.find_first_not_of(' '), rest_.size());
    rest_.remove_prefix(spaces);
    if (rest_.empty()) return false;
    if (rest_.front() == '/' || rest_.front() == '*' || rest_.front() == '.') {
      sign = rest_.front() == '/' ? -1 : 1;
      rest_.remove_prefix(1);
      rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
      return true;
    }
    sign = 1;
    return spaces > 0;
  }

  std::optional<UnitMeaning> parse_group(int depth) {
    constexpr int kMostDepth = 4;
    rest_.remove_prefix(1);
    auto meaning = depth < kMostDepth ? parse_product(depth + 1) : std::nullopt;
    if (!meaning || rest_.empty()) return std::nullopt;
    rest_.remove_prefix(1);
    return meaning;
  }

  std::optional<UnitMeaning> parse_symbol() {
    std::size_t length = 0;
    while (length < rest_.size() && is_symbol_character(rest_[length])) ++length;
    if (length == 0) return std::nullopt;
    const std::string_view symbol = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return meaning_of_symbol(symbol);
  }

  std::optional<UnitMeaning> parse_factor(int depth) {
    if (!rest_.empty() && rest_.front() == '1' &&
        (rest_.size() == 1 || !std::isdigit(static_cast<unsigned char>(rest_[1])))) {
      rest_.remove_prefix(1);
      return UnitMeaning{};
    }
    auto meaning = !rest_.empty() && rest_.front() == '(' ? parse_group(depth) : parse_symbol();
    int power = 1;
    if (!meaning || !take_power(power)) return std::nullopt;
    meaning->factor = std::pow(meaning->factor, power);
    for (int& exponent : meaning->dimension) exponent *= power;
    return meaning;
  }

  bool take_power(int& power) {
    const bool caret = !rest_.empty() && rest_.front() == '^';
    if (caret) rest_.remove_prefix(1);
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), power);
    if (read.ec == std::errc()) {
      rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
      return power != 0 && std::abs(power) <= 12;
    }
    power = 1;
    return !caret;
  }

  std::string_view rest_;
};

std::optional<UnitMeaning> meaning_of(std::string_view unit) { return UnitParser(unit).parse(); }

UnitMeaning required(std::string_view unit) {
  if (const auto meaning = meaning_of(unit)) return *meaning;
  if (unit.find("degC") != std::string_view::npos || unit.find("°C") != std::string_view::npos || unit == "celsius") {
    throw Error(fmt::format("unit '{}' has an offset. Write kelvin: 'K'.", unit), Failure::invalid_input);
  }
  throw Error(fmt::format("unknown unit '{}'. Write it as in '300 K', '20 K/ps', '1 bar' or '1.4 g/cm3'.", unit),
              Failure::invalid_input);
}

struct NamedDimension {
  const char* unit;
  const char* name;
  const char* article;
};

constexpr NamedDimension kNames[] = {
    {"1", "number", "a"},         {"s", "time", "a"},
    {"m", "length", "a"},         {"K", "temperature", "a"},
    {"Pa", "pressure", "a"},      {"J", "energy", "an"},
    {"K/s", "heating rate", "a"}, {"kg/m3", "density", "a"},
    {"rad", "angle", "an"},       {"N", "force", "a"},
    {"kg", "mass", "a"},          {"C", "charge", "a"},
    {"m3", "volume", "a"},        {"m2", "area", "an"},
    {"m/s", "velocity", "a"},     {"Hz", "frequency", "a"},
    {"J/K", "entropy", "an"},     {"m-1", "wavenumber", "a"},
    {"m2/s", "diffusivity", "a"}, {"K-1", "expansion coefficient", "an"},
    {"W", "power", "a"},          {"V", "voltage", "a"},
};

const NamedDimension* named(const Dimension& dimension) {
  for (const auto& candidate : kNames) {
    if (meaning_of(candidate.unit)->dimension == dimension) return &candidate;
  }
  return nullptr;
}

std::string described(std::string_view unit, const Dimension& dimension) {
  const auto* name = named(dimension);
  return name != nullptr ? fmt::format("{} {}", name->article, name->name) : fmt::format("of the kind '{}'", unit);
}

// Fifteen significant digits: 1.4 g/cm3 becomes 1400 kg/m3 and not 1399.9999999999998, whatever way the factor was
// found.
double clean(double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const std::string digits = fmt::format("{:.14e}", value);
  double rounded = value;
  std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
  return rounded;
}

// value * 10^power, also where 10^power itself is no double.
double times_power(double value, int power) {
  const int half = power / 2;
  return value * std::pow(10.0, half) * std::pow(10.0, power - half);
}

// floor(log10(value)), from the digits themselves.
int decade(double value) {
  const std::string digits = fmt::format("{:.0e}", value);
  const int rounded = std::atoi(digits.c_str() + digits.find('e') + 1);
  return value < times_power(1.0, rounded) ? rounded - 1 : rounded;
}

// "1.327 ± 0.012": both rounded to the second digit of the error.
std::string rounded_pair(double value, double error) {
  const std::string two_digits = fmt::format("{:.1e}", error);  // rounds 0.0996 up to 1.0e-01
  const int decimals = 1 - std::atoi(two_digits.c_str() + two_digits.find('e') + 1);
  if (decimals >= 0) {
    const std::string text = fmt::format("{:.{}f}", value, decimals);
    const bool negative_zero = text.find_first_not_of("-0.") == std::string::npos && text.front() == '-';
    return fmt::format("{} ± {:.{}f}", negative_zero ? text.substr(1) : text, error, decimals);
  }
  const double step = std::pow(10.0, -decimals);
  const double steps = std::round(value / step);
  return fmt::format("{:.0f} ± {:.0f}", steps == 0 ? 0.0 : steps * step, std::round(error / step) * step);
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

}  // namespace

bool is_unit(std::string_view unit) { return meaning_of(unit).has_value(); }

bool same_dimension(std::string_view a, std::string_view b) { return required(a).dimension == required(b).dimension; }

double convert(double value, std::string_view from, std::string_view to) {
  if (from == to) return value;
  const UnitMeaning source = required(from), target = required(to);
  if (source.dimension != target.dimension) {
    const auto expected = described(to, target.dimension);
    throw Error(fmt::format("unit '{}' is {}, expected {}{}.", from, described(from, source.dimension), expected,
                            to == "1" ? " without a unit" : fmt::format(" such as '{}'", to)),
                Failure::invalid_input);
  }
  if (source.factor == target.factor) return value;
  return clean(value * (source.factor / target.factor));
}

std::string dimension_name(std::string_view unit) {
  const auto* name = named(required(unit).dimension);
  return name != nullptr ? name->name : std::string(unit);
}

Quantity parse_quantity(std::string_view text) {
  const std::string_view whole = trimmed(text);
  const bool plus = whole.size() > 1 && whole[0] == '+' && whole[1] != '-';
  const std::string_view digits = plus ? whole.substr(1) : whole;
  Quantity quantity;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), quantity.value);
  if (read.ec == std::errc::result_out_of_range)
    throw Error(fmt::format("'{}' is too large or too small a number.", text), Failure::invalid_input);
  if (read.ec != std::errc() || !std::isfinite(quantity.value)) {
    throw Error(fmt::format("'{}' is not a number with a unit. Write it as in '300 K'.", text), Failure::invalid_input);
  }
  quantity.unit = trimmed(digits.substr(static_cast<std::size_t>(read.ptr - digits.data())));
  if (quantity.unit.empty()) quantity.unit = "1";
  required(quantity.unit);
  return quantity;
}

std::optional<double> seconds_in(std::string_view text) try {
  const Quantity given = parse_quantity(text);
  const double seconds = convert(given.value, given.unit, "s");
  return seconds >= 0.0 ? std::optional(seconds) : std::nullopt;
} catch (const Error&) {
  return std::nullopt;
}

std::string shortest(double value) {
  if (value == 0) return "0";
  return fmt::format("{}", value);
}

std::string to_text(const Quantity& quantity) {
  return quantity.unit == "1" ? shortest(quantity.value) : shortest(quantity.value) + " " + quantity.unit;
}

std::string to_text(double value, double standard_error, std::string_view unit) {
  const std::string suffix = unit == "1" ? "" : " " + std::string(unit);
  if (!std::isfinite(value)) return "n/a";
  // An error below the digits of a double says nothing.
  const bool has_error = std::isfinite(standard_error) && standard_error > 1e-14 * std::abs(value);
  if (!has_error) return fmt::format("{:.6g}{}", value == 0 ? 0.0 : value, suffix);
  const double largest = std::max(std::abs(value), standard_error);
  if (largest < 1e-4 || largest >= 1e7) {
    const int power = decade(largest);
    const double scaled = times_power(value, -power), error = times_power(standard_error, -power);
    return fmt::format("({}){}{}", rounded_pair(scaled, error), fmt::format("e{:+03d}", power), suffix);
  }
  return rounded_pair(value, standard_error) + suffix;
}

}  // namespace vitriflow
