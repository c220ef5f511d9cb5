#include "runner/execution/relay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kReadInterval_s = 0.1;  // each is a few calls to the file system
constexpr double kLookInterval_s = 1.0;
constexpr double kLongestRest_s = 5e-3;

}  // namespace

bool Relay::run() {
  working_ = setup_.workers;
  setup_.answers->append(0, static_cast<int>(Subject::nodes), encode(setup_.nodes));
  Backoff backoff(*setup_.clock, kLongestRest_s);
  while (working_ > 0) {
    look_around();
    const bool ordered = pass_orders(), answered = pass_answers();
    leave_if_asked();
    if (ordered || answered) {
      backoff.worked();
    } else {
      backoff.rest();
    }
  }
  return dismissed_;
}

bool Relay::pass_orders() {
  const double now_s = setup_.clock->monotonic_s();
  if (now_s - read_s_ < kReadInterval_s) return false;
  read_s_ = now_s;
  const auto letters = setup_.orders->next();
  for (const Letter& letter : letters) {
    const auto subject = static_cast<Subject>(letter.subject);
    if (subject == Subject::until) continue;  // its own allocation's end counts here
    if (subject == Subject::dismissed) {
      dismissed_ = true;
      continue;
    }
    if (subject == Subject::quit) --working_;
    if (subject == Subject::order && decode_order(letter.bytes).ranks.front() == letter.from) ++under_way_;
    setup_.mailbox->post(letter.from + 1, letter.subject, letter.bytes);
  }
  return !letters.empty();
}

bool Relay::pass_answers() {
  bool heard = false;
  while (const auto letter = setup_.mailbox->take()) {
    if (static_cast<Subject>(letter->subject) == Subject::report) --under_way_;
    setup_.answers->append(letter->from - 1, letter->subject, letter->bytes);
    heard = true;
  }
  return heard;
}

// What ran has ended and said so; whoever plans sees by the job's record that it has left.
void Relay::leave_if_asked() {
  if (setup_.stop == nullptr || !setup_.stop->requested() || under_way_ > 0 || working_ == 0) return;
  for (int rank = 0; rank < setup_.workers; ++rank) setup_.mailbox->post(rank + 1, static_cast<int>(Subject::quit), "");
  working_ = 0;
}

void Relay::look_around() {
  const double now_s = setup_.clock->monotonic_s();
  if (now_s - looked_s_ < kLookInterval_s) return;
  looked_s_ = now_s;
  if (setup_.replaced()) throw Error("another runner has taken the campaign over.", Failure::held);
  tell_time();
  PoolLine line;
  line.snapshot.running = static_cast<std::size_t>(std::max(under_way_, 0));
  setup_.tell(line);
}

void Relay::tell_time() {
  if (!setup_.until_s) return;
  const double until_s = setup_.until_s();
  if (until_s == until_s_) return;
  until_s_ = until_s;
  for (int rank = 0; rank < setup_.workers; ++rank)
    setup_.mailbox->post(rank + 1, static_cast<int>(Subject::until), fmt::format("{}", until_s));
}

}  // namespace vitriflow
