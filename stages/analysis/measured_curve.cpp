#include "stages/analysis/measured_curve.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

namespace {

std::optional<double> number(const std::string& word) {
  const char* begin = word.data() + (word.starts_with('+') ? 1 : 0);
  const char* end = word.data() + word.size();
  double value = 0.0;
  const auto [stopped, code] = std::from_chars(begin, end, value);
  if (code != std::errc() || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::vector<std::string> words_of(std::string line) {
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

[[noreturn]] void refuse(const std::string& path, int line, const std::string& what) {
  throw Error(fmt::format("{}:{}: {}", path, line, what), Failure::invalid_input);
}

// Adds the row; false for a line that is none.
bool add_row(const std::vector<std::string>& words, const std::string& path, int line, MeasuredCurve& curve) {
  const auto x = words.size() < 2 ? std::nullopt : number(words[0]), y = x ? number(words[1]) : std::nullopt;
  if (!y) return false;
  if (!curve.x.empty() && *x <= curve.x.back()) {
    refuse(path, line,
           fmt::format("'{}' does not follow '{}' in ascending order. Sort the rows by their first column.", *x,
                       curve.x.back()));
  }
  curve.x.push_back(*x);
  curve.y.push_back(*y);
  return true;
}

}  // namespace

MeasuredCurve read_measured_curve(const std::string& path) {
  std::istringstream text(posix_files().read(path));
  MeasuredCurve curve;
  int number_of_line = 0;
  for (std::string line; std::getline(text, line);) {
    ++number_of_line;
    const auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    if (add_row(words, path, number_of_line, curve) || curve.x.empty()) continue;
    refuse(path, number_of_line,
           fmt::format("'{}' is no row of two numbers, as those before it are. Remove it, or begin it with '#'.",
                       fmt::join(words, " ")));
  }
  if (curve.x.size() < 2) {
    throw Error(fmt::format("'{}' holds {} rows of two numbers; a curve has two or more.", path, curve.x.size()),
                Failure::invalid_input);
  }
  return curve;
}

Residual residual(const MeasuredCurve& measured, std::span<const double> x, std::span<const double> y, double from) {
  double mm = 0.0, mc = 0.0, cc = 0.0;
  int points = 0;
  for (std::size_t i = 0; i < measured.x.size(); ++i) {
    const double at = measured.x[i];
    if (at < from || at < x.front() || at > x.back()) continue;
    const auto right = std::max<std::ptrdiff_t>(1, std::lower_bound(x.begin(), x.end(), at) - x.begin());
    const auto j = static_cast<std::size_t>(right);
    const double calculated = y[j - 1] + (at - x[j - 1]) / (x[j] - x[j - 1]) * (y[j] - y[j - 1]);
    mm += measured.y[i] * measured.y[i];
    mc += measured.y[i] * calculated;
    cc += calculated * calculated;
    ++points;
  }
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (points < 2 || mm == 0.0 || cc == 0.0) return {kNaN, kNaN};
  const double scale = mc / cc;
  return {std::sqrt(std::max(0.0, mm - scale * mc) / mm), scale};
}

}  // namespace vitriflow
