#include "runner/execution/placement.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace vitriflow {

namespace {

using Mask = std::vector<bool>;  // by rank
// Ranks with equal ones lie together: a socket, a node, the job.
using Domain = std::pair<int, int>;
using DomainOf = std::function<Domain(int rank)>;

bool later(const Candidate& a, const Candidate& b) {
  return std::tuple(a.priority, a.width, -a.task) < std::tuple(b.priority, b.width, -b.task);
}

std::ptrdiff_t count(const Mask& mask) { return std::count(mask.begin(), mask.end(), true); }

// The first rank of the smallest gap of at least `width` ranks, all in one domain; -1 when there is none.
int smallest_gap(const Mask& free, int width, const DomainOf& domain) {
  const int ranks = static_cast<int>(free.size());
  int best = -1, best_length = ranks + 1;
  for (int first = 0; first < ranks;) {
    int end = first;
    while (end < ranks && free[static_cast<std::size_t>(end)] && domain(end) == domain(first)) ++end;
    if (end - first >= width && end - first < best_length) best = first, best_length = end - first;
    first = std::max(end, first + 1);
  }
  return best;
}

// The lowest `width` ranks of the domain that has the fewest of at least so many; empty when there is none.
std::vector<int> scattered(const Mask& free, int width, const DomainOf& domain) {
  std::map<Domain, std::vector<int>> ranks;
  for (int rank = 0; rank < static_cast<int>(free.size()); ++rank) {
    if (free[static_cast<std::size_t>(rank)]) ranks[domain(rank)].push_back(rank);
  }
  std::vector<int> chosen;
  for (auto& [where, there] : ranks) {
    if (static_cast<int>(there.size()) >= width && (chosen.empty() || there.size() < chosen.size())) chosen = there;
  }
  if (!chosen.empty()) chosen.resize(static_cast<std::size_t>(width));
  return chosen;
}

std::vector<int> from(int first, int width) {
  std::vector<int> ranks;
  for (int rank = first; rank < first + width; ++rank) ranks.push_back(rank);
  return ranks;
}

// The window of `width` ranks with the most free ones; the first of equals, so that the choice stands until it is free.
int best_window(const Mask& free, int width) {
  int best = 0;
  std::ptrdiff_t most = -1;
  for (int first = 0; first + width <= static_cast<int>(free.size()); ++first) {
    const auto free_ones = std::count(free.begin() + first, free.begin() + first + width, true);
    if (free_ones > most) best = first, most = free_ones;
  }
  return best;
}

// Places one task after the other; what each takes is gone for the next.
class Placer {
 public:
  Placer(Mask free, const PoolNodes& nodes, std::vector<double> memory)
      : open_(std::move(free)), nodes_(&nodes), memory_(std::move(memory)), placement_{{}, Mask(open_.size(), false)} {
    memory_.resize(nodes.count(), std::numeric_limits<double>::infinity());
  }

  Placement place_all(std::vector<Candidate> ready) {
    std::make_heap(ready.begin(), ready.end(), later);
    while (!ready.empty() && count(open_) > 0) {
      std::pop_heap(ready.begin(), ready.end(), later);
      place(ready.back());
      ready.pop_back();
    }
    widen();
    return std::move(placement_);
  }

  // Empty: it does not fit.
  std::vector<int> choose(const Candidate& task) const {
    Mask usable = without_shunned(task, open_);
    if (task.memory > 0) limit_by_memory(task, usable);
    if (count(usable) < task.width) return {};
    const DomainOf domains[] = {[this](int rank) { return Domain(nodes_->node_of(rank), socket_of(rank)); },
                                [this](int rank) { return Domain(nodes_->node_of(rank), 0); },
                                [](int) { return Domain(0, 0); }};
    for (const DomainOf& domain : domains) {
      if (const int first = smallest_gap(usable, task.width, domain); first >= 0) return from(first, task.width);
      if (auto ranks = scattered(usable, task.width, domain); !ranks.empty()) return ranks;
    }
    return {};
  }

 private:
  void place(const Candidate& task) {
    auto ranks = choose(task);
    if (!ranks.empty()) {
      for (const int rank : ranks) open_[static_cast<std::size_t>(rank)] = false;
      take_memory(ranks, task.memory, *nodes_, memory_);
      placement_.assignments.push_back({task.task, std::move(ranks)});
      placed_.push_back(task);
    } else if (task.memory > 0 && count(without_shunned(task, open_)) >= task.width) {
      keep_memory(task);
    } else if (!std::exchange(reserving_, true)) {
      reserve(task);
    }
  }

  bool is_shunned(const Candidate& task, int rank) const {
    return !task.shunned.empty() && task.shunned.contains(nodes_->name_of(rank));
  }

  Mask without_shunned(const Candidate& task, Mask mask) const {
    if (task.shunned.empty()) return mask;
    Mask allowed(mask.size(), true);
    for (std::size_t rank = 0; rank < mask.size(); ++rank) allowed[rank] = !is_shunned(task, static_cast<int>(rank));
    if (count(allowed) < task.width) return mask;
    for (std::size_t rank = 0; rank < mask.size(); ++rank) mask[rank] = mask[rank] && allowed[rank];
    return mask;
  }

