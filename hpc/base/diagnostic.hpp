// Diagnostics: everything that is wrong with one input, each problem with its place, the line and the way out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/error.hpp"

namespace vitriflow {

// A text that was read, kept so that a message can show its lines.
struct SourceText {
  std::string name;                // as the user named it
  std::vector<std::string> lines;  // without line ends
};

std::shared_ptr<const SourceText> make_source(std::string name, std::string_view text);

// Where something stands in an input. line and column count from 1; 0 means the whole file.
struct Place {
  std::shared_ptr<const SourceText> source;
  int line = 0;
  int column = 0;
};

struct Diagnostic {
  Place place;
  std::string message;  // one sentence, then the way out
  int width = 1;        // how many characters the caret underlines
};

// "file:line:column: message", under it the line and a caret.
std::string render(const Diagnostic& problem);

class Diagnostics {
 public:
  void add(Place place, std::string message, int width = 1);
  // Begins with "warning: " and is counted as one.
  void add_warning(Place place, const std::string& message, int width = 1);
  bool empty() const noexcept { return items_.empty(); }
  const std::vector<Diagnostic>& items() const noexcept { return items_; }  // in order of place

  // "file:line:column: message", under it the line and a caret; every problem, ordered by place, and a count at the
  // end.
  std::string render() const;

  // Throws InvalidInput with all problems unless there are none.
  void throw_if_any() const;

 private:
  std::vector<Diagnostic> items_;
};

class InvalidInput : public Error {
 public:
  explicit InvalidInput(Diagnostics diagnostics);
  const Diagnostics& diagnostics() const noexcept { return diagnostics_; }

 private:
  Diagnostics diagnostics_;
};

// The candidate that the user most likely meant (Damerau-Levenshtein distance at most a third of the word, but at
// least 1 for words of two letters and more; capitals count as small letters), or none.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

// " Did you mean 'x'?" or, where nothing is close, " Known: 'a', 'b', 'c'." (at most 12 names). Starts with a space.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace vitriflow
