// CubicNet: trajectories of a framework that every analysis has something to say of.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "tests/mpi/analysis/campaign.hpp"

namespace vitriflow::testing {

inline constexpr double kNetEdge = 7.0;  // of a cubic cell with one zinc
inline constexpr int kNetCells = 2;

// A cubic net of Zn-N...C...N-Zn that trembles: three squares and four hexagons for each of eight zinc. In frame f one
// linker in 24 dangles where `dangles(f)`.
template <typename Dangles>
Source cubic_net(std::uint64_t seed, int count, const Dangles& dangles) {
  Wobble wobble(seed);
  Source source;
  std::vector<double> time;
  for (int f = 0; f < count; ++f) {
    const double box = kNetCells * kNetEdge;
    Frame frame{f * 100, 0.1 * f, {box, 0, 0, 0, box, 0, 0, 0, box}, {}};
    const auto add = [&](const char* element, std::array<double, 3> at) {
      for (const double x : at) frame.positions.push_back(x + 0.05 * wobble.next());
      if (f > 0) return;
      source.particles.elements.emplace_back(element);
      source.particles.ids.push_back(static_cast<std::int64_t>(source.particles.ids.size() + 1));
    };
    for (int c = 0; c < kNetCells * kNetCells * kNetCells; ++c) {
      const std::array<double, 3> node{kNetEdge * (c % 2), kNetEdge * (c / 2 % 2),
                                       kNetEdge * (c / 4)};  // kNetCells is 2
      add("Zn", node);
      for (std::size_t k = 0; k < 3; ++k) {
        const double first = c == 0 && k == 0 && dangles(f) ? 2.9 : 2.1;
        for (const auto& [element, along] : {std::pair{"N", first}, {"C", 3.5}, {"N", 4.9}, {"X", 0.6}}) {
          auto at = node;
          at[k] += along;
          add(element, at);
        }
      }
    }
    source.frames.push_back(std::move(frame));
    time.push_back(0.1 * f);
  }
  source.result.put_vector("thermo/time", time, "ps");
  return source;
}

}  // namespace vitriflow::testing
