// UnitCell: the atoms of a periodic cell, with the place in the input that each one came from.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "stages/structure/lattice.hpp"
#include "stages/structure/symmetry.hpp"

namespace vitriflow {

// One line of an asymmetric unit.
struct Site {
  std::string label;    // "C1"
  std::string element;  // "C"
  Fraction fraction{};
  std::int64_t multiplicity = 0;  // as stated; 0 where nothing is stated
  double occupancy = 1.0;
  Place place;
};

struct Atom {
  Vector position{};  // A, inside the cell
  std::size_t site = 0;
};

struct UnitCell {
  std::string name;
  std::string source;
  Lattice lattice;
  std::vector<Site> sites;
  std::vector<Atom> atoms;

  const Site& site_of(std::size_t atom) const { return sites[atoms[atom].site]; }
};

// Atoms nearer than this are a mistake in the coordinates.
inline constexpr double kOverlap_A = 0.5;
// Images of one site nearer than this are one atom on a special position.
inline constexpr double kSamePosition_A = 0.1;

// Applies the operators to every site: images that coincide are merged into their mean. A number of atoms other than
// the stated multiplicity and atoms that overlap are problems at the site's place.
void place_atoms(UnitCell& cell, const std::vector<SymmetryOperator>& operators, Diagnostics& problems);
// The distinct images of one site, A.
std::vector<Vector> images_of(const Site& site, const std::vector<SymmetryOperator>& operators, const Lattice& lattice);
// Pairs of atoms that overlap are problems.
void report_overlaps(const UnitCell& cell, Diagnostics& problems);
// "(0.1235, 0.5, 0)" of an atom, as messages say where it is.
std::string fraction_text(const UnitCell& cell, const Vector& position);

// The cell repeated n[0] x n[1] x n[2] times; the first atoms are those of the cell.
UnitCell repeated(const UnitCell& cell, const std::array<std::int64_t, 3>& n);

}  // namespace vitriflow
