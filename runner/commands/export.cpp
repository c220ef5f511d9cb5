// vitriflow export: a result, a trajectory or a structure of a task for other programs.
#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/find_campaign.hpp"
#include "runner/keeping/result_text.hpp"
#include "stages/exchange/atoms_text.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  std::string campaign, task, to, figure;
  std::string frames = "all";
};

const std::vector<std::string> kFormats{".xyz", ".extxyz", ".cif", ".csv", ".json"};

// Which frames of how many.
struct FrameChoice {
  std::int64_t first = 0, last = -1, step = 1;  // last -1: the trajectory's
  bool only_last = false;
  bool takes(std::int64_t index) const {
    return index >= first && (last < 0 || index <= last) && (index - first) % step == 0;
  }
};

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "all", "last", "7", "0..99", "0..99..10"
FrameChoice frame_choice(const std::string& text) {
  FrameChoice choice;
  if (text == "all") return choice;
  if (text == "last") {
    choice.only_last = true;
    return choice;
  }
  std::vector<std::int64_t> numbers;
  for (std::size_t from = 0; from <= text.size();) {
    const auto dots = std::min(text.find("..", from), text.size());
    const auto number = whole_number(text.substr(from, dots - from));
    if (!number || numbers.size() == 3 || (numbers.size() == 2 && *number == 0)) {
      throw Error(
          fmt::format("'{}' names no frames. Write all, last, a number from 0, FIRST..LAST or FIRST..LAST..STEP.",
                      text),
          Failure::invalid_input);
    }
    numbers.push_back(*number);
    from = dots + 2;
  }
  choice.first = choice.last = numbers[0];
  if (numbers.size() > 1) choice.last = numbers[1];
  if (numbers.size() > 2) choice.step = numbers[2];
  return choice;
}

class Export {
 public:
  explicit Export(const ExportOptions& options)
      : options_(options),
        folder_(find_campaign(options.campaign)),
        workflow_(Campaign::open(folder_, posix_files()).workflow(find_inputs_folder())),
        store_(folder_, 0, "export", posix_files(), system_clock()) {}

  int run() {
    const std::string ending = fs::path(options_.to).extension();
    if (std::find(kFormats.begin(), kFormats.end(), ending) == kFormats.end()) {
      throw Error(
          fmt::format("'{}' does not say the format. End it in one of {}.", options_.to, fmt::join(kFormats, ", ")),
          Failure::invalid_input);
    }
    const Task& task = find_task();
    if (ending == ".xyz" || ending == ".extxyz") return write_frames(task);
    const StoredResult stored = read(task);
    if (ending == ".cif") return write(cif_of(task, stored.result));
    if (ending == ".json") return write(result_json(stored));
    return write(options_.figure.empty() ? numbers_csv(stored.result) : figure_csv(stored.result, options_.figure));
  }

 private:
  const Task& find_task() const {
    if (const auto index = workflow_.graph.find(options_.task)) return workflow_.graph.task(*index);
    std::vector<std::string> names;
    for (const Task& task : workflow_.graph.tasks()) names.push_back(task.name);
    throw Error(
        fmt::format("there is no task '{}' in '{}'.{}", options_.task, folder_, did_you_mean(options_.task, names)),
        Failure::invalid_input);
  }

  StoredResult read(const Task& task) {
    if (store_.contains(task.fingerprint)) return store_.read(task.fingerprint);
    throw Error(fmt::format("'{}' has no result yet. 'vitriflow status' shows where it stands.", task.name),
                Failure::invalid_input);
  }

  // Frames where the task made any, also while it runs; else its structure.
  int write_frames(const Task& task) {
    const FrameChoice choice = frame_choice(options_.frames);
    const std::string aside = options_.to + ".part";
    try {
      return write_frames_aside(task, choice, aside);
    } catch (const std::exception&) {
      posix_files().remove(aside);
      throw;
    }
  }

  int write_frames_aside(const Task& task, const FrameChoice& choice, const std::string& aside) {
    auto file = posix_files().create(aside);
    std::int64_t written = 0;
    std::string last;
    store_.read_frames(task.fingerprint,
                       [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
                         if (!choice.takes(index)) return;
                         last = extxyz_text(atoms_of(particles, frame));
                         if (choice.only_last) return;
                         file->write(last);
                         ++written;
                       });
    if (written == 0) {
      if (last.empty() && options_.frames != "all" && options_.frames != "last") {
        throw Error(fmt::format("'{}' has no frame '{}'.", task.name, options_.frames), Failure::invalid_input);
      }
      file->write(last.empty() ? extxyz_text(structure_of(task, read(task).result)) : last);
      written = 1;
    }
    file->sync();
    file->close();
    posix_files().rename(aside, options_.to);
    fmt::print("{}  ({} frame{})\n", options_.to, written, written == 1 ? "" : "s");
    return 0;
  }

  // The system at the end of the task; what does not move in it comes from the task that built it.
  Atoms structure_of(const Task& task, const Result& result) {
    if (result.has("system")) {
      System system = get_system(store_.read(result.text("system")).result);
      apply_state(result, system);
      return atoms_of(system);
    }
    if (std::find(task.kind->gives.begin(), task.kind->gives.end(), PortType::system) == task.kind->gives.end()) {
      throw Error(fmt::format("'{}' (kind '{}') holds no structure. Tasks whose kind gives a system or frames do.",
                              task.name, task.kind->name),
                  Failure::invalid_input);
    }
    return atoms_of(get_system(result));
  }

  std::string cif_of(const Task& task, const Result& result) {
    return cif_text(structure_of(task, result), task.name,
                    fmt::format("{} of campaign {}, result {}", task.name, workflow_.campaign, task.fingerprint));
  }

  int write(const std::string& text) const {
    write_atomically(posix_files(), options_.to, text);
    fmt::print("{}\n", options_.to);
    return 0;
  }

  ExportOptions options_;
  std::string folder_;
  Workflow workflow_;
  Store store_;
};

}  // namespace

void add_export(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command =
      program.add_subcommand("export", "Writes a task's result, trajectory or structure for other programs.");
  command->add_option("campaign", options->campaign, "The campaign's folder")->required();
  command->add_option("task", options->task, "The task, as 'vitriflow status' names it")->required();
  command
      ->add_option("--to", options->to,
                   "The file; its ending is the format: .extxyz or .xyz (frames), .cif (structure, P1), .csv and .json "
                   "(numbers)")
      ->required();
  command->add_option("--frames", options->frames, "Of .extxyz: all (default), last, 7, 0..99 or 0..99..10");
  command->add_option("--figure", options->figure, "Of .csv: the curves of this figure instead of the numbers");
  command->footer("Example:\n  vitriflow export campaigns/zif4-quickstart 'cold[hold=10ps]' --to cold.extxyz");
  command->callback([&chosen, options] { chosen = [options] { return Export(*options).run(); }; });
}

}  // namespace vitriflow
