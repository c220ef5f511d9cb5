// The part of the executor that deals with attempts that fail.
#include <fmt/format.h>

#include "hpc/base/memory_size.hpp"
#include "runner/execution/executor.hpp"

namespace vitriflow {

void Executor::failed(const TaskReport& report, const std::vector<int>& ranks) {
  const Task& task = setup_.graph->task(report.task);
  const bool again = try_again(report);
  plan_.attempt_failed(report.task, again);
  auto record = failure_record(report, ranks);
  const std::string nodes = record["nodes"];
  setup_.journal->append(again ? "attempt_failed" : "failed", std::move(record));
  blame_node(task.fingerprint, nodes);
  if (!again) return tell_about(PoolLine::Type::failed, report.task, report.message, report.seconds);
  steering_.keep_back(plan_);
  not_before_s_[report.task] = setup_.clock->monotonic_s() + task.retry.wait_s;
  tell_about(PoolLine::Type::retried, report.task,
             fmt::format("try {} of {} failed: {}", failures_[task.fingerprint], task.retry.times + 1, report.message),
             report.seconds);
}

std::map<std::string, std::string> Executor::failure_record(const TaskReport& report, const std::vector<int>& ranks) {
  const Task& task = setup_.graph->task(report.task);
  std::map<std::string, std::string> record{{"task", task.name},
                                            {"fingerprint", task.fingerprint},
                                            {"attempt", std::to_string(++attempts_[task.fingerprint])},
                                            {"message", report.message}};
  if (report.worth_retrying && !ranks.empty()) record["nodes"] = ranks_.node_names(ranks);
  return record;
}

void Executor::blame_node(const std::string& fingerprint, const std::string& nodes) {
  const std::set<std::string> before = node_blame_.avoided();
  node_blame_.failed(fingerprint, nodes);
  for (const std::string& node : node_blame_.avoided()) {
    if (before.contains(node)) continue;
    const std::string message = "tasks failed on it twice, and did not fail elsewhere";
    setup_.journal->append("avoided", {{"node", node}, {"message", message}});
    PoolLine line{PoolLine::Type::avoided, "", "", fmt::format("node {}: {}", node, message), 0.0, 0, snapshot()};
    setup_.tell(line);
  }
}

bool Executor::try_again(const TaskReport& report) {
  const Task& task = setup_.graph->task(report.task);
  if (!report.worth_retrying || failures_[task.fingerprint] >= task.retry.times) return false;
  ++failures_[task.fingerprint];
  return true;
}

// The memory of single nodes is known here for the first time.
void Executor::refuse_what_fits_nowhere() {
  if (!has_memory_) return;
  const std::vector<TaskIndex> ready(plan_.ready().begin(), plan_.ready().end());
  for (const TaskIndex index : ready) {
    const Task& task = setup_.graph->task(index);
    if (task.memory_bytes <= 0.0 || ranks_.would_fit(candidate(index))) continue;
    plan_.started(index);
    const double most = ranks_.segments().front().nodes.memory_bytes;
    failed(
        {index, Outcome::failed,
         fmt::format("it needs {} of memory on {}, and no node gives its tasks more than {}. Give it more 'ranks' on "
                     "more nodes, or run it where nodes have more.",
                     memory_text(task.memory_bytes), task.ranks == 1 ? "one rank" : fmt::format("{} ranks", task.ranks),
                     memory_text(most)),
         0.0, false},
        {});
  }
}

}  // namespace vitriflow
