#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "hpc/base/error.hpp"
#include "stages/structure/neighbour_grid.hpp"
#include "stages/structure/particles.hpp"

namespace vitriflow {

namespace {

constexpr double kZincDummy_A = 0.9;
constexpr double kNitrogenDummy_A = 0.5;
constexpr double kCoordination_A = 2.5;
constexpr std::size_t kCorners = 4;

Vector unit(const Vector& v) {
  const double size = length(v);
  return {v[0] / size, v[1] / size, v[2] / size};
}

Vector moved(const Vector& from, const Vector& direction, double distance) {
  return {from[0] + distance * direction[0], from[1] + distance * direction[1], from[2] + distance * direction[2]};
}

double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// The type of an atom from its element and the elements bonded to it, sorted ("CCN"); empty for no atom of a linker.
std::string type_by_bonds(const std::string& element, const std::string& bonded) {
  static const std::array<std::array<const char*, 3>, 6> kRules{{{"Zn", "", "Zn"},
                                                                 {"N", "CC", "N1"},
                                                                 {"C", "HNN", "C4"},
                                                                 {"C", "CNN", "C1"},
                                                                 {"C", "CHN", "C2"},
                                                                 {"C", "CHHH", "C3"}}};
  for (const auto& rule : kRules) {
    if (element == rule[0] && bonded == rule[1]) return rule[2];
  }
  return {};
}

std::string type_of_hydrogen(const std::string& carbon) {
  if (carbon == "C2") return "H2";
  if (carbon == "C4") return "H4";
  if (carbon == "C3") return "H3";
  return {};
}

// Corner directions: towards the given neighbours, filled up to four with those that come nearest to a tetrahedron.
std::vector<Vector> corners(std::vector<Vector> directions) {
  constexpr int kPoints = 400;  // of a Fibonacci lattice on the sphere
  const double golden = std::acos(-1.0) * (3.0 - std::sqrt(5.0));
  while (directions.size() < kCorners) {
    Vector best{0, 0, 1};
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kPoints && !directions.empty(); ++i) {
      const double z = 1.0 - (2.0 * i + 1.0) / kPoints;
      const double ring = std::sqrt(1.0 - z * z);
      const Vector point{ring * std::cos(golden * i), ring * std::sin(golden * i), z};
      double miss = 0.0;  // the cosine between two corners is -1/3
      for (const Vector& taken : directions) miss += std::pow(dot(taken, point) + 1.0 / 3.0, 2);
      if (miss < least) {
        least = miss;
        best = point;
      }
    }
    directions.push_back(best);
  }
  return directions;
}

class Framework {
 public:
  Framework(const UnitCell& cell, Diagnostics& problems) : cell_(cell), problems_(problems) {
    particles_.graph = covalent_bonds(cell);
    for (const Atom& atom : cell.atoms) particles_.positions.push_back(atom.position);
    particles_.type.resize(cell.atoms.size());
  }

  Particles build(FrameworkCounts& counts) {
    name_types();
    check_rings();
    counts = count();
    if (!problems_.empty()) return {};
    const auto neighbours = nitrogens_of_zinc();
    const std::size_t atoms = cell_.atoms.size();
    for (std::size_t i = 0; i < atoms; ++i) {
      if (particles_.type[i] == "Zn") add_zinc_dummies(i, neighbours[i]);
    }
    for (std::size_t i = 0; i < atoms; ++i) {
      if (particles_.type[i] == "N1") add_nitrogen_dummy(i);
    }
    particles_.molecule = particles_.graph.molecules();
    return std::move(particles_);
  }

 private:
  std::string elements_bonded_to(std::size_t i) const {
    std::vector<std::string> elements;
    for (const std::size_t j : particles_.graph.of(i)) elements.push_back(cell_.site_of(j).element);
    std::sort(elements.begin(), elements.end());
    std::string text;
    for (const std::string& element : elements) text += element;
    return text;
  }

  void name_types() {
    const std::size_t atoms = cell_.atoms.size();
    for (std::size_t i = 0; i < atoms; ++i) {
      if (cell_.site_of(i).element == "H") continue;
      particles_.type[i] = type_by_bonds(cell_.site_of(i).element, elements_bonded_to(i));
    }
    for (std::size_t i = 0; i < atoms; ++i) {
      const auto& bonded = particles_.graph.of(i);
      if (cell_.site_of(i).element == "H" && bonded.size() == 1)
        particles_.type[i] = type_of_hydrogen(particles_.type[bonded[0]]);
    }
    for (std::size_t i = 0; i < atoms; ++i) {
      if (particles_.type[i].empty()) report_stranger(i);
    }
  }

  void report_stranger(std::size_t i) {
    const std::size_t site = cell_.atoms[i].site;
    if (!reported_.insert(site).second) return;
    const std::string bonded = elements_bonded_to(i);
    problems_.add(
        cell_.sites[site].place,
        fmt::format(
            "atom '{}' ({}) at {} is bonded to {}: no atom of Zn, imidazolate or 2-methylimidazolate, which are "
            "all that this force field knows. Correct the coordinates or choose another force field.",
            cell_.sites[site].label, cell_.sites[site].element, fraction_text(cell_, cell_.atoms[i].position),
            bonded.empty() ? "no C, N or H" : "'" + bonded + "'"));
  }

