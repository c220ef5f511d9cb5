#include "hpc/base/diagnostic.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

TEST(Diagnostics, ShowTheLineWithACaretInOrderOfPlace) {
  const auto source = make_source("w.yaml", "stages:\r\n\ttemprature: 3\nÅ x: 1\n");
  Diagnostics problems;
  problems.add({source, 3, 3}, "unknown unit 'x'.", 1);
  problems.add({source, 2, 2}, "unknown parameter 'temprature'. Did you mean 'temperature'?", 10);
  problems.add({source, 0, 0}, "the key 'campaign' is missing. Add it.");
  problems.add({source, 3, 3}, "unknown unit 'x'.", 1);
  EXPECT_EQ(problems.render(),
            "w.yaml: the key 'campaign' is missing. Add it.\n"
            "w.yaml:2:2: unknown parameter 'temprature'. Did you mean 'temperature'?\n"
            "  \ttemprature: 3\n"
            "  \t^~~~~~~~~~\n"
            "w.yaml:3:3: unknown unit 'x'.\n"
            "  Å x: 1\n"
            "    ^\n"
            "3 problems.\n");
}

TEST(Diagnostics, PlacesBeyondTheTextShowNoLine) {
  Diagnostics problems;
  problems.add({make_source("w.yaml", "a\n"), 7, 1}, "the file ends too early.");
  problems.add({}, "no file at all.");
  EXPECT_EQ(problems.render(), "no file at all.\nw.yaml:7:1: the file ends too early.\n2 problems.\n");
}

TEST(Diagnostics, ThrowAllProblemsAsInvalidInput) {
  Diagnostics problems;
  problems.throw_if_any();
  problems.add({make_source("w.yaml", "a"), 1, 1}, "wrong.");
  try {
    problems.throw_if_any();
    FAIL() << "nothing was thrown";
  } catch (const InvalidInput& error) {
    EXPECT_STREQ(error.what(), "w.yaml:1:1: wrong.\n  a\n  ^\n1 problem.\n");
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_EQ(error.diagnostics().items().size(), 1u);
  }
}

TEST(DidYouMean, FindsSlipsOfTheHand) {
  const std::vector<std::string> names = {"temperature", "pressure", "duration"};
  EXPECT_EQ(did_you_mean("temprature", names), " Did you mean 'temperature'?");
  EXPECT_EQ(did_you_mean("presusre", names), " Did you mean 'pressure'?");
  EXPECT_EQ(did_you_mean("Duration", names), " Did you mean 'duration'?");
  EXPECT_EQ(did_you_mean("xyz", names), " Known: 'temperature', 'pressure', 'duration'.");
  EXPECT_EQ(did_you_mean("x", {"y"}), " Known: 'y'.");
  EXPECT_EQ(did_you_mean("x", {}), "");
  EXPECT_EQ(closest("form", {"from", "to"}), "from");
  EXPECT_EQ(closest("", {"a"}), std::nullopt);
}

TEST(DidYouMean, NamesAtMostTwelve) {
  std::vector<std::string> names;
  for (int i = 10; i < 25; ++i) names.push_back(std::to_string(i));
  EXPECT_EQ(did_you_mean("unlike", names),
            " Known: '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21' and 3 more.");
}

TEST(Diagnostics, CountsWarningsApart) {
  Diagnostics some;
  some.add_warning({}, "too fast.");
  EXPECT_EQ(some.render(), "warning: too fast.\n1 warning.\n");
  some.add_warning({}, "too short.");
  some.add({}, "no temperature.");
  EXPECT_EQ(some.render(), "warning: too fast.\nwarning: too short.\nno temperature.\n1 problem, 2 warnings.\n");
}

}  // namespace
}  // namespace vitriflow
