// Primitive rings of nets whose rings are known, in cells of any size; and what changes no number.
#include "stages/analysis/primitive_rings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <tuple>

#include "hpc/base/error.hpp"
#include "stages/analysis/ring_survey.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using Counts = std::vector<std::int64_t>;

struct Sample {
  TrajectoryParticles particles;
  Frame frame;
};

Sample sample(std::vector<double> edges) {
  Sample made;
  made.frame.edges = std::move(edges);
  return made;
}

void add(Sample& to, const std::string& element, const Vector3& fraction) {
  to.particles.elements.push_back(element);
  to.particles.ids.push_back(static_cast<std::int64_t>(to.particles.ids.size() + 1));
  for (std::size_t c = 0; c < 3; ++c) {
    double x = 0.0;
    for (std::size_t k = 0; k < 3; ++k) x += fraction[k] * to.frame.edges[3 * k + c];
    to.frame.positions.push_back(x);
  }
}

Sample repeated(const Sample& cell, const std::array<int, 3>& times) {
  Sample made = cell;
  made.particles = {};
  made.frame.positions.clear();
  for (std::size_t k = 0; k < 9; ++k) made.frame.edges[k] *= times[k / 3];
  for (int n = 0; n < times[0] * times[1] * times[2]; ++n) {
    const std::array<int, 3> corner{n % times[0], n / times[0] % times[1], n / times[0] / times[1]};
    for (std::size_t i = 0; i < cell.particles.elements.size(); ++i) {
      made.particles.elements.push_back(cell.particles.elements[i]);
      made.particles.ids.push_back(static_cast<std::int64_t>(made.particles.ids.size() + 1));
      for (std::size_t c = 0; c < 3; ++c) {
        double x = cell.frame.positions[3 * i + c];
        for (std::size_t k = 0; k < 3; ++k) x += corner[k] * cell.frame.edges[3 * k + c];
        made.frame.positions.push_back(x);
      }
    }
  }
  return made;
}

RingCounts rings(const Sample& sample, const NetRequest& request, std::size_t largest) {
  const auto net = framework_net(PeriodicCell(sample.frame.edges), sample.frame.positions,
                                 net_particles(sample.particles, request), request);
  return count_primitive_rings(net.net, net.nodes, largest);
}

NetRequest direct(const std::string& node, double cutoff) { return {node, kNoBridge, cutoff, {}, 1.75}; }

// Two atoms in a primitive cell: every one of them its own neighbour's copy.
Sample diamond() {
  auto cell = sample({0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0});
  for (double& x : cell.frame.edges) x *= 5.43;
  add(cell, "Si", {0, 0, 0});
  add(cell, "Si", {0.25, 0.25, 0.25});
  return cell;
}

// The vertices of truncated octahedra that fill space: twelve in a cubic cell.
Sample sodalite(double edge) {
  auto cell = sample({edge, 0, 0, 0, edge, 0, 0, 0, edge});
  const std::array<std::array<double, 2>, 4> places{{{0.25, 0.5}, {0.75, 0.5}, {0.5, 0.25}, {0.5, 0.75}}};
  for (const auto& [a, b] : places) {
    add(cell, "Si", {a, b, 0});
    add(cell, "Si", {0, a, b});
    add(cell, "Si", {b, 0, a});
  }
  return cell;
}

Counts times(Counts counts, std::int64_t factor) {
  for (auto& count : counts) count *= factor;
  return counts;
}

