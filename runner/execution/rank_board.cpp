#include "runner/execution/rank_board.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// The memory of another job's nodes is not counted here.
bool may_leave(const Candidate& task, const std::vector<TaskIndex>& at_home) {
  return task.memory <= 0 && std::find(at_home.begin(), at_home.end(), task.task) == at_home.end();
}

}  // namespace

void RankBoard::add(RankSegment segment) {
  segment.first = static_cast<int>(ranks_.size());
  ranks_.resize(ranks_.size() + static_cast<std::size_t>(segment.count));
  reserved_.resize(ranks_.size(), false);
  segments_.push_back(std::move(segment));
}

RankSegment& RankBoard::segment_at(int first) {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const auto& s) { return s.first == first; });
  ENSURE(found != segments_.end(), "no job's ranks begin with {}", first);
  return *found;
}

const RankSegment& RankBoard::segment_of(int rank) const {
  const auto found = std::find_if(segments_.begin(), segments_.end(),
                                  [&](const auto& s) { return rank >= s.first && rank < s.first + s.count; });
  ENSURE(found != segments_.end(), "there is no rank {}", rank);
  return *found;
}

std::vector<int> RankBoard::local(const std::vector<int>& ranks) const {
  const int first = segment_of(ranks.front()).first;
  std::vector<int> numbers = ranks;
  for (int& rank : numbers) rank -= first;
  return numbers;
}

bool RankBoard::any_free() const { return free_count() > 0; }

int RankBoard::free_count() const {
  int count = 0;
  for (const RankSegment& segment : segments_) {
    if (!segment.open) continue;
    for (int rank = segment.first; rank < segment.first + segment.count; ++rank)
      count += ranks_[static_cast<std::size_t>(rank)].orders == 0 ? 1 : 0;
  }
  return count;
}

bool RankBoard::is_idle(const RankSegment& segment) const {
  const auto first = ranks_.begin() + segment.first;
  return std::all_of(first, first + segment.count, [](const Rank& rank) { return rank.orders == 0; });
}

void RankBoard::ordered(const std::vector<int>& ranks, int depth) {
  for (const int number : ranks) {
    Rank& rank = ranks_[static_cast<std::size_t>(number)];
    rank.quick = depth > 1 && (rank.orders == 0 || rank.quick);
    rank.depth = depth;
    ++rank.orders;
  }
}

void RankBoard::ended(const std::vector<int>& ranks) {
  for (const int rank : ranks) --ranks_[static_cast<std::size_t>(rank)].orders;
}

std::vector<Assignment> RankBoard::place(std::vector<Candidate> ready, double memory,
                                         const std::vector<TaskIndex>& at_home) {
  std::vector<Assignment> all;
  std::fill(reserved_.begin(), reserved_.end(), false);
  for (const RankSegment& segment : segments_) {
    if (!segment.open || ready.empty()) continue;
    std::vector<bool> free;
    for (int rank = segment.first; rank < segment.first + segment.count; ++rank)
      free.push_back(ranks_[static_cast<std::size_t>(rank)].orders == 0);
    if (std::find(free.begin(), free.end(), true) == free.end()) continue;
    std::vector<Candidate> fitting;
    for (const Candidate& task : ready) {
      if (task.width <= segment.count && (segment.member.empty() || may_leave(task, at_home))) fitting.push_back(task);
    }
    const Placement placement = vitriflow::place(free, std::move(fitting), memory, segment.nodes);
    for (int rank = 0; rank < segment.count; ++rank)
      reserved_[static_cast<std::size_t>(segment.first + rank)] = placement.reserved[static_cast<std::size_t>(rank)];
    std::set<TaskIndex> assigned;
    for (Assignment assignment : placement.assignments) {
      assigned.insert(assignment.task);
      for (int& rank : assignment.ranks) rank += segment.first;
      all.push_back(std::move(assignment));
    }
    if (&segment == &segments_.back()) break;
    for (const Candidate& task : ready) memory -= assigned.contains(task.task) ? task.memory : 0.0;
    std::erase_if(ready, [&](const Candidate& task) { return assigned.contains(task.task); });
  }
  return all;
}

}  // namespace vitriflow
