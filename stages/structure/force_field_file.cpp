#include "stages/structure/force_field_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "hpc/base/document.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/units.hpp"
#include "stages/engines/lammps_include.hpp"
#include "stages/structure/elements.hpp"
#include "stages/structure/input_map.hpp"

namespace vitriflow {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDummy = "X";

// Reads the keys of one force field, all of whose problems it collects.
class Reader {
 public:
  Reader(const Node& root, Diagnostics& problems) : map_(root, "the force field file", problems), problems_(problems) {}

  ForceFieldFile read(std::string include_text) {
    file_.name = map_.required_text("forcefield");
    file_.source = map_.required_text("source");
    file_.particles = map_.required_text("particles");
    map_.optional("include");
    read_notes();
    read_types();
    if (include_text.empty()) read_tables();
    file_.settings.name = file_.name;
    file_.settings.source = file_.source;
    file_.settings.skin = map_.optional_number("skin", "A", "A", file_.settings.skin);
    file_.settings.lammps_include = std::move(include_text);
    map_.reject_unknown();
    return std::move(file_);
  }

 private:
  void read_notes() {
    const Node* node = map_.optional("notes");
    if (node == nullptr) return;
    for (const Node& item : node->items) file_.notes.push_back(item.text);
  }

  void read_types() {
    const Node* types = required_map("types");
    const Node* charges = map_.optional("charges");
    if (types == nullptr) return;
    for (const Node::Entry& entry : types->entries) {
      ForceFieldFile::Type type;
      type.name = entry.key;
      InputMap map(entry.value, fmt::format("type '{}'", entry.key), problems_);
      type.element = map.required_text("element");
      for (const char* set : {"light", "heavy", "mass"}) {
        if (map.optional(set) == nullptr) continue;
        const double mass = map.required_number(set, "g/mol", "g/mol");
        if (mass <= 0)
          problems_.add(entry.value.place,
                        fmt::format("mass of type '{}' is {}, expected more than 0.", type.name, mass));
        type.masses[std::string(set) == "mass" ? "" : set] = mass;
      }
      map.reject_unknown();
      check_type(type, entry);
      if (charges != nullptr) type.charge = charge_of(type.name, *charges, entry.place);
      file_.types.push_back(type);
    }
  }

  const Node* required_map(const char* key) {
    const Node* node = map_.required(key);
    if (node == nullptr || node->is_map()) return node;
    problems_.add(node->place, fmt::format("'{}' is {}, expected a map of names and values.", key, node->type_name()));
    return nullptr;
  }

  void check_type(const ForceFieldFile::Type& type, const Node::Entry& entry) {
    if (type.masses.empty())
      problems_.add(entry.place, fmt::format("type '{}' has no mass. Give 'mass', or 'light' and 'heavy'.", type.name));
    if (type.element == kDummy || type.element.empty() || standard_atomic_mass(type.element)) return;
    problems_.add(entry.value.place,
                  fmt::format("unknown element '{}' of type '{}'. Write 'X' for a dummy.{}", type.element, type.name,
                              did_you_mean(type.element, element_symbols())));
  }

  double charge_of(const std::string& type, const Node& charges, const Place& place) {
    const Node* node = charges.find(type);
    if (node != nullptr) return read_number(*node, "e", "e", problems_).value_or(0.0);
    problems_.add(place, fmt::format("type '{}' has no charge under 'charges'. Add it, 0 if it has none.", type));
    return 0.0;
  }

  void read_tables() {
    energy_ = map_.required_text("energy_unit");
    if (energy_.empty() || !is_unit(energy_)) energy_ = "eV";
    read_bonds();
    read_angles();
    read_torsions();
    read_pairs();
    read_settings();
  }

  double energy(double value) const { return convert(value, energy_, "eV"); }

  // Calls `take` for each entry of the map under `key` whose value is a list of `count` numbers.
  template <typename Take>
  void each(const char* key, std::size_t count, std::size_t particles, const Take& take) {
    const Node* node = required_map(key);
    if (node == nullptr) return;
    for (const Node::Entry& entry : node->entries) {
      for (const std::string& type : split_term(entry.key)) {
        if (file_.find(type) == nullptr)
          problems_.add(entry.place, fmt::format("'{}' under '{}' names the type '{}', which is not under 'types'.",
                                                 entry.key, key, type));
      }
      if (split_term(entry.key).size() != particles) {
        problems_.add(entry.place, fmt::format("'{}' under '{}' names {} types, expected {}.", entry.key, key,
                                               split_term(entry.key).size(), particles));
      }
      if (const auto values = read_numbers(entry.value, count, problems_)) take(entry.key, *values);
    }
  }

