// FinishedTasks: what the finished tasks of a campaign took, read from its journal and its files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct FinishedTask {
  TaskIndex task = 0;
  double seconds = 0;
  double bytes = 0;  // result and trajectory, and its share of campaign.h5
};

// Tasks of the graph that ended at their first attempt, uninterrupted and on the machine called `host`; at most `most`
// of a stage, the newest. An empty list for a folder that is no campaign.
std::vector<FinishedTask> finished_tasks(const std::string& folder, const TaskGraph& graph, const std::string& host,
                                         std::size_t most, FileSystem& files);

// Name of this machine as journals hold it.
std::string host_name();

}  // namespace vitriflow
