#include "runner/execution/heartbeat.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"

namespace vitriflow {

void Heartbeat::begin(double awake_s, bool says_begin) {
  *this = {};
  last_s_ = awake_s;
  says_begin_ = says_begin;
}

void Heartbeat::heard(const Progress& progress, double awake_s) {
  const bool same_course = was_heard_ && progress.total == progress_.total && progress.done >= progress_.done;
  if (same_course && progress.done == progress_.done && progress.phase == progress_.phase) return;
  const bool moved = same_course && progress.done > progress_.done;
  steps_ = same_course ? steps_ + (moved ? 1 : 0) : 0;
  longest_s_ = std::max(longest_s_, awake_s - last_s_);
  last_s_ = awake_s;
  progress_ = progress;
  was_heard_ = true;
}

void Heartbeat::stranded(const std::string& message, double awake_s) {
  if (!stranded_.empty()) return;
  stranded_ = message;
  last_s_ = awake_s;
}

bool Heartbeat::rate_is_known() const { return steps_ > 0 && progress_.done < progress_.total; }

double Heartbeat::limit_s(const Patience& patience) const {
  const double measured_s = patience.factor * longest_s_;
  if (!stranded_.empty()) return std::max(patience.stranded_s, measured_s);
  if (!was_heard_ && says_begin_) return patience.least_s;
  return std::max(rate_is_known() ? patience.least_s : patience.unknown_s, measured_s);
}

std::optional<std::string> Heartbeat::verdict(const Patience& patience, double awake_s) const {
  if (silent_s(awake_s) <= limit_s(patience)) return std::nullopt;
  return sentence(awake_s);
}

std::string Heartbeat::sentence(double awake_s) const {
  const std::string silent = duration_text(silent_s(awake_s));
  if (!stranded_.empty()) {
    return fmt::format("it failed on one rank alone, and {} later the others still wait for that one: {}", silent,
                       stranded_);
  }
  if (!was_heard_) return fmt::format("it has not begun {} after it was handed out: taken as hung", silent);
  std::string place = progress_.phase.empty() ? "" : fmt::format(" of '{}'", progress_.phase);
  place = progress_.total > 0 ? fmt::format("at {} of {}{}", progress_.done, progress_.total, place)
                              : fmt::format("at {}{}", progress_.done, place);
  return fmt::format("no progress for {} {}, where it was silent for {} at most before: taken as hung", silent, place,
                     duration_text(longest_s_));
}

}  // namespace vitriflow
