// The states that `explain` derives are those that the plan and `status` know.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "runner/campaign_state.hpp"
#include "runner/edits.hpp"
#include "runner/explain/campaign_view.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using testing::task_with;

struct Situation {
  std::vector<Task> tasks;
  std::vector<bool> done;
  std::vector<JournalRecord> records;
  std::vector<Edit> edits;
};

JournalRecord record(const std::string& event, const std::string& task) {
  return {1.0, 1, "coordinator-1", 0, event, {{"task", task}, {"message", "bad"}, {"ranks", "0"}}};
}

Situation random_situation(std::mt19937& random) {
  Situation situation;
  const std::vector<std::string> events{"started", "failed", "set_aside", "interrupted", "suspect"};
  const auto draw = [&](std::size_t below) { return static_cast<int>(random() % below); };
  const int count = 2 + draw(12);
  for (int i = 0; i < count; ++i) {
    std::vector<TaskIndex> inputs, after;
    for (int j = 0; j < i; ++j) {
      if (draw(4) == 0) (draw(4) == 0 ? after : inputs).push_back(j);
    }
    situation.tasks.push_back(task_with("t" + std::to_string(i), inputs));
    situation.tasks.back().after = after;
    situation.done.push_back(draw(3) == 0);
    if (draw(4) == 0) {
      const std::string& event = events[static_cast<std::size_t>(draw(events.size()))];
      situation.records.push_back(record(event, situation.tasks.back().name));
    }
    while (draw(3) == 0) {
      const EditAction action = std::array{EditAction::hold, EditAction::cancel, EditAction::release}[random() % 3];
      situation.edits.push_back({action, "t" + std::to_string(draw(static_cast<std::size_t>(count)))});
    }
  }
  return situation;
}

PlanRecord record_of(const std::vector<Task>& tasks) {
  const TaskGraph graph(tasks);
  PlanRecord plan;
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    plan.names.add(graph.task(i).name);
    for (const TaskIndex need : graph.needs(i)) plan.needs.values.push_back(static_cast<TaskNumber>(need));
    plan.needs.end_row();
    const auto inputs = graph.task(i).inputs.find("after");
    if (inputs != graph.task(i).inputs.end()) {
      plan.inputs.values.insert(plan.inputs.values.end(), inputs->second.begin(), inputs->second.end());
    }
    plan.inputs.end_row();
  }
  return plan;
}

// `status` knows no difference between ready and waiting.
TaskState as_status(TaskState state) { return state == TaskState::ready ? TaskState::waiting : state; }

TEST(DerivedStates, AreThoseOfStatusInRandomCampaigns) {
  std::mt19937 random(20240117);
  for (int trial = 0; trial < 2000; ++trial) {
    const Situation situation = random_situation(random);
    const bool held = trial % 2 == 0;
    const TaskGraph graph(situation.tasks);
    Plan plan(graph);
    for (TaskIndex i = 0; i < graph.size(); ++i) {
      if (situation.done[static_cast<std::size_t>(i)]) plan.mark_done_before(i);
    }
    apply_edits(situation.edits, graph, plan);
    const CampaignState expected = campaign_state(graph, plan, situation.records, held);
    const PlanRecord kept = record_of(situation.tasks);
    std::map<TaskNumber, JournalRecord> last;
    for (const auto& seen : situation.records) last.emplace(*kept.find(value_of(seen, "task")), seen);
    std::map<TaskNumber, TaskNumber> culprits;
    std::map<TaskNumber, TaskState> kept_back;
    for (const auto& [name, state] : kept_back_tasks(situation.edits)) kept_back.emplace(*kept.find(name), state);
    const auto states = derive_states(kept, situation.done, last, kept_back, held, culprits);
    for (TaskIndex i = 0; i < graph.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_STREQ(to_text(as_status(states[at])), to_text(expected.tasks[at].state)) << trial << " " << i;
      ASSERT_EQ(states[at] == TaskState::blocked, culprits.contains(static_cast<TaskNumber>(i)));
    }
  }
}

TEST(DerivedStates, ATaskIsReadyWhenAllItTakesIsDone) {
  const PlanRecord plan = record_of({task_with("a", {}), task_with("b", {0}), task_with("c", {1})});
  std::map<TaskNumber, TaskNumber> culprits;
  EXPECT_EQ(derive_states(plan, {true, false, false}, {}, {}, false, culprits),
            (std::vector<TaskState>{TaskState::done, TaskState::ready, TaskState::waiting}));
}

}  // namespace
}  // namespace vitriflow
