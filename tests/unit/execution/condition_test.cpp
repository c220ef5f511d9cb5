// Conditions on earlier results: what they compare, and what they say.
#include "runner/condition.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "runner/decisions.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

Operand number(double value, const std::string& unit, const std::string& text) { return {-1, "", value, unit, text}; }
Operand found(const std::string& path) { return {0, path, 0.0, "1", "glass." + path}; }

class ConditionTest : public ::testing::Test {
 protected:
  ConditionTest() {
    glass_.put("density", Estimate{1.32, 0.02, 100, "g/cm3", ""});
    glass_.put_scalar("volume", 4300.0, "A3");
    glass_.put_text("source", "made up");
  }
  Decision decided(const std::vector<std::vector<Clause>>& any_of) {
    return decide({any_of, ""}, [this](TaskIndex) -> const Result& { return glass_; });
  }
  Decision density(const std::string& relation, double value) {
    return decided({{{found("density"), number(value, "g/cm3", fmt::format("{:g} g/cm3", value)), relation}}});
  }
  Result glass_;
};

TEST_F(ConditionTest, SaysWhatDecidedWithItsError) {
  EXPECT_FALSE(density(">", 1.4).holds);
  EXPECT_EQ(density(">", 1.4).message, "glass.density = 1.320 ± 0.020 g/cm3, not > 1.4 g/cm3");
  EXPECT_TRUE(density("<", 1.4).holds);
  EXPECT_EQ(density("<", 1.4).message, "glass.density = 1.320 ± 0.020 g/cm3 is < 1.4 g/cm3");
}

TEST_F(ConditionTest, SaysWhenTheErrorCouldTurnIt) {
  EXPECT_EQ(density(">", 1.3).message,
            "glass.density = 1.320 ± 0.020 g/cm3 is > 1.3 g/cm3 (close: within two standard errors)");
}

TEST_F(ConditionTest, KnowsEveryRelation) {
  EXPECT_TRUE(density("==", 1.32).holds);
  EXPECT_TRUE(density("<=", 1.32).holds);
  EXPECT_TRUE(density(">=", 1.32).holds);
  EXPECT_FALSE(density("!=", 1.32).holds);
  EXPECT_FALSE(density("<", 1.32).holds);
  EXPECT_FALSE(density(">", 1.32).holds);
}

TEST_F(ConditionTest, ConvertsUnits) {
  EXPECT_TRUE(decided({{{found("density"), number(1300, "kg/m3", "1300 kg/m3"), ">"}}}).holds);
  EXPECT_FALSE(decided({{{found("density"), number(1330, "kg/m3", "1330 kg/m3"), ">"}}}).holds);
}

TEST_F(ConditionTest, AndBindsCloserThanOr) {
  const Clause no{found("density"), number(2, "g/cm3", "2 g/cm3"), ">"},
      yes{found("volume"), number(4000, "A3", "4000 A3"), ">"};
  EXPECT_TRUE(decided({{no, yes}, {yes}}).holds);
  EXPECT_FALSE(decided({{no}, {yes, no}}).holds);
  EXPECT_EQ(decided({{no}, {yes, no}}).message.find("; "), decided({{no}}).message.size());
}

std::string refusal(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(ConditionTest, NamesWhatCannotBeCompared) {
  EXPECT_EQ(refusal([&] {
              decided({{{found("densty"), number(1, "1", "1"), ">"}}});
            }),
            "'glass.densty' cannot be compared: the result has no number 'densty'. Did you mean 'density'?");
  EXPECT_EQ(refusal([&] {
              decided({{{found("source"), number(1, "1", "1"), ">"}}});
            }).substr(0, 62),
            "'glass.source' cannot be compared: the result has no number 's");
  EXPECT_EQ(refusal([&] {
              decided({{{found("volume"), number(1, "K", "1 K"), ">"}}});
            }),
            "'glass.volume' is in A3 and '1 K' in K: they cannot be compared.");
}

// Two conditional members, one gathering task.
std::vector<Task> ensemble() {
  std::vector<Task> tasks{testing::task_with("a", {}), testing::task_with("b", {}), testing::task_with("all", {0, 1})};
  for (int i : {0, 1}) {
    tasks[static_cast<std::size_t>(i)].condition = std::make_shared<Condition>();
    tasks[static_cast<std::size_t>(i)].presence = "x > 1";
  }
  tasks[2].presence = "x > 1; x > 1";
  return tasks;
}

JournalRecord record(const Task& task, bool holds) {
  return {0.0, 1, "coordinator-1", 0, holds ? "condition_held" : "skipped", decision_record(task, {holds, "because"})};
}

TEST(PlanWithConditions, TrustsAStoredResultOnlyWhenAllConditionsWereDecided) {
  const TaskGraph graph(ensemble());
  const std::vector<std::string> stored{"fingerprint-a", "fingerprint-all", "fingerprint-b"};
  const Plan open = plan_from(graph, stored, Decisions({}));
  EXPECT_EQ(open.state(0), TaskState::ready);
  EXPECT_EQ(open.state(2), TaskState::waiting);
  const Plan half = plan_from(graph, stored, Decisions({record(graph.task(0), true)}));
  EXPECT_EQ(half.state(0), TaskState::done);
  EXPECT_EQ(half.state(2), TaskState::waiting);
  const Plan decided = plan_from(graph, stored, Decisions({record(graph.task(0), true), record(graph.task(1), false)}));
  EXPECT_EQ(decided.state(1), TaskState::skipped);
  EXPECT_EQ(decided.state(2), TaskState::done);
}

TEST(PlanWithConditions, ADecisionCountsOnlyForTheConditionItWasMadeOn) {
  auto tasks = ensemble();
  const JournalRecord before = record(tasks[0], false);
  tasks[0].presence = "x > 2";
  EXPECT_FALSE(Decisions({before}).of(tasks[0]).has_value());
}

}  // namespace
}  // namespace vitriflow