  // No more ranks of a node than its memory holds shares of the task's.
  void limit_by_memory(const Candidate& task, Mask& usable) const {
    constexpr double kRounding = 1e-9;
    const double share = task.memory / task.width;
    std::vector<double> left;
    for (const double bytes : memory_) left.push_back(std::floor(bytes / share + kRounding));
    for (std::size_t rank = 0; rank < usable.size(); ++rank) {
      double& shares = left[static_cast<std::size_t>(nodes_->node_of(static_cast<int>(rank)))];
      if (usable[rank] && shares-- < 1.0) usable[rank] = false;
    }
  }

  void keep_memory(const Candidate& task) {
    if (task.memory > nodes_->memory_bytes) return std::fill(memory_.begin(), memory_.end(), 0.0);
    *std::max_element(memory_.begin(), memory_.end()) = 0.0;
  }

  void reserve(const Candidate& task) {
    const int first = best_window(without_shunned(task, open_), task.width);
    for (int rank = first; rank < first + task.width && rank < static_cast<int>(open_.size()); ++rank) {
      placement_.reserved[static_cast<std::size_t>(rank)] = true;
      open_[static_cast<std::size_t>(rank)] = false;
    }
  }

  // Deals the ranks that are still open to the groups that can use them, the narrowest first.
  void widen() {
    std::vector<bool> done(placed_.size(), false);
    for (;;) {
      std::size_t narrowest = placed_.size();
      for (std::size_t i = 0; i < placed_.size(); ++i) {
        const auto width = group(i).size();
        if (done[i] || static_cast<int>(width) >= placed_[i].most) continue;
        if (narrowest == placed_.size() || width < group(narrowest).size()) narrowest = i;
      }
      if (narrowest == placed_.size()) return;
      const int rank = nearest_open(narrowest);
      if (rank < 0) {
        done[narrowest] = true;
        continue;
      }
      open_[static_cast<std::size_t>(rank)] = false;
      auto& ranks = group(narrowest);
      ranks.insert(std::lower_bound(ranks.begin(), ranks.end(), rank), rank);
    }
  }

  // The open rank that lies nearest to a group and that it may use; -1 when there is none.
  int nearest_open(std::size_t i) const {
    const auto& ranks = placement_.assignments[i].ranks;
    int nearest = -1, least = 0;
    for (int rank = 0; rank < static_cast<int>(open_.size()); ++rank) {
      if (!open_[static_cast<std::size_t>(rank)] || !may_grow(placed_[i], ranks, rank)) continue;
      const int distance = std::max(ranks.front() - rank, rank - ranks.back());
      if (nearest < 0 || distance < least) nearest = rank, least = distance;
    }
    return nearest;
  }

  // Its memory was found where it is.
  bool may_grow(const Candidate& task, const std::vector<int>& ranks, int rank) const {
    if (is_shunned(task, rank)) return false;
    const int node = nodes_->node_of(rank);
    return task.memory <= 0 ||
           std::all_of(ranks.begin(), ranks.end(), [&](int r) { return nodes_->node_of(r) == node; });
  }

  int socket_of(int rank) const {
    return nodes_->sockets.empty() ? -1 : nodes_->sockets[static_cast<std::size_t>(rank)];
  }
  std::vector<int>& group(std::size_t i) { return placement_.assignments[i].ranks; }

  Mask open_;
  const PoolNodes* nodes_;
  std::vector<double> memory_;  // free, by node
  bool reserving_ = false;
  Placement placement_;
  std::vector<Candidate> placed_;  // as the assignments
};

}  // namespace

Placement place(const std::vector<bool>& free, std::vector<Candidate> ready, const PoolNodes& nodes,
                std::vector<double> memory) {
  return Placer(free, nodes, std::move(memory)).place_all(std::move(ready));
}

bool would_fit(const Candidate& task, int ranks, const PoolNodes& nodes) {
  const Mask all(static_cast<std::size_t>(ranks), true);
  return !Placer(all, nodes, std::vector<double>(nodes.count(), nodes.memory_bytes)).choose(task).empty();
}

void take_memory(const std::vector<int>& ranks, double bytes, const PoolNodes& nodes, std::vector<double>& memory) {
  const double share = bytes / static_cast<double>(ranks.size());
  for (const int rank : ranks) memory[static_cast<std::size_t>(nodes.node_of(rank))] -= share;
}

std::vector<int> path_lengths(const TaskGraph& graph) {
  std::vector<int> lengths(static_cast<std::size_t>(graph.size()), 1);
  for (TaskIndex task = graph.size() - 1; task >= 0; --task) {
    for (const TaskIndex dependent : graph.dependents(task)) {
      auto& length = lengths[static_cast<std::size_t>(task)];
      length = std::max(length, 1 + lengths[static_cast<std::size_t>(dependent)]);
    }
  }
  return lengths;
}

}  // namespace vitriflow
