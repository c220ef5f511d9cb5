#include "stages/structure/structure_file.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/document.hpp"
#include "hpc/base/files.hpp"
#include "stages/structure/elements.hpp"
#include "stages/structure/input_map.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kAtomColumns = 6;  // label, element, x, y, z, multiplicity

Lattice read_cell(const Node& node, Diagnostics& problems) {
  InputMap map(node, "'cell'", problems);
  Vector lengths{};
  Vector angles{90.0, 90.0, 90.0};
  const std::array<const char*, 3> edge_names{"a", "b", "c"};
  const std::array<const char*, 3> angle_names{"alpha", "beta", "gamma"};
  for (std::size_t i = 0; i < 3; ++i) {
    if (const Node* edge = map.required(edge_names[i])) {
      lengths[i] = read_number(*edge, "A", "A", problems).value_or(1.0);
      if (lengths[i] <= 0.0) {
        problems.add(edge->place,
                     fmt::format("cell edge '{}' is {} A, expected more than 0.", edge_names[i], lengths[i]));
      }
    }
    if (const Node* angle = map.optional(angle_names[i]))
      angles[i] = read_number(*angle, "degree", "degree", problems).value_or(90.0);
  }
  map.reject_unknown();
  const Lattice lattice = lattice_of(lengths, angles);
  if (problems.empty() && !(lattice.volume() > 0.0)) problems.add(node.place, angles_make_no_cell(angles));
  return lattice;
}

std::vector<SymmetryOperator> read_operators(const Node* node, Diagnostics& problems) {
  if (node == nullptr) return {*parse_operator("x, y, z")};
  if (!node->is_sequence() || node->items.empty()) {
    problems.add(node->place, "'operators' is no list. Write one operator a line, such as \"-x+1/2, y, z\".");
    return {};
  }
  std::vector<SymmetryOperator> operators;
  for (const Node& item : node->items) {
    const auto parsed = item.is_scalar() ? parse_operator(item.text) : std::nullopt;
    if (!parsed) {
      problems.add(item.place,
                   fmt::format("'{}' is no symmetry operator. Write three expressions in x, y and z, such as "
                               "\"-x+1/2, y, z\".",
                               item.text));
    } else if (parsed->determinant() != 1 && parsed->determinant() != -1) {
      problems.add(item.place, fmt::format("operator '{}' changes the volume (determinant {}), so it is no symmetry.",
                                           item.text, parsed->determinant()));
    } else {
      operators.push_back(*parsed);
    }
  }
  return operators.size() == node->items.size() ? operators : std::vector<SymmetryOperator>{};
}

std::vector<Fraction> read_centring(const Node* node, Diagnostics& problems) {
  if (node == nullptr) return {Fraction{}};
  std::vector<Fraction> shifts;
  for (const Node& item : node->items) {
    const auto shift = item.is_scalar() ? parse_shift(item.text) : std::nullopt;
    if (shift)
      shifts.push_back(*shift);
    else
      problems.add(
          item.place,
          fmt::format("'{}' is no shift of a cell. Write three numbers, such as \"1/2, 1/2, 1/2\".", item.text));
  }
  if (!node->is_sequence() || node->items.empty()) {
    problems.add(node->place, "'centring' is no list. Write \"0, 0, 0\" first, then the other shifts.");
  }
  return shifts;
}

// Operators with the centring; none, with a problem, when they do not make a group.
std::vector<SymmetryOperator> read_symmetry(InputMap& map, const Place& file, Diagnostics& problems) {
  const Node* node = map.optional("operators");
  const auto operators = read_operators(node, problems);
  const auto centring = read_centring(map.optional("centring"), problems);
  // No space group has more (Fm-3m and its like); what follows takes the third power of their number.
  constexpr std::size_t kMostOperators = 192;
  if (operators.size() * centring.size() > kMostOperators) {
    problems.add(
        node != nullptr ? node->place : file,
        fmt::format("{} operators with {} shifts are more than the {} that a space group can have. Remove those "
                    "that stand twice.",
                    operators.size(), centring.size(), kMostOperators));
    return {};
  }
  auto all = with_centring(operators, centring);
  if (all.empty()) return all;
  if (!is_group(all)) {
    problems.add(node != nullptr ? node->place : file,
                 "the operators and shifts make no group: the product of two of them is missing. Complete the list.");
    all.clear();
  }
  return all;
}

void read_element(const Node& node, Site& site, Diagnostics& problems) {
  site.element = node.text;
  if (standard_atomic_mass(site.element)) return;
  problems.add(node.place,
               fmt::format("unknown element '{}' of atom '{}'.{}", site.element, site.label,
                           did_you_mean(site.element, element_symbols())),
               std::max<int>(1, static_cast<int>(site.element.size())));
}

std::int64_t read_count(const Node& node, Diagnostics& problems) {
  const auto value = read_number(node, "1", "1", problems);
  if (!value || (*value >= 1.0 && *value == std::floor(*value))) return static_cast<std::int64_t>(value.value_or(0.0));
  problems.add(node.place, fmt::format("a multiplicity is a whole number from 1 on, not {}.", node.text),
               std::max<int>(1, static_cast<int>(node.text.size())));
  return 0;
}

std::vector<Site> read_sites(const Node& node, Diagnostics& problems) {
  std::vector<Site> sites;
  if (!node.is_sequence() || node.items.empty()) {
    problems.add(node.place, "'atoms' is no list. Write one atom a line: [C1, C, 0.25, 0.5, 0, 8].");
  }
  for (const Node& item : node.items) {
    if (!item.is_sequence() || item.items.size() != kAtomColumns) {
      problems.add(item.place,
                   "an atom is a list of label, element, x, y, z and multiplicity: [C1, C, 0.25, 0.5, 0, 8].");
      continue;
    }
    Site site;
    site.place = item.place;
    site.label = item.items[0].text;
    read_element(item.items[1], site, problems);
    for (std::size_t i = 0; i < 3; ++i) {
      site.fraction[i] = read_number(item.items[2 + i], "1", "1", problems).value_or(0.0);
    }
    site.multiplicity = read_count(item.items[5], problems);
    sites.push_back(site);
  }
  return sites;
}

UnitCell read_cell_file(const Node& root, const std::string& name, Diagnostics& problems) {
  InputMap map(root, "the structure file", problems);
  UnitCell cell;
  cell.name = map.required_text("structure");
  cell.source = map.required_text("source");
  map.optional_text("space_group");
  map.optional_text("note");
  if (const Node* node = map.required("cell")) cell.lattice = read_cell(*node, problems);
  const auto operators = read_symmetry(map, root.place, problems);
  if (const Node* node = map.required("atoms")) cell.sites = read_sites(*node, problems);
  map.reject_unknown();
  if (cell.name.empty()) cell.name = name;
  if (problems.empty()) place_atoms(cell, operators, problems);
  return cell;
}

}  // namespace

UnitCell parse_structure(const std::string& text, const std::string& name) {
  Diagnostics problems;
  const Node root = parse_yaml(text, name, problems);
  UnitCell cell;
  if (problems.empty()) cell = read_cell_file(root, name, problems);
  problems.throw_if_any();
  return cell;
}

UnitCell read_structure(const std::string& path) { return parse_structure(posix_files().read(path), path); }

}  // namespace vitriflow
