// Summary: what a person reads when a run has ended: what went wrong and what it costs first, then the counts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runner/campaign_state.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// A task that failed or was set aside.
struct Loss {
  TaskIndex task = 0;
  std::string name;
  TaskState state = TaskState::failed;
  std::string message;
  std::string log;          // its path; empty: there is none
  std::size_t blocked = 0;  // tasks that wait for it in vain
};

// At most `most` of them, in the graph's order, with the blocked ones counted; `all`: how many there are.
struct Losses {
  std::vector<Loss> shown;
  std::size_t all = 0;
};
Losses losses_of(const TaskGraph& graph, const CampaignState& state, std::size_t most);

// "FAILED     glass: no such potential." and, on lines of their own, its log and what it blocks. `told`: the message
// stands above already. `coloured`: for a terminal.
std::string loss_text(const Loss& loss, bool told, bool coloured);
// "3 done, 1 failed or set aside, 2 blocked, 1 held": what there is none of is left out after the third.
std::string outcome_text(const CampaignState& state);

}  // namespace vitriflow
