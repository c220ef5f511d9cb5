#include "stages/structure/cif_structure.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "stages/structure/cif_document.hpp"
#include "stages/structure/cif_symmetry.hpp"
#include "stages/structure/disorder.hpp"
#include "stages/structure/elements.hpp"
#include "stages/structure/guests.hpp"
#include "stages/structure/hydrogens.hpp"

namespace vitriflow {

namespace {

const CifItem* atoms_of(const CifBlock& block) {
  const CifItem* x = block.find({"_atom_site_fract_x"});
  return x != nullptr && !x->values.empty() ? x : nullptr;
}

std::vector<std::string> names_of(const std::vector<const CifBlock*>& blocks) {
  std::vector<std::string> names;
  for (const CifBlock* block : blocks) names.push_back(block->name);
  return names;
}

// Nullptr, with a problem, when the file does not say which.
const CifBlock* choose_block(const std::vector<CifBlock>& blocks, const std::string& wanted, Diagnostics& problems) {
  std::vector<const CifBlock*> with_atoms;
  for (const CifBlock& block : blocks) {
    if (atoms_of(block) != nullptr) with_atoms.push_back(&block);
  }
  const Place& file = blocks.front().place;
  if (with_atoms.empty()) {
    const bool cartesian = blocks.front().find({"_atom_site_cartn_x"}) != nullptr;
    problems.add(file, fmt::format("no block has atoms: the loop of '_atom_site_fract_x' is missing or empty.{}",
                                   cartesian ? " Convert the Cartesian coordinates to fractional ones."
                                             : " Add the atoms with their fractional coordinates."));
    return nullptr;
  }
  if (wanted.empty() && with_atoms.size() == 1) return with_atoms.front();
  if (wanted.empty()) {
    const auto names = names_of(with_atoms);
    problems.add(with_atoms[1]->place, fmt::format("the file has atoms in {} blocks. Choose one with 'block: {}'.{}",
                                                   names.size(), names.front(), did_you_mean("", names)));
    return nullptr;
  }
  for (const CifBlock* block : with_atoms) {
    if (block->name == wanted) return block;
  }
  problems.add(file, fmt::format("no block '{}' has atoms.{}", wanted, did_you_mean(wanted, names_of(with_atoms))));
  return nullptr;
}

class Reader {
 public:
  Reader(const CifBlock& block, Diagnostics& problems) : block_(block), problems_(problems) {}

  PublishedStructure read() {
    PublishedStructure result;
    UnitCell& cell = result.cell;
    cell.name = block_.name;
    cell.source = source();
    cell.lattice = read_lattice();
    const bool has_lattice = problems_.empty();
    std::vector<DisorderLabel> labels;
    read_sites(cell, labels, result.notices);
    if (!has_lattice) return result;
    const CifSymmetry symmetry = read_cif_symmetry(block_, cell.lattice, problems_);
    if (!problems_.empty()) return result;
    result.stated_group = symmetry.group;
    place_major_component(cell, labels, symmetry.operators, result.notices);
    return result;
  }

 private:
  std::string source() const {
    std::string text = fmt::format("CIF block '{}'", block_.name);
    if (const CifValue* doi = block_.value({"_journal_paper_doi", "_citation_doi"})) text += ", doi:" + doi->text;
    if (const CifValue* code = block_.value({"_database_code_depnum_ccdc_archive"})) text += ", " + code->text;
    return text;
  }

  double cell_number(const char* tag) {
    const CifItem* item = block_.find({tag});
    if (item == nullptr || item->values.empty() || item->values.front().missing) {
      problems_.add(
          item == nullptr ? block_.place : item->place,
          fmt::format("block '{}' lacks '{}'. Add it: a cell has three lengths (A) and three angles (degrees).",
                      block_.name, tag));
      return 1.0;
    }
    const CifValue& value = item->values.front();
    const auto number = cif_number(value);
    if (number && *number > 0.0) return *number;
    problems_.add(value.place,
                  fmt::format("'{}' is '{}', expected a number above 0, such as 15.423(3).", tag, value.text),
                  value.width);
    return 1.0;
  }

  Lattice read_lattice() {
    const Vector lengths{cell_number("_cell_length_a"), cell_number("_cell_length_b"), cell_number("_cell_length_c")};
    const Vector angles{cell_number("_cell_angle_alpha"), cell_number("_cell_angle_beta"),
                        cell_number("_cell_angle_gamma")};
    const Lattice lattice = lattice_of(lengths, angles);
    if (problems_.empty() && !(lattice.volume() > 0.0))
      problems_.add(block_.find({"_cell_angle_alpha"})->place, angles_make_no_cell(angles));
    return lattice;
  }

  // A column of the loop of atoms; nullptr where there is none of the same length.
  const CifItem* column(std::initializer_list<std::string_view> tags) const {
    const CifItem* item = block_.find(tags);
    return item != nullptr && item->values.size() == atoms_of(block_)->values.size() ? item : nullptr;
  }

  const CifItem* required_column(const char* tag) {
    const CifItem* item = column({tag});
    if (item == nullptr) {
      problems_.add(atoms_of(block_)->place, fmt::format("the loop of atoms lacks '{}'. Add it to every atom.", tag),
                    static_cast<int>(atoms_of(block_)->tag.size()));
    }
    return item;
  }

