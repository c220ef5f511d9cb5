// NodeBlame: which machines tasks had better avoid, as the journal's failed attempts tell.
//
// An attempt that failed on one machine alone, though its input is valid, speaks against that machine as long as the
// task has failed nowhere else: a task that fails everywhere is itself to blame. Where 2 attempts speak against a
// machine, all tasks avoid it; a task that is tried again avoids those it has failed on in any case.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"

namespace vitriflow {

class NodeBlame {
 public:
  NodeBlame() = default;
  // From the records {fingerprint, nodes} of failed attempts of the last day before `now_s`, of the wall clock.
  NodeBlame(const std::vector<JournalRecord>& past, double now_s);

  // An attempt failed on `nodes`, names with spaces between them.
  void failed(const std::string& fingerprint, const std::string& nodes);
  const std::set<std::string>& avoided() const noexcept { return avoided_; }
  // What a task had better avoid.
  std::set<std::string> shunned_by(const std::string& fingerprint) const;

 private:
  void judge();
  std::map<std::string, std::map<std::string, int>> failures_;  // by fingerprint, by node
  std::set<std::string> avoided_;
};

}  // namespace vitriflow
