// Times the ring search on a frame of a framework: ring_speed XYZ X Y Z LARGEST REPEATS.
// Reads extended xyz, repeats its cell X x Y x Z times, displaces every particle by up to 0.1 A and prints milliseconds
// a frame, best of REPEATS, with the nodes and the rings.
#include <chrono>
#include <cstdio>
#include <random>
#include <string>

#include "stages/analysis/ring_survey.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"

namespace vitriflow {
namespace {

testing::Trajectory repeated(const testing::Trajectory& cell, const std::array<int, 3>& times) {
  testing::Trajectory made;
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> shift(-0.1, 0.1);
  const auto& one = cell.frames.front();
  Frame frame = one;
  frame.positions.clear();
  for (std::size_t k = 0; k < 9; ++k) frame.edges[k] *= times[k / 3];
  for (int n = 0; n < times[0] * times[1] * times[2]; ++n) {
    const std::array<int, 3> corner{n % times[0], n / times[0] % times[1], n / times[0] / times[1]};
    for (std::size_t i = 0; i < one.positions.size(); ++i) {
      double x = one.positions[i] + shift(generator);
      for (std::size_t k = 0; k < 3; ++k) x += corner[k] * one.edges[3 * k + i % 3];
      frame.positions.push_back(x);
    }
    made.particles.elements.insert(made.particles.elements.end(), cell.particles.elements.begin(),
                                   cell.particles.elements.end());
  }
  made.frames.push_back(std::move(frame));
  return made;
}

}  // namespace
}  // namespace vitriflow

int main(int argc, char** argv) {
  using namespace vitriflow;
  if (argc != 7) return std::fprintf(stderr, "usage: ring_speed XYZ X Y Z LARGEST REPEATS\n"), 2;
  const auto sample =
      repeated(vitriflow::testing::read_xyz(argv[1]), {std::stoi(argv[2]), std::stoi(argv[3]), std::stoi(argv[4])});
  RingRequest request;
  request.largest = std::stoul(argv[5]);
  const auto particles = net_particles(sample.particles, request.net);
  double best = 1e300;
  std::vector<double> row;
  for (int repeat = 0; repeat < std::stoi(argv[6]); ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    row = ring_row(particles, sample.frames.front(), request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  std::printf("%zu nodes, rings of up to %zu: %.2f ms a frame; a node's rings", particles.nodes.size(), request.largest,
              best);
  for (std::size_t at = 5, size = smallest_ring(request.net); at < row.size(); at += 2, ++size) {
    if (row[at] > 0) std::printf(" %zu: %g", size, row[at]);
  }
  std::printf("\n");
}
