// Times pair counting on frames that it reads as raw doubles: rdf_speed FILE PARTICLES FRAMES EDGE R_MAX BINS.
// Prints milliseconds a frame and the counts. Built and fed by tests/bench/rdf_speed.py.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "stages/analysis/pair_counts.hpp"

namespace vitriflow {
// The one thing that the measured files need of the rest of the program.
void report_bug(const char*, int, const char*, const std::string&) { std::abort(); }
}  // namespace vitriflow

int main(int argc, char** argv) {
  using namespace vitriflow;
  if (argc != 7) return std::fprintf(stderr, "usage: rdf_speed FILE PARTICLES FRAMES EDGE R_MAX BINS\n"), 2;
  const std::size_t particles = std::stoul(argv[2]), frames = std::stoul(argv[3]), bins = std::stoul(argv[6]);
  const double edge = std::stod(argv[4]), r_max = std::stod(argv[5]);
  std::vector<double> positions(3 * particles * frames);
  std::ifstream file(argv[1], std::ios::binary);
  file.read(reinterpret_cast<char*>(positions.data()), static_cast<std::streamsize>(positions.size() * sizeof(double)));
  if (!file) return std::fprintf(stderr, "rdf_speed: '%s' is too short\n", argv[1]), 1;
  std::vector<std::int64_t> members(particles), counts(bins, 0);
  std::iota(members.begin(), members.end(), 0);
  const std::vector<double> edges{edge, 0, 0, 0, edge, 0, 0, 0, edge};
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t f = 0; f < frames; ++f) {
    const PeriodicCell cell(edges);
    const SpeciesGrid grid(cell, std::span(positions).subspan(3 * particles * f, 3 * particles), members, r_max);
    count_pairs(grid, grid, r_max / static_cast<double>(bins), counts);
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf("%.6f", took.count() / static_cast<double>(frames));
  for (const auto count : counts) std::printf(" %lld", static_cast<long long>(count));
  std::printf("\n");
}
