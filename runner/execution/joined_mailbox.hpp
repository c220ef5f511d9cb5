// JoinedMailbox: the coordinator's mailbox where other jobs work for it: their ranks are numbered behind its own, and
// their letters travel through files.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/mailbox.hpp"
#include "hpc/store/letter_log.hpp"

namespace vitriflow {

class JoinedMailbox final : public Mailbox {
 public:
  // Processes 1 to `ranks` of `own` are the working ranks 0 to `ranks` - 1.
  JoinedMailbox(Mailbox& own, int ranks, Clock& clock) : own_(&own), next_first_(ranks), clock_(&clock) {}

  // Adds a member's `ranks` working ranks; the number of the first.
  int add(int ranks, LetterWriter to, LetterReader from);
  // Nothing is sent to or heard from them any more; their numbers are not given out again.
  void remove(int first) { members_.erase(first); }

  void post(int to, int subject, std::string bytes) override;  // to a rank that was removed: nowhere
  std::optional<Letter> take() override;

 private:
  struct Member {
    int ranks;
    LetterWriter to;
    LetterReader from;
  };
  void read_members();

  Mailbox* own_;
  int next_first_;
  Clock* clock_;
  int own_ranks_ = next_first_;
  std::map<int, Member> members_;  // by their first rank
  std::deque<Letter> heard_;
  double read_s_ = 0.0;
};

}  // namespace vitriflow
