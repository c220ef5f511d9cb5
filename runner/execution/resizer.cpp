#include "runner/execution/resizer.hpp"

namespace vitriflow {

namespace {

constexpr double kUnmeasured_s = 0.5;  // an engine is opened, a checkpoint of a large system written and read

}  // namespace

std::optional<TaskIndex> Resizer::next(const std::vector<ResizableTask>& running, const PoolRoom& room) const {
  return under_way_.empty() ? task_to_resize(running, room, pause_s()) : std::nullopt;
}

void Resizer::asked(TaskIndex task, int width) { under_way_[task] = {width}; }

void Resizer::ended(TaskIndex task, bool interrupted, double now_s) {
  const auto it = under_way_.find(task);
  if (it == under_way_.end()) return;
  const bool first = !it->second.is_placed;
  if (!interrupted || !first) return forget(task);
  it->second.ended_s = now_s;
}

std::optional<int> Resizer::placed(TaskIndex task, int width) {
  const auto it = under_way_.find(task);
  if (it == under_way_.end()) return std::nullopt;
  it->second.is_placed = true;
  return it->second.width == width ? std::nullopt : std::optional(it->second.width);
}

void Resizer::heard(TaskIndex task, double now_s) {
  const auto it = under_way_.find(task);
  if (it == under_way_.end() || !it->second.is_placed) return;
  mean_s_ += (now_s - it->second.ended_s - mean_s_) / ++measured_;
  under_way_.erase(it);
}

double Resizer::pause_s() const { return measured_ == 0 ? kUnmeasured_s : mean_s_; }

}  // namespace vitriflow
