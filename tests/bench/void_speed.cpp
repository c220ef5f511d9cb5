// Times the measures of voids on a frame: void_speed XYZ RADII PROBE GRID REPEATS.
// Reads extended xyz and prints milliseconds a frame, best of REPEATS, with what was found.
#include <chrono>
#include <cstdio>
#include <string>

#include "stages/analysis/void_measures.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"

int main(int argc, char** argv) {
  using namespace vitriflow;
  if (argc != 6) return std::fprintf(stderr, "usage: void_speed XYZ RADII PROBE GRID REPEATS\n"), 2;
  const auto sample = vitriflow::testing::read_xyz(argv[1]);
  VoidRequest request;
  request.radii = radius_set(argv[2]);
  request.probe = std::stod(argv[3]);
  request.grid = std::stod(argv[4]);
  request.sizes = 80;
  const auto radii = sphere_radii(sample.particles.elements, request.radii);
  double best = 1e300;
  VoidMeasures found;
  for (int repeat = 0; repeat < std::stoi(argv[5]); ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    const PeriodicCell cell(sample.frames.front().edges);
    const AtomSpheres spheres(cell, sample.frames.front().positions, radii);
    found = measure_voids(spheres, request, request.grid, {0.25 * repeat, 0.5, 0.125});
    coverable_fractions(spheres, request, 2.0 * request.grid, {0.25 * repeat, 0.5, 0.125});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
    std::printf(
        "geometric %.4f, centre %.4f (%.4f in channels), occupiable %.4f (%.4f), limiting %.3f A, largest %.4f A\n",
        found.geometric, found.centre, found.centre_in_channels, found.occupiable, found.occupiable_in_channels,
        found.limiting_diameter, found.largest_diameter);
  }
  std::printf("%zu atoms: %.1f ms a frame\n", radii.members.size(), best);
}
