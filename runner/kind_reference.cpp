#include "runner/kind_reference.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"
#include "runner/language/parameter_reader.hpp"
#include "runner/wrapped_text.hpp"

namespace vitriflow {
namespace {

using Type = ParameterDescription::Type;

std::string joined(const std::vector<std::string>& items, const std::string& separator) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : separator) + item;
  return text;
}

std::string in_unit(const std::string& noun, const std::string& unit) {
  return unit == "1" ? noun : noun + " in " + unit;
}

std::string default_text(const ParameterDescription& p) {
  if (!p.fallback) return "required";
  if (p.needed_in_map) return fmt::format("required in '{}'", map_of(p.name));
  const std::string text = canonical_text(p, *p.fallback);
  return text.empty() ? "none" : text;
}

std::string gives_text(const KindDescription& kind) {
  std::vector<std::string> nouns;
  for (const PortType type : kind.gives) nouns.emplace_back(to_text(type));
  return nouns.empty() ? "nothing that another stage takes" : joined(nouns, ", ");
}

std::string port_text(const PortDescription& port) {
  return fmt::format("{}{}{}", to_text(port.type), port.many ? " of one task, or of many with 'gather: all'" : "",
                     port.required ? "" : ", optional");
}

std::string engine_text(const KindDescription& kind) {
  if (!kind.uses_engine) return "uses none";
  return kind.needs.empty() ? "any" : "any that can do " + joined(kind.needs, ", ");
}

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += indent + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string parameter_entry(const ParameterDescription& p) {
  const std::string range = range_text(p);
  const bool optional = p.fallback && !p.needed_in_map;
  const std::string head =
      fmt::format("  {}: {}; {}{}", p.name, value_text(p), optional ? "default " + default_text(p) : default_text(p),
                  range.empty() ? "" : "; " + range);
  return head + "\n" + wrapped(p.doc, "      ");
}

// A table's cell must not end early.
std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

std::string markdown_section(const KindDescription& kind) {
  std::string page = fmt::format("\n## {}\n\n{} Version {}.\n\n", kind.name, kind.summary, kind.version);
  for (const PortDescription& port : kind.takes) {
    page += fmt::format("- Takes `{}` ({}): {}\n", port.name, port_text(port), port.doc);
  }
  page += fmt::format("- Gives: {}\n- Engine: {}\n", gives_text(kind), engine_text(kind));
  if (kind.draws_random_numbers)
    page += "- Draws random numbers: its seed follows from the campaign's seed and the task's name\n";
  if (!kind.parameters.empty()) {
    page += "\n| parameter | value | default | range | meaning |\n|---|---|---|---|---|\n";
  }
  for (const MapDescription& map : kind.maps) {
    page += fmt::format("| `{}` | map of `{}` | none | | {} |\n", map.name, joined(kind.members_of(map.name), "`, `"),
                        cell(map.doc));
  }
  for (const ParameterDescription& p : kind.parameters) {
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", p.name, cell(value_text(p)), cell(default_text(p)),
                        range_text(p), cell(p.doc));
  }
  if (!kind.example.empty()) page += "\n```yaml\n" + indented(kind.example, "") + "```\n";
  for (const std::string& reference : kind.references) page += "\nSee " + reference + ".\n";
  return page;
}

}  // namespace

std::string value_text(const ParameterDescription& p) {
  const std::string count = p.count ? std::to_string(*p.count) + " " : "list of ";
  switch (p.type) {
    case Type::number:
      return in_unit("number", p.unit);
    case Type::integer:
      return "whole number";
    case Type::boolean:
      return "true or false";
    case Type::choice:
      return joined(p.choices, ", ");
    case Type::text:
      return p.input_folder.empty() ? "text" : "file of inputs/" + p.input_folder + ", or a path";
    case Type::numbers:
      return in_unit(count + "numbers", p.unit);
    case Type::integers:
      return count + "whole numbers";
    case Type::texts:
      return p.input_folder.empty() ? count + "texts" : count + "files of inputs/" + p.input_folder;
  }
  return "value";
}

std::string kind_list(const std::vector<const KindDescription*>& kinds) {
  std::size_t width = 0;
  for (const KindDescription* kind : kinds) width = std::max(width, kind->name.size());
  std::string text;
  for (const KindDescription* kind : kinds) text += fmt::format("{:<{}}  {}\n", kind->name, width, kind->summary);
  return text;
}

std::string kind_page(const KindDescription& kind) {
  std::string page = fmt::format("{} (version {})\n", kind.name, kind.version) + wrapped(kind.summary, "  ");
  page += "\nTakes\n";
  if (kind.takes.empty()) page += "  nothing\n";
  for (const PortDescription& port : kind.takes) {
    page += fmt::format("  {}: {}\n", port.name, port_text(port)) + wrapped(port.doc, "      ");
  }
  page += fmt::format("\nGives\n  {}\n\nEngine\n  {}\n", gives_text(kind), engine_text(kind));
  if (!kind.parameters.empty()) page += "\nParameters\n";
  for (const MapDescription& map : kind.maps) {
    page += fmt::format("  {}: map of {}; default none\n", map.name, joined(kind.members_of(map.name), ", ")) +
            wrapped(map.doc, "      ");
  }
  for (const ParameterDescription& p : kind.parameters) page += parameter_entry(p);
  if (!kind.references.empty()) page += "\nReferences\n";
  for (const std::string& reference : kind.references) page += wrapped(reference, "  ");
  if (!kind.example.empty()) page += "\nExample\n" + indented(kind.example, "  ");
  return page;
}

std::string kind_reference(const std::vector<const KindDescription*>& kinds) {
  std::string page =
      "# Kinds of stages\n\n"
      "Made from the declarations in `stages/kinds/` by `vitriflow kinds --markdown > stages/README.md`.\n\n"
      "Every stage may also have `for_each` (axes of a sweep), `gather: all` (one task over all that a port takes),\n"
      "`ranks` (width of a task: a number, a range `1..8` or `auto`; default 1), `memory` (what a task occupies),\n"
      "`retry` (how often a task that failed is tried again, default 0),\n"
      "`engine` (where the kind uses one, default lammps) and `title`.\n\n";
  for (const KindDescription* kind : kinds) {
    std::string anchor;
    for (const char c : kind->name) {
      if (c != '.') anchor += c;
    }
    page += fmt::format("- [{}](#{}): {}\n", kind->name, anchor, kind->summary);
  }
  for (const KindDescription* kind : kinds) page += markdown_section(*kind);
  return page;
}

}  // namespace vitriflow
