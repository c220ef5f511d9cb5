// VoidMeasures: how much of one frame's cell is empty, by the three meanings of the word, and how wide its pores are.
#pragma once

#include <vector>

#include "stages/analysis/void_grid.hpp"

namespace vitriflow {

struct VoidRequest {
  RadiusSet radii = RadiusSet::bondi;
  double probe = 1.6;      // radius, A
  double grid = 0.2;       // spacing, A
  double size_step = 0.5;  // of the pore size distribution, diameters, A
  std::size_t sizes = 0;   // number of diameters: size_step, 2 size_step, ...; 0: none
  double from_ps = 0.0;    // earlier frames of a trajectory are left out
};

struct VoidMeasures {
  double geometric = 0.0;   // fraction of the cell outside of all atoms (a probe of radius zero)
  double centre = 0.0;      // where the centre of the probe may be
  double occupiable = 0.0;  // what some probe covers
  double centre_in_channels = 0.0, occupiable_in_channels = 0.0;  // by probes that may leave for other cells
  double limiting_diameter = 0.0;  // of the largest sphere that gets from a cell to another one, A; 0: none does
  double largest_diameter = 0.0;   // of the largest sphere that fits in, A
};

// Occupiable is what the probe covers when its centre is anywhere outside of all atoms by its radius: the volume of
// Gelb & Gubbins, Langmuir 15, 305 (1999), section 3, whose dependence on the diameter is the pore size distribution.
// `offset` of the grid in its own units, each in [0, 1).
VoidMeasures measure_voids(const AtomSpheres& spheres, const VoidRequest& request, double grid, const Vector3& offset);

// [sizes]: the fraction of the cell that spheres of this diameter, outside of all atoms, cover.
std::vector<double> coverable_fractions(const AtomSpheres& spheres, const VoidRequest& request, double grid,
                                        const Vector3& offset);

}  // namespace vitriflow
