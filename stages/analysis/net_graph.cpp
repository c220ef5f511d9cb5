#include "stages/analysis/net_graph.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr int kFarthestImage = 2047;  // what a key holds

std::uint64_t key_of(const NetVertex& at) {
  auto key = static_cast<std::uint64_t>(at.vertex) + 1;
  for (const int image : at.image) key = key << 12 | static_cast<std::uint64_t>(image + kFarthestImage + 1);
  return key;
}

NetVertex moved(const NetVertex& at, const LatticeVector& by) {
  return {at.vertex, {at.image[0] + by[0], at.image[1] + by[1], at.image[2] + by[2]}};
}

}  // namespace

void PeriodicNet::link(std::size_t from, const NetVertex& to) {
  const NetVertex back{from, {-to.image[0], -to.image[1], -to.image[2]}};
  if (back == to) return;
  auto& forward = links_[from];
  if (std::find(forward.begin(), forward.end(), to) != forward.end()) return;
  forward.push_back(to);
  links_[to.vertex].push_back(back);
}

NetBall::NetBall(const PeriodicNet& net, std::size_t centre, int radius) : keys_(64, 0), indices_(64, 0) {
  ENSURE(radius < kFarthestImage && net.size() < std::size_t{1} << 27, "radius {}, {} vertices", radius, net.size());
  add({{centre, {}}, 0});
  for (std::size_t next = 0; next < members_.size(); ++next) {
    const auto member = members_[next];
    if (member.distance == radius) break;
    for (const auto& to : net.of(member.at.vertex)) {
      const auto at = moved(to, member.at.image);
      if (find(at) == kOutside) add({at, member.distance + 1});
    }
  }
}

std::size_t NetBall::slot_of(std::uint64_t key) const {
  const auto mask = keys_.size() - 1;
  auto slot = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32) & mask;
  while (keys_[slot] != 0 && keys_[slot] != key) slot = (slot + 1) & mask;
  return slot;
}

void NetBall::add(const Member& member) {
  members_.push_back(member);
  if (2 * members_.size() > keys_.size()) {
    keys_.assign(2 * keys_.size(), 0);
    indices_.resize(keys_.size());
    for (std::size_t m = 0; m + 1 < members_.size(); ++m) {
      const auto key = key_of(members_[m].at);
      const auto slot = slot_of(key);
      keys_[slot] = key;
      indices_[slot] = static_cast<int>(m);
    }
  }
  const auto key = key_of(member.at);
  const auto slot = slot_of(key);
  keys_[slot] = key;
  indices_[slot] = static_cast<int>(members_.size()) - 1;
}

int NetBall::find(const NetVertex& at) const {
  const auto slot = slot_of(key_of(at));
  return keys_[slot] == 0 ? kOutside : indices_[slot];
}

int NetBall::distance(const NetVertex& to) const {
  const int index = find(to);
  return index == kOutside ? kOutside : members_[static_cast<std::size_t>(index)].distance;
}

}  // namespace vitriflow
