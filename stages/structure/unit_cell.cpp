#include "stages/structure/unit_cell.hpp"

#include <cmath>
#include <set>

#include "hpc/base/error.hpp"
#include "stages/structure/neighbour_grid.hpp"

namespace vitriflow {

std::vector<Vector> images_of(const Site& site, const std::vector<SymmetryOperator>& operators,
                              const Lattice& lattice) {
  struct Cluster {
    Vector first{};
    Vector sum{};  // of the differences from the first
    int count = 0;
  };
  std::vector<Cluster> clusters;
  for (const SymmetryOperator& operation : operators) {
    const Fraction fraction = operation.apply(site.fraction);
    const Vector point = lattice.inside(lattice.cartesian(fraction));
    bool merged = false;
    for (Cluster& cluster : clusters) {
      const Vector difference = lattice.shortest(point, cluster.first);
      if (length(difference) >= kSamePosition_A) continue;
      for (std::size_t i = 0; i < 3; ++i) cluster.sum[i] += difference[i];
      ++cluster.count;
      merged = true;
      break;
    }
    if (!merged) clusters.push_back({point, {}, 1});
  }
  std::vector<Vector> images;
  for (const Cluster& cluster : clusters) {
    Vector mean{};
    for (std::size_t i = 0; i < 3; ++i) mean[i] = cluster.first[i] + cluster.sum[i] / cluster.count;
    images.push_back(lattice.inside(mean));
  }
  return images;
}

void report_overlaps(const UnitCell& cell, Diagnostics& problems) {
  std::vector<Vector> positions;
  for (const Atom& atom : cell.atoms) positions.push_back(atom.position);
  std::set<std::pair<std::size_t, std::size_t>> reported;
  visit_close_pairs(positions, cell.lattice, kOverlap_A, [&](std::size_t i, std::size_t j, const Vector& difference) {
    const auto pair = std::minmax(cell.atoms[i].site, cell.atoms[j].site);
    if (!reported.insert(pair).second) return;
    const Site& later = cell.sites[pair.second];
    const std::string other = pair.first == pair.second ? "an image of itself"
                                                        : fmt::format("'{}' (line {})", cell.sites[pair.first].label,
                                                                      cell.sites[pair.first].place.line);
    problems.add(later.place,
                 fmt::format("atom '{}' lies {:.2f} A from {}, nearer than {} A. Correct the coordinates or "
                             "the operators.",
                             later.label, length(difference), other, kOverlap_A));
  });
}

std::string fraction_text(const UnitCell& cell, const Vector& position) {
  const Fraction f = cell.lattice.fraction(position);
  const auto rounded = [](double x) { return std::round(x * 1e4) / 1e4 + 0.0; };
  return fmt::format("({}, {}, {})", rounded(f[0]), rounded(f[1]), rounded(f[2]));
}

void place_atoms(UnitCell& cell, const std::vector<SymmetryOperator>& operators, Diagnostics& problems) {
  cell.atoms.clear();
  for (std::size_t s = 0; s < cell.sites.size(); ++s) {
    const Site& site = cell.sites[s];
    const auto images = images_of(site, operators, cell.lattice);
    if (static_cast<std::int64_t>(images.size()) != site.multiplicity) {
      problems.add(site.place,
                   fmt::format("atom '{}' has {} images under the operators, but its multiplicity is given as "
                               "{}. Correct the multiplicity, the coordinates or the operators.",
                               site.label, images.size(), site.multiplicity));
    }
    for (const Vector& image : images) cell.atoms.push_back({image, s});
  }
  report_overlaps(cell, problems);
}

UnitCell repeated(const UnitCell& cell, const std::array<std::int64_t, 3>& n) {
  UnitCell result = cell;
  result.atoms.clear();
  for (std::int64_t a = 0; a < n[0]; ++a) {
    for (std::int64_t b = 0; b < n[1]; ++b) {
      for (std::int64_t c = 0; c < n[2]; ++c) {
        const Vector shift =
            cell.lattice.cartesian({static_cast<double>(a), static_cast<double>(b), static_cast<double>(c)});
        for (Atom atom : cell.atoms) {
          for (std::size_t i = 0; i < 3; ++i) atom.position[i] += shift[i];
          result.atoms.push_back(atom);
        }
      }
    }
  }
  result.lattice = cell.lattice.repeated(n);
  return result;
}

}  // namespace vitriflow
