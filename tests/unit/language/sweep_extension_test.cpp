// Values added to a sweep in the text of a workflow.
#include "runner/language/sweep_extension.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

std::string extended(const std::string& text, const std::vector<std::string>& values, const std::string& axis = "x") {
  return with_values_added(text, "workflow.yaml", "a", axis, values);
}

TEST(SweepExtension, AddsToAListInBracketsAndKeepsRemarks) {
  EXPECT_EQ(extended("stages:\n  a: {for_each: {x: [1, \"2]\"]}}  # why\n", {"10 ps", "2]"}),
            "stages:\n  a: {for_each: {x: [1, \"2]\", 10 ps]}}  # why\n");
}

TEST(SweepExtension, AddsLinesToAListOfLines) {
  EXPECT_EQ(
      extended("stages:\n  a:\n    for_each:\n      x:\n        - 1\n        - 2  # two\n    kind: k\n", {"3", "4"}),
      "stages:\n  a:\n    for_each:\n      x:\n        - 1\n        - 2  # two\n        - 3\n        - 4\n    kind: "
      "k\n");
  EXPECT_EQ(extended("stages:\n  a:\n    for_each:\n      x:\n      - 1", {"2"}),
            "stages:\n  a:\n    for_each:\n      x:\n      - 1\n      - 2\n");
}

TEST(SweepExtension, QuotesWhatYamlWouldReadOtherwise) {
  EXPECT_EQ(extended("stages: {a: {for_each: {x: [1]}}}", {"a: b", "-1"}),
            "stages: {a: {for_each: {x: [1, \"a: b\", \"-1\"]}}}");
}

TEST(SweepExtension, LeavesOutWhatIsThere) {
  const std::string text = "stages: {a: {for_each: {x: [1, 2]}}}";
  EXPECT_EQ(extended(text, {"2"}), text);
  EXPECT_EQ(extended(text, {"2", "3", "3"}), "stages: {a: {for_each: {x: [1, 2, 3]}}}");
}

std::string refusal(const std::string& text, const std::string& axis = "x") {
  try {
    extended(text, {"9"}, axis);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SweepExtension, SaysWhatThereIs) {
  EXPECT_EQ(refusal("stages: {b: {}}"), "the workflow's own file has no stage 'a'. Known: 'b'.");
  EXPECT_EQ(refusal("stages: {a: {kind: k}}"), "stage 'a' has no 'for_each' to extend.");
  EXPECT_EQ(refusal("stages: {a: {for_each: {x: [1]}}}", "y"), "'for_each' of stage 'a' has no axis 'y'. Known: 'x'.");
  EXPECT_EQ(
      refusal("stages: {a: {for_each: {x: 1..3}}}"),
      "axis 'x' of stage 'a' is no list of values. Change it in the workflow's file and run that on the campaign.");
}

}  // namespace
}  // namespace vitriflow
