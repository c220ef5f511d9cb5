// Death: what is known of a pool's end that it did not tell itself, and what the journal keeps of it (blame.hpp).
#pragma once

#include <cstdint>
#include <string>

#include "hpc/base/files.hpp"
#include "hpc/store/journal.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// Journals a pool's death: who was running is suspected, who left a note is to blame. The notes are used up. Returns
// what the pool died of, to be said after "The pool died": " with exit code 1", " of 'glass': segmentation fault".
struct DeadPool {
  std::string campaign_folder;
  std::int64_t epoch = 0;
  std::string status;  // of its process: "exit code 1"
};
std::string record_death(const DeadPool& pool, const TaskGraph& graph, FileSystem& files, JournalWriter& journal);

// Notes of a run whose supervisor ended before it could read them: nobody knows any more which death they are of.
void forget_abort_notes(const std::string& campaign_folder, FileSystem& files);

}  // namespace vitriflow