  // Every carbon between two nitrogens must close a ring of five with them.
  void check_rings() {
    for (std::size_t i = 0; i < cell_.atoms.size(); ++i) {
      if (particles_.type[i] != "C4" && particles_.type[i] != "C1") continue;
      if (closes_ring(i)) continue;
      const std::size_t site = cell_.atoms[i].site;
      if (!reported_.insert(site).second) continue;
      problems_.add(
          cell_.sites[site].place,
          fmt::format("atom '{}' at {} stands between two nitrogens but in no ring of five. Complete or correct the "
                      "atoms of its linker.",
                      cell_.sites[site].label, fraction_text(cell_, cell_.atoms[i].position)));
    }
  }

  bool closes_ring(std::size_t centre) const {
    std::vector<std::size_t> ends;
    for (const std::size_t nitrogen : particles_.graph.of(centre)) {
      if (particles_.type[nitrogen] != "N1") continue;
      for (const std::size_t carbon : particles_.graph.of(nitrogen)) {
        if (carbon != centre) ends.push_back(carbon);
      }
    }
    if (ends.size() != 2) return false;
    const auto& bonded = particles_.graph.of(ends[0]);
    return std::find(bonded.begin(), bonded.end(), ends[1]) != bonded.end();
  }

  FrameworkCounts count() {
    FrameworkCounts counts;
    std::int64_t nitrogen = 0;
    for (const std::string& type : particles_.type) {
      counts.zinc += type == "Zn" ? 1 : 0;
      nitrogen += type == "N1" ? 1 : 0;
      counts.imidazolate += type == "C4" ? 1 : 0;
      counts.methylimidazolate += type == "C1" ? 1 : 0;
    }
    if (problems_.empty() && (counts.zinc == 0 || nitrogen != 4 * counts.zinc)) {
      problems_.add(
          cell_.sites.empty() ? Place{} : cell_.sites.front().place,
          fmt::format("the cell holds {} Zn and {} N, but a neutral framework has four N for each Zn. Complete the "
                      "list of atoms.",
                      counts.zinc, nitrogen));
    }
    return counts;
  }

  // Directions from every zinc to its nitrogens within reach, nearest first, four at most.
  std::vector<std::vector<Vector>> nitrogens_of_zinc() const {
    std::vector<std::vector<Vector>> found(cell_.atoms.size());
    const auto& type = particles_.type;
    visit_close_pairs(particles_.positions, cell_.lattice, kCoordination_A,
                      [&](std::size_t i, std::size_t j, const Vector& difference) {
                        if (type[i] == "N1" && type[j] == "Zn") found[j].push_back(difference);
                        if (type[i] == "Zn" && type[j] == "N1")
                          found[i].push_back({-difference[0], -difference[1], -difference[2]});
                      });
    for (auto& directions : found) {
      std::sort(directions.begin(), directions.end(),
                [](const Vector& a, const Vector& b) { return length(a) < length(b); });
      directions.resize(std::min(directions.size(), kCorners));
      for (Vector& direction : directions) direction = unit(direction);
    }
    return found;
  }

  std::size_t add(const std::string& type, const Vector& position) {
    particles_.type.push_back(type);
    particles_.positions.push_back(cell_.lattice.inside(position));
    return particles_.graph.add_particle();
  }

  void add_zinc_dummies(std::size_t zinc, const std::vector<Vector>& neighbours) {
    std::vector<std::size_t> dummies;
    for (const Vector& direction : corners(neighbours)) {
      dummies.push_back(add("He", moved(particles_.positions[zinc], direction, kZincDummy_A)));
      particles_.graph.bond(zinc, dummies.back());
    }
    for (std::size_t i = 0; i < dummies.size(); ++i) {
      for (std::size_t j = i + 1; j < dummies.size(); ++j) particles_.graph.bond(dummies[i], dummies[j]);
    }
  }

  void add_nitrogen_dummy(std::size_t nitrogen) {
    Vector outward{};
    for (const std::size_t carbon : particles_.graph.of(nitrogen)) {
      const Vector away = unit(cell_.lattice.shortest(particles_.positions[nitrogen], particles_.positions[carbon]));
      outward = moved(outward, away, 1.0);
    }
    const std::size_t dummy = add("Ne", moved(particles_.positions[nitrogen], unit(outward), kNitrogenDummy_A));
    particles_.graph.bond(nitrogen, dummy);
  }

  const UnitCell& cell_;
  Diagnostics& problems_;
  Particles particles_;
  std::set<std::size_t> reported_;  // sites
};

}  // namespace

Particles zinc_imidazolate(const UnitCell& cell, FrameworkCounts& counts, Diagnostics& problems) {
  return Framework(cell, problems).build(counts);
}

Particles element_particles(const UnitCell& cell) {
  Particles particles;
  particles.graph = MolecularGraph(cell.atoms.size());
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) {
    particles.type.push_back(cell.site_of(i).element);
    particles.positions.push_back(cell.atoms[i].position);
  }
  particles.molecule = particles.graph.molecules();
  return particles;
}

}  // namespace vitriflow
