#include "stages/structure/disorder.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/structure/neighbour_grid.hpp"

namespace vitriflow {

namespace {

constexpr double kHeap_A = 1.9;         // alternatives and what they are bonded to
constexpr double kAlternative_A = 0.9;  // no two atoms that are both there come nearer
constexpr double kFull = 0.999;
constexpr double kClearly = 0.05;  // a difference of occupancies beyond what refinements leave open

// Sites that belong together by union of pairs.
class Heaps {
 public:
  explicit Heaps(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::size_t of(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t i, std::size_t j) { parent_[std::max(of(i), of(j))] = std::min(of(i), of(j)); }

 private:
  std::vector<std::size_t> parent_;
};

using Sites = std::vector<std::size_t>;

struct Group {
  std::string name;
  Sites sites;
  double occupancy = 0.0;  // mean of its sites
  bool about_special_position() const { return name.front() == '-'; }
};

std::string labels_of(const UnitCell& cell, const Sites& sites) {
  std::vector<std::string> labels;
  for (const std::size_t site : sites) labels.push_back(cell.sites[site].label);
  return fmt::format("{}", fmt::join(labels, ", "));
}

class Resolution {
 public:
  Resolution(UnitCell& cell, const std::vector<DisorderLabel>& labels, const std::vector<SymmetryOperator>& operators,
             std::vector<std::string>& notices)
      : cell_(cell), labels_(labels), operators_(operators), notices_(notices) {}

  void resolve() {
    cell_.atoms.clear();
    std::set<std::size_t> disordered;
    for (const Sites& assembly : assemblies()) {
      disordered.insert(assembly.begin(), assembly.end());
      choose(groups_of(assembly));
    }
    for (std::size_t s = 0; s < cell_.sites.size(); ++s) {
      if (disordered.contains(s)) continue;
      for (const Vector& image : images_of(cell_.sites[s], operators_, cell_.lattice))
        cell_.atoms.push_back({image, s});
    }
  }

 private:
  std::vector<Sites> assemblies() {
    std::map<std::string, Sites> named;
    Sites unnamed;
    for (std::size_t s = 0; s < labels_.size(); ++s) {
      if (labels_[s].group.empty()) continue;
      if (labels_[s].assembly.empty())
        unnamed.push_back(s);
      else
        named[labels_[s].assembly].push_back(s);
    }
    std::vector<Sites> all;
    for (auto& [name, sites] : named) all.push_back(std::move(sites));
    for (auto& heap : heaps_of(unnamed)) all.push_back(std::move(heap));
    return all;
  }

  std::vector<Sites> heaps_of(const Sites& sites) {
    std::vector<Vector> positions;
    std::vector<std::size_t> owner;
    for (std::size_t n = 0; n < sites.size(); ++n) {
      for (const Vector& image : images_of(cell_.sites[sites[n]], operators_, cell_.lattice)) {
        positions.push_back(image);
        owner.push_back(n);
      }
    }
    Heaps heaps(sites.size());
    visit_close_pairs(positions, cell_.lattice, kHeap_A,
                      [&](std::size_t i, std::size_t j, const Vector&) { heaps.join(owner[i], owner[j]); });
    std::map<std::size_t, Sites> gathered;
    for (std::size_t n = 0; n < sites.size(); ++n) gathered[heaps.of(n)].push_back(sites[n]);
    std::vector<Sites> all;
    for (auto& [first, heap] : gathered) all.push_back(std::move(heap));
    return all;
  }

  std::vector<Group> groups_of(const Sites& assembly) const {
    std::map<std::string, Group> groups;
    for (const std::size_t site : assembly) {
      Group& group = groups[labels_[site].group];
      group.name = labels_[site].group;
      group.sites.push_back(site);
      group.occupancy += cell_.sites[site].occupancy;
    }
    std::vector<Group> all;
    for (auto& [name, group] : groups) {
      group.occupancy /= static_cast<double>(group.sites.size());
      all.push_back(std::move(group));
    }
    return all;
  }

  void choose(const std::vector<Group>& groups) {
    const auto major = std::max_element(
        groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.occupancy < b.occupancy - 1e-9; });
    double sum = 0.0;
    for (const Group& group : groups) sum += group.occupancy;
    const bool mostly_empty = !major->about_special_position() && 1.0 - sum > major->occupancy + 1e-9;
    std::string text = "disorder:";
    for (const Group& group : groups) {
      const bool kept = &group == &*major && !mostly_empty;
      text += fmt::format("{} {} group '{}' of occupancy {:.3g} ({})", &group == &groups.front() ? "" : ";",
                          kept ? "kept" : "left out", group.name, group.occupancy, labels_of(cell_, group.sites));
    }
    if (mostly_empty) text += fmt::format("; these places are empty with {:.3g}", 1.0 - sum);
    notices_.push_back(text);
    if (!mostly_empty) place(*major);
  }

