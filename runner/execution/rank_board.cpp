#include "runner/execution/rank_board.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

bool stays(TaskIndex task, const std::vector<TaskIndex>& at_home) {
  return std::find(at_home.begin(), at_home.end(), task) != at_home.end();
}

}  // namespace

RankBoard::RankBoard(int own, PoolNodes nodes) {
  add(own, "");
  open(0, std::move(nodes));
}

void RankBoard::add(int count, const std::string& member) {
  segments_.push_back({static_cast<int>(ranks_.size()), count, member});
  ranks_.resize(ranks_.size() + static_cast<std::size_t>(count));
  reserved_.resize(ranks_.size(), false);
}

void RankBoard::open(int first, PoolNodes nodes) {
  RankSegment& segment = segment_at(first);
  segment.state = RankSegment::State::open;
  segment.free_memory.assign(nodes.count(), nodes.memory_bytes);
  segment.nodes = std::move(nodes);
}

RankSegment& RankBoard::segment_at(int first) {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const auto& s) { return s.first == first; });
  ENSURE(found != segments_.end(), "no job's ranks begin with {}", first);
  return *found;
}

const RankSegment& RankBoard::segment_of(int rank) const {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const auto& s) { return s.holds(rank); });
  ENSURE(found != segments_.end(), "there is no rank {}", rank);
  return *found;
}

std::vector<int> RankBoard::local(const std::vector<int>& ranks) const {
  const int first = segment_of(ranks.front()).first;
  std::vector<int> numbers = ranks;
  for (int& rank : numbers) rank -= first;
  return numbers;
}

std::string RankBoard::node_names(const std::vector<int>& ranks) const {
  const RankSegment& segment = segment_of(ranks.front());
  std::set<std::string> names;
  for (const int rank : ranks) names.insert(segment.nodes.name_of(rank - segment.first));
  return fmt::format("{}", fmt::join(names, " "));
}

bool RankBoard::any_free() const {
  return std::any_of(segments_.begin(), segments_.end(), [this](const auto& s) { return free_count(s) > 0; });
}

int RankBoard::free_count(const RankSegment& segment) const {
  if (!segment.is_open()) return 0;
  const auto first = ranks_.begin() + segment.first;
  return static_cast<int>(
      std::count_if(first, first + segment.count, [](const Rank& rank) { return rank.orders == 0; }));
}

bool RankBoard::is_idle(const RankSegment& segment) const {
  const auto first = ranks_.begin() + segment.first;
  return std::all_of(first, first + segment.count, [](const Rank& rank) { return rank.orders == 0; });
}

void RankBoard::ordered(const std::vector<int>& ranks, int depth, double memory) {
  for (const int number : ranks) {
    Rank& rank = ranks_[static_cast<std::size_t>(number)];
    rank.quick = depth > 1 && (rank.orders == 0 || rank.quick);
    rank.depth = depth;
    ++rank.orders;
  }
  occupy(ranks, memory);
}

void RankBoard::ended(const std::vector<int>& ranks, double memory) {
  for (const int rank : ranks) --ranks_[static_cast<std::size_t>(rank)].orders;
  occupy(ranks, -memory);
}

void RankBoard::occupy(const std::vector<int>& ranks, double memory) {
  if (memory == 0.0) return;
  RankSegment& segment = segment_at(segment_of(ranks.front()).first);
  take_memory(local(ranks), memory, segment.nodes, segment.free_memory);
}

std::vector<Assignment> RankBoard::place(std::vector<Candidate> ready, const std::vector<TaskIndex>& at_home) {
  std::vector<Assignment> all;
  std::fill(reserved_.begin(), reserved_.end(), false);
  for (const RankSegment& segment : segments_) {
    if (free_count(segment) == 0 || ready.empty()) continue;
    std::vector<bool> free;
    for (int rank = segment.first; rank < segment.first + segment.count; ++rank)
      free.push_back(ranks_[static_cast<std::size_t>(rank)].orders == 0);
    std::vector<Candidate> fitting;
    for (const Candidate& task : ready) {
      if (may_go(task, segment, at_home)) fitting.push_back(task);
    }
    const Placement placement = vitriflow::place(free, std::move(fitting), segment.nodes, segment.free_memory);
    std::copy(placement.reserved.begin(), placement.reserved.end(), reserved_.begin() + segment.first);
    std::set<TaskIndex> assigned;
    for (Assignment assignment : placement.assignments) {
      assigned.insert(assignment.task);
      for (int& rank : assignment.ranks) rank += segment.first;
      all.push_back(std::move(assignment));
    }
    if (&segment != &segments_.back())
      std::erase_if(ready, [&](const Candidate& task) { return assigned.contains(task.task); });
  }
  return all;
}

bool RankBoard::may_go(const Candidate& task, const RankSegment& segment, const std::vector<TaskIndex>& at_home) const {
  if (task.width > segment.count || (!segment.member.empty() && stays(task.task, at_home))) return false;
  return task.memory <= 0 || vitriflow::would_fit(task, segment.count, segment.nodes);
}

bool RankBoard::would_fit(const Candidate& task) const {
  return std::any_of(segments_.begin(), segments_.end(),
                     [&](const RankSegment& segment) { return segment.is_open() && may_go(task, segment, {}); });
}

}  // namespace vitriflow
