#include "runner/execution/resizing.hpp"

#include <algorithm>
#include <tuple>

namespace vitriflow {

namespace {

constexpr double kAddedWork = 0.5;   // of an added rank, relative to one that is there
constexpr double kGainInPauses = 3;  // what makes a resize worth its trouble
constexpr double kRestInPauses = 10;
constexpr double kLeastRest_s = 5;

double rest_s(double pause_s) { return std::max(kLeastRest_s, kRestInPauses * pause_s); }

double gain_s(const ResizableTask& task, int idle) {
  const int added = std::min(task.most - task.width, idle);
  const double speedup = 1 + kAddedWork * added / task.width;
  return task.left_s * (1 - 1 / speedup);
}

std::optional<TaskIndex> task_to_grow(const std::vector<ResizableTask>& running, int idle, double pause_s) {
  const ResizableTask* best = nullptr;
  for (const auto& task : running) {
    if (task.width >= task.most || task.since_s < rest_s(pause_s)) continue;
    if (gain_s(task, idle) < kGainInPauses * pause_s) continue;
    if (best == nullptr || task.left_s > best->left_s) best = &task;
  }
  return best == nullptr ? std::nullopt : std::optional(best->task);
}

std::optional<TaskIndex> task_to_shrink(const std::vector<ResizableTask>& running, int missing, double pause_s) {
  const ResizableTask* best = nullptr;
  for (const auto& task : running) {
    const bool would_do = task.width - task.least >= missing;
    if (!would_do || task.since_s < rest_s(pause_s) || task.left_s < rest_s(pause_s)) continue;
    const auto size = [](const ResizableTask& of) { return std::tuple(of.width, of.left_s); };
    if (best == nullptr || size(task) > size(*best)) best = &task;
  }
  return best == nullptr ? std::nullopt : std::optional(best->task);
}

}  // namespace

std::optional<TaskIndex> task_to_resize(const std::vector<ResizableTask>& running, const PoolRoom& room,
                                        double pause_s) {
  if (room.awaited == 0) return room.idle > 0 ? task_to_grow(running, room.idle, pause_s) : std::nullopt;
  const int missing = room.awaited - room.idle;
  if (missing <= 0 || room.next_end_s < rest_s(pause_s)) return std::nullopt;
  return task_to_shrink(running, missing, pause_s);
}

}  // namespace vitriflow
