// Lattice: a periodic cell of any shape, its first vector along x and its second in the plane of x and y, as LAMMPS has
// it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "stages/structure/symmetry.hpp"

namespace vitriflow {

using Vector = std::array<double, 3>;  // A

double length(const Vector& v);

struct Lattice {
  Vector edges{};  // A, lengths of the box along x, y, z; their product is the volume
  Vector tilts{};  // A, xy, xz, yz; 0 for an orthogonal cell

  Lattice() = default;
  // Not explicit: an orthogonal cell is its edges.
  Lattice(const Vector& along, const Vector& tilted = {0, 0, 0}) : edges(along), tilts(tilted) {}

  std::array<Vector, 3> vectors() const;
  Vector lengths() const;  // of the three vectors, A
  Vector widths() const;   // distances between opposite faces, A
  double volume() const { return edges[0] * edges[1] * edges[2]; }

  Vector cartesian(const Fraction& fraction) const;
  Fraction fraction(const Vector& position) const;
  Vector inside(const Vector& position) const;  // the image in the cell
  // a - b by the shortest way through the faces; sure to be it below half the smallest of the edges.
  Vector shortest(const Vector& a, const Vector& b) const;

  Lattice repeated(const std::array<std::int64_t, 3>& n) const;
  // The same points, described by vectors whose tilts are at most half an edge, the most that LAMMPS takes.
  Lattice reduced() const;
};

// From the lengths of the vectors (A) and the angles between b and c, a and c, a and b (degrees). The volume is not a
// number, or 0, where the angles make no cell.
Lattice lattice_of(const Vector& lengths, const Vector& angles);
std::string angles_make_no_cell(const Vector& angles);  // what to tell the user then

}  // namespace vitriflow
