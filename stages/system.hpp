// System: what is simulated: particles, bonds, box and force field, in metal units (A, ps, eV, K, bar, e, g/mol).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hpc/result.hpp"

namespace vitriflow {

struct Box {
  std::array<double, 3> origin{0, 0, 0};  // A
  std::array<double, 3> edges{0, 0, 0};   // lengths of an orthogonal cell along x, y, z, A
  std::array<double, 3> tilts{0, 0, 0};   // xy, xz, yz as LAMMPS has them, A; 0 for an orthogonal cell
  double volume() const { return edges[0] * edges[1] * edges[2]; }  // A3
  std::array<double, 3> lengths() const;                            // a, b, c of the cell's vectors, A
  std::array<double, 3> angles() const;                             // alpha, beta, gamma, degrees
  std::array<double, 9> vectors() const;                            // a, b, c as rows, A
};

struct ParticleType {
  std::string name;     // "Zn", "He", "N1" ...
  std::string element;  // chemical symbol; "X" for a site without an element (a dummy)
  double mass = 0.0;    // g/mol, as simulated (repartitioned)
  double charge = 0.0;  // e
};

// Coefficients as the force field states them, converted to eV, A, degrees.
struct BondType {
  std::string name;
  double k = 0, r0 = 0;
};  // E = k (r - r0)^2
struct AngleType {
  std::string name;
  double k = 0, theta0 = 0, k_ub = 0, r_ub = 0;
};  // charmm
struct DihedralType {
  std::string name;
  double k = 0;
  int n = 2;
  int d = 180;
};  // charmm, weight 0
struct ImproperType {
  std::string name;
  double k = 0;
  int sign = -1;
  int n = 2;
};  // cvff: k [1 + sign cos(n phi)]
struct LennardJones {
  int a = 0, b = 0;
  double epsilon = 0, sigma = 0, cutoff = 0;
};  // every pair a <= b, types from 0
struct Morse {
  int a = 0, b = 0;
  double depth = 0, alpha = 0, r0 = 0, cutoff = 0;
};

struct ForceField {
  std::string name;    // "nb-zif-ff-b"
  std::string source;  // where its numbers come from
  // Either a table of coefficients ...
  std::vector<BondType> bonds;
  std::vector<AngleType> angles;
  std::vector<DihedralType> dihedrals;
  std::vector<ImproperType> impropers;
  std::vector<LennardJones> lennard_jones;
  std::vector<Morse> morse;
  std::array<double, 3> special_lj{0, 0, 0};  // factors of 1-2, 1-3, 1-4 pairs
  std::array<double, 3> special_coulomb{0, 0, 0};
  double coulomb_cutoff = 0.0;   // A; 0 without electrostatics
  double kspace_accuracy = 0.0;  // relative, as LAMMPS's pppm
  double skin = 2.0;             // A
  bool tail_correction = false;
  // PPPM frozen for the life of the campaign; {0,0,0} until the engine has chosen.
  std::array<int, 3> mesh{0, 0, 0};
  double ewald_per_A = 0.0;
  // ... or the text (not the path) of a plain LAMMPS include file, checked against the allow-list of commands. Files it
  // names are absolute paths, or names that LAMMPS finds in its folder of potentials (LAMMPS_POTENTIALS).
  std::string lammps_include;
};

// Indices count particles and types from 0.
struct Topology {
  std::vector<std::array<std::int64_t, 3>> bonds;      // type, i, j
  std::vector<std::array<std::int64_t, 4>> angles;     // type, i, j (vertex), k
  std::vector<std::array<std::int64_t, 5>> dihedrals;  // type, i, j, k, l
  std::vector<std::array<std::int64_t, 5>> impropers;  // type, i, j, k, l
};

struct System {
  std::string name;
  std::vector<ParticleType> types;
  std::vector<std::int64_t> type;      // [N]
  std::vector<std::int64_t> molecule;  // [N], from 1
  std::vector<double> positions;       // [N][3], A, unwrapped or not: any image
  std::vector<double> velocities;      // [N][3], A/ps; empty: at rest
  Box box;
  Topology topology;
  ForceField force_field;
  double true_mass = 0.0;  // g/mol of the cell from standard atomic masses; densities come from it

  std::int64_t size() const { return static_cast<std::int64_t>(type.size()); }
  double density_g_cm3() const;  // true_mass / volume
};

// The stored form: everything under "system/". A result of an MD kind stores only "state/" (positions, velocities, box)
// and, as text "system", the fingerprint of the result that holds the rest.
void put_system(Result& result, const System& system);
System get_system(const Result& result);
void put_state(Result& result, const System& system, const std::string& system_fingerprint);
void apply_state(const Result& result, System& system);

}  // namespace vitriflow
