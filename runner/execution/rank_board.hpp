// RankBoard: the working ranks that there are, on which nodes and in which job, and how many orders each has; it finds
// ranks for tasks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runner/execution/placement.hpp"

namespace vitriflow {

// The ranks of one MPI job; no group reaches beyond it.
struct RankSegment {
  int first = 0;
  int count = 0;
  std::string member;      // empty: the coordinator's own job
  bool open = true;        // takes orders
  std::vector<int> nodes;  // of each rank, numbers that tell nodes apart; empty: not known
  bool dismissed = false;  // its ranks were told to quit
};

class RankBoard {
 public:
  struct Rank {
    int orders = 0;      // outstanding
    bool quick = false;  // all of them are tasks of quick kinds
    int depth = 1;       // how many the kind of the last one allows
  };

  explicit RankBoard(int own) { add({0, own, "", true, {}, false}); }

  // Its ranks are numbered on from the last one.
  void add(RankSegment segment);
  void close(int first) { segment_at(first).open = false; }
  void dismissed(int first) { segment_at(first).dismissed = true, segment_at(first).open = false; }
  int size() const noexcept { return static_cast<int>(ranks_.size()); }
  void set_nodes(int first, std::vector<int> nodes) { segment_at(first).nodes = std::move(nodes); }
  const std::vector<RankSegment>& segments() const noexcept { return segments_; }
  const RankSegment& segment_of(int rank) const;
  // The same ranks as their own job counts them.
  std::vector<int> local(const std::vector<int>& ranks) const;

  std::vector<Rank>& ranks() noexcept { return ranks_; }
  bool any_free() const;
  int free_count() const;
  bool is_idle(const RankSegment& segment) const;
  void ordered(const std::vector<int>& ranks, int depth);
  void ended(const std::vector<int>& ranks);

  // As `place` does, in one segment after the other; in another job's only tasks that are not of `at_home` and
  // state no memory.
  std::vector<Assignment> place(std::vector<Candidate> ready, double memory, const std::vector<TaskIndex>& at_home);
  // Whether a rank that is at work may be given further tasks in advance.
  bool may_get_more(int rank) const { return !reserved_[static_cast<std::size_t>(rank)] && segment_of(rank).open; }

 private:
  RankSegment& segment_at(int first);
  std::vector<Rank> ranks_;
  std::vector<bool> reserved_;  // kept for a wide task that waits
  std::vector<RankSegment> segments_;
};

}  // namespace vitriflow
