#include "runner/explain/plan_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/explain/plans.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::plan_of;
using ::testing::SizeIs;

std::vector<std::string> changes(const std::string& before, const std::string& now, const std::string& task) {
  const PlanRecord old_plan = plan_of(before), new_plan = plan_of(now);
  return compare_parts(old_plan, *old_plan.find(task), new_plan, *new_plan.find(task));
}

constexpr const char* kChain =
    "  a: {kind: test.number, value: 1}\n"
    "  b: {kind: test.number, value: 2, after: a}\n"
    "  c: {kind: test.number, value: 3, after: b}\n";

std::string chain(int a, int c) {
  return "  a: {kind: test.number, value: " + std::to_string(a) +
         "}\n  b: {kind: test.number, value: 2, after: a}\n  c: {kind: test.number, value: " + std::to_string(c) +
         ", after: b}\n";
}

TEST(CompareParts, NothingHasChangedInTheSamePlan) { EXPECT_THAT(changes(kChain, kChain, "c"), IsEmpty()); }

TEST(CompareParts, NamesTheParameterWithBothValues) {
  EXPECT_THAT(changes(kChain, chain(1, 4), "c"), ElementsAre("parameter value: 3 -> 4"));
}

TEST(CompareParts, FollowsAChangeToWhereItBegan) {
  EXPECT_THAT(changes(kChain, chain(7, 3), "c"), ElementsAre("'a' changed: parameter value: 1 -> 7"));
  EXPECT_THAT(changes(kChain, chain(7, 5), "c"),
              ElementsAre("parameter value: 3 -> 5", "'a' changed: parameter value: 1 -> 7"));
}

TEST(CompareParts, NamesWhatIsTakenAnewOrNoMore) {
  const std::string other = "  x: {kind: test.number, value: 9}\n";
  EXPECT_THAT(changes(kChain + other,
                      "  a: {kind: test.number, value: 1}\n"
                      "  b: {kind: test.number, value: 2, after: x}\n" +
                          other,
                      "b"),
              ElementsAre("takes 'x' anew", "takes 'a' no more"));
}

TEST(CompareParts, OfALargeEnsembleOnlySomeReasonsAreGiven) {
  std::string before = "  n: {kind: test.number, value: '${n}', for_each: {n: [", now = before;
  for (int i = 0; i < 50; ++i) before += std::to_string(i) + ", ", now += std::to_string(i) + ", ";
  const std::string rest = "99]}, sleep: 0 s}\n  sum: {kind: test.number, value: 0, after: n, gather: all}\n";
  const std::string slow = "99]}, sleep: 1 s}\n  sum: {kind: test.number, value: 0, after: n, gather: all}\n";
  EXPECT_THAT(changes(before + rest, now + slow, "sum"), SizeIs(8));
}

}  // namespace
}  // namespace vitriflow
