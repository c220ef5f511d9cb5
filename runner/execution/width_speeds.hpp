// WidthSpeeds: how long the tasks of a stage took on how many ranks, and up to which width more ranks were worth it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

class WidthSpeeds {
 public:
  // One task of the stage took so long on so many ranks. Tasks of one stage are of much the same size.
  void took(const std::string& stage, int width, double seconds);
  // From the journal so far: tasks that ran from begin to end in one go.
  void read(const TaskGraph& graph, const std::vector<JournalRecord>& past);
  // Whether the task, by fingerprint, had begun before: then it continues, and its time says nothing.
  void begun(const std::string& fingerprint) { begun_.insert(fingerprint); }
  bool begun_before(const std::string& fingerprint) const { return begun_.contains(fingerprint); }
  // The largest width at most `most` that is not known to be wasteful. A measured width is, when each of its ranks does
  // less than half the work that a rank of the narrowest measured width does; then the widest measured one before it is
  // the limit. Without two measured widths: `most`.
  int widest(const std::string& stage, int most) const;

 private:
  struct Measured {
    int tasks = 0;
    double mean_s = 0.0;
  };
  std::set<std::string> begun_;
  std::map<std::string, std::map<int, Measured>> stages_;  // by width
};

}  // namespace vitriflow
