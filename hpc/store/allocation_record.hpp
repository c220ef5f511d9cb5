// AllocationRecord: one allocation of a batch system that works, or worked, on a campaign, as
// CAMPAIGN/allocations/<name> says; written by the runner in it, read by everybody else.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow {

struct AllocationRecord {
  std::string name;  // "1234"; "1234-1" when the job was put back into the queue once
  std::string job, submission, cluster, partition;
  std::string nodes;         // as SLURM writes a list: "n[1-2]"
  std::int64_t number = 1;   // of the submission's allocations
  std::int64_t session = 0;  // of a member, from 1: how often it has asked to work for whoever plans; 0: it plans
  std::int64_t ranks = 0;    // working
  double began_s = 0.0;      // of the wall clock, as all times here
  double end_s = std::numeric_limits<double>::infinity();    // when the batch system takes it away
  double until_s = std::numeric_limits<double>::infinity();  // when tasks must have ended
  double heard_s = 0.0;                                      // of the runner in it
  double ended_s = 0.0;                                      // 0: it runs, or its runner was killed
  std::string outcome;  // "finished", "time", "stopped", "failed", "replaced"; empty as long as it has not ended
};

// Whether its runner has neither ended nor been silent for longer than a lease lasts.
bool is_heard_of(const AllocationRecord& record, double now_s);

// Written aside, synced, taken into place; `record.name` has one writer.
void write_allocation(const std::string& campaign, const AllocationRecord& record, FileSystem& files);
// None when there is no such file or it is damaged: it decides nothing.
std::optional<AllocationRecord> read_allocation(const std::string& campaign, const std::string& name,
                                                FileSystem& files);
// All that can be read, in the order in which they began.
std::vector<AllocationRecord> read_allocations(const std::string& campaign, FileSystem& files);

}  // namespace vitriflow
