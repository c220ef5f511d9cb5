// TaskPicture: the boxes and arrows of a graph of tasks before they have places: one box a task, or one a stage.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct TaskPicture {
  struct Box {
    std::string name, kind;
    std::string note;  // "3 min 20 s"; empty where nothing is known
    int tasks = 1;
    // Of its tasks: done, running, failed (or set aside), blocked; the rest waits.
    std::array<int, 4> states{};
    bool critical = false;
  };
  struct Arrow {
    int from = 0, to = 0;
    bool critical = false;
  };
  std::vector<Box> boxes;  // each after all it needs
  std::vector<Arrow> arrows;
};

enum class Folding { tasks, stages };

// As many tasks can be looked at one by one.
inline constexpr TaskIndex kMostSingleBoxes = 40;

// `states` and `seconds` by task; `seconds` may be empty, and 0 means unknown. `path`: the critical one, may be empty.
TaskPicture picture_of(const TaskGraph& graph, const std::vector<TaskState>& states, const std::vector<double>& seconds,
                       const std::vector<TaskIndex>& path, Folding folding);

// A picture on a page that brings the style (classes graph, node, edge): an <svg> element.
std::string svg_of(const TaskPicture& picture);
// The same as a file of its own, with style, heading and legend.
std::string svg_file(const TaskPicture& picture, const std::string& title, const std::string& subtitle);
// The language of Graphviz.
std::string dot_of(const TaskPicture& picture, const std::string& title);

}  // namespace vitriflow
