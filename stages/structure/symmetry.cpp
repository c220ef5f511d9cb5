#include "stages/structure/symmetry.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

namespace vitriflow {

namespace {

constexpr double kSameShift = 1e-4;

// One row of an operator: its factors of x, y, z and its constant.
struct Row {
  std::array<int, 3> factors{};
  double constant = 0.0;
};

std::optional<double> read_number(const std::string& text, std::size_t& at) {
  const auto value_at = [&](std::size_t begin) -> std::optional<double> {
    if (begin >= text.size() || text[begin] == '-') return std::nullopt;
    double value = 0.0;
    const auto [end, problem] =
        std::from_chars(text.data() + begin, text.data() + text.size(), value, std::chars_format::fixed);
    if (problem != std::errc{} || !std::isfinite(value)) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    return value;
  };
  const auto numerator = value_at(at);
  if (!numerator || at >= text.size() || text[at] != '/') return numerator;
  const auto denominator = value_at(at + 1);
  if (!denominator || *denominator == 0.0) return std::nullopt;
  return *numerator / *denominator;
}

std::optional<Row> parse_row(const std::string& text) {
  Row row;
  std::size_t at = 0;
  while (at < text.size()) {
    int sign = 1;
    if (text[at] == '+' || text[at] == '-')
      sign = text[at++] == '-' ? -1 : 1;
    else if (at > 0)
      return std::nullopt;
    if (at >= text.size()) return std::nullopt;
    if (text[at] >= 'x' && text[at] <= 'z') {
      row.factors[static_cast<std::size_t>(text[at++] - 'x')] += sign;
    } else if (const auto number = read_number(text, at)) {
      row.constant += sign * *number;
    } else {
      return std::nullopt;
    }
  }
  return text.empty() ? std::nullopt : std::optional<Row>(row);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',')
      parts.emplace_back();
    else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      parts.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return parts;
}

double wrapped(double value) { return value - std::floor(value); }

SymmetryOperator product(const SymmetryOperator& a, const SymmetryOperator& b) {
  SymmetryOperator result;
  result.shift = a.apply(b.shift);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 3; ++k) result.rotation[i][j] += a.rotation[i][k] * b.rotation[k][j];
    }
  }
  return result;
}

}  // namespace

Fraction SymmetryOperator::apply(const Fraction& point) const {
  Fraction result = shift;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) result[i] += rotation[i][j] * point[j];
  }
  return result;
}

int SymmetryOperator::determinant() const {
  const auto& r = rotation;
  return r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1]) - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0]) +
         r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
}

std::optional<SymmetryOperator> parse_operator(std::string_view text) {
  const auto parts = split(text);
  if (parts.size() != 3) return std::nullopt;
  SymmetryOperator result;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto row = parse_row(parts[i]);
    if (!row) return std::nullopt;
    result.rotation[i] = row->factors;
    result.shift[i] = row->constant;
  }
  return result;
}

std::optional<Fraction> parse_shift(std::string_view text) {
  const auto parsed = parse_operator(text);
  if (!parsed || parsed->rotation != SymmetryOperator{}.rotation) return std::nullopt;
  return parsed->shift;
}

std::vector<SymmetryOperator> with_centring(const std::vector<SymmetryOperator>& operators,
                                            const std::vector<Fraction>& centring) {
  std::vector<SymmetryOperator> result;
  for (const Fraction& shift : centring) {
    for (SymmetryOperator moved : operators) {
      for (std::size_t i = 0; i < 3; ++i) moved.shift[i] = wrapped(moved.shift[i] + shift[i]);
      result.push_back(moved);
    }
  }
  return result;
}

bool same_operator(const SymmetryOperator& a, const SymmetryOperator& b) {
  if (a.rotation != b.rotation) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    const double difference = a.shift[i] - b.shift[i];
    if (std::abs(difference - std::round(difference)) > kSameShift) return false;
  }
  return true;
}

bool is_group(const std::vector<SymmetryOperator>& operators) {
  const auto holds = [&](const SymmetryOperator& wanted) {
    return std::any_of(operators.begin(), operators.end(),
                       [&](const auto& other) { return same_operator(other, wanted); });
  };
  for (const auto& a : operators) {
    for (const auto& b : operators) {
      if (!holds(product(a, b))) return false;
    }
  }
  return true;
}

}  // namespace vitriflow
