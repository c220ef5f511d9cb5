// analysis.structure says the same of a structure however it is turned, shifted, listed or repeated.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/mpi/analysis/campaign.hpp"

namespace vitriflow {
namespace {

using testing::Campaign;
using testing::run;
using testing::Source;
using testing::Wobble;
using Vector = std::array<double, 3>;

constexpr int kFrames = 12;

// Zinc blende of 4.62 A, 3 cells along each edge of a tilted box, that trembles by 0.1 A.
struct Blende {
  std::vector<std::string> elements;
  std::vector<std::vector<Vector>> frames;  // [frames][N]
  std::array<Vector, 3> edges{{{13.86, 0, 0}, {2.0, 13.7, 0}, {-1.0, 1.5, 13.6}}};

  Blende() {
    Wobble wobble(7);
    const double basis[8][3] = {{0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0}, {1, 1, 1}, {1, 3, 3}, {3, 1, 3}, {3, 3, 1}};
    for (int f = 0; f < kFrames; ++f) {
      frames.emplace_back();
      for (int c = 0; c < 27; ++c) {
        const double corner[3] = {1.0 * (c % 3), 1.0 * (c / 3 % 3), 1.0 * (c / 9)};
        for (int b = 0; b < 8; ++b) {
          if (f == 0) elements.emplace_back(b < 4 ? "Zn" : "N");
          Vector r{};
          for (int k = 0; k < 3; ++k) {
            const double s = (corner[k] + 0.25 * basis[b][k]) / 3.0;
            for (int x = 0; x < 3; ++x) r[x] += s * edges[k][x];
          }
          for (double& x : r) x += 0.1 * wobble.next();
          frames.back().push_back(r);
        }
      }
    }
  }

  Source source() const {
    Source made;
    std::vector<double> time, volume, density;
    for (std::size_t i = 0; i < elements.size(); ++i) made.particles.ids.push_back(static_cast<std::int64_t>(i) + 1);
    made.particles.elements = elements;
    for (std::size_t f = 0; f < frames.size(); ++f) {
      Frame frame{static_cast<std::int64_t>(f), 0.1 * static_cast<double>(f), {}, {}};
      for (const Vector& edge : edges) frame.edges.insert(frame.edges.end(), edge.begin(), edge.end());
      for (const Vector& r : frames[f]) frame.positions.insert(frame.positions.end(), r.begin(), r.end());
      time.push_back(frame.time_ps);
      made.frames.push_back(std::move(frame));
    }
    made.result.put_vector("thermo/time", time, "ps");
    made.result.put_scalar("target/temperature", 300.0, "K");
    return made;
  }
};

Vector turned(const Vector& r) {  // about (1, 1, 1)
  const double c = std::cos(0.7), s = std::sin(0.7), t = (1.0 - c) / 3.0, u = s / std::sqrt(3.0);
  return {(t + c) * r[0] + (t - u) * r[1] + (t + u) * r[2], (t + u) * r[0] + (t + c) * r[1] + (t - u) * r[2],
          (t - u) * r[0] + (t + u) * r[1] + (t + c) * r[2]};
}

Blende rotated(Blende blende) {
  for (auto& edge : blende.edges) edge = turned(edge);
  for (auto& frame : blende.frames)
    for (auto& r : frame) r = turned(r);
  return blende;
}

Blende shifted(Blende blende) {
  for (auto& frame : blende.frames)
    for (auto& r : frame) r = {r[0] + 3.3, r[1] - 21.7, r[2] + 0.4};
  return blende;
}

Blende reordered(Blende blende) {
  std::reverse(blende.elements.begin(), blende.elements.end());
  for (auto& frame : blende.frames) std::reverse(frame.begin(), frame.end());
  return blende;
}

Blende doubled(Blende blende) {
  const auto elements = blende.elements;
  blende.elements.insert(blende.elements.end(), elements.begin(), elements.end());
  for (auto& frame : blende.frames) {
    const auto copy = frame;
    for (const Vector& r : copy)
      frame.push_back({r[0] + blende.edges[1][0], r[1] + blende.edges[1][1], r[2] + blende.edges[1][2]});
  }
  for (double& x : blende.edges[1]) x *= 2.0;
  return blende;
}

Result analysed(Campaign& campaign, const Communicator& group, const Blende& blende) {
  auto context = campaign.context(group, "frames", {campaign.add("cold", blende.source())});
  return run("analysis.structure", context,
             {{"r_max", 6.0}, {"angles", std::vector<std::string>{"N-Zn-N", "Zn-N-Zn"}}, {"bins", std::int64_t{60}}});
}

MPI_TEST(AnalysisStructure, SaysTheSameTurnedShiftedReorderedOrDoubled, 1, 2) {
  Campaign campaign(world, "invariance");
  const Blende blende;
  const Result plain = analysed(campaign, world, blende);
  ASSERT_GT(plain.estimates().size(), 10U);
  for (const Blende& other : {rotated(blende), shifted(blende), reordered(blende), doubled(blende)}) {
    const Result found = analysed(campaign, world, other);
    for (const auto& [name, estimate] : plain.estimates()) {
      const Estimate again = found.estimate(name);
      // Stored coordinates have 24 bits; a pair within 1e-6 A of a bin's edge may change sides.
      EXPECT_NEAR(again.value, estimate.value, 2e-5 * std::max(1.0, std::abs(estimate.value))) << name;
      if (std::isfinite(estimate.standard_error)) {
        EXPECT_NEAR(again.standard_error, estimate.standard_error, 2e-3 * estimate.standard_error + 1e-5) << name;
      }
    }
    const auto &g = plain.vector("rdf/Zn-N/g"), &again = found.vector("rdf/Zn-N/g");
    ASSERT_EQ(g.size(), again.size());
    for (std::size_t b = 0; b < g.size(); ++b) EXPECT_NEAR(again[b], g[b], 0.02) << b;
  }
}

}  // namespace
}  // namespace vitriflow
