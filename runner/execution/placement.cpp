#include "runner/execution/placement.hpp"

#include <algorithm>
#include <tuple>

namespace vitriflow {

namespace {

bool later(const Candidate& a, const Candidate& b) {
  return std::tuple(a.priority, a.width, -a.task) < std::tuple(b.priority, b.width, -b.task);
}

// The first rank of the smallest gap of at least `width` free ranks; -1 when there is none.
int smallest_gap(const std::vector<bool>& free, int width) {
  const int ranks = static_cast<int>(free.size());
  int best = -1, best_length = ranks + 1;
  for (int first = 0; first < ranks;) {
    int end = first;
    while (end < ranks && free[static_cast<std::size_t>(end)]) ++end;
    if (end - first >= width && end - first < best_length) best = first, best_length = end - first;
    first = end + 1;
  }
  return best;
}

std::vector<int> choose_ranks(const std::vector<bool>& free, int width) {
  std::vector<int> chosen;
  const int gap = smallest_gap(free, width);
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

}  // namespace

Placement place(const std::vector<bool>& free, std::vector<Candidate> ready) {
  Placement placement{{}, std::vector<bool>(free.size(), false)};
  std::vector<bool> open = free;
  auto left = std::count(open.begin(), open.end(), true);
  bool reserving = false;
  std::make_heap(ready.begin(), ready.end(), later);
  while (!ready.empty() && left > 0) {
    std::pop_heap(ready.begin(), ready.end(), later);
    const Candidate next = ready.back();
    ready.pop_back();
    if (next.width <= left) {
      placement.assignments.push_back({next.task, choose_ranks(open, next.width)});
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
