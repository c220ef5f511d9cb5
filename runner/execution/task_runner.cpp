#include "runner/execution/task_runner.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/version.hpp"
#include "hpc/signals.hpp"
#include "hpc/store/aside_folder.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

namespace {

// The communicator of an engine that failed stays for ever: the abandoned instance may still hold messages in it.
void abandon(Communicator group) {
  static std::vector<Communicator> abandoned;
  abandoned.push_back(std::move(group));
}

// While it lives, a fault of this process is noted as this task's.
class FaultNote {
 public:
  explicit FaultNote(const std::string& path) { set_fault_note(path); }
  ~FaultNote() { set_fault_note(""); }
  FaultNote(const FaultNote&) = delete;
  FaultNote& operator=(const FaultNote&) = delete;
};

// An engine, a file or the machine may do better the next time; invalid input and our own mistakes stay what they are.
bool worth_retrying(const std::exception& problem) {
  if (const auto* error = dynamic_cast<const Error*>(&problem)) return error->failure() != Failure::invalid_input;
  return dynamic_cast<const Bug*>(&problem) == nullptr;
}

std::string message_of(const std::exception& problem) {
  if (dynamic_cast<const std::bad_alloc*>(&problem) == nullptr) return problem.what();
  return "there was not enough memory. Say how much the stage needs with 'memory', or give it more ranks.";
}

std::string lowest_message(const Communicator& group, const std::string& message, bool mine) {
  const auto size = static_cast<std::int64_t>(group.size());
  std::int64_t candidate = mine ? group.rank() : size, lowest = size;
  MPI_Allreduce(&candidate, &lowest, 1, MPI_INT64_T, MPI_MIN, group.handle());
  std::string chosen = message;
  group.broadcast(chosen, static_cast<int>(lowest));
  return chosen;
}

}  // namespace

void LegWatch::begin(double now_s) {
  if (begun_s_) longest_s_ = std::max(longest_s_, now_s - *begun_s_);
  begun_s_ = now_s;
}

double LegWatch::end(double now_s) {
  if (begun_s_) longest_s_ = std::max(longest_s_, now_s - *begun_s_);
  begun_s_.reset();
  return std::exchange(longest_s_, 0.0);
}

