#include "stages/structure/molecular_graph.hpp"

#include <algorithm>

#include "stages/structure/neighbour_grid.hpp"

namespace vitriflow {

namespace {

constexpr double kLongestBond_A = 1.75;

// The distance below which two elements are bonded; 0 for never.
double bond_reach(const std::string& a, const std::string& b) {
  const auto pair = std::minmax(a, b);
  if (pair.first == "C" && pair.second == "N") return 1.65;
  if (pair.first == "C" && pair.second == "C") return kLongestBond_A;
  if (pair.first == "C" && pair.second == "H") return 1.35;
  if (pair.first == "H" && pair.second == "N") return 1.25;
  return 0.0;
}

void insert(std::vector<std::size_t>& sorted, std::size_t value) {
  sorted.insert(std::lower_bound(sorted.begin(), sorted.end(), value), value);
}

}  // namespace

std::size_t MolecularGraph::add_particle() {
  neighbours_.emplace_back();
  return neighbours_.size() - 1;
}

void MolecularGraph::bond(std::size_t i, std::size_t j) {
  insert(neighbours_[i], j);
  insert(neighbours_[j], i);
}

std::vector<std::int64_t> MolecularGraph::molecules() const {
  std::vector<std::int64_t> molecule(size(), 0);
  std::int64_t last = 0;
  for (std::size_t first = 0; first < size(); ++first) {
    if (molecule[first] != 0) continue;
    molecule[first] = ++last;
    std::vector<std::size_t> open{first};
    while (!open.empty()) {
      const std::size_t particle = open.back();
      open.pop_back();
      for (const std::size_t next : neighbours_[particle]) {
        if (molecule[next] != 0) continue;
        molecule[next] = last;
        open.push_back(next);
      }
    }
  }
  return molecule;
}

MolecularGraph covalent_bonds(const UnitCell& cell) {
  std::vector<Vector> positions;
  for (const Atom& atom : cell.atoms) positions.push_back(atom.position);
  MolecularGraph graph(positions.size());
  visit_close_pairs(positions, cell.lattice, kLongestBond_A,
                    [&](std::size_t i, std::size_t j, const Vector& difference) {
                      if (length(difference) < bond_reach(cell.site_of(i).element, cell.site_of(j).element))
                        graph.bond(i, j);
                    });
  return graph;
}

}  // namespace vitriflow
