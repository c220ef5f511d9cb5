// PeriodicNet: an infinite periodic graph by the vertices of one cell, whose links know the lattice vector that they
// cross.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/analysis/periodic_points.hpp"

namespace vitriflow {

// A copy of a vertex: in cell `image`.
struct NetVertex {
  std::size_t vertex = 0;
  LatticeVector image{};
  bool operator==(const NetVertex&) const = default;
};

class PeriodicNet {
 public:
  explicit PeriodicNet(std::size_t vertices) : links_(vertices) {}

  std::size_t size() const noexcept { return links_.size(); }
  // Links vertex `from` of cell 0 with a copy of another, and all their copies likewise, once however often it is
  // called. A vertex may be linked with its own copies, not with itself (that is no link and ignored).
  void link(std::size_t from, const NetVertex& to);
  // What vertex `from` of cell 0 is linked with, in the order of linking.
  std::span<const NetVertex> of(std::size_t from) const { return links_[from]; }

 private:
  std::vector<std::vector<NetVertex>> links_;
};

// The vertices within `radius` links of a vertex in cell 0, by their distance.
class NetBall {
 public:
  NetBall(const PeriodicNet& net, std::size_t centre, int radius);

  struct Member {
    NetVertex at;
    int distance = 0;  // in links
  };
  const std::vector<Member>& members() const noexcept { return members_; }  // nearest first
  static constexpr int kOutside = -1;
  int find(const NetVertex& at) const;      // index among the members, or kOutside
  int distance(const NetVertex& to) const;  // in links, or kOutside

 private:
  void add(const Member& member);
  std::size_t slot_of(std::uint64_t key) const;

  std::vector<Member> members_;
  std::vector<std::uint64_t> keys_;  // open addressing; 0: empty
  std::vector<int> indices_;
};

}  // namespace vitriflow
