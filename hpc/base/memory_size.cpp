#include "hpc/base/memory_size.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace vitriflow {

namespace {

struct Unit {
  std::string_view name;
  double bytes;
};
constexpr std::array kDecimal{Unit{"TB", 1e12}, Unit{"GB", 1e9}, Unit{"MB", 1e6}, Unit{"kB", 1e3}, Unit{"B", 1.0}};
constexpr std::array kBinary{Unit{"TiB", 1099511627776.0}, Unit{"GiB", 1073741824.0}, Unit{"MiB", 1048576.0},
                             Unit{"KiB", 1024.0}};

double unit_named(std::string_view name) {
  for (const Unit& unit : kDecimal) {
    if (unit.name == name) return unit.bytes;
  }
  for (const Unit& unit : kBinary) {
    if (unit.name == name) return unit.bytes;
  }
  return 0.0;
}

}  // namespace

std::optional<double> parse_memory(std::string_view text) {
  double number = 0.0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  const double bytes = std::round(number * unit_named(unit));  // whole bytes add up and cancel exactly
  if (error != std::errc() || !std::isfinite(bytes) || bytes <= 0) return std::nullopt;
  return bytes;
}

std::string memory_text(double bytes) {
  for (const Unit& unit : kDecimal) {
    if (bytes >= unit.bytes) return fmt::format("{:.3g} {}", bytes / unit.bytes, unit.name);
  }
  return fmt::format("{:.3g} B", bytes);
}

}  // namespace vitriflow