  void read_sites(UnitCell& cell, std::vector<DisorderLabel>& labels, std::vector<std::string>& notices) {
    const std::array<const CifItem*, 3> xyz{required_column("_atom_site_fract_x"),
                                            required_column("_atom_site_fract_y"),
                                            required_column("_atom_site_fract_z")};
    const CifItem* label = required_column("_atom_site_label");
    if (label == nullptr) return;
    const CifItem* type = column({"_atom_site_type_symbol"});
    const CifItem* calculated = column({"_atom_site_calc_flag"});
    const CifItem* occupied = column({"_atom_site_occupancy"});
    const CifItem* assembly = column({"_atom_site_disorder_assembly"});
    const CifItem* group = column({"_atom_site_disorder_group"});
    std::size_t deuterium = 0;
    for (std::size_t row = 0; row < label->values.size(); ++row) {
      if (calculated != nullptr && calculated->values[row].text == "dum") continue;
      Site site;
      site.label = label->values[row].text;
      site.place = label->values[row].place;
      for (std::size_t i = 0; i < 3; ++i) {
        if (xyz[i] != nullptr) site.fraction[i] = coordinate(*xyz[i], row, site.label);
      }
      read_element(type == nullptr || type->values[row].missing ? nullptr : &type->values[row], label->values[row],
                   site);
      if (site.element == "D") {
        site.element = "H";
        ++deuterium;
      }
      if (occupied != nullptr) site.occupancy = occupancy(occupied->values[row], site.label);
      labels.push_back({text(assembly, row), text(group, row)});
      cell.sites.push_back(site);
    }
    if (deuterium > 0) notices.push_back(fmt::format("deuterium counts as hydrogen ({} of the sites)", deuterium));
  }

  static std::string text(const CifItem* item, std::size_t row) {
    return item == nullptr || item->values[row].missing ? "" : item->values[row].text;
  }

  double coordinate(const CifItem& item, std::size_t row, const std::string& label) {
    const CifValue& value = item.values[row];
    const auto number = cif_number(value);
    if (!number) {
      problems_.add(
          value.place,
          fmt::format("'{}' of atom '{}' is '{}', expected a number such as 0.1234(5). Give its coordinates or "
                      "remove the atom.",
                      item.tag, label, value.text),
          value.width);
    }
    return number.value_or(0.0);
  }

  double occupancy(const CifValue& value, const std::string& label) {
    if (value.missing) return 1.0;
    const auto number = cif_number(value);
    if (number && *number > 0.0 && *number <= 1.0) return *number;
    problems_.add(
        value.place,
        fmt::format("the occupancy of atom '{}' is '{}', expected a number above 0 and at most 1.", label, value.text),
        value.width);
    return 1.0;
  }

  // From the symbol of its type, "Zn2+", or where there is none from its label, "Zn1".
  void read_element(const CifValue* type, const CifValue& label, Site& site) {
    const CifValue& from = type != nullptr ? *type : label;
    std::string letters;
    for (const char c : from.text) {
      if (std::isalpha(static_cast<unsigned char>(c)) == 0) break;
      letters += static_cast<char>(letters.empty() ? std::toupper(static_cast<unsigned char>(c)) : c);
    }
    std::string two = letters.substr(0, 2);
    if (two.size() == 2) two[1] = static_cast<char>(std::tolower(static_cast<unsigned char>(two[1])));
    const std::string one = letters.substr(0, 1);
    const bool is_two = two.size() == 2 && is_element(two) && (type == nullptr || letters.size() == 2);
    const bool is_one = is_element(one) && (type == nullptr || letters.size() == 1);
    const bool small = letters.size() > 1 && std::islower(static_cast<unsigned char>(letters[1])) != 0;
    // Of a label "CA1" nobody knows whether it is calcium or a carbon.
    if (is_two && is_one && !small) {
      problems_.add(from.place,
                    fmt::format("the label '{}' may be of {} or {}. Add '_atom_site_type_symbol' to the loop of atoms.",
                                from.text, two, one),
                    from.width);
    } else if (is_two || is_one) {
      site.element = is_two ? two : one;
    } else {
      problems_.add(from.place,
                    fmt::format("unknown element '{}' of atom '{}'.{}", from.text, label.text,
                                did_you_mean(from.text, element_symbols())),
                    from.width);
    }
  }

  static bool is_element(const std::string& symbol) { return symbol == "D" || standard_atomic_mass(symbol); }

  const CifBlock& block_;
  Diagnostics& problems_;
};

}  // namespace

PublishedStructure parse_cif_structure(const std::string& text, const std::string& name, const std::string& block) {
  Diagnostics problems;
  const auto blocks = parse_cif(text, name, problems);
  problems.throw_if_any();
  const CifBlock* chosen = choose_block(blocks, block, problems);
  problems.throw_if_any();
  PublishedStructure structure = Reader(*chosen, problems).read();
  problems.throw_if_any();
  if (structure.cell.name.empty()) structure.cell.name = std::filesystem::path(name).stem().string();
  return structure;
}

PublishedStructure read_cif(const std::string& path, const std::string& block) {
  return parse_cif_structure(posix_files().read(path), path, block);
}

void complete_structure(PublishedStructure& structure, bool framework) {
  Diagnostics problems;
  if (framework) {
    remove_guests(structure.cell, structure.notices);
    drop_partial_hydrogens(structure.cell, structure.notices);
  }
  settle_partial_sites(structure.cell, structure.notices, problems);
  problems.throw_if_any();
  if (framework) complete_hydrogens(structure.cell, structure.notices);
}

}  // namespace vitriflow
