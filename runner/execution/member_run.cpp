#include "runner/execution/member_run.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/signals.hpp"
#include "hpc/store/lease.hpp"
#include "runner/execution/members.hpp"
#include "runner/execution/pool_watch.hpp"

namespace vitriflow {

namespace {

constexpr double kLookInterval_s = 2.0;
constexpr double kStep_s = 0.2;
constexpr double kLongestWait_s = 30.0;  // then it asks anew
constexpr int kMostDeaths = 5;
constexpr const char* kStopWords = "Stopping: running tasks end at their next leg, their state is kept.";

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

// A heartbeat of another machine is all there is to go by.
bool MemberRun::somebody_plans() {
  const double now_s = system_clock().monotonic_s();
  if (now_s - looked_s_ < kLookInterval_s) return planned_;
  looked_s_ = now_s;
  const auto holder = living_holder(launch_.campaign_folder, posix_files(), system_clock());
  planned_ = holder.has_value();
  if (holder && launch_.epoch != holder->epoch) {
    const bool changed = launch_.epoch != 0;
    launch_.epoch = holder->epoch;
    if (changed) planned_ = false, looked_s_ = 0.0;  // what was begun for the one before is lost
  }
  return planned_;
}

MemberEnd MemberRun::run() {
  while (stop_signals_seen() == 0) {
    launch_.epoch = 0;
    looked_s_ = 0.0;
    if (!somebody_plans()) return MemberEnd::nobody_plans;
    allocation_->ask_to_join();
    launch_.member = member_name(allocation_->record());
    const std::string folder = letter_folder(launch_.campaign_folder, launch_.epoch, launch_.member);
    if (!is_taken_in(folder)) continue;
    if (const auto end = work()) return *end;
  }
  return MemberEnd::stopped;
}

bool MemberRun::is_taken_in(const std::string& folder) {
  const double give_up_s = system_clock().monotonic_s() + kLongestWait_s;
  while (stop_signals_seen() == 0 && system_clock().monotonic_s() < give_up_s) {
    allocation_->look();
    if (!somebody_plans()) return false;
    if (posix_files().exists(folder + "/to")) return true;
    system_clock().sleep_s(kStep_s);
  }
  return false;
}

std::optional<MemberEnd> MemberRun::work() {
  fmt::print("joined    as {}: {} working ranks for the job that plans\n", launch_.member, launch_.working_ranks);
  std::fflush(stdout);
  launch_.joinable = false;
  launch_.log_path = fmt::format("{}/logs/pool-{}.log", launch_.campaign_folder, launch_.member);
  const std::unique_ptr<std::FILE, CloseFile> nowhere(std::fopen("/dev/null", "w"));
  StatusDisplay display(nowhere.get(), false, system_clock());
  Child child = Child::start(pool_setup(launch_));
  std::ofstream log(launch_.log_path, std::ios::app);
  const auto keep = [this] {
    allocation_->look();
    return somebody_plans();
  };
  PoolWatch watch({&display,
                   &system_clock(),
                   keep,
                   stop_signals_seen,
                   {},
                   kStopWords,
                   [&log](const std::string& text) { log << text << std::endl; },
                   parse_patience(launch_.patience)},
                  child);
  const PoolEnd end = watch.watch();
  fmt::print("left      {}\n", launch_.member);
  std::fflush(stdout);
  if (stop_signals_seen() > 0) return MemberEnd::stopped;
  if (end.dismissed) return MemberEnd::not_needed;
  if (end.how != PoolEnd::How::died && end.how != PoolEnd::How::broken) return std::nullopt;
  fmt::print("          its pool ended with {}. Log: {}\n", end.message, launch_.log_path);
  return ++deaths_ < kMostDeaths ? std::nullopt : std::optional(MemberEnd::in_vain);
}

}  // namespace vitriflow
