#include "runner/language/value_range.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "runner/language/sweep.hpp"

namespace vitriflow {
namespace {

constexpr double kRounding = 1e-6;  // of a step

struct Number {
  double value = 0.0;
  std::string unit;  // as written; empty: none
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<Number> read_number(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  Number number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (error != std::errc() || !std::isfinite(number.value)) return std::nullopt;
  number.unit = std::string(trimmed(text.substr(static_cast<std::size_t>(end - text.data()))));
  return number;
}

struct Parts {
  Number from, to;
  std::optional<Number> step;
  std::string unit;
};

// Twelve digits: what adding steps up brings in beyond them is rounding.
std::string number_text(double value) { return fmt::format("{:.12g}", value == 0.0 ? 0.0 : value); }

std::string with_unit(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : number + " " + unit;
}

std::string range_text(const Parts& parts, double step) {
  return with_unit(
      fmt::format("{}..{} step {}", number_text(parts.from.value), number_text(parts.to.value), number_text(step)),
      parts.unit);
}

// A unit may stand behind every number, as long as it is the same.
std::string common_unit(Parts& parts) {
  for (const Number* number : {&parts.from, &parts.to, parts.step ? &*parts.step : nullptr}) {
    if (number == nullptr || number->unit.empty()) continue;
    if (!parts.unit.empty() && parts.unit != number->unit) {
      return fmt::format("has the units '{}' and '{}'. Write one unit at its end, which holds for all numbers.",
                         parts.unit, number->unit);
    }
    parts.unit = number->unit;
  }
  if (parts.unit.empty() || is_unit(parts.unit)) return {};
  return fmt::format("has the unknown unit '{}'. Write for example '300..900 step 50 K'.", parts.unit);
}

bool is_whole(double value) { return value == std::floor(value); }

std::string missing_step(const Parts& parts) {
  const double distance = parts.to.value - parts.from.value;
  return fmt::format("has no step, which only whole numbers without a unit may leave out. Write for example '{}'.",
                     range_text(parts, distance == 0.0 ? 1.0 : distance / 4));
}

std::string wrong_step(const Parts& parts, double step) {
  const double distance = parts.to.value - parts.from.value;
  const double better = step == 0.0 ? (distance == 0.0 ? 1.0 : distance / 4) : -step;
  const std::string example = fmt::format("Write for example '{}'.", range_text(parts, better));
  if (step == 0.0) return "has a step of zero. " + example;
  if (distance * step < 0.0) {
    return fmt::format("leads from {} away from {}: a range that {} needs a {} step. {}", number_text(parts.from.value),
                       number_text(parts.to.value), distance < 0 ? "descends" : "ascends",
                       distance < 0 ? "negative" : "positive", example);
  }
  const double count = distance / step + 1;
  if (count <= static_cast<double>(kMostTasks)) return {};
  return fmt::format("has {:.3g} values, more than {}. Make the step larger.", count, kMostTasks);
}

std::string split(std::string_view text, Parts& parts) {
  const auto dots = text.find("..");
  const auto word = text.find("step", dots);
  const auto from = read_number(text.substr(0, dots));
  const auto to = read_number(text.substr(dots + 2, word == std::string_view::npos ? word : word - dots - 2));
  const bool has_step = word != std::string_view::npos;
  if (has_step) parts.step = read_number(text.substr(word + 4));
  if (!from || !to || (has_step && !parts.step)) {
    return "cannot be read. Write it as 'FROM..TO step STEP UNIT', for example '300..900 step 50 K' or '1..5'.";
  }
  parts.from = *from;
  parts.to = *to;
  return common_unit(parts);
}

std::vector<std::string> values_of(const Parts& parts, double step) {
  std::vector<std::string> values;
  const double steps = (parts.to.value - parts.from.value) / step;
  const auto last = static_cast<std::size_t>(std::floor(steps + kRounding));
  for (std::size_t i = 0; i <= last; ++i) {
    const bool at_end = i == last && std::abs(steps - std::round(steps)) <= kRounding;
    values.push_back(
        with_unit(number_text(at_end ? parts.to.value : parts.from.value + static_cast<double>(i) * step), parts.unit));
  }
  return values;
}

}  // namespace

bool looks_like_range(std::string_view text) {
  const auto dots = text.find("..");
  return dots != std::string_view::npos && read_number(text.substr(0, dots)).has_value();
}

ValueRange read_range(std::string_view text) {
  Parts parts;
  if (std::string problem = split(text, parts); !problem.empty()) return {{}, problem};
  const bool may_lack_step = parts.unit.empty() && is_whole(parts.from.value) && is_whole(parts.to.value);
  if (!parts.step && !may_lack_step) return {{}, missing_step(parts)};
  const double step = parts.step ? parts.step->value : 1.0;
  if (std::string problem = wrong_step(parts, step); !problem.empty()) return {{}, problem};
  return {values_of(parts, step), {}};
}

}  // namespace vitriflow
