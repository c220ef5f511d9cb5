// vitriflow watch: a campaign as it runs, redrawn in place; it changes nothing.
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/signals.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/journal.hpp"
#include "runner/commands/commands.hpp"
#include "runner/execution/status_line.hpp"
#include "runner/explain/live_view.hpp"
#include "runner/find_campaign.hpp"
#include "runner/local_time.hpp"
#include "runner/submission/queue_view.hpp"

namespace vitriflow {
namespace {

constexpr double kInterval_s = 1.0;
constexpr double kQueueInterval_s = 15.0;

// Keys come one by one and are not shown while this lives.
class KeyListener {
 public:
  KeyListener() : active_(::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!active_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  ~KeyListener() {
    if (active_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  KeyListener(const KeyListener&) = delete;
  KeyListener& operator=(const KeyListener&) = delete;

  // Waits; true when q was pressed meanwhile, or a signal came.
  bool wants_to_end(double seconds) const {
    pollfd keys{active_ ? STDIN_FILENO : -1, POLLIN, 0};
    const int ready = ::poll(&keys, 1, static_cast<int>(seconds * 1000));
    char key = 0;
    if (ready > 0 && ::read(STDIN_FILENO, &key, 1) == 1 && (key == 'q' || key == 'Q')) return true;
    return stop_signals_seen() > 0;
  }

 private:
  termios before_{};
  bool active_;
};

StopToken& stop_token() {
  static StopToken token;
  return token;
}

class Watch {
 public:
  explicit Watch(std::string folder)
      : folder_(std::move(folder)),
        inputs_(find_inputs_folder()),
        tail_(folder_, posix_files()),
        display_(stdout, ::isatty(STDOUT_FILENO) != 0, system_clock()) {}

  int run() {
    tail_.next();  // what happened before is for 'vitriflow log'
    CampaignView view = look();
    display_.say(introduction(view, system_clock().wall_s()));
    const KeyListener keys;
    look_at_jobs();
    while (view.held || may_go_on(queue_)) {
      show(view);
      if (keys.wants_to_end(pause_s_)) break;
      tell_news();
      view = look();
      look_at_jobs();
    }
    tell_news();
    display_.clear();
    display_.say(conclusion(view));
    return 0;
  }

 private:
  // A large campaign is looked at less often, so that watching stays cheap.
  CampaignView look() {
    const double begin_s = system_clock().monotonic_s();
    CampaignView view = look_at_campaign(folder_, "", inputs_, posix_files(), system_clock());
    pause_s_ = std::max(kInterval_s, 20 * (system_clock().monotonic_s() - begin_s));
    return view;
  }

  // The batch system is asked seldom, and said is what has changed.
  void look_at_jobs() {
    const double now_s = system_clock().monotonic_s();
    if (now_s < next_look_s_) return;
    queue_ = look_at_queue(folder_, posix_files(), slurm_);
    next_look_s_ = system_clock().monotonic_s() + kQueueInterval_s;
    const std::string text = queue_summary(queue_);
    if (text != said_ && !text.empty()) display_.say(time_of_day(system_clock().wall_s()) + "  " + text);
    said_ = text;
  }

  void show(const CampaignView& view) {
    PoolLine line;
    line.snapshot = live_snapshot(view, system_clock().wall_s());
    display_.hear(line);
  }

  void tell_news() {
    for (const auto& record : tail_.next()) {
      if (const std::string text = news_text(record); !text.empty()) {
        display_.say(time_of_day(record.time_s) + "  " + text);
      }
    }
  }

  std::string folder_, inputs_;
  JournalTail tail_;
  StatusDisplay display_;
  double pause_s_ = kInterval_s;
  Slurm slurm_{system_commands()};
  QueueView queue_;
  std::string said_;  // of the queue
  double next_look_s_ = 0.0;
};

}  // namespace

void add_watch(CLI::App& program, ChosenCommand& chosen) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("watch", "Shows a campaign as it runs, until it ends or q is pressed.");
  command->add_option("campaign", *folder, "The campaign's folder (default: this one, or the one below campaigns/)");
  command->footer("Example:\n  vitriflow watch campaigns/zif4-quickstart");
  command->callback([&chosen, folder] {
    chosen = [folder] {
      count_stop_signals({SIGINT, SIGTERM, SIGHUP}, stop_token());
      return Watch(find_campaign(*folder)).run();
    };
  });
}

}  // namespace vitriflow
