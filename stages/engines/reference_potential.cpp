#include "stages/engines/reference_potential.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kNumbers = 10;

void refuse_what_is_unknown(const System& system) {
  const auto& field = system.force_field;
  const char* unknown = nullptr;
  if (!field.lammps_include.empty()) unknown = "a LAMMPS include file";
  if (!field.morse.empty()) unknown = "Morse pairs";
  if (!system.topology.angles.empty()) unknown = "angles";
  if (!system.topology.dihedrals.empty() || !system.topology.impropers.empty()) unknown = "dihedrals";
  const bool charged =
      std::any_of(system.types.begin(), system.types.end(), [](const auto& type) { return type.charge != 0; });
  if (field.coulomb_cutoff > 0 && charged) unknown = "electrostatics";
  const auto& tilts = system.box.tilts;
  if (tilts[0] != 0 || tilts[1] != 0 || tilts[2] != 0) unknown = "a tilted cell";
  if (unknown == nullptr) return;
  throw Error(
      fmt::format("engine 'reference' cannot treat {} of system '{}'. Use engine 'lammps'.", unknown, system.name),
      Failure::invalid_input);
}

double lennard_jones(double epsilon, double sigma, double r) {
  const double s6 = std::pow(sigma / r, 6);
  return 4 * epsilon * s6 * (s6 - 1);
}

}  // namespace

ReferencePotential::ReferencePotential(const System& system) : type_(system.type), types_(system.types.size()) {
  refuse_what_is_unknown(system);
  pairs_.resize(types_ * types_);
  double largest = 0;
  for (const auto& lj : system.force_field.lennard_jones) {
    const Pair pair{lj.epsilon, lj.sigma, lj.cutoff, lennard_jones(lj.epsilon, lj.sigma, lj.cutoff)};
    const auto a = static_cast<std::size_t>(lj.a);
    const auto b = static_cast<std::size_t>(lj.b);
    ENSURE(a < types_ && b < types_, "pair {} {} of {} types", a, b, types_);
    pairs_[a * types_ + b] = pairs_[b * types_ + a] = pair;
    largest = std::max(largest, lj.cutoff);
  }
  const double shortest = *std::min_element(system.box.edges.begin(), system.box.edges.end());
  if (2 * largest > shortest) {
    throw Error(
        fmt::format("engine 'reference' needs edges of at least {} A, twice the cutoff; the cell of system '{}' "
                    "has {} A. Use a larger supercell or engine 'lammps'.",
                    2 * largest, system.name, shortest),
        Failure::invalid_input);
  }
  index_bonds(system);
}

void ReferencePotential::index_bonds(const System& system) {
  const auto n = static_cast<std::size_t>(system.size());
  bonds_.resize(n);
  for (const auto& [type, i, j] : system.topology.bonds) {
    const auto& bond = system.force_field.bonds.at(static_cast<std::size_t>(type));
    bonds_[static_cast<std::size_t>(i)].push_back({j, bond.k, bond.r0});
    bonds_[static_cast<std::size_t>(j)].push_back({i, bond.k, bond.r0});
  }
  // Pairs one, two and three bonds apart, the nearest way counting.
  for (std::int64_t start = 0; start < system.size(); ++start) {
    std::vector<std::int64_t> shell{start};
    for (const double factor : system.force_field.special_lj) {
      std::vector<std::int64_t> next;
      for (const auto i : shell) {
        for (const auto& partner : bonds_[static_cast<std::size_t>(i)]) {
          if (partner.other == start || !special_.try_emplace({start, partner.other}, factor).second) continue;
          next.push_back(partner.other);
        }
      }
      shell = std::move(next);
    }
  }
}

double ReferencePotential::special_factor(std::int64_t i, std::int64_t j) const {
  if (special_.empty()) return 1.0;
  const auto it = special_.find({i, j});
  return it == special_.end() ? 1.0 : it->second;
}