  void read_bonds() {
    each("bonds", 2, 2, [&](const std::string& name, const std::vector<double>& v) {
      file_.bonds.push_back({name, energy(v[0]), v[1]});
    });
  }

  void read_angles() {
    each("angles", 4, 3, [&](const std::string& name, const std::vector<double>& v) {
      file_.angles.push_back({name, energy(v[0]), v[1], energy(v[2]), v[3]});
    });
  }

  void read_torsions() {
    each("dihedrals", 3, 4, [&](const std::string& name, const std::vector<double>& v) {
      check_whole("dihedrals", name, v);
      file_.dihedrals.push_back({name, energy(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2])});
    });
    each("impropers", 3, 4, [&](const std::string& name, const std::vector<double>& v) {
      check_whole("impropers", name, v);
      file_.impropers.push_back({name, energy(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2])});
    });
    const Node* without = map_.optional("no_dihedrals_about");
    if (without == nullptr) return;
    for (const Node& item : without->items) file_.no_dihedrals_about.push_back(item.text);
  }

  // The second and third number of a torsion count: multiplicity, phase in degrees or sign.
  void check_whole(const char* key, const std::string& name, const std::vector<double>& v) {
    if (v[1] == std::floor(v[1]) && v[2] == std::floor(v[2])) return;
    const Node* node = map_.optional(key)->find(name);
    problems_.add(node->place, fmt::format("'{}' under '{}' needs whole numbers after its energy.", name, key));
  }

  void read_pairs() {
    each("lennard_jones", 2, 1, [&](const std::string& name, const std::vector<double>& v) {
      file_.wells[name] = {energy(v[0]), v[1]};
    });
    if (const Node* node = map_.optional("soft_core")) read_soft_core(*node);
    if (const Node* node = map_.optional("morse")) read_morse(*node);
    for (const auto& type : file_.types) {
      const bool soft =
          file_.soft_core && std::count(file_.soft_core->types.begin(), file_.soft_core->types.end(), type.name) > 0;
      if (soft || file_.wells.contains(type.name)) continue;
      const Node* wells = map_.optional("lennard_jones");
      if (wells != nullptr)
        problems_.add(wells->place,
                      fmt::format("type '{}' has no entry under 'lennard_jones' and no soft core.", type.name));
    }
  }

  void read_soft_core(const Node& node) {
    InputMap map(node, "'soft_core'", problems_);
    ForceFieldFile::SoftCore core;
    if (const Node* types = map.required("types")) {
      for (const Node& item : types->items) core.types.push_back(item.text);
    }
    core.well.epsilon = map.required_number("epsilon", "eV", energy_);
    core.well.sigma = map.required_number("sigma", "A", "A");
    core.cutoff = map.required_number("cutoff", "A", "A");
    map.reject_unknown();
    file_.soft_core = core;
  }

  void read_morse(const Node& node) {
    for (const Node::Entry& entry : node.entries) {
      const auto types = split_term(entry.key);
      InputMap map(entry.value, fmt::format("'morse' of '{}'", entry.key), problems_);
      ForceFieldFile::MorsePair pair;
      pair.form.depth = map.required_number("depth", "eV", energy_);
      pair.form.alpha = map.required_number("alpha", "1/A", "1/A");
      pair.form.r0 = map.required_number("r0", "A", "A");
      pair.form.cutoff = map.required_number("cutoff", "A", "A");
      map.reject_unknown();
      if (types.size() != 2) {
        problems_.add(entry.place,
                      fmt::format("'{}' under 'morse' names {} types, expected 2.", entry.key, types.size()));
        continue;
      }
      pair.types = {types[0], types[1]};
      file_.morse.push_back(pair);
    }
  }

  void read_settings() {
    if (const Node* node = map_.required("special_bonds")) {
      InputMap map(*node, "'special_bonds'", problems_);
      read_factors(map.required("lennard_jones"), file_.settings.special_lj);
      read_factors(map.required("coulomb"), file_.settings.special_coulomb);
      map.reject_unknown();
    }
    file_.lennard_jones_cutoff = positive("lennard_jones_cutoff");
    file_.settings.coulomb_cutoff = positive("coulomb_cutoff");
    file_.settings.kspace_accuracy = map_.optional_number("kspace_accuracy", "1", "1", 1e-5);
    file_.settings.tail_correction = map_.optional_flag("tail_correction", false);
  }

  double positive(const char* key) {
    const double value = map_.required_number(key, "A", "A");
    const Node* node = map_.optional(key);
    if (node != nullptr && value <= 0.0)
      problems_.add(node->place, fmt::format("'{}' is {} A, expected more than 0.", key, value));
    return value;
  }

  void read_factors(const Node* node, std::array<double, 3>& factors) {
    if (node == nullptr) return;
    if (const auto values = read_numbers(*node, 3, problems_))
      std::copy(values->begin(), values->end(), factors.begin());
  }

  InputMap map_;
  Diagnostics& problems_;
  ForceFieldFile file_;
  std::string energy_;
};

