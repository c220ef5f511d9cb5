#pragma once

#include <deque>
#include <string>
#include <vector>

#include "hpc/command.hpp"

namespace vitriflow::testing {

// Notes what is run and answers what the test says, in this order; then with nothing.
class SpokenCommands final : public CommandRunner {
 public:
  CommandOutput run(const std::vector<std::string>& arguments, double) override {
    spoken.push_back(arguments);
    if (answers.empty()) return {};
    CommandOutput answer = answers.front();
    answers.pop_front();
    return answer;
  }
  std::deque<CommandOutput> answers;
  std::vector<std::vector<std::string>> spoken;
};

}  // namespace vitriflow::testing
