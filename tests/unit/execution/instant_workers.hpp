#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hpc/mailbox.hpp"
#include "runner/execution/messages.hpp"

namespace vitriflow::testing {

// Workers that answer at once; a test says how each task ends.
class InstantWorkers : public Mailbox {
 public:
  void post(int to, int subject, std::string bytes) override {
    if (subject == static_cast<int>(Subject::quit)) {
      quit.insert(to - 1);
      return;
    }
    if (subject == static_cast<int>(Subject::until)) {
      until.push_back(bytes);
      return;
    }
    const TaskOrder order = decode_order(bytes);
    if (order.ranks.front() != to - 1) return;
    orders.push_back(order);
    if (silent.count(order.name) > 0) {
      unanswered_.push_back({to, order.task});
      return;
    }
    TaskReport report{order.task, Outcome::finished, "", 0.001};
    if (failing.count(order.name) > 0)
      report = {order.task, Outcome::failed, failing[order.name], 0.001, worth_retrying};
    if (fails_at_first.count(order.name) > 0 && fails_at_first[order.name]-- > 0)
      report = {order.task, Outcome::failed, "the disk was full.", 0.001, worth_retrying};
    if (order.ranks.front() == fails_on_rank)
      report = {order.task, Outcome::failed, "its graphics card is broken.", 0.001, true};
    if (interrupted.count(order.name) > 0) report.outcome = Outcome::interrupted;
    if (late.erase(order.name) > 0) report.outcome = Outcome::out_of_time;
    report.longest_leg_s = longest_leg_s;
    answers_.push_back({to, static_cast<int>(Subject::report), encode(report)});
    if (report.outcome != Outcome::finished) return;
    answers_.push_back({to, static_cast<int>(Subject::durable), encode(std::vector<TaskIndex>{order.task})});
  }
  std::optional<Letter> take() override {
    if (answers_.empty()) return std::nullopt;
    Letter letter = answers_.front();
    answers_.pop_front();
    return letter;
  }
  // Those of silent tasks finish now.
  void answer_silent() {
    for (const auto& [to, task] : unanswered_) {
      answers_.push_back(
          {to, static_cast<int>(Subject::report), encode(TaskReport{task, Outcome::finished, "", 0.001})});
      answers_.push_back({to, static_cast<int>(Subject::durable), encode(std::vector<TaskIndex>{task})});
    }
    unanswered_.clear();
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& order : orders) all.push_back(order.name);
    return all;
  }

  std::map<std::string, std::string> failing;
  std::map<std::string, int> fails_at_first;  // so many times
  bool worth_retrying = true;
  int fails_on_rank = -1;
  std::set<std::string> interrupted, silent;
  std::set<std::string> late;  // the first time
  double longest_leg_s = 0.0;
  std::vector<std::string> until;
  std::vector<TaskOrder> orders;
  std::set<int> quit;

 private:
  std::deque<Letter> answers_;
  std::vector<std::pair<int, TaskIndex>> unanswered_;
};

}  // namespace vitriflow::testing
