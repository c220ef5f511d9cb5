// Inspection: every file of a campaign's store compared with its checksum and its name; reads only.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow {

struct Damage {
  enum class What {
    lease,
    fence,
    journal,
    small_results,
    edits,
    result,
    checkpoint,
    segment,
    trajectory,
    campaign,
    plan
  };
  What what = What::result;
  std::string file = {};         // relative to the campaign
  std::string problem = {};      // one sentence, which may name the file in full
  std::string fingerprint = {};  // of results, checkpoints and trajectories that have a file of their own
  std::int64_t leg = -1;         // of checkpoints and segments; -1: of segments that are gone, it is not known which
  bool newer = false;            // whole, but of a format that this program does not know
};

struct Inspection {
  std::vector<Damage> damages;
  std::set<std::string> results;                // fingerprints of those that are whole
  std::set<std::string> hidden_results;         // of small ones that are whole and stand behind damage: not read
  std::set<std::string> with_sound_checkpoint;  // fingerprints of tasks that keep at least one
  std::uint64_t files = 0, bytes = 0;           // that were looked at
};

// Of a log no more is looked at than may be read (hpc/store/fence.hpp); a torn last line is no damage, bytes that a
// fence names and that are gone are.
Inspection inspect_store(const std::string& folder, FileSystem& files);

}  // namespace vitriflow
