// Submission: what somebody asked a batch system for on behalf of a campaign, as CAMPAIGN/submissions/<id>.json keeps
// it beside the script: every allocation of it reads here how it is to run and how to go on after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/cluster.hpp"

namespace vitriflow {

struct Submission {
  std::string id;  // "20261121-210501-7f3a"
  double created_s = 0.0;
  std::string cluster, partition, launcher;
  Continuation continuation = Continuation::successor;
  int requeue_exit = 99;                 // of Continuation::exit_code
  int nodes = 1, ranks = 1;              // working ranks, on all nodes together
  double walltime_s = 0.0;               // of one allocation
  double warning_s = 0.0;                // before its end
  double memory_bytes = 0.0;             // of a node
  int allocations = 1;                   // at most
  int at_once = 1;                       // of them
  std::string mean_time_to_failure;      // "12 h"; empty: the default
  std::string accelerator;               // "kokkos:4:1"; empty: none
  std::string core_hours, disk, notify;  // as of `vitriflow run`
};

// What jobs of the submission carry as their comment.
std::string comment_of(const std::string& submission);

std::string submission_folder(const std::string& campaign);
std::string script_path(const std::string& campaign, const std::string& id);
void write_submission(const std::string& campaign, const Submission& submission, const std::string& script,
                      FileSystem& files);
// Throws Error when there is none of that name or it is damaged.
Submission read_submission(const std::string& campaign, const std::string& id, FileSystem& files);
// Somebody does not want it any more: its jobs that run end at their next leg, those that begin do nothing, and none
// follows. A submission is cancelled for good; a second call changes nothing.
void mark_cancelled(const std::string& campaign, const std::string& id, double now_s, FileSystem& files);
// When that was, of the wall clock; none: it was not.
std::optional<double> cancelled_at(const std::string& campaign, const std::string& id, FileSystem& files);
// The newest last; files that cannot be read are left out.
std::vector<Submission> read_submissions(const std::string& campaign, FileSystem& files);

}  // namespace vitriflow
