// QueueView: where a submitted campaign's jobs stand, from the batch system and from what the allocations themselves
// wrote; it changes nothing.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hpc/slurm.hpp"
#include "hpc/store/allocation_record.hpp"
#include "runner/submission/submission.hpp"

namespace vitriflow {

struct QueueView {
  std::string campaign;                       // its folder
  std::optional<Submission> submission;       // the newest; none: the campaign was never submitted
  std::optional<double> cancelled_s;          // when it was cancelled, of the wall clock; none: it was not
  std::vector<AllocationRecord> allocations;  // of it, in the order in which they began
  std::optional<std::vector<SlurmJob>> jobs;  // of it; none: the batch system does not answer
  std::string silence;                        // why
};

// Asks the batch system only where the newest submission may still have jobs in it.
QueueView look_at_queue(const std::string& campaign, FileSystem& files, Slurm& slurm);

// Lines of `vitriflow status`; empty for a campaign that was never submitted. `now_s` is of the wall clock.
std::string queue_text(const QueueView& view, double now_s);
nlohmann::json queue_json(const QueueView& view);

// The jobs in one line without times, for those who watch: "job 2 RUNNING on n[1-2], job 3 PENDING (Dependency)"; empty
// where there is none, or none any more.
std::string queue_summary(const QueueView& view);
// The same with times, as a sentence for those who ask why nothing happens: "Nothing runs it now: job 3 PENDING
// (Resources), expected to begin in 2 h 00 min." Where none is left, the way out. Empty for a campaign that was never
// submitted, and for one that somebody runs (`held`) without a job of it. `now_s` is of the wall clock.
std::string jobs_sentence(const QueueView& view, bool held, double now_s);
// Whether a job of it waits or runs, or may do so while the batch system does not answer.
bool may_go_on(const QueueView& view);

}  // namespace vitriflow
