// vitriflow log: what happened in a campaign, in order; of one task also what its engine said.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/execution/task_runner.hpp"
#include "runner/explain/campaign_view.hpp"
#include "runner/explain/record_text.hpp"
#include "runner/find_campaign.hpp"
#include "runner/local_time.hpp"

namespace vitriflow {
namespace {

struct LogOptions {
  std::string campaign, task;
  bool follow = false, legs = false;
};

class LogReader {
 public:
  LogReader(std::string folder, const LogOptions& options)
      : folder_(std::move(folder)), options_(options), tail_(folder_, posix_files()) {}

  // Prints what is new; true when there was something.
  bool print_new() {
    bool any = false;
    for (const auto& record : tail_.next()) any = print_record(record) || any;
    if (!options_.task.empty()) any = print_file() || any;
    std::fflush(stdout);
    return any;
  }

 private:
  bool print_record(const JournalRecord& record) const {
    const bool of_task = !options_.task.empty();
    if (of_task && value_of(record, "task") != options_.task) return false;
    const bool of_leg = record.event == "leg" || record.event == "checkpoint";
    if (of_leg && !of_task && !options_.legs) return false;
    fmt::print("{}  {}\n", date_and_time(record.time_s), event_words(record));
    return true;
  }

  bool print_file() {
    FileSystem& files = posix_files();
    const std::string path = task_log_path(folder_, options_.task);
    if (!files.exists(path)) return false;
    const std::uint64_t size = files.size(path);
    if (size < printed_) printed_ = 0;  // a new attempt writes it anew
    if (size == printed_) return false;
    if (printed_ == 0) fmt::print("\n{}:\n", path);
    const std::string text = files.read(path, printed_, size - printed_);
    std::fwrite(text.data(), 1, text.size(), stdout);
    printed_ += text.size();
    return true;
  }

  std::string folder_;
  const LogOptions& options_;
  JournalTail tail_;
  std::uint64_t printed_ = 0;
};

bool is_held(const std::string& folder) { return living_holder(folder, posix_files(), system_clock()).has_value(); }

int show_log(const LogOptions& options) {
  constexpr double kPause_s = 0.5;
  const std::string folder = find_campaign(options.campaign);
  Campaign::open(folder, posix_files());
  LogReader reader(folder, options);
  if (!reader.print_new() && !options.task.empty()) {
    const bool exists = look_at_campaign(folder, "", find_inputs_folder(), posix_files(), system_clock())
                            .plan.find(options.task)
                            .has_value();
    if (!exists)
      throw Error(fmt::format("the campaign has no task '{}'. vitriflow plan lists them.", options.task),
                  Failure::invalid_input);
    fmt::print("'{}' has not begun.\n", options.task);
  }
  while (options.follow && is_held(folder)) {
    system_clock().sleep_s(kPause_s);
    reader.print_new();
  }
  if (options.follow) reader.print_new();
  return 0;
}

}  // namespace

void add_log(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<LogOptions>();
  CLI::App* command = program.add_subcommand("log", "Shows what happened in a campaign, or the log of one task.");
  command->add_option("campaign", options->campaign,
                      "The campaign's folder (default: this one, or the one below campaigns/)");
  command->add_option("task", options->task, "A task, such as 'glass[hold=10ps]' (default: all events)");
  command->add_flag("-f,--follow", options->follow, "Go on while the campaign runs");
  command->add_flag("--legs", options->legs, "Also the legs and checkpoints of all tasks");
  command->footer("Example:\n  vitriflow log campaigns/zif4-quickstart 'glass[hold=10ps]' --follow");
  command->callback([&chosen, options] { chosen = [options] { return show_log(*options); }; });
}

}  // namespace vitriflow
