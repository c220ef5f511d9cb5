// Slurm: what the batch system says of jobs, and what it is asked to do with them. The only place that knows its
// commands.
//
// States come from `scontrol show job`, which needs no accounting. A controller that does not answer says nothing about
// a job: that is SlurmAway, never "gone".
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/command.hpp"

namespace vitriflow {

struct SlurmJob {
  std::string id, name, comment, partition;
  std::string state;   // "PENDING", "RUNNING", "COMPLETING", "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", ...
  std::string reason;  // why it waits, "Dependency"; empty: none
  std::string nodes;   // "n[1-2]"; empty while it waits
  std::string dependency;
  double submit_s = 0.0, start_s = 0.0, end_s = 0.0;  // of the wall clock; 0: unknown
  int restarts = 0;
  bool preempted = false;
  bool waits() const;  // it will begin, or begin again, by itself or by a release
  bool runs() const;   // its processes may be there
  // Somebody ended it for good, in its run behind so many restarts; known while its processes still end.
  bool was_cancelled(int before) const;
};

// The records of `scontrol --oneliner show job`, with times as seconds (SLURM_TIME_FORMAT=%s) or as dates of this
// machine's zone.
std::vector<SlurmJob> parse_jobs(std::string_view text);

// The command whose output parse_jobs reads; of all jobs when `id` is empty.
std::vector<std::string> show_job_command(const std::string& id);

// The batch system did not answer; nothing is known.
class SlurmAway : public Error {
 public:
  explicit SlurmAway(const std::string& message) : Error(message, Failure::environment) {}
};

class Slurm {
 public:
  explicit Slurm(CommandRunner& commands) : commands_(&commands) {}

  // Of this user and others, as long as the controller remembers them. Throws SlurmAway.
  std::vector<SlurmJob> jobs();
  // Those of a submission, by their comment, the oldest first.
  std::vector<SlurmJob> jobs_of(const std::string& comment);
  // None when the controller knows of no such job. Throws SlurmAway.
  std::optional<SlurmJob> job(const std::string& id);
  // The new job's id. Throws Error with what sbatch said, SlurmAway when it said nothing of use.
  std::string submit(const std::string& script, const std::vector<std::string>& options);
  void cancel(const std::string& id);  // no error when it has ended
  // Cancels it as long as it waits; no error when it has begun or ended. Throws Error with what scancel said.
  void withdraw(const std::string& id);
  void warn(const std::string& id);     // SIGUSR1 to its batch script alone, as before its walltime ends
  void requeue(const std::string& id);  // ends the job; it begins again as the same one
  // A job that waits will not begin on these nodes. Throws Error with what scontrol said.
  void exclude(const std::string& id, const std::set<std::string>& nodes);
  // `scontrol --oneliner show WHAT`: "partition", "node", "config". Throws SlurmAway.
  std::string show(const std::string& what);
  std::string mpi_plugins();  // what srun calls them, in words of its own

 private:
  CommandOutput run(const std::vector<std::string>& arguments);
  CommandRunner* commands_;
};

}  // namespace vitriflow
