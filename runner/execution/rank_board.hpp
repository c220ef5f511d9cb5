// RankBoard: the working ranks that there are, on which nodes and in which job, and how many orders each has; it finds
// ranks for tasks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runner/execution/placement.hpp"
#include "runner/execution/pool_nodes.hpp"

namespace vitriflow {

// The ranks of one MPI job; no group reaches beyond it.
struct RankSegment {
  // expected: its pool has not said yet where its ranks lie. open: it takes orders. closed: no more. dismissed: its
  // ranks were told to quit.
  enum class State { expected, open, closed, dismissed };
  int first = 0;
  int count = 0;
  std::string member;  // empty: the coordinator's own job
  State state = State::expected;
  PoolNodes nodes{};
  std::vector<double> free_memory{};  // bytes, of each node
  bool is_open() const noexcept { return state == State::open; }
  bool holds(int rank) const noexcept { return rank >= first && rank < first + count; }
};

class RankBoard {
 public:
  struct Rank {
    int orders = 0;      // outstanding
    bool quick = false;  // all of them are tasks of quick kinds
    int depth = 1;       // how many the kind of the last one allows
  };

  // With the coordinator's own ranks, which lie there.
  RankBoard(int own, PoolNodes nodes);

  // A member's: its ranks are numbered on from the last one.
  void add(int count, const std::string& member);
  void open(int first, PoolNodes nodes);
  void close(int first) { segment_at(first).state = RankSegment::State::closed; }
  void dismissed(int first) { segment_at(first).state = RankSegment::State::dismissed; }
  int size() const noexcept { return static_cast<int>(ranks_.size()); }
  const std::vector<RankSegment>& segments() const noexcept { return segments_; }
  const RankSegment& segment_of(int rank) const;
  // The same ranks as their own job counts them.
  std::vector<int> local(const std::vector<int>& ranks) const;

  const std::vector<Rank>& ranks() const noexcept { return ranks_; }
  // The names of the nodes on which they lie, with spaces between; empty where these are not known.
  std::string node_names(const std::vector<int>& ranks) const;

  bool any_free() const;
  int free_count(const RankSegment& segment) const;  // 0 unless it is open
  bool is_idle(const RankSegment& segment) const;
  // `memory`: bytes that the task occupies.
  void ordered(const std::vector<int>& ranks, int depth, double memory);
  void ended(const std::vector<int>& ranks, double memory);

  // As `place` does, in one segment after the other; those of `at_home` in the own one alone.
  std::vector<Assignment> place(std::vector<Candidate> ready, const std::vector<TaskIndex>& at_home);
  // Whether it could start in some segment if nothing else ran.
  bool would_fit(const Candidate& task) const;
  // Whether a rank that is at work may be given further tasks in advance.
  bool may_get_more(int rank) const { return !reserved_[static_cast<std::size_t>(rank)] && segment_of(rank).is_open(); }

 private:
  RankSegment& segment_at(int first);
  void occupy(const std::vector<int>& ranks, double memory);
  bool may_go(const Candidate& task, const RankSegment& segment, const std::vector<TaskIndex>& at_home) const;

  std::vector<Rank> ranks_;
  std::vector<bool> reserved_;  // kept for a wide task that waits
  std::vector<RankSegment> segments_;
};

}  // namespace vitriflow
