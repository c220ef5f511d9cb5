#include "stages/structure/assembly.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "stages/structure/elements.hpp"
#include "stages/structure/ewald_mesh.hpp"
#include "stages/structure/particles.hpp"
#include "stages/structure/topology.hpp"

namespace vitriflow {

namespace {

// Twice the longest distance that must have one nearest image: between the ends of a dihedral, up to 4 A in a
// 2-methylimidazolate. In a narrower cell an angle would be closed, or a pair left out of the pair forces, at the wrong
// image. Nothing else bounds the cell: pairs beyond half a width meet several images of a particle, which LAMMPS sums,
// nets are followed with lattice vectors, and a mesh has at least the points of its assignment function.
constexpr double kSmallestWidth_A = 8.0;
constexpr double kChargeTolerance_e = 1e-6;
constexpr double kMassTolerance = 1e-4;  // relative: tables round standard masses differently
// A melt at 900 K takes up to a quarter more volume than the crystal that a campaign starts from.
constexpr double kRoomToGrow = 1.08;  // of an edge

Error misfit(const std::string& text) { return Error(text, Failure::invalid_input); }

// Terms and particles of one building block, from the chemistry: what the topology must come to.
struct BlockCounts {
  std::size_t particles, bonds, angles, dihedrals, impropers;
};
constexpr BlockCounts kZinc{5, 10, 30, 0, 0};
constexpr BlockCounts kImidazolate{10, 10, 15, 20, 3};
constexpr BlockCounts kMethylimidazolate{13, 13, 21, 26, 3};

void check_count(const char* what, std::size_t found, std::size_t BlockCounts::*member, const FrameworkCounts& counts) {
  const auto expected = static_cast<std::size_t>(counts.zinc) * (kZinc.*member) +
                        static_cast<std::size_t>(counts.imidazolate) * (kImidazolate.*member) +
                        static_cast<std::size_t>(counts.methylimidazolate) * (kMethylimidazolate.*member);
  if (found == expected) return;
  throw misfit(
      fmt::format("{} Zn, {} imidazolate and {} 2-methylimidazolate need {} {}, the force field gives {}. Complete its "
                  "tables.",
                  counts.zinc, counts.imidazolate, counts.methylimidazolate, expected, what, found));
}

void check_counts(const System& system, const FrameworkCounts& counts) {
  check_count("particles", system.type.size(), &BlockCounts::particles, counts);
  check_count("bonds", system.topology.bonds.size(), &BlockCounts::bonds, counts);
  check_count("angles", system.topology.angles.size(), &BlockCounts::angles, counts);
  check_count("dihedrals", system.topology.dihedrals.size(), &BlockCounts::dihedrals, counts);
  check_count("impropers", system.topology.impropers.size(), &BlockCounts::impropers, counts);
}

double mass_of(const ForceFieldFile::Type& type, const std::string& masses) {
  const auto only = type.masses.find("");
  if (only != type.masses.end()) return only->second;
  const auto chosen = type.masses.find(masses);
  if (chosen != type.masses.end()) return chosen->second;
  throw misfit(
      fmt::format("type '{}' has no mass in the set '{}'. Choose another set with 'masses'.", type.name, masses));
}

// The types that occur, in the order of the force field file; and each particle's number among them.
void number_types(System& system, const Particles& particles, const ForceFieldFile& file, const std::string& masses) {
  const std::set<std::string> present(particles.type.begin(), particles.type.end());
  std::map<std::string, std::int64_t> numbers;
  for (const auto& type : file.types) {
    if (!present.contains(type.name)) continue;
    numbers[type.name] = static_cast<std::int64_t>(system.types.size());
    system.types.push_back({type.name, type.element, mass_of(type, masses), type.charge});
  }
  for (const std::string& name : present) {
    if (!numbers.contains(name))
      throw misfit(fmt::format("force field '{}' has no type '{}'. Choose another force field.", file.name, name));
  }
  for (const std::string& name : particles.type) system.type.push_back(numbers[name]);
}

// Every pair of types: Morse in place of Lennard-Jones, the soft core with a dummy, else mixed by Lorentz and
// Berthelot.
LennardJones pair_of(int a, int b, const System& system, const ForceFieldFile& file) {
  const std::string& name_a = system.types[static_cast<std::size_t>(a)].name;
  const std::string& name_b = system.types[static_cast<std::size_t>(b)].name;
  const auto& core = file.soft_core;
  const auto is_soft = [&](const std::string& name) {
    return core && std::count(core->types.begin(), core->types.end(), name) > 0;
  };
  if (is_soft(name_a) || is_soft(name_b)) return {a, b, core->well.epsilon, core->well.sigma, core->cutoff};
  for (const auto& morse : file.morse) {
    const bool here = (morse.types[0] == name_a && morse.types[1] == name_b) ||
                      (morse.types[0] == name_b && morse.types[1] == name_a);
    if (here) return {a, b, 0.0, 1.0, morse.form.cutoff};
  }
  const auto& first = file.wells.at(name_a);
  const auto& second = file.wells.at(name_b);
  return {a, b, std::sqrt(first.epsilon * second.epsilon), (first.sigma + second.sigma) / 2, file.lennard_jones_cutoff};
}

void fill_pairs(System& system, const ForceFieldFile& file) {
  const int n = static_cast<int>(system.types.size());
  for (int a = 0; a < n; ++a) {
    for (int b = a; b < n; ++b) system.force_field.lennard_jones.push_back(pair_of(a, b, system, file));
  }
  const auto number = [&](const std::string& name) {
    const auto it =
        std::find_if(system.types.begin(), system.types.end(), [&](const ParticleType& t) { return t.name == name; });
    return it == system.types.end() ? -1 : static_cast<int>(it - system.types.begin());
  };
  for (const auto& pair : file.morse) {
    const auto [a, b] = std::minmax({number(pair.types[0]), number(pair.types[1])});
    if (a < 0) continue;
    Morse morse = pair.form;
    morse.a = a;
    morse.b = b;
    system.force_field.morse.push_back(morse);
  }
}

void freeze_mesh(System& system) {
  ForceField& force_field = system.force_field;
  std::vector<double> charges;
  for (const std::int64_t type : system.type) charges.push_back(system.types[static_cast<std::size_t>(type)].charge);
  Lattice grown(system.box.edges, system.box.tilts);
  for (double& edge : grown.edges) edge *= kRoomToGrow;
  for (double& tilt : grown.tilts) tilt *= kRoomToGrow;
  const EwaldMesh chosen = choose_ewald_mesh(charges, grown, force_field.coulomb_cutoff, force_field.kspace_accuracy);
  force_field.mesh = chosen.mesh;
  force_field.ewald_per_A = chosen.splitting_per_A;
}

void check_charge(const System& system) {
  double charge = 0.0;
  for (const std::int64_t type : system.type) charge += system.types[static_cast<std::size_t>(type)].charge;
  if (std::abs(charge) < kChargeTolerance_e) return;
  throw misfit(fmt::format("the cell of '{}' carries {:.6g} e with force field '{}', expected 0. Correct its charges.",
                           system.name, charge, system.force_field.name));
}

void check_mass(const System& system) {
  double mass = 0.0;
  for (const std::int64_t type : system.type) mass += system.types[static_cast<std::size_t>(type)].mass;
  if (std::abs(mass / system.true_mass - 1.0) < kMassTolerance) return;
  throw misfit(
      fmt::format("the particles of '{}' weigh {:.3f} g/mol with force field '{}', its atoms {:.3f} g/mol. Moving mass "
                  "between particles must keep the sum: correct its masses.",
                  system.name, mass, system.force_field.name, system.true_mass));
}

Particles particles_of(const UnitCell& cell, const ForceFieldFile& file, FrameworkCounts& counts) {
  if (file.particles == "elements") return element_particles(cell);
  if (file.particles != kZincImidazolate) {
    throw misfit(fmt::format("force field '{}' asks for the particles '{}'.{}", file.name, file.particles,
                             did_you_mean(file.particles, {"elements", kZincImidazolate})));
  }
  Diagnostics problems;
  Particles particles = zinc_imidazolate(cell, counts, problems);
  problems.throw_if_any();
  return particles;
}

// Repeats along the file's vectors, then turns to vectors that LAMMPS takes.
UnitCell supercell_of(const UnitCell& cell, const std::array<std::int64_t, 3>& n) {
  UnitCell whole = repeated(cell, n);
  const Lattice lattice = whole.lattice.reduced();
  if (lattice.tilts == Vector{}) return whole;
  whole.lattice = lattice;
  for (Atom& atom : whole.atoms) atom.position = lattice.inside(atom.position);
  return whole;
}

void check_room(const UnitCell& cell, const std::array<std::int64_t, 3>& n) {
  // Of the cell with the least tilts: a skewed choice of vectors makes no cell narrow.
  const auto widths_of = [&](const std::array<std::int64_t, 3>& times) {
    return cell.lattice.repeated(times).reduced().widths();
  };
  std::array<std::int64_t, 3> enough = n;
  for (std::size_t i = 0; i < 3; ++i) {
    while (widths_of(enough)[i] < kSmallestWidth_A) ++enough[i];
  }
  if (enough == n) return;
  const Vector widths = widths_of(n);
  throw misfit(fmt::format(
      "the cell of '{}' is {:.2f} x {:.2f} x {:.2f} A wide from face to face, but a linker needs {} A, or it "
      "meets its own image. Use 'supercell: [{}]'.",
      cell.name, widths[0], widths[1], widths[2], kSmallestWidth_A, fmt::join(enough, ", ")));
}

}  // namespace

System assemble(const UnitCell& cell, const ForceFieldFile& file, const AssemblyRequest& request) {
  if (file.particles == kZincImidazolate) check_room(cell, request.supercell);
  const UnitCell whole = supercell_of(cell, request.supercell);
  FrameworkCounts counts;
  const Particles particles = particles_of(whole, file, counts);
  System system;
  system.name = cell.name;
  system.box.edges = whole.lattice.edges;
  system.box.tilts = whole.lattice.tilts;
  system.force_field = file.settings;
  system.molecule = particles.molecule;
  for (const Vector& position : particles.positions)
    system.positions.insert(system.positions.end(), position.begin(), position.end());
  for (std::size_t i = 0; i < whole.atoms.size(); ++i)
    system.true_mass += *standard_atomic_mass(whole.site_of(i).element);
  number_types(system, particles, file, request.masses);
  check_mass(system);
  if (!file.settings.lammps_include.empty()) return system;
  build_topology(particles, file, system.topology, system.force_field);
  if (file.particles == kZincImidazolate) check_counts(system, counts);
  fill_pairs(system, file);
  check_charge(system);
  freeze_mesh(system);
  return system;
}

}  // namespace vitriflow
