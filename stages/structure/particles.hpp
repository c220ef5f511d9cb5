// Particles: what is simulated before coefficients are known: names of types, positions, bonds and molecules.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/molecular_graph.hpp"

namespace vitriflow {

// What a force field file calls a framework of zinc, imidazolate and 2-methylimidazolate.
inline constexpr const char* kZincImidazolate = "zinc-imidazolate";

struct Particles {
  std::vector<std::string> type;       // names of the force field's types
  std::vector<Vector> positions;       // A, inside the cell
  std::vector<std::int64_t> molecule;  // from 1
  MolecularGraph graph{0};
};

// What a zinc imidazolate framework consists of.
struct FrameworkCounts {
  std::int64_t zinc = 0;
  std::int64_t imidazolate = 0;
  std::int64_t methylimidazolate = 0;
};

// Recognises Zn, imidazolate and 2-methylimidazolate from the bonds and gives every zinc four dummies He at 0.9 A, the
// corners of a tetrahedron towards its nitrogens (within 2.5 A; corners without one point where there is room), and
// every nitrogen one dummy Ne at 0.5 A on the outward bisector of its ring angle (Balestra & Semino, J. Chem. Phys.
// 157, 184502 (2022)). Real atoms come first, in the cell's order. Atoms that fit no linker, and a ratio Zn:N other
// than 1:4, are problems at the places of their sites.
Particles zinc_imidazolate(const UnitCell& cell, FrameworkCounts& counts, Diagnostics& problems);

// One particle for each atom, its type named as its element; nothing is bonded.
Particles element_particles(const UnitCell& cell);

}  // namespace vitriflow
