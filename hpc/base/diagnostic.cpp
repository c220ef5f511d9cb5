#include "hpc/base/diagnostic.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "hpc/base/utf8.hpp"

namespace vitriflow {

namespace {

const std::string kWarning = "warning: ";

// What a terminal shows as it stands: control characters, and bytes that are not UTF-8, would disturb it.
std::string shown(std::string line) {
  constexpr std::size_t kMost = 400;
  if (line.size() > kMost) line.resize(kMost);
  for (std::size_t bad = 0; (bad = first_invalid_utf8(line)) != std::string::npos;) line[bad] = '?';
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) c = '?';
  }
  return line;
}

// The part before the caret: tabs stay tabs, every other character becomes a space, so that the caret lines up.
std::string padding(const std::string& line, int column) {
  std::string pad;
  int characters = 1;
  for (std::size_t i = 0; i < line.size() && characters < column; ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0) == 0x80) continue;  // the rest of a UTF-8 character
    pad += line[i] == '\t' ? '\t' : ' ';
    ++characters;
  }
  for (; characters < column; ++characters) pad += ' ';
  return pad;
}

auto order(const Diagnostic& problem) {
  const Place& place = problem.place;
  return std::make_tuple(place.source ? std::string_view(place.source->name) : std::string_view(), place.line,
                         place.column);
}

// Damerau-Levenshtein distance (optimal string alignment).
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

std::string render(const Diagnostic& problem) {
  const Place& place = problem.place;
  std::string text = place.source ? place.source->name : "";
  if (place.line > 0) text += fmt::format(":{}", place.line);
  if (place.line > 0 && place.column > 0) text += fmt::format(":{}", place.column);
  text += (text.empty() ? "" : ": ") + problem.message + "\n";
  if (!place.source || place.line < 1 || place.line > static_cast<int>(place.source->lines.size())) return text;
  const std::string& line = place.source->lines[static_cast<std::size_t>(place.line - 1)];
  text += "  " + shown(line) + "\n";
  if (place.column > 0) {
    text += "  " + padding(line, place.column) + "^" +
            std::string(static_cast<std::size_t>(std::max(0, problem.width - 1)), '~') + "\n";
  }
  return text;
}

std::shared_ptr<const SourceText> make_source(std::string name, std::string_view text) {
  auto source = std::make_shared<SourceText>();
  source->name = std::move(name);
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    source->lines.emplace_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return source;
}

void Diagnostics::add(Place place, std::string message, int width) {
  Diagnostic problem{std::move(place), std::move(message), std::max(1, width)};
  const auto same = [&problem](const Diagnostic& known) {
    return order(known) == order(problem) && known.message == problem.message;
  };
  if (std::any_of(items_.begin(), items_.end(), same)) return;
  const auto after = std::upper_bound(items_.begin(), items_.end(), problem,
                                      [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  items_.insert(after, std::move(problem));
}

std::string Diagnostics::render() const {
  std::string text;
  for (const auto& problem : items_) text += vitriflow::render(problem);
  const auto warnings = static_cast<std::size_t>(std::count_if(
      items_.begin(), items_.end(), [](const Diagnostic& item) { return item.message.rfind(kWarning, 0) == 0; }));
  const auto counted = [](std::size_t count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  const std::size_t problems = items_.size() - warnings;
  if (warnings == 0) return text + counted(problems, "problem") + ".\n";
  return text + (problems == 0 ? "" : counted(problems, "problem") + ", ") + counted(warnings, "warning") + ".\n";
}

void Diagnostics::add_warning(Place place, const std::string& message, int width) {
  add(std::move(place), kWarning + message, width);
}

void Diagnostics::throw_if_any() const {
  if (!items_.empty()) throw InvalidInput(*this);
}

InvalidInput::InvalidInput(Diagnostics diagnostics)
    : Error(diagnostics.render(), Failure::invalid_input), diagnostics_(std::move(diagnostics)) {}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::size_t most = word.size() < 2 ? 0 : std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> best;
  std::size_t fewest = most + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edits(lower(word), lower(candidate));
    if (distance < fewest) {
      fewest = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto meant = closest(word, candidates)) return fmt::format(" Did you mean '{}'?", *meant);
  if (candidates.empty()) return {};
  constexpr std::size_t kMostNames = 12;
  std::string text = " Known: ";
  for (std::size_t i = 0; i < std::min(candidates.size(), kMostNames); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", candidates[i]);
  if (candidates.size() > kMostNames) text += fmt::format(" and {} more", candidates.size() - kMostNames);
  return text + ".";
}

}  // namespace vitriflow
