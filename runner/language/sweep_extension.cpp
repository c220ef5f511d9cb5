#include "runner/language/sweep_extension.hpp"

#include <algorithm>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// As YAML reads it back: in quotes where a character would mean something.
std::string written(const std::string& value) {
  if (value.find_first_of(":#[]{},&*!|>'\"%@`") == std::string::npos && !value.empty() && value.front() != '-' &&
      value.front() != '?') {
    return value;
  }
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "\"";
}

const Node& member(const Node& map, const std::string& key, const std::string& what) {
  std::vector<std::string> known;
  for (const auto& entry : map.entries) known.push_back(entry.key);
  if (const Node* found = map.find(key)) return *found;
  throw Error(fmt::format("{} '{}'.{}", what, key, known.empty() ? "" : did_you_mean(key, known)),
              Failure::invalid_input);
}

const Node& list_of(const Node& document, const std::string& stage, const std::string& axis) {
  const Node* stages = document.find("stages");
  ENSURE(stages != nullptr, "a workflow without stages");
  const Node& node = member(*stages, stage, "the workflow's own file has no stage");
  const Node* sweep = node.find("for_each");
  if (sweep == nullptr || !sweep->is_map())
    throw Error(fmt::format("stage '{}' has no 'for_each' to extend.", stage), Failure::invalid_input);
  const Node& list = member(*sweep, axis, fmt::format("'for_each' of stage '{}' has no axis", stage));
  if (!list.is_sequence() || list.items.empty()) {
    throw Error(
        fmt::format("axis '{}' of stage '{}' is no list of values. Change it in the workflow's file and run that on "
                    "the campaign.",
                    axis, stage),
        Failure::invalid_input);
  }
  return list;
}

// The offset in the text of a place.
std::size_t offset_of(const std::string& text, const Place& place) {
  std::size_t offset = 0;
  for (int line = 1; line < place.line; ++line) offset = text.find('\n', offset) + 1;
  return offset + static_cast<std::size_t>(place.column - 1);
}

// The ']' that ends a list whose last item begins at `from`.
std::size_t closing_bracket(const std::string& text, std::size_t from) {
  char quote = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (quote != 0) {
      quote = text[i] == quote ? 0 : quote;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == ']') {
      return i;
    }
  }
  ENSURE(false, "a list without its end");
  return text.size();
}

}  // namespace

std::string with_values_added(const std::string& text, const std::string& name, const std::string& stage,
                              const std::string& axis, const std::vector<std::string>& values) {
  Diagnostics problems;
  const Node document = parse_yaml(text, name, problems);
  problems.throw_if_any();
  const Node& list = list_of(document, stage, axis);
  std::vector<std::string> added;
  for (const std::string& value : values) {
    const bool there =
        std::any_of(list.items.begin(), list.items.end(), [&](const Node& item) { return item.text == value; });
    if (!there && std::find(added.begin(), added.end(), value) == added.end()) added.push_back(value);
  }
  if (added.empty()) return text;

  std::string longer = text;
  const std::size_t begin = offset_of(text, list.place), last = offset_of(text, list.items.back().place);
  if (text[begin] == '[') {
    std::string more;
    for (const std::string& value : added) more += ", " + written(value);
    return longer.insert(closing_bracket(text, last), more);
  }
  const std::size_t line = text.rfind('\n', last) + 1;
  const std::string indent = text.substr(line, text.find_first_not_of(' ', line) - line);
  std::string more;
  for (const std::string& value : added) more += indent + "- " + written(value) + "\n";
  const std::size_t end = text.find('\n', last);
  if (end == std::string::npos) return longer + "\n" + more;
  return longer.insert(end + 1, more);
}

}  // namespace vitriflow