// The text of a LAMMPS include file; words that name a file beside it become absolute paths. Commands that are not
// allowed are problems.
std::string include_text(const std::string& path, Diagnostics& problems) {
  const std::string as_written = posix_files().read(path);
  check_lammps_include(as_written, path, problems);
  std::istringstream lines(as_written);
  const fs::path folder = fs::absolute(path).parent_path();
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string rewritten;
    for (std::string word; words >> word;) {
      std::error_code ignored;
      const bool beside = fs::is_regular_file(folder / word, ignored);
      rewritten += (rewritten.empty() ? "" : " ") + (beside ? (folder / word).string() : word);
    }
    text += rewritten + '\n';
  }
  return text;
}

// Adds what the files under 'include' hold to the root: keys of YAML files, or the text of a LAMMPS include file.
std::string take_includes(Node& root, const std::string& path, Diagnostics& problems) {
  const Node* include = root.find("include");
  if (include == nullptr) return {};
  std::string text;
  std::vector<Node> files = include->is_scalar() ? std::vector<Node>{*include} : include->items;
  for (const Node& file : files) {
    const std::string included = (fs::path(path).parent_path() / file.text).lexically_normal().string();
    if (!posix_files().exists(included)) {
      problems.add(file.place, fmt::format("cannot find '{}'. Put the file there or correct 'include'.", included));
    } else if (fs::path(included).extension() != ".yaml") {
      text += include_text(included, problems);
    } else {
      for (Node::Entry& entry : read_yaml(included, problems).entries) {
        if (root.find(entry.key) == nullptr)
          root.entries.push_back(std::move(entry));
        else
          problems.add(entry.place, fmt::format("key '{}' stands in '{}' too. Keep one of them.", entry.key, path));
      }
    }
  }
  return text;
}

}  // namespace

const ForceFieldFile::Type* ForceFieldFile::find(const std::string& type) const {
  const auto it = std::find_if(types.begin(), types.end(), [&](const Type& known) { return known.name == type; });
  return it == types.end() ? nullptr : &*it;
}

std::vector<std::string> split_term(const std::string& term) {
  std::vector<std::string> types(1);
  for (const char c : term) {
    if (c == '-')
      types.emplace_back();
    else
      types.back() += c;
  }
  return types;
}

bool names_types(const std::string& term, const std::vector<std::string>& types) {
  const auto named = split_term(term);
  return named == types || std::equal(named.begin(), named.end(), types.rbegin(), types.rend());
}

ForceFieldFile parse_force_field(const std::string& yaml, const std::string& path) {
  Diagnostics problems;
  Node root = parse_yaml(yaml, path, problems);
  problems.throw_if_any();
  std::string text = take_includes(root, path, problems);
  ForceFieldFile file = Reader(root, problems).read(std::move(text));
  problems.throw_if_any();
  return file;
}

ForceFieldFile read_force_field(const std::string& path) { return parse_force_field(posix_files().read(path), path); }

}  // namespace vitriflow
