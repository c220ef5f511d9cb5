#include "stages/exchange/lammps_data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "stages/structure/elements.hpp"

namespace vitriflow {

namespace {

constexpr double kMassTolerance = 0.3;  // g/mol: what people round away, well below the distance of neighbours
constexpr double kFsPerPs = 1000.0;

// Where the columns of a style stand after the id: molecule, type, charge, coordinates; 0: it has none.
struct AtomStyle {
  std::size_t molecule, type, charge, position;
};
const std::map<std::string, AtomStyle>& atom_styles() {
  static const std::map<std::string, AtomStyle> styles{
      {"atomic", {0, 1, 0, 2}}, {"charge", {0, 1, 2, 3}}, {"molecular", {1, 2, 0, 3}}, {"full", {1, 2, 3, 4}}};
  return styles;
}

const std::set<std::string>& passed_over() {
  static const std::set<std::string> names{"Pair Coeffs",           "PairIJ Coeffs",       "Bond Coeffs",
                                           "Angle Coeffs",          "Dihedral Coeffs",     "Improper Coeffs",
                                           "BondBond Coeffs",       "BondAngle Coeffs",    "MiddleBondTorsion Coeffs",
                                           "EndBondTorsion Coeffs", "AngleTorsion Coeffs", "AngleAngleTorsion Coeffs",
                                           "BondBond13 Coeffs",     "AngleAngle Coeffs",   "Atom Type Labels"};
  return names;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '#') break;
    if (std::isspace(static_cast<unsigned char>(line[i])) != 0) {
      ++i;
      continue;
    }
    const std::size_t first = i;
    while (i < line.size() && line[i] != '#' && std::isspace(static_cast<unsigned char>(line[i])) == 0) ++i;
    words.push_back(line.substr(first, i - first));
  }
  return words;
}

template <typename T>
std::optional<T> number(const std::string& word) {
  T value{};
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + (word.starts_with('+') ? 1 : 0), end, value);
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return std::nullopt;  // "nan" and "inf" are read as numbers
  }
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

struct Row {
  int line = 0;  // from 1
  std::vector<std::string> words;
};

struct Section {
  int line = 0;
  std::string comment;  // after '#': the style of Atoms
  std::vector<Row> rows;
};

class DataReader {
 public:
  DataReader(const std::string& text, const std::string& name, const LammpsDataRequest& request)
      : source_(make_source(name, text)), request_(request) {}

  System read() {
    split();
    read_box();
    read_types();
    read_atoms();
    read_velocities();
    read_terms("Bonds", "bonds", system_.topology.bonds);
    read_terms("Angles", "angles", system_.topology.angles);
    read_terms("Dihedrals", "dihedrals", system_.topology.dihedrals);
    read_terms("Impropers", "impropers", system_.topology.impropers);
    problems_.throw_if_any();
    for (const std::int64_t type : system_.type) {
      const auto& element = system_.types[static_cast<std::size_t>(type)].element;
      system_.true_mass += standard_atomic_mass(element).value_or(0.0);
    }
    return std::move(system_);
  }

 private:
  void problem(int line, const std::string& what) { problems_.add({source_, line, line > 0 ? 1 : 0}, what); }

  // Header lines and sections; the first line of a data file is a title whatever it says.
  void split() {
    Section* open = nullptr;
    for (std::size_t i = 1; i < source_->lines.size(); ++i) {
      const std::string& text = source_->lines[i];
      const auto words = words_of(text);
      if (words.empty()) continue;
      const int line = static_cast<int>(i) + 1;
      if (std::isalpha(static_cast<unsigned char>(words.front().front())) != 0) {
        const auto hash = text.find('#');
        const std::string comment = hash == std::string::npos ? "" : text.substr(hash + 1);
        const auto first = words_of(comment);
        open = &sections_[fmt::format("{}", fmt::join(words, " "))];
        open->line = line;
        open->comment = first.empty() ? "" : first.front();
      } else if (open == nullptr) {
        header_.push_back({line, words});
      } else {
        open->rows.push_back({line, words});
      }
    }
    for (const auto& [name, section] : sections_) {
      static const std::set<std::string> known{"Masses", "Atoms",     "Velocities", "Bonds",
                                               "Angles", "Dihedrals", "Impropers"};
      if (known.contains(name) || passed_over().contains(name)) continue;
      problem(section.line, fmt::format("section '{}' is not read. Known: Masses, Atoms, Velocities, Bonds, Angles, "
                                        "Dihedrals, Impropers and those of coefficients. Remove it.",
                                        name));
    }
  }

  std::int64_t count(const std::string& of) {
    for (const Row& row : header_) {
      const std::string rest = fmt::format("{}", fmt::join(row.words.begin() + 1, row.words.end(), " "));
      if (rest != of) continue;
      if (const auto value = number<std::int64_t>(row.words.front())) return *value;
      problem(row.line, fmt::format("'{}' is no whole number.", row.words.front()));
    }
    return 0;
  }

