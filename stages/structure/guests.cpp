#include "stages/structure/guests.hpp"

#include <algorithm>
#include <gemmi/elem.hpp>
#include <map>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/structure/molecular_graph.hpp"
#include "stages/structure/neighbour_grid.hpp"

namespace vitriflow {

namespace {

constexpr double kCovalent_A = 0.4;
constexpr double kCoordination_A = 0.5;
constexpr double kLongestReach_A = 3.2;

// Atoms of one site have the same.
struct Bonding {
  double radius = 0.0;  // A
  bool metal = false;
  bool hydrogen = false;
};

std::vector<Bonding> bonding_of(const UnitCell& cell) {
  std::vector<Bonding> result;
  for (const Site& site : cell.sites) {
    const gemmi::Element element(site.element.c_str());
    result.push_back({element.covalent_r(), element.is_metal(), element.is_hydrogen()});
  }
  return result;
}

MolecularGraph bonds_of(const UnitCell& cell, const std::vector<Bonding>& bonding) {
  std::vector<Vector> positions;
  for (const Atom& atom : cell.atoms) positions.push_back(atom.position);
  MolecularGraph graph(positions.size());
  visit_close_pairs(positions, cell.lattice, kLongestReach_A, [&](std::size_t i, std::size_t j, const Vector& apart) {
    const Bonding& a = bonding[cell.atoms[i].site];
    const Bonding& b = bonding[cell.atoms[j].site];
    if ((a.hydrogen && b.hydrogen) || (a.hydrogen && b.metal) || (a.metal && b.hydrogen)) return;
    const double slack = a.metal || b.metal ? kCoordination_A : kCovalent_A;
    if (length(apart) < a.radius + b.radius + slack) graph.bond(i, j);
  });
  return graph;
}

struct Molecule {
  std::vector<std::string> elements;
  bool metal = false;
  double occupancy = 1.0;  // the least of its atoms
};

std::string occupancy_text(double occupancy) {
  return occupancy < 0.999 ? fmt::format(" (occupancy {})", shortest(occupancy)) : "";
}

}  // namespace

std::string hill_formula(const std::vector<std::string>& elements) {
  std::map<std::string, int> counts;
  for (const std::string& element : elements) ++counts[element];
  std::string formula;
  const auto write = [&](const std::string& element) {
    const auto found = counts.find(element);
    if (found == counts.end()) return;
    formula += element + (found->second > 1 ? std::to_string(found->second) : "");
    counts.erase(found);
  };
  if (counts.contains("C")) {
    write("C");
    write("H");
  }
  while (!counts.empty()) write(std::string(counts.begin()->first));
  return formula;
}

void remove_guests(UnitCell& cell, std::vector<std::string>& notices) {
  const std::vector<Bonding> bonding = bonding_of(cell);
  const std::vector<std::int64_t> molecule = bonds_of(cell, bonding).molecules();
  std::map<std::int64_t, Molecule> molecules;
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) {
    Molecule& m = molecules[molecule[i]];
    m.elements.push_back(cell.site_of(i).element);
    m.metal = m.metal || bonding[cell.atoms[i].site].metal;
    m.occupancy = std::min(m.occupancy, cell.site_of(i).occupancy);
  }
  std::map<std::string, int> guests;
  for (const auto& [number, m] : molecules) {
    if (!m.metal) ++guests[hill_formula(m.elements) + occupancy_text(m.occupancy)];
  }
  const bool framework = std::any_of(molecules.begin(), molecules.end(), [](const auto& m) { return m.second.metal; });
  if (guests.empty() || !framework) return;
  std::vector<Atom> kept;
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) {
    if (molecules.at(molecule[i]).metal) kept.push_back(cell.atoms[i]);
  }
  cell.atoms = std::move(kept);
  std::string text;
  for (const auto& [name, count] : guests) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  notices.push_back(fmt::format("removed from the pores of each cell, being bonded to no metal: {}", text));
}

}  // namespace vitriflow
