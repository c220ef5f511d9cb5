#include "runner/drawing/task_picture.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"

namespace vitriflow {
namespace {

int slot_of(TaskState state) {
  switch (state) {
    case TaskState::done:
      return 0;
    case TaskState::running:
    case TaskState::finished:
      return 1;
    case TaskState::failed:
    case TaskState::set_aside:
      return 2;
    case TaskState::blocked:
      return 3;
    default:
      return -1;
  }
}

// Which box each task is in.
std::vector<int> box_of_tasks(const TaskGraph& graph, Folding folding, std::vector<TaskPicture::Box>& boxes) {
  std::vector<int> box;
  std::map<std::string, int> index;
  for (const Task& task : graph.tasks()) {
    const std::string& name = folding == Folding::stages ? task.stage : task.name;
    const auto [it, fresh] = index.emplace(name, static_cast<int>(boxes.size()));
    if (fresh) {
      boxes.push_back({name, task.kind->name, "", 0, {}, false});
    }
    ++boxes[static_cast<std::size_t>(it->second)].tasks;
    box.push_back(it->second);
  }
  return box;
}

void note_times(TaskPicture& picture, const std::vector<int>& box, const std::vector<double>& seconds) {
  std::vector<double> sum(picture.boxes.size(), 0.0);
  std::vector<int> known(picture.boxes.size(), 0);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const auto b = static_cast<std::size_t>(box[i]);
    sum[b] += seconds[i];
    known[b] += seconds[i] > 0;
  }
  for (std::size_t b = 0; b < picture.boxes.size(); ++b) {
    if (known[b] == 0) continue;
    const double mean = sum[b] / known[b];
    const std::string each = mean < 0.05 ? "below 0.1 s" : "about " + duration_text(mean);
    picture.boxes[b].note = picture.boxes[b].tasks > 1 ? each + " each" : each;
  }
}

}  // namespace

TaskPicture picture_of(const TaskGraph& graph, const std::vector<TaskState>& states, const std::vector<double>& seconds,
                       const std::vector<TaskIndex>& path, Folding folding) {
  TaskPicture picture;
  const std::vector<int> box = box_of_tasks(graph, folding, picture.boxes);
  std::set<std::pair<int, int>> steps;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const int here = box[static_cast<std::size_t>(path[i])];
    picture.boxes[static_cast<std::size_t>(here)].critical = true;
    if (i > 0) steps.emplace(box[static_cast<std::size_t>(path[i - 1])], here);
  }
  std::set<std::pair<int, int>> arrows;
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const int here = box[static_cast<std::size_t>(i)];
    const int slot = slot_of(states[static_cast<std::size_t>(i)]);
    if (slot >= 0) ++picture.boxes[static_cast<std::size_t>(here)].states[static_cast<std::size_t>(slot)];
    for (const TaskIndex needed : graph.needs(i)) {
      const int from = box[static_cast<std::size_t>(needed)];
      if (from != here) arrows.emplace(from, here);
    }
  }
  for (const auto& [from, to] : arrows) picture.arrows.push_back({from, to, steps.contains({from, to})});
  note_times(picture, box, seconds);
  return picture;
}

}  // namespace vitriflow
