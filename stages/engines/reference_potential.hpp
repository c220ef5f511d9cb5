// ReferencePotential: energy, forces and virial of cut-and-shifted Lennard-Jones pairs and harmonic bonds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "hpc/communicator.hpp"
#include "stages/system.hpp"

namespace vitriflow {

struct PotentialTerms {
  double energy_eV = 0.0;
  std::vector<double> forces_eV_A;    // [N][3]
  std::array<double, 6> virial_eV{};  // sum of r_i f_j over pairs: xx, yy, zz, xy, xz, yz
};

class ReferencePotential {
 public:
  // Throws Error where the force field holds more than this potential knows.
  explicit ReferencePotential(const System& system);

  // The same bits on every rank and for every number of ranks. Collective. Positions [N][3] in any image.
  PotentialTerms evaluate(const Communicator& group, const std::vector<double>& positions, const Box& box) const;

 private:
  struct Pair {
    double epsilon = 0, sigma = 0, cutoff = 0, shift = 0;
  };
  struct Partner {
    std::int64_t other = 0;
    double k = 0, r0 = 0;
  };
  void index_bonds(const System& system);
  double special_factor(std::int64_t i, std::int64_t j) const;
  // What particle i feels: energy (half of each of its pairs), force, virial (half), ten numbers.
  std::array<double, 10> particle(std::int64_t i, const std::vector<double>& positions, const Box& box) const;

  std::vector<std::int64_t> type_;
  std::size_t types_ = 0;
  std::vector<Pair> pairs_;  // [types][types]
  std::vector<std::vector<Partner>> bonds_;
  std::map<std::pair<std::int64_t, std::int64_t>, double> special_;
};

}  // namespace vitriflow