  void read_box() {
    constexpr std::array kAxes{"xlo", "ylo", "zlo"};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto row = std::find_if(header_.begin(), header_.end(), [&](const Row& candidate) {
        return candidate.words.size() == 4 && candidate.words[2] == kAxes[k];
      });
      if (row == header_.end()) {
        problem(0, fmt::format("the header has no line '... ... {} {}hi'. Add the box.", kAxes[k], kAxes[k][0]));
        continue;
      }
      const auto low = number<double>(row->words[0]), high = number<double>(row->words[1]);
      if (!low || !high || *low >= *high) {
        problem(row->line, fmt::format("'{} {}' are no bounds of a box: the first must be below the second.",
                                       row->words[0], row->words[1]));
        continue;
      }
      system_.box.origin[k] = *low;
      system_.box.edges[k] = *high - *low;
    }
    for (const Row& row : header_) {
      if (row.words.size() != 6 || row.words[3] != "xy") continue;
      for (std::size_t k = 0; k < 3; ++k) {
        if (const auto tilt = number<double>(row.words[k]))
          system_.box.tilts[k] = *tilt;
        else
          problem(row.line, fmt::format("'{}' is no number.", row.words[k]));
      }
    }
  }

  void read_types() {
    const auto types = count("atom types");
    if (types < 1) return problem(0, "the header has no line 'N atom types'. Add it.");
    const auto masses = sections_.find("Masses");
    if (masses == sections_.end())
      return problem(0, "there is no section 'Masses'. Add it: elements and densities need it.");
    if (types > static_cast<std::int64_t>(masses->second.rows.size())) {
      return problem(masses->second.line, fmt::format("the section has {} lines, the header promises {} types. Add a "
                                                      "line for each type.",
                                                      masses->second.rows.size(), types));
    }
    system_.types.resize(static_cast<std::size_t>(types));
    std::vector<bool> seen(system_.types.size(), false);
    for (const Row& row : masses->second.rows) {
      const auto type = number<std::int64_t>(row.words[0]);
      const double mass = row.words.size() > 1 ? number<double>(row.words[1]).value_or(0.0) : 0.0;
      if (!type || *type < 1 || *type > types || mass <= 0) {
        problem(row.line, fmt::format("a mass is a type from 1 to {} and a positive number.", types));
        continue;
      }
      const auto index = static_cast<std::size_t>(*type - 1);
      seen[index] = true;
      describe_type(row.line, index, mass);
    }
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (!seen[i]) problem(masses->second.line, fmt::format("type {} has no mass. Add a line for it.", i + 1));
  }

  void describe_type(int line, std::size_t index, double mass) {
    ParticleType& type = system_.types[index];
    type.mass = mass;
    if (request_.elements.empty())
      type.element = element_of_mass(mass);
    else if (index < request_.elements.size())
      type.element = request_.elements[index];
    if (type.element.empty()) {
      problem(line, fmt::format("no element weighs {:g} g/mol. Name the elements of all types with 'elements'.", mass));
    } else if (type.element != "X" && !standard_atomic_mass(type.element)) {
      problem(line, fmt::format("'{}' of 'elements' is no element.{}", type.element,
                                did_you_mean(type.element, element_symbols())));
    }
    type.name = fmt::format("{}{}", type.element, index + 1);
  }

  const AtomStyle* atom_style(const Section& atoms) {
    const std::string& name = atoms.comment.empty() ? request_.atom_style : atoms.comment;
    const auto style = atom_styles().find(name);
    if (style != atom_styles().end()) return &style->second;
    problem(atoms.line,
            name.empty() ? std::string("the section does not say its style. Write 'Atoms # full', or state "
                                       "'atom_style'.")
                         : fmt::format("atom style '{}' is not read. Known: atomic, charge, molecular, full.", name));
    return nullptr;
  }

  void read_atoms() {
    const auto found = sections_.find("Atoms");
    if (found == sections_.end()) return problem(0, "there is no section 'Atoms'.");
    const auto stated = count("atoms");
    if (static_cast<std::int64_t>(found->second.rows.size()) != stated) {
      problem(found->second.line, fmt::format("the section has {} lines, the header promises {} atoms.",
                                              found->second.rows.size(), stated));
      return;
    }
    const AtomStyle* style = atom_style(found->second);
    if (style == nullptr) return;
    const auto atoms = static_cast<std::size_t>(stated);
    system_.type.assign(atoms, -1);
    system_.molecule.assign(atoms, 1);
    system_.positions.assign(3 * atoms, 0.0);
    charges_.assign(atoms, 0.0);
    for (const Row& row : found->second.rows) read_atom(row, *style);
    if (style->charge > 0) share_charges();
  }

  void read_atom(const Row& row, const AtomStyle& style) {
    const auto columns = style.position + 3;
    if (row.words.size() != columns && row.words.size() != columns + 3) {
      return problem(row.line, fmt::format("a line of this style has {} or, with images, {} columns; this one has {}.",
                                           columns, columns + 3, row.words.size()));
    }
    const auto id = number<std::int64_t>(row.words[0]), type = number<std::int64_t>(row.words[style.type]);
    const auto atoms = static_cast<std::int64_t>(system_.type.size());
    if (!id || *id < 1 || *id > atoms)
      return problem(row.line,
                     fmt::format("the id '{}' is not from 1 to {}. Number the atoms anew.", row.words[0], atoms));
    if (!type || *type < 1 || *type > static_cast<std::int64_t>(system_.types.size()))
      return problem(row.line,
                     fmt::format("the type '{}' is not from 1 to {}.", row.words[style.type], system_.types.size()));
    const auto index = static_cast<std::size_t>(*id - 1);
    if (system_.type[index] >= 0) return problem(row.line, fmt::format("id {} stands twice.", *id));
    system_.type[index] = *type - 1;
    if (style.molecule > 0) system_.molecule[index] = number<std::int64_t>(row.words[style.molecule]).value_or(1);
    if (style.charge > 0) charges_[index] = number<double>(row.words[style.charge]).value_or(0.0);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto place = number<double>(row.words[style.position + k]);
      if (!place) return problem(row.line, fmt::format("'{}' is no number.", row.words[style.position + k]));
      system_.positions[3 * index + k] = *place;
    }
  }

  // A type has one charge in a system; types whose atoms carry several are split.
  void share_charges() {
    std::map<std::pair<std::int64_t, double>, std::int64_t> numbers;
    std::vector<bool> used(system_.types.size(), false);
    for (std::size_t i = 0; i < system_.type.size(); ++i) {
      const std::int64_t type = system_.type[i];
      if (type < 0) return;
      const auto [it, is_new] = numbers.try_emplace({type, charges_[i]}, type);
      if (is_new && used[static_cast<std::size_t>(type)]) {
        problem(sections_.at("Atoms").line,
                fmt::format("atoms of type {} carry charges of {:g} and {:g} e. Give each charge a type of its own.",
                            type + 1, system_.types[static_cast<std::size_t>(type)].charge, charges_[i]));
        return;
      }
      if (is_new) system_.types[static_cast<std::size_t>(type)].charge = charges_[i];
      used[static_cast<std::size_t>(type)] = true;
    }
  }

  void read_velocities() {
    const auto found = sections_.find("Velocities");
    if (found == sections_.end()) return;
    system_.velocities.assign(system_.positions.size(), 0.0);
    for (const Row& row : found->second.rows) {
      const auto id = number<std::int64_t>(row.words[0]);
      if (!id || *id < 1 || 3 * static_cast<std::size_t>(*id) > system_.velocities.size() || row.words.size() < 4) {
        problem(row.line, "a velocity is an id of an atom and three numbers.");
        continue;
      }
      for (std::size_t k = 0; k < 3; ++k) {
        const auto value = number<double>(row.words[1 + k]);
        if (!value) problem(row.line, fmt::format("'{}' is no number.", row.words[1 + k]));
        system_.velocities[3 * static_cast<std::size_t>(*id - 1) + k] =
            value.value_or(0.0) * (request_.real_units ? kFsPerPs : 1.0);
      }
    }
  }

  template <typename Entry>
  void read_terms(const std::string& section, const std::string& counted, std::vector<Entry>& entries) {
    const auto stated = count(counted);
    const auto found = sections_.find(section);
    const auto rows = found == sections_.end() ? 0 : static_cast<std::int64_t>(found->second.rows.size());
    if (rows != stated) {
      return problem(
          found == sections_.end() ? 0 : found->second.line,
          fmt::format("section '{}' has {} lines, the header promises {} {}.", section, rows, stated, counted));
    }
    if (rows == 0) return;
    const auto atoms = static_cast<std::int64_t>(system_.type.size());
    for (const Row& row : found->second.rows) {
      Entry entry{};
      bool valid = row.words.size() == entry.size() + 1;
      for (std::size_t k = 0; valid && k < entry.size(); ++k) {
        const auto value = number<std::int64_t>(row.words[k + 1]);
        valid = value && *value >= 1 && (k == 0 || *value <= atoms);
        if (valid) entry[k] = *value - 1;
      }
      if (!valid) {
        problem(row.line,
                fmt::format("a line of '{}' is a number, a type and {} ids of atoms.", section, entry.size() - 1));
        continue;
      }
      entries.push_back(entry);
    }
  }

  std::shared_ptr<const SourceText> source_;
  const LammpsDataRequest& request_;
  Diagnostics problems_;
  std::vector<Row> header_;
  std::map<std::string, Section> sections_;
  System system_;
  std::vector<double> charges_;
};

}  // namespace

std::string element_of_mass(double mass) {
  std::string nearest;
  double least = kMassTolerance;
  for (const std::string& symbol : element_symbols()) {
    const double difference = std::abs(*standard_atomic_mass(symbol) - mass);
    if (difference >= least) continue;
    least = difference;
    nearest = symbol;
  }
  return nearest.empty() && mass < 0.7 ? "X" : nearest;
}

System parse_lammps_data(const std::string& text, const std::string& name, const LammpsDataRequest& request) {
  return DataReader(text, name, request).read();
}

}  // namespace vitriflow