std::string task_file_name(const std::string& task) {
  std::string name = task;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::string task_log_path(const std::string& campaign_folder, const std::string& task) {
  return campaign_folder + "/logs/" + task_file_name(task) + ".log";
}

std::string abort_note_path(const std::string& campaign_folder, const std::string& task) {
  return campaign_folder + "/logs/abort-" + task_file_name(task);
}

void write_abort_note(FileSystem& files, const std::string& campaign_folder, const std::string& task,
                      const std::string& message) {
  const std::string path = abort_note_path(campaign_folder, task);
  if (files.exists(path)) return;
  const std::string aside = fmt::format("{}~{}", path, ::getpid());  // another rank may write one, too
  auto note = files.create(aside);
  note->write(message + "\n");
  note->sync();
  note->close();
  if (!files.rename_no_replace(aside, path)) files.remove(aside);
}

TaskReport agree(const Communicator& group, TaskReport mine) {
  if (group.size() == 1) return mine;
  const bool failed = mine.outcome == Outcome::failed;
  if (group.any(failed)) {
    mine.message = lowest_message(group, mine.message, failed);
    mine.worth_retrying = !group.any(failed && !mine.worth_retrying);
    mine.outcome = Outcome::failed;
  } else if (group.any(mine.outcome == Outcome::interrupted)) {
    mine.outcome = Outcome::interrupted;
  } else if (group.any(mine.outcome == Outcome::out_of_time)) {
    mine.outcome = Outcome::out_of_time;
  }
  return mine;
}

TaskReport TaskRunner::run(const TaskOrder& order) {
  const double begin_s = around_.clock->monotonic_s(), started_s = around_.clock->wall_s();
  TaskReport report{order.task, Outcome::failed, "", 0.0};
  if (const auto* kind = KindRegistry::instance().find(order.kind)) {
    StageContext context = context_for(order, *kind);
    Result result;
    const bool root = context.group.is_root();
    if (root && order.says_begin) around_.tell_progress(order.task, {0, 0, kStarting});
    // Of its own: where a rank has failed alone, the others may be anywhere in their messages.
    const Communicator agreement =
        context.group.size() > 1 ? context.group.duplicate() : Communicator::borrow(MPI_COMM_SELF);
    report = agree(agreement, attempt(order, *kind, context, result));
    if (report.outcome == Outcome::finished && root) {
      try {
        hand_over(order, *kind, started_s, result);
      } catch (const std::exception& problem) {
        report = {order.task, Outcome::failed, message_of(problem), 0.0, worth_retrying(problem)};
      }
    }
    if (root && !context.scratch.empty()) around_.files->remove_all(context.scratch);
    if (report.outcome == Outcome::failed && kind->uses_engine) abandon(std::move(context.group));
  } else {
    report.message = fmt::format("this program has no kind '{}'.", order.kind);
  }
  const double end_s = around_.clock->monotonic_s();
  report.seconds = end_s - begin_s;
  report.longest_leg_s = leg_watch_.end(end_s);
  return report;
}

Communicator TaskRunner::group_for(const TaskOrder& order, const KindDescription& kind) const {
  if (order.ranks.size() > 1) return around_.workers->create_group(order.ranks, order.tag);
  // An engine gets a communicator of its own, so that what a failed one left behind reaches nobody.
  const Communicator self = Communicator::borrow(MPI_COMM_SELF);
  return kind.uses_engine ? self.duplicate() : Communicator::borrow(MPI_COMM_SELF);
}

StageContext TaskRunner::context_for(const TaskOrder& order, const KindDescription& kind) const {
  StageContext context;
  context.group = group_for(order, kind);
  context.store = around_.store;
  context.clock = around_.clock;
  context.stop = around_.stop;
  context.task = order.name;
  context.fingerprint = order.fingerprint;
  context.engine = order.engine;
  context.inputs_folder = around_.inputs_folder;
  context.workflow_folder = around_.workflow_folder;
  context.log_path = task_log_path(around_.campaign_folder, order.name);
  context.seed = order.seed;
  context.checkpoints = around_.checkpoints;
  context.inputs = order.inputs;
  context.deaths = order.deaths;
  const bool root = context.group.is_root();
  context.report_progress = [this, root, task = order.task](const Progress& progress) {
    if (root) around_.tell_progress(task, progress);
  };
  context.journal = [this, group = context.group.handle(), name = order.name, task = order.task](
                        const std::string& event, std::map<std::string, std::string> values) {
    Communicator::borrow(group).on_root([&] {
      if (event == "remedy" && around_.tell_remedy) around_.tell_remedy(task, values["message"]);
      if (event == "leg") leg_watch_.begin(around_.clock->monotonic_s());
      values["task"] = name;
      around_.journal(event, std::move(values));
    });
  };
  context.time_left_s = around_.time_left_s;
  context.accelerator = around_.accelerator;
  context.note_abort = [this, name = order.name](const std::string& message) {
    write_abort_note(*around_.files, around_.campaign_folder, name, message);
  };
  return context;
}

// Where a group's engine may put files: node-local where TMPDIR says so and one rank is all there is.
std::string TaskRunner::make_scratch(const TaskOrder& order, const Communicator& group) const {
  const char* local = std::getenv("TMPDIR");
  const bool use_local = local != nullptr && *local != '\0' && group.size() == 1;
  const std::string name = fmt::format("{}-{}", order.fingerprint, order.tag);
  if (!use_local) {
    const std::int64_t epoch = around_.store->epoch();
    group.on_root([&] { make_scratch_folder(around_.campaign_folder, epoch, name, *around_.files); });
    return scratch_folder(around_.campaign_folder, epoch) + "/" + name;
  }
  // Several machines may share it, and process ids repeat on them, as task and epoch do in a copied campaign.
  std::string path = fmt::format("{}/vitriflow-{}-XXXXXX", local, name);
  if (::mkdtemp(path.data()) == nullptr) throw_file_error("create the folder", path, errno);
  return path;
}

TaskReport TaskRunner::attempt(const TaskOrder& order, const KindDescription& kind, StageContext& context,
                               Result& result) const {
  const FaultNote note(abort_note_path(around_.campaign_folder, order.name));
  TaskReport report{order.task, Outcome::failed, "", 0.0};
  try {
    if (kind.uses_engine) context.scratch = make_scratch(order, context.group);
    result = kind.run(context, order.parameters);
    report.outcome = Outcome::finished;
  } catch (const OutOfTime&) {
    report.outcome = Outcome::out_of_time;
  } catch (const Stopped&) {
    report.outcome = Outcome::interrupted;
  } catch (const std::exception& problem) {
    report.message = message_of(problem);
    report.worth_retrying = worth_retrying(problem);
    if (context.group.size() > 1) around_.tell_stranded(order, report.message);
  }
  return report;
}

void TaskRunner::hand_over(const TaskOrder& order, const KindDescription& kind, double started_s,
                           const Result& result) const {
  StoredResult stored;
  stored.origin.task = order.name;
  stored.origin.kind = order.kind;
  stored.origin.program = fmt::format("vitriflow {}", kVersion);
  if (kind.uses_engine) {
    const EngineInfo info = engine_info(order.engine);
    stored.origin.engine = info.name + " " + info.version;
    if (around_.accelerator.any()) stored.origin.engine += " with accelerator " + accelerator_name(around_.accelerator);
  }
  stored.origin.started_s = started_s;
  stored.origin.finished_s = around_.clock->wall_s();
  stored.origin.ranks = order.ranks;
  stored.origin.attempt = order.attempt;
  stored.result = result;
  around_.store->put(order.fingerprint, stored);
}

}  // namespace vitriflow
