#include "runner/execution/pool_watch.hpp"

#include <csignal>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr double kLookInterval_s = 1.0;
constexpr double kSignalInterval_s = 1.0;
constexpr double kKillPatience_s = 5.0;
constexpr double kPollInterval_s = 0.2;

}  // namespace

PoolEnd PoolWatch::watch() {
  for (;;) {
    read(kPollInterval_s);
    if (const auto status = child_->poll()) {
      while (output_open_ && read(0.0)) {
      }  // what it said last; others may still hold its pipe open, so not for ever
      return judge(*status);
    }
    if (!keep_lease_in_time() || is_silent()) kill();
    pass_on_stop();
  }
}

bool PoolWatch::read(double timeout_s) {
  if (!output_open_) {
    setup_.clock->sleep_s(0.02);
    return false;
  }
  const auto before = unread_.size();
  output_open_ = child_->read_output(timeout_s, unread_);
  const bool came = unread_.size() > before;
  std::size_t begin = 0;
  for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n', begin)) {
    take_line(unread_.substr(begin, end - begin));
    begin = end + 1;
  }
  unread_.erase(0, begin);
  return came;
}

void PoolWatch::take_line(const std::string& text) {
  const auto line = parse_line(text);
  if (!line) {
    setup_.chatter(text);
    return;
  }
  spoke_ = true;
  last_word_s_ = awake_.seconds();
  if (line->type == PoolLine::Type::ended) {
    const auto how = line->code == 0 ? PoolEnd::How::finished : PoolEnd::How::stopped;
    said_ = PoolEnd{how, "", 0, line->code == 2, line->code == 3};
  } else if (line->type == PoolLine::Type::broken) {
    said_ = PoolEnd{PoolEnd::How::broken, line->message, line->code};
  } else if (keep_lease()) {  // what happens to a replaced holder's tasks is nobody's business
    setup_.display->hear(*line);
  }
}

bool PoolWatch::keep_lease() {
  kept_s_ = setup_.clock->monotonic_s();
  lease_lost_ = lease_lost_ || !setup_.keep_lease();
  return !lease_lost_;
}

// Each look is a call to the file system.
bool PoolWatch::keep_lease_in_time() {
  if (setup_.clock->monotonic_s() - kept_s_ >= kLookInterval_s) return keep_lease();
  return !lease_lost_;
}

bool PoolWatch::wants_renewal() {
  const double now_s = setup_.clock->monotonic_s();
  if (renewing_ || !setup_.renewal || now_s - last_look_s_ < kLookInterval_s) return renewing_;
  last_look_s_ = now_s;
  renewing_ = setup_.renewal();
  if (renewing_) setup_.display->say("The workflow has grown: running tasks end at their next leg and go on with it.");
  return renewing_;
}

// The coordinator says something each second: when it does not, it hangs, or the launcher does, or their machine.
bool PoolWatch::is_silent() {
  const double silent_s = awake_.pass(setup_.clock->monotonic_s()) - last_word_s_;
  const double limit_s = spoke_ ? setup_.patience.pool_s : setup_.patience.first_word_s;
  if (silence_.empty() && silent_s > limit_s) silence_ = duration_text(silent_s);
  return !silence_.empty();
}

// SIGUSR1 goes to every process of the job. It is repeated: one sent while the job was still starting is lost.
void PoolWatch::pass_on_stop() {
  const int requests = setup_.stop_requests();
  const double now_s = setup_.clock->monotonic_s();
  if (requests >= 2) kill();
  if (requests >= 1 && requests_heeded_ == 0) {
    setup_.display->say(setup_.stop_words);
  }
  requests_heeded_ = requests;
  if ((requests == 0 && !wants_renewal()) || now_s - last_signal_s_ < kSignalInterval_s) return;
  last_signal_s_ = now_s;
  child_->signal(SIGUSR1);
}

// First the polite way, in which the launcher takes its processes along.
void PoolWatch::kill() {
  const double now_s = setup_.clock->monotonic_s();
  if (killed_s_ == 0.0) {
    killed_s_ = now_s;
    child_->signal(SIGTERM);
  } else if (now_s - killed_s_ > kKillPatience_s) {
    child_->signal_group(SIGKILL);
  }
}

PoolEnd PoolWatch::judge(const ChildStatus& status) const {
  if (lease_lost_) return {PoolEnd::How::lease_lost, "", 0, false, false};
  if (said_) return *said_;
  if (requests_heeded_ >= 2) return {PoolEnd::How::killed, status.text(), 0, false, false};
  if (!silence_.empty()) return {PoolEnd::How::died, "no word from its coordinator for " + silence_, 0, false, false};
  return {PoolEnd::How::died, status.text(), 0, false, false};
}

}  // namespace vitriflow
