#include "runner/drawing/task_picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Task member(const std::string& stage, const std::string& value, const std::vector<TaskIndex>& needs) {
  Task task = testing::task_with(stage + "[v=" + value + "]", needs);
  task.stage = stage;
  return task;
}

TaskGraph study() {
  return TaskGraph({testing::task_with("crystal", {}), member("glass", "1", {0}), member("glass", "2", {0}),
                    member("cold", "1", {1}), member("cold", "2", {2}), testing::task_with("a<b>&c", {3, 4})});
}

const std::vector<TaskState> kStates{TaskState::done,    TaskState::done,    TaskState::running,
                                     TaskState::waiting, TaskState::blocked, TaskState::failed};

TEST(TaskPicture, FoldsASweepIntoOneBoxWithItsCounts) {
  const TaskPicture picture = picture_of(study(), kStates, {0, 0, 10, 20, 40, 1}, {0, 2, 4, 5}, Folding::stages);
  ASSERT_EQ(picture.boxes.size(), 4U);
  EXPECT_EQ(picture.boxes[1].name, "glass");
  EXPECT_EQ(picture.boxes[1].tasks, 2);
  EXPECT_EQ(picture.boxes[1].states, (std::array<int, 4>{1, 1, 0, 0}));
  EXPECT_EQ(picture.boxes[2].states, (std::array<int, 4>{0, 0, 0, 1}));
  EXPECT_EQ(picture.boxes[2].note, "about 30.0 s each");
  EXPECT_EQ(picture.boxes[0].note, "");
  ASSERT_EQ(picture.arrows.size(), 3U);
  for (const auto& arrow : picture.arrows) EXPECT_TRUE(arrow.critical);
}

TEST(TaskPicture, ShowsEveryTaskAndTheCriticalPathAlone) {
  const TaskPicture picture = picture_of(study(), kStates, {}, {0, 2, 4, 5}, Folding::tasks);
  EXPECT_EQ(picture.boxes.size(), 6U);
  EXPECT_EQ(picture.arrows.size(), 6U);
  int critical = 0;
  for (const auto& arrow : picture.arrows) critical += arrow.critical;
  EXPECT_EQ(critical, 3);
  EXPECT_FALSE(picture.boxes[1].critical);
}

TEST(TaskPicture, EscapesNamesInSvg) {
  const std::string svg = svg_file(picture_of(study(), kStates, {}, {}, Folding::stages), "A & B", "1 < 2");
  EXPECT_THAT(svg, HasSubstr("a&lt;b&gt;&amp;c"));
  EXPECT_THAT(svg, HasSubstr(">A &amp; B</text>"));
  EXPECT_THAT(svg, HasSubstr(">1 &lt; 2</text>"));
  EXPECT_THAT(svg, HasSubstr(">glass × 2</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("critical path")));
}

TEST(TaskPicture, IsDotForGraphviz) {
  EXPECT_EQ(dot_of(picture_of(study(), kStates, {}, {0, 2}, Folding::stages), "a \"study\""),
            "digraph \"a \\\"study\\\"\" {\n"
            "  rankdir=LR;\n"
            "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n"
            "  \"crystal\" [label=\"crystal\\ntest.plain\", fillcolor=\"#d3eddd\", color=\"#d55e00\", penwidth=2];\n"
            "  \"glass\" [label=\"glass × 2\\ntest.plain\", fillcolor=\"#d3e6f6\", color=\"#d55e00\", penwidth=2];\n"
            "  \"cold\" [label=\"cold × 2\\ntest.plain\", fillcolor=\"#f3e6c8\"];\n"
            "  \"a<b>&c\" [label=\"a<b>&c\\ntest.plain\", fillcolor=\"#f6d5d2\"];\n"
            "  \"crystal\" -> \"glass\" [color=\"#d55e00\", penwidth=2];\n"
            "  \"glass\" -> \"cold\";\n"
            "  \"cold\" -> \"a<b>&c\";\n"
            "}\n");
}

}  // namespace
}  // namespace vitriflow