  void place(const Group& group) {
    for (const std::size_t s : group.sites) cell_.sites[s].occupancy = 1.0;
    if (group.about_special_position()) return place_copies(group);
    for (const std::size_t s : group.sites) {
      for (const Vector& image : images_of(cell_.sites[s], operators_, cell_.lattice))
        cell_.atoms.push_back({image, s});
    }
  }

  // Each operator makes a copy of the whole group; one that touches a kept copy is its alternative.
  void place_copies(const Group& group) {
    std::vector<Atom> kept;
    for (const SymmetryOperator& operation : operators_) {
      std::vector<Atom> copy;
      for (const std::size_t s : group.sites) {
        const Vector position = cell_.lattice.cartesian(operation.apply(cell_.sites[s].fraction));
        copy.push_back({cell_.lattice.inside(position), s});
      }
      const bool touches = std::any_of(copy.begin(), copy.end(), [&](const Atom& atom) {
        return std::any_of(kept.begin(), kept.end(), [&](const Atom& other) {
          return length(cell_.lattice.shortest(atom.position, other.position)) < kAlternative_A;
        });
      });
      if (!touches) kept.insert(kept.end(), copy.begin(), copy.end());
    }
    notices_.push_back(fmt::format("disorder: of group '{}' about a special position {} of {} copies are kept",
                                   group.name, kept.size() / group.sites.size(), operators_.size()));
    cell_.atoms.insert(cell_.atoms.end(), kept.begin(), kept.end());
  }

  UnitCell& cell_;
  const std::vector<DisorderLabel>& labels_;
  const std::vector<SymmetryOperator>& operators_;
  std::vector<std::string>& notices_;
};

void report_partial(const UnitCell& cell, std::size_t site, const std::string& rival, Diagnostics& problems) {
  const Site& s = cell.sites[site];
  problems.add(
      s.place,
      fmt::format("atom '{}' has an occupancy of {}{}. Write what belongs together as groups of a disorder "
                  "('_atom_site_disorder_group'), or give the atom that is to stay an occupancy of 1 and remove "
                  "the others.",
                  s.label, shortest(s.occupancy), rival),
      std::max<int>(1, static_cast<int>(s.label.size())));
}

}  // namespace

void place_major_component(UnitCell& cell, const std::vector<DisorderLabel>& labels,
                           const std::vector<SymmetryOperator>& operators, std::vector<std::string>& notices) {
  ENSURE(labels.size() == cell.sites.size(), "{} labels, {} sites", labels.size(), cell.sites.size());
  Resolution(cell, labels, operators, notices).resolve();
}

void settle_partial_sites(UnitCell& cell, std::vector<std::string>& notices, Diagnostics& problems) {
  std::vector<Vector> positions;
  for (const Atom& atom : cell.atoms) positions.push_back(atom.position);
  std::map<std::size_t, std::set<std::size_t>> rivals;  // by site
  visit_close_pairs(positions, cell.lattice, kAlternative_A, [&](std::size_t i, std::size_t j, const Vector&) {
    rivals[cell.atoms[i].site].insert(cell.atoms[j].site);
    rivals[cell.atoms[j].site].insert(cell.atoms[i].site);
  });
  std::set<std::size_t> present, dropped;
  for (const Atom& atom : cell.atoms) present.insert(atom.site);
  for (const std::size_t site : present) {
    const double occupancy = cell.sites[site].occupancy;
    if (occupancy >= kFull) continue;
    const auto& others = rivals[site];
    const auto strongest = std::max_element(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
      return cell.sites[a].occupancy < cell.sites[b].occupancy;
    });
    if (strongest == others.end()) {
      report_partial(cell, site, " and no alternative", problems);
    } else if (occupancy < cell.sites[*strongest].occupancy - kClearly) {
      dropped.insert(site);
    } else if (*strongest == site) {
      report_partial(cell, site, " and overlaps an image of itself", problems);
    } else if (occupancy < cell.sites[*strongest].occupancy + kClearly && *strongest < site) {  // once for both
      report_partial(cell, site,
                     fmt::format(" and overlaps '{}' of occupancy {}: neither prevails", cell.sites[*strongest].label,
                                 shortest(cell.sites[*strongest].occupancy)),
                     problems);
    }
  }
  std::erase_if(cell.atoms, [&](const Atom& atom) { return dropped.contains(atom.site); });
  for (const std::size_t site : dropped) {
    notices.push_back(fmt::format("left out '{}' of occupancy {}: it overlaps an atom of higher occupancy",
                                  cell.sites[site].label, shortest(cell.sites[site].occupancy)));
  }
  if (problems.empty()) report_overlaps(cell, problems);
}

}  // namespace vitriflow
