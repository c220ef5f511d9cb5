#include "stages/analysis/primitive_rings.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// Distances between any two vertices of which one is a node, and between linkers through their nodes.
class Distances {
 public:
  Distances(const PeriodicNet& net, std::size_t nodes, int radius) : net_(&net) {
    balls_.reserve(nodes);
    for (std::size_t node = 0; node < nodes; ++node) balls_.emplace_back(net, node, radius);
  }

  const NetBall& ball(std::size_t node) const { return balls_[node]; }

  // In links; NetBall::kOutside beyond the radius.
  int between(const NetVertex& a, const NetVertex& b) const {
    if (a.vertex < balls_.size()) return balls_[a.vertex].distance(seen_from(a, b));
    if (b.vertex < balls_.size()) return balls_[b.vertex].distance(seen_from(b, a));
    const auto to = seen_from(a, b);
    if (to == NetVertex{a.vertex, {}}) return 0;
    int least = NetBall::kOutside;
    for (const auto& node : net_->of(a.vertex)) {
      const int rest = balls_[node.vertex].distance(seen_from(node, to));
      if (rest != NetBall::kOutside && (least == NetBall::kOutside || rest < least)) least = rest;
    }
    return least == NetBall::kOutside ? least : least + 1;
  }

 private:
  static NetVertex seen_from(const NetVertex& origin, const NetVertex& at) {
    NetVertex seen = at;
    for (std::size_t k = 0; k < 3; ++k) seen.image[k] -= origin.image[k];
    return seen;
  }

  const PeriodicNet* net_;
  std::vector<NetBall> balls_;
};

// The rings through one node. Two ways lead down from the far side of a ring to the node, link by link; they are
// followed together, and given up as soon as two of their vertices are nearer than along the ring.
class RingsThroughNode {
 public:
  RingsThroughNode(const PeriodicNet& net, const Distances& distances, std::size_t node, int longest)
      : distances_(&distances), ball_(&distances.ball(node)), found_(static_cast<std::size_t>(longest) + 1, 0) {
    find_parents(net);
    const auto half = static_cast<std::size_t>(longest / 2);
    sides_[0].resize(half + 1);
    sides_[1].resize(half + 1);
    for (std::size_t m = 1; m < parents_.size(); ++m) {
      close_even(static_cast<int>(m));
      close_odd(net, static_cast<int>(m), longest);
    }
  }

  const std::vector<std::int64_t>& found() const noexcept { return found_; }  // [links]

 private:
  using Members = std::vector<int>;  // of the ball

  void find_parents(const PeriodicNet& net) {
    const auto& members = ball_->members();
    parents_.resize(members.size());
    for (std::size_t m = 1; m < members.size(); ++m) {
      for (const int other : neighbours(net, members[m].at)) {
        if (members[static_cast<std::size_t>(other)].distance == members[m].distance - 1) parents_[m].push_back(other);
      }
    }
  }

  Members neighbours(const PeriodicNet& net, const NetVertex& at) const {
    Members found;
    for (auto to : net.of(at.vertex)) {
      for (std::size_t k = 0; k < 3; ++k) to.image[k] += at.image[k];
      if (const int index = ball_->find(to); index != NetBall::kOutside) found.push_back(index);
    }
    return found;
  }

  const NetBall::Member& member(int index) const { return ball_->members()[static_cast<std::size_t>(index)]; }
  const Members& parents(int index) const { return parents_[static_cast<std::size_t>(index)]; }

  // Rings with an even number of links: one vertex is farthest from the node.
  void close_even(int top) {
    const auto& below = parents(top);
    const int half = member(top).distance;
    length_ = 2 * half;
    for (std::size_t p = 0; p < below.size(); ++p) {
      for (std::size_t q = p + 1; q < below.size(); ++q) descend(half - 1, below[p], below[q]);
    }
  }

  // With an odd number: a link between two equally far ones is.
  void close_odd(const PeriodicNet& net, int one, int longest) {
    const int half = member(one).distance;
    if (2 * half + 1 > longest) return;
    length_ = 2 * half + 1;
    for (const int other : neighbours(net, member(one).at)) {
      if (other > one && member(other).distance == half) descend(half, one, other);
    }
  }

  void descend(int level, int a, int b) {
    if (level == 0) {
      ++found_[static_cast<std::size_t>(length_)];
      return;
    }
    sides_[0][static_cast<std::size_t>(level)] = a;
    sides_[1][static_cast<std::size_t>(level)] = b;
    if (!shortest_at(level)) return;
    if (level == 1) return descend(0, 0, 0);
    for (const int next_a : parents(a)) {
      for (const int next_b : parents(b)) descend(level - 1, next_a, next_b);
    }
  }

  // Whether the pairs that this level completes are as far from each other as along the ring: those of the level itself
  // and those on opposite places. When all opposite pairs are, all pairs are.
  bool shortest_at(int level) const {
    const auto as_far = [this](int i, int j) {
      const int along = std::min(i + j, length_ - i - j);
      return distances_->between(member(sides_[0][static_cast<std::size_t>(i)]).at,
                                 member(sides_[1][static_cast<std::size_t>(j)]).at) == along;
    };
    if (!as_far(level, level)) return false;
    const int half = length_ / 2, top = (length_ - 1) / 2;
    for (int opposite = half - level; opposite <= length_ - half - level; ++opposite) {
      if (opposite <= level || opposite > top) continue;
      if (!as_far(level, opposite) || !as_far(opposite, level)) return false;
    }
    return true;
  }

  const Distances* distances_;
  const NetBall* ball_;
  std::vector<Members> parents_;
  std::array<Members, 2> sides_;  // by distance from the node
  int length_ = 0;                // of the ring that is looked for, in links
  std::vector<std::int64_t> found_;
};

}  // namespace

RingCounts count_primitive_rings(const PeriodicNet& net, std::size_t nodes, std::size_t largest) {
  const bool linked = net.size() > nodes;
  const auto longest = static_cast<int>(linked ? 2 * largest : largest);
  RingCounts counts{std::vector<std::int64_t>(largest + 1, 0), std::vector<std::int64_t>(largest + 1, 0)};
  const Distances distances(net, nodes, longest / 2);
  for (std::size_t node = 0; node < nodes; ++node) {
    const RingsThroughNode through(net, distances, node, longest);
    for (std::size_t k = 1; k <= largest; ++k) {
      const auto found = through.found()[linked ? 2 * k : k];
      counts.rings[k] += found;
      counts.nodes_in[k] += found > 0 ? 1 : 0;
    }
  }
  for (std::size_t k = 1; k <= largest; ++k) {  // every ring was met at each of its nodes
    const auto size = static_cast<std::int64_t>(k);
    ENSURE(counts.rings[k] % size == 0, "{} meetings with rings of {} nodes", counts.rings[k], k);
    counts.rings[k] /= size;
  }
  return counts;
}

}  // namespace vitriflow
