#include "hpc/base/yaml_words.hpp"

#include <string_view>
#include <utility>

#include "hpc/base/utf8.hpp"

namespace vitriflow {

namespace {

std::string reworded(const std::string& message) {
  static const std::pair<const char*, const char*> kWords[] = {
      {"end of map not found",
       "the indentation of this line fits nothing above it. Align it with the other keys of its map"},
      {"end of sequence not found",
       "the indentation of this line fits nothing above it. Align it with the other items of its list"},
      {"end of map flow not found", "a '{' is not closed. Add the '}'"},
      {"end of sequence flow not found", "a '[' is not closed. Add the ']'"},
      {"illegal map value", "a ':' cannot stand here. Put the text in quotes, or check the indentation"},
      {"illegal flow end", "a bracket closes here that was never opened. Remove it"},
      {"illegal block entry", "a '-' cannot stand here. Check the indentation"},
      {"illegal EOF in scalar", "a quote is not closed. Add it"},
      {"illegal document indicator in scalar", "a quote is not closed before this line. Add it"},
      {"illegal map key", "a '?' cannot stand here. Put the text in quotes"},
      {"the referenced anchor is not defined",
       "an alias ('*') without an anchor ('&') of its name before it. Put the text in quotes"},
      {"alias not found after *", "a '*' cannot begin a text. Put the text in quotes"},
      {"anchor not found after &", "a '&' cannot begin a text. Put the text in quotes"},
      {"illegal character found while scanning alias", "a '*' cannot begin a text. Put the text in quotes"},
      {"illegal character found while scanning anchor", "a '&' cannot begin a text. Put the text in quotes"},
      {"aliases can't have any content, *including* tags", "an alias ('*') has no value of its own. Remove the rest"},
      {"unexpected character in block scalar", "after a '|' or '>' the text begins in the next line. Move it there"},
  };
  for (const auto& [theirs, ours] : kWords) {
    if (message == theirs) return std::string(ours) + ".";
  }
  if (message.rfind("unknown escape character", 0) == 0)
    return "a '\\' in double quotes begins an escape. Use single quotes, or write '\\\\'.";
  return "this is not valid YAML (" + message + "). Put the text in quotes, or check the indentation.";
}

// yaml-cpp blames the ':' behind it.
bool tab_as_indentation(const Place& place) {
  if (place.line < 1 || place.line > static_cast<int>(place.source->lines.size())) return false;
  const std::string& line = place.source->lines[static_cast<std::size_t>(place.line - 1)];
  const auto first = line.find_first_not_of(" \t");
  return line.substr(0, first).find('\t') != std::string::npos;
}

std::string cannot_begin(const Place& place) {
  const std::string_view line = place.source->lines[static_cast<std::size_t>(place.line - 1)];
  const std::string_view rest = line.substr(bytes_before(line, place.column));
  if (rest.empty()) return "this line cannot be read. Put its text in quotes.";
  if (rest.front() == '\t') return "a tab cannot stand here. Use spaces.";
  return fmt::format("a text cannot begin with '{}'. Put it in quotes.", rest.substr(0, utf8_length(rest)));
}

}  // namespace

std::string explain_yaml(const std::string& message, const Place& place) {
  if (tab_as_indentation(place)) return "this line is indented with a tab. Use spaces.";
  const bool known = place.line >= 1 && place.line <= static_cast<int>(place.source->lines.size());
  if (message == "unknown token" && known) return cannot_begin(place);
  const bool in_braces = message == "end of map flow not found" || message == "end of sequence flow not found";
  if (in_braces && known &&
      place.source->lines[static_cast<std::size_t>(place.line - 1)].find("${") != std::string::npos)
    return "within braces or brackets '${...}' needs quotes. Write \"${...}\", or put the value on a line of its own.";
  return reworded(message);
}

}  // namespace vitriflow
