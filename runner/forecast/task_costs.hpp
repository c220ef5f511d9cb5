// TaskCosts: what every task of a graph is expected to cost in the measure of its kind, and which tasks share one.
#pragma once

#include <string>
#include <vector>

#include "runner/task_graph.hpp"
#include "stages/cost.hpp"

namespace vitriflow {

// Tasks of one measure take seconds and bytes by the same two lines: the same kind, version, engine, width, and size of
// the system within a factor of two; and, where the kind does not count its own work, the same settings.
struct Measure {
  std::string key;   // "md.anneal 1, LAMMPS 20210929, 1 rank, 512 particles"
  std::string unit;  // of its work
};

struct TaskCosts {
  std::vector<Cost> costs;   // by task
  std::vector<int> measure;  // by task, an index into `measures`
  std::vector<Measure> measures;
  const Measure& of(TaskIndex task) const {
    return measures[static_cast<std::size_t>(measure[static_cast<std::size_t>(task)])];
  }
  const Cost& cost(TaskIndex task) const { return costs[static_cast<std::size_t>(task)]; }
};

// Linear in the number of tasks. A kind that cannot say (its input file is wrong) leaves the work unknown.
TaskCosts task_costs(const TaskGraph& graph, const std::string& inputs_folder, const std::string& workflow_folder);

// What the inputs of a task are expected to be.
CostInputs cost_inputs(const TaskGraph& graph, const TaskCosts& costs, TaskIndex task, const std::string& inputs_folder,
                       const std::string& workflow_folder);

}  // namespace vitriflow