std::array<double, 10> ReferencePotential::particle(std::int64_t i, const std::vector<double>& positions,
                                                    const Box& box) const {
  std::array<double, kNumbers> felt{};
  const auto separation = [&](std::int64_t j) {
    std::array<double, 3> d{};
    for (std::size_t c = 0; c < 3; ++c) {
      d[c] = positions[3 * static_cast<std::size_t>(i) + c] - positions[3 * static_cast<std::size_t>(j) + c];
      d[c] -= box.edges[c] * std::round(d[c] / box.edges[c]);
    }
    return d;
  };
  // dE/dr of the pair at distance r along d.
  const auto add = [&](const std::array<double, 3>& d, double r, double energy, double slope) {
    const double f = -slope / r;
    felt[0] += 0.5 * energy;
    for (std::size_t c = 0; c < 3; ++c) {
      felt[1 + c] += f * d[c];
      felt[4 + c] += 0.5 * f * d[c] * d[c];
    }
    felt[7] += 0.5 * f * d[0] * d[1];
    felt[8] += 0.5 * f * d[0] * d[2];
    felt[9] += 0.5 * f * d[1] * d[2];
  };
  const auto own_type = static_cast<std::size_t>(type_[static_cast<std::size_t>(i)]);
  for (std::int64_t j = 0; j < static_cast<std::int64_t>(type_.size()); ++j) {
    const Pair& pair = pairs_[own_type * types_ + static_cast<std::size_t>(type_[static_cast<std::size_t>(j)])];
    if (j == i || pair.epsilon == 0) continue;
    const auto d = separation(j);
    const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    if (r2 >= pair.cutoff * pair.cutoff) continue;
    const double factor = special_factor(i, j);
    const double r = std::sqrt(r2);
    const double s6 = std::pow(pair.sigma * pair.sigma / r2, 3);
    add(d, r, factor * (4 * pair.epsilon * s6 * (s6 - 1) - pair.shift),
        factor * -24 * pair.epsilon * s6 * (2 * s6 - 1) / r);
  }
  for (const auto& partner : bonds_[static_cast<std::size_t>(i)]) {
    const auto d = separation(partner.other);
    const double r = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    add(d, r, partner.k * (r - partner.r0) * (r - partner.r0), 2 * partner.k * (r - partner.r0));
  }
  return felt;
}

PotentialTerms ReferencePotential::evaluate(const Communicator& group, const std::vector<double>& positions,
                                            const Box& box) const {
  const auto n = static_cast<std::int64_t>(type_.size());
  const int ranks = group.size();
  std::vector<int> counts(static_cast<std::size_t>(ranks));
  std::vector<int> offsets(counts.size());
  const auto first_of = [&](int rank) { return n * rank / ranks; };
  for (int rank = 0; rank < ranks; ++rank) {
    offsets[static_cast<std::size_t>(rank)] = static_cast<int>(first_of(rank) * static_cast<std::int64_t>(kNumbers));
    counts[static_cast<std::size_t>(rank)] =
        static_cast<int>((first_of(rank + 1) - first_of(rank)) * static_cast<std::int64_t>(kNumbers));
  }
  std::vector<double> mine;
  for (std::int64_t i = first_of(group.rank()); i < first_of(group.rank() + 1); ++i) {
    const auto felt = particle(i, positions, box);
    mine.insert(mine.end(), felt.begin(), felt.end());
  }
  std::vector<double> all(static_cast<std::size_t>(n) * kNumbers);
  MPI_Allgatherv(mine.data(), static_cast<int>(mine.size()), MPI_DOUBLE, all.data(), counts.data(), offsets.data(),
                 MPI_DOUBLE, group.handle());
  PotentialTerms terms;
  terms.forces_eV_A.reserve(3 * static_cast<std::size_t>(n));
  for (std::size_t at = 0; at < all.size(); at += kNumbers) {
    terms.energy_eV += all[at];
    terms.forces_eV_A.insert(terms.forces_eV_A.end(), {all[at + 1], all[at + 2], all[at + 3]});
    for (std::size_t c = 0; c < 6; ++c) terms.virial_eV[c] += all[at + 4 + c];
  }
  return terms;
}

}  // namespace vitriflow
