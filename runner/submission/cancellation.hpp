// Cancellation: the end of a submission on request: no job of it begins any more, what runs keeps its state, and
// somebody is told what became of each job.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/slurm.hpp"
#include "runner/submission/submission.hpp"

namespace vitriflow {

class Cancellation {
 public:
  struct Setup {
    std::string campaign;  // its folder
    double wait_s = 0.0;   // at most, for what runs to end; 0: nobody waits
    Slurm* slurm = nullptr;
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    std::function<void(const std::string&)> say;
  };
  explicit Cancellation(Setup setup) : setup_(std::move(setup)) {}

  // Of the newest submission. The jobs that wait leave the queue before what runs is told to end, so that nothing
  // follows it. Throws Error: the campaign was never submitted (invalid_input), a job is somebody else's (environment),
  // a job has not ended within the time (failed); SlurmAway, which says whether the submission is cancelled all the
  // same.
  void carry_out();

 private:
  enum class Told { withdrawn, to_end, refused };
  std::vector<SlurmJob> open_jobs();
  void tell(const SlurmJob& job);
  void withdraw(const SlurmJob& job);
  void tell_of_ends(const std::vector<SlurmJob>& open);
  void wait_for_ends(std::vector<SlurmJob> open);
  void conclude(const std::vector<SlurmJob>& open) const;
  std::string outcome_of(const std::string& job) const;

  Setup setup_;
  Submission submission_;
  std::map<std::string, Told> told_;  // by job
  std::vector<std::string> problems_;
};

}  // namespace vitriflow
