#include "runner/execution/placement.hpp"

#include <algorithm>
#include <tuple>

namespace vitriflow {

namespace {

bool later(const Candidate& a, const Candidate& b) {
  return std::tuple(a.priority, a.width, -a.task) < std::tuple(b.priority, b.width, -b.task);
}

// The first rank of the smallest gap of at least `width` free ranks; -1 when there is none. Gaps end with their node
// where `nodes` says which ranks lie on which.
int smallest_gap(const std::vector<bool>& free, int width, const std::vector<int>& nodes) {
  const int ranks = static_cast<int>(free.size());
  const auto same_node = [&](int a, int b) {
    return nodes.empty() || nodes[static_cast<std::size_t>(a)] == nodes[static_cast<std::size_t>(b)];
  };
  int best = -1, best_length = ranks + 1;
  for (int first = 0; first < ranks;) {
    int end = first;
    while (end < ranks && free[static_cast<std::size_t>(end)] && same_node(first, end)) ++end;
    if (end - first >= width && end - first < best_length) best = first, best_length = end - first;
    first = std::max(end, first + 1);
  }
  return best;
}

std::vector<int> choose_ranks(const std::vector<bool>& free, int width, const std::vector<int>& nodes) {
  std::vector<int> chosen;
  int gap = smallest_gap(free, width, nodes);
  if (gap < 0) gap = smallest_gap(free, width, {});
  for (int rank = std::max(gap, 0); static_cast<int>(chosen.size()) < width; ++rank) {
    if (free[static_cast<std::size_t>(rank)]) chosen.push_back(rank);
  }
  return chosen;
}

// The window of `width` ranks with the most free ones; the first of equals, so that the choice stands until it is free.
int best_window(const std::vector<bool>& free, int width) {
  int best = 0;
  std::ptrdiff_t most = -1;
  for (int first = 0; first + width <= static_cast<int>(free.size()); ++first) {
    const auto count = std::count(free.begin() + first, free.begin() + first + width, true);
    if (count > most) best = first, most = count;
  }
  return best;
}

// The open rank that lies nearest to a group; -1 when none is open.
int nearest_open(const std::vector<int>& group, const std::vector<bool>& open) {
  int nearest = -1, least = 0;
  for (int rank = 0; rank < static_cast<int>(open.size()); ++rank) {
    if (!open[static_cast<std::size_t>(rank)]) continue;
    const int distance = std::max(group.front() - rank, rank - group.back());
    if (nearest < 0 || distance < least) nearest = rank, least = distance;
  }
  return nearest;
}

// Deals the ranks that are still open to the groups that can use them, the narrowest first.
void widen(std::vector<Assignment>& groups, const std::vector<int>& most, std::vector<bool>& open) {
  for (;;) {
    Assignment* narrowest = nullptr;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto width = groups[i].ranks.size();
      if (static_cast<int>(width) >= most[i]) continue;
      if (narrowest == nullptr || width < narrowest->ranks.size()) narrowest = &groups[i];
    }
    const int rank = narrowest == nullptr ? -1 : nearest_open(narrowest->ranks, open);
    if (rank < 0) return;
    open[static_cast<std::size_t>(rank)] = false;
    narrowest->ranks.insert(std::lower_bound(narrowest->ranks.begin(), narrowest->ranks.end(), rank), rank);
  }
}

}  // namespace

Placement place(const std::vector<bool>& free, std::vector<Candidate> ready, double memory,
                const std::vector<int>& nodes) {
  Placement placement{{}, std::vector<bool>(free.size(), false)};
  std::vector<bool> open = free;
  auto left = std::count(open.begin(), open.end(), true);
  bool reserving = false;
  std::vector<int> most;  // of each assignment
  std::make_heap(ready.begin(), ready.end(), later);
  while (!ready.empty() && left > 0) {
    std::pop_heap(ready.begin(), ready.end(), later);
    const Candidate next = ready.back();
    ready.pop_back();
    if (next.memory > memory) {
      memory = 0;
    } else if (next.width <= left) {
      memory -= next.memory;
      most.push_back(next.most);
      placement.assignments.push_back({next.task, choose_ranks(open, next.width, nodes)});
      for (const int rank : placement.assignments.back().ranks) open[static_cast<std::size_t>(rank)] = false;
    } else if (!reserving) {
      reserving = true;
      const int first = best_window(open, next.width);
      for (int rank = first; rank < first + next.width && rank < static_cast<int>(open.size()); ++rank) {
        placement.reserved[static_cast<std::size_t>(rank)] = true;
        open[static_cast<std::size_t>(rank)] = false;
      }
    }
    left = std::count(open.begin(), open.end(), true);
  }
  widen(placement.assignments, most, open);
  return placement;
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