// shared/reference/known-answers.yaml, rings: dia six 2.0 for each node.
TEST(PrimitiveRings, OfDiamondAreTwoSixRingsForEachNodeInCellsOfAnySize) {
  const Counts two_atoms{0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(rings(diamond(), direct("Si", 2.6), 12).rings, two_atoms);
  EXPECT_EQ(rings(diamond(), direct("Si", 2.6), 12).nodes_in, (Counts{0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(rings(repeated(diamond(), {2, 1, 1}), direct("Si", 2.6), 12).rings, times(two_atoms, 2));
  EXPECT_EQ(rings(repeated(diamond(), {3, 2, 4}), direct("Si", 2.6), 12).rings, times(two_atoms, 24));
}

// The same: sod four 0.5, six 0.6667 for each node. The 32 rings of twelve, sixteen around each cage, are those that
// the definition taken at its word gives too.
TEST(PrimitiveRings, OfSodaliteAreSixFourRingsAndEightSixRingsInACell) {
  const Counts cell{0, 0, 0, 0, 6, 0, 8, 0, 0, 0, 0, 0, 32};
  EXPECT_EQ(rings(sodalite(8.0), direct("Si", 3.0), 12).rings, cell);
  EXPECT_EQ(rings(repeated(sodalite(8.0), {2, 2, 2}), direct("Si", 3.0), 12).rings, times(cell, 8));
}

// A cubic net (pcu): for each node three squares, and the four hexagons that go round a diagonal of a cube (they are
// sums of three squares, not of two). All links lead to the node's own copies.
TEST(PrimitiveRings, OfOneNodeLinkedToItsOwnCopiesAreSquaresAndHexagonsOfACube) {
  auto cell = sample({3, 0, 0, 0, 3, 0, 0, 0, 3});
  add(cell, "Po", {0.3, 0.9, 0.1});
  EXPECT_EQ(rings(cell, direct("Po", 3.1), 10).rings, (Counts{0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0}));
}

// A layer of triangles (hxl): two triangles for each node, and no hexagon around a node, which its spokes shorten.
TEST(PrimitiveRings, OfATriangularLayerAreItsTriangles) {
  auto cell = sample({3, 0, 0, 1.5, 1.5 * std::sqrt(3.0), 0, 0, 0, 9});
  add(cell, "B", {0, 0, 0});
  EXPECT_EQ(rings(cell, direct("B", 3.1), 9).rings, (Counts{0, 0, 0, 2, 0, 0, 0, 0, 0, 0}));
}

// A chain through the periodic face goes on for ever: it is no ring, whatever the cell's length.
TEST(PrimitiveRings, OfAChainThroughTheCellAreNone) {
  auto cell = sample({2.4, 0, 0, 0, 12, 0, 0, 0, 12});
  add(cell, "S", {0.5, 0.5, 0.5});
  for (const int length : {1, 2, 3, 4, 7}) {
    EXPECT_EQ(rings(repeated(cell, {length, 1, 1}), direct("S", 2.5), 12).rings, Counts(13, 0)) << length;
  }
}

// Odd and even rings of a molecule: a pentagon and a square that share a link. Their sum has five links less one and is
// shortened by the shared one.
TEST(PrimitiveRings, OfFusedRingsAreTheTwoAndNotTheirSum) {
  PeriodicNet net(7);
  for (const auto& [a, b] :
       {std::pair<std::size_t, std::size_t>{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}, {0, 5}, {5, 6}, {6, 1}})
    net.link(a, {b, {}});
  const auto found = count_primitive_rings(net, 7, 9);
  EXPECT_EQ(found.rings, (Counts{0, 0, 0, 0, 1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(found.nodes_in, (Counts{0, 0, 0, 0, 4, 5, 0, 0, 0, 0}));
}

// The definition taken at its word: every closed walk from every node, and every distance on it by a search of its own.
class ByDefinition {
 public:
  ByDefinition(const PeriodicNet& net, std::size_t largest) : net_(&net), largest_(largest), met_(largest + 1, 0) {
    for (std::size_t node = 0; node < net.size(); ++node) {
      walk_ = {{node, {}}};
      go_on();
    }
  }
  std::vector<double> rings() const {  // every ring is met from each of its nodes, both ways round
    std::vector<double> counts;
    for (std::size_t k = 0; k < met_.size(); ++k)
      counts.push_back(static_cast<double>(met_[k]) / std::max(2.0 * static_cast<double>(k), 1.0));
    return counts;
  }

 private:
  void go_on() {
    const NetVertex last = walk_.back();
    for (auto next : net_->of(last.vertex)) {
      for (std::size_t k = 0; k < 3; ++k) next.image[k] += last.image[k];
      if (next == walk_.front() && walk_.size() > 2 && is_primitive()) ++met_[walk_.size()];
      if (walk_.size() == largest_ || std::find(walk_.begin(), walk_.end(), next) != walk_.end()) continue;
      walk_.push_back(next);
      go_on();
      walk_.pop_back();
    }
  }

  bool is_primitive() {
    const auto n = walk_.size();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) {
        if (distance(walk_[i], walk_[j]) < static_cast<int>(std::min(j - i, n - j + i))) return false;
      }
    }
    return true;
  }

  int distance(const NetVertex& a, const NetVertex& b) {
    auto& from = distances_[a.vertex];
    if (from.empty()) {
      std::vector<NetVertex> open{{a.vertex, {}}};
      from[{a.vertex, 0, 0, 0}] = 0;
      for (std::size_t next = 0; next < open.size(); ++next) {
        const auto at = open[next];
        const int steps = from.at({at.vertex, at.image[0], at.image[1], at.image[2]});
        if (steps == static_cast<int>(largest_)) break;
        for (auto to : net_->of(at.vertex)) {
          for (std::size_t k = 0; k < 3; ++k) to.image[k] += at.image[k];
          if (from.emplace(std::tuple{to.vertex, to.image[0], to.image[1], to.image[2]}, steps + 1).second)
            open.push_back(to);
        }
      }
    }
    return from.at({b.vertex, b.image[0] - a.image[0], b.image[1] - a.image[1], b.image[2] - a.image[2]});
  }

  const PeriodicNet* net_;
  std::size_t largest_;
  std::vector<std::int64_t> met_;
  std::vector<NetVertex> walk_;
  std::map<std::size_t, std::map<std::tuple<std::size_t, int, int, int>, int>> distances_;
};

PeriodicNet disordered(unsigned seed, std::size_t vertices, std::size_t links) {
  std::mt19937_64 generator(seed);
  std::uniform_int_distribution<std::size_t> vertex(0, vertices - 1);
  std::uniform_int_distribution<int> image(0, 1);
  PeriodicNet net(vertices);
  for (std::size_t l = 0; l < links; ++l) {
    const auto from = vertex(generator);
    net.link(from, {vertex(generator), {image(generator), image(generator), image(generator)}});
  }
  return net;
}

TEST(PrimitiveRings, OfDisorderedNetsAreThoseOfTheDefinition) {
  std::int64_t odd = 0, even = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto net = disordered(seed, 9, 14);
    const auto found = count_primitive_rings(net, net.size(), 8).rings;
    EXPECT_EQ(std::vector<double>(found.begin(), found.end()), ByDefinition(net, 8).rings()) << seed;
    for (std::size_t k = 5; k <= 8; ++k) (k % 2 == 0 ? even : odd) += found[k];
  }
  EXPECT_GT(odd, 20);
  EXPECT_GT(even, 50);
}

// Linkers that join up to four nodes: rings alternate, and are twice as long as their number of nodes.
TEST(PrimitiveRings, ThroughLinkersOfManyNodesAreThoseOfTheDefinition) {
  std::int64_t rings = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 generator(seed);
    std::uniform_int_distribution<std::size_t> node(0, 5), linker(6, 12);
    std::uniform_int_distribution<int> image(0, 1);
    PeriodicNet net(13);
    for (int l = 0; l < 20; ++l) {
      const auto from = node(generator);
      net.link(from, {linker(generator), {image(generator), image(generator), image(generator)}});
    }
    const auto found = count_primitive_rings(net, 6, 5).rings;
    const auto expected = ByDefinition(net, 10).rings();
    for (std::size_t k = 2; k <= 5; ++k) {
      EXPECT_DOUBLE_EQ(static_cast<double>(found[k]), expected[2 * k]) << seed << ", " << k;
      rings += k > 2 ? found[k] : 0;
    }
  }
  EXPECT_GT(rings, 100);
}

Sample zif4() {
  auto crystal = testing::read_xyz(testing::reference_file("data/md/ZIF-4.xyz"));
  return {std::move(crystal.particles), std::move(crystal.frames.front())};
}

// The same: ZIF-4 four, six and eight rings of 16 Zn, 4, 16 and 32; in every cell.
TEST(PrimitiveRings, OfZif4AreTheKnownOnesInCellsOfAnySize) {
  if (testing::reference_file("").empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const Counts known{0, 0, 0, 0, 4, 0, 16, 0, 32};
  const NetRequest request;
  EXPECT_EQ(rings(zif4(), request, 8).rings, known);
  EXPECT_EQ(rings(repeated(zif4(), {2, 2, 2}), request, 8).rings, times(known, 8));
  EXPECT_EQ(rings(repeated(zif4(), {3, 3, 3}), request, 8).rings, times(known, 27));
}

// Sodalite of zinc with straight linkers N-C-N, a dummy beside every carbon.
Sample linked_sodalite() {
  const double edge = 6.0 * std::sqrt(8.0);
  auto cell = sodalite(edge);
  for (auto& element : cell.particles.elements) element = "Zn";
  const auto nodes = net_particles(cell.particles, direct("Zn", 6.1));
  const auto net = framework_net(PeriodicCell(cell.frame.edges), cell.frame.positions, nodes, direct("Zn", 6.1));
  const auto bare = cell.frame.positions;
  for (std::size_t from = 0; from < net.nodes; ++from) {
    for (const auto& to : net.net.of(from)) {
      if (std::tuple(to.vertex, to.image) < std::tuple(from, LatticeVector{})) continue;
      for (const auto& [element, part] :
           {std::pair<std::string, double>{"N", 1.0 / 3}, {"C", 0.5}, {"X", 0.55}, {"N", 2.0 / 3}}) {
        Vector3 fraction{};
        for (std::size_t k = 0; k < 3; ++k) {
          const double a = bare[3 * from + k] / edge, b = bare[3 * to.vertex + k] / edge + to.image[k];
          fraction[k] = a + part * (b - a);
        }
        add(cell, element, fraction);
      }
    }
  }
  return cell;
}

std::vector<double> row(const Sample& sample, const RingRequest& request) {
  return ring_row(net_particles(sample.particles, request.net), sample.frame, request);
}

TEST(RingSurvey, RecognisesLinkersAndDefects) {
  RingRequest request;
  request.largest = 6;
  auto cell = linked_sodalite();
  const auto particles = net_particles(cell.particles, request.net);
  EXPECT_EQ(particles.formula, "C2N4Zn");
  // time, nodes in a formula unit, links, defects of nodes and linkers; rings and nodes in them of 2 to 6
  EXPECT_EQ(row(cell, request), (std::vector<double>{0, 1, 4, 0, 0, 0, 0, 0, 0, 0.5, 1, 0, 0, 8.0 / 12, 1}));
  // One nitrogen turns away from its zinc: the linker dangles. One four-ring and two six-rings open.
  const std::size_t nitrogen = 12;
  ASSERT_EQ(cell.particles.elements[nitrogen], "N");
  for (std::size_t k = 0; k < 3; ++k)
    cell.frame.positions[3 * nitrogen + k] +=
        0.6 * (cell.frame.positions[3 * (nitrogen + 1) + k] - cell.frame.positions[3 * nitrogen + k]);
  const auto broken = row(cell, request);
  EXPECT_DOUBLE_EQ(broken[2], 47.0 / 12);
  EXPECT_DOUBLE_EQ(broken[3], 1.0 / 12);
  EXPECT_DOUBLE_EQ(broken[4], 1.0 / 24);
  EXPECT_DOUBLE_EQ(broken[9], 5.0 / 12);
  EXPECT_DOUBLE_EQ(broken[13], 6.0 / 12);
}

// Nothing but the particles' relations counts: not where the origin is, how the cell lies in space, in which order or
// how often it is written down.
TEST(RingSurvey, DoesNotChangeUnderWhatChangesNothing) {
  RingRequest request;
  request.largest = 8;
  auto cell = testing::reference_file("").empty() ? linked_sodalite() : zif4();
  // Some zinc leaves its place: a net with defects.
  for (std::size_t i = 0, moved = 0; i < cell.particles.elements.size(); ++i) {
    if (cell.particles.elements[i] == "Zn" && moved++ % 5 == 0) cell.frame.positions[3 * i] += 0.7;
  }
  const auto before = row(cell, request);
  EXPECT_GT(before[3], 0.0);
  const auto expect_same = [&](const Sample& changed) {
    const auto after = row(changed, request);
    for (std::size_t v = 0; v < before.size(); ++v) EXPECT_DOUBLE_EQ(after[v], before[v]) << v;
  };
  auto shifted = cell;
  for (std::size_t i = 0; i < shifted.frame.positions.size(); ++i)
    shifted.frame.positions[i] += 31.7 + 5.3 * static_cast<double>(i % 3);
  expect_same(shifted);
  auto turned = cell;
  for (auto* vectors : {&turned.frame.edges, &turned.frame.positions}) {
    for (std::size_t i = 0; i + 2 < vectors->size(); i += 3) {
      double &x = (*vectors)[i], &y = (*vectors)[i + 1], &z = (*vectors)[i + 2];
      std::tie(x, y) = std::pair(0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y);
      std::tie(y, z) = std::pair(0.28 * y - 0.96 * z, 0.96 * y + 0.28 * z);
    }
  }
  expect_same(turned);
  auto permuted = cell;
  const auto n = cell.particles.elements.size();
  for (std::size_t i = 0; i < n; ++i) {
    const auto j = i * 7 % n;
    permuted.particles.elements[i] = cell.particles.elements[j];
    for (std::size_t k = 0; k < 3; ++k) permuted.frame.positions[3 * i + k] = cell.frame.positions[3 * j + k];
  }
  ASSERT_NE(n % 7, 0U);
  expect_same(permuted);
  expect_same(repeated(cell, {2, 1, 1}));
  expect_same(repeated(cell, {1, 2, 2}));
}

TEST(RingSurvey, NamesWhatMakesNoNet) {
  const auto cell = linked_sodalite();
  NetRequest request;
  request.node = "Zr";
  EXPECT_EQ(testing::message_of<Error>([&] { net_particles(cell.particles, request); }),
            "element 'Zr' is not among the particles. Did you mean 'Zn'?");
  request.node = "Zn";
  request.linker_bond = 4.1;  // across a zinc
  EXPECT_EQ(testing::message_of<Error>([&] { rings(cell, request, 6); }),
            "bonds of at most 4.1 A between its linkers' elements go on through the periodic faces without end: these "
            "are no linkers. Name fewer elements in 'linker' or a shorter 'linker_bond'");
}

}  // namespace
}  // namespace vitriflow
