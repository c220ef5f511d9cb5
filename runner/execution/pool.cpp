#include "runner/execution/pool.hpp"

#include <mpi.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/version.hpp"
#include "hpc/communicator.hpp"
#include "hpc/mailbox.hpp"
#include "hpc/node_folder.hpp"
#include "hpc/processors.hpp"
#include "hpc/session.hpp"
#include "hpc/signals.hpp"
#include "hpc/store/allocation_record.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/letter_log.hpp"
#include "runner/campaign.hpp"
#include "runner/execution/executor.hpp"
#include "runner/execution/joined_mailbox.hpp"
#include "runner/execution/launch.hpp"
#include "runner/execution/leftovers.hpp"
#include "runner/execution/members.hpp"
#include "runner/execution/pool_nodes.hpp"
#include "runner/execution/relay.hpp"
#include "runner/execution/worker.hpp"
#include "runner/language/workflow.hpp"
#include "runner/sharing.hpp"

namespace vitriflow {

namespace {

StopToken& stop_token() {
  static StopToken token;
  return token;
}

void tell(const PoolLine& line) {
  const std::string text = to_line(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int largest_tag() {
  void* bound = nullptr;
  int there = 0;
  MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &bound, &there);
  return there != 0 ? *static_cast<int*>(bound) : 32767;
}

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string whole(text, static_cast<std::size_t>(length));
  return whole.substr(0, whole.find(','));
}

constexpr const char* kThreads = "OMP_NUM_THREADS";

std::string threads_per_rank() {
  const char* threads = std::getenv(kThreads);
  return threads == nullptr ? "not set" : threads;
}

struct Seat {
  int rank = 0;        // of this process on its machine
  bool bound = false;  // to a core of its own
};

// Working ranks are bound, one to a core, where they fill the cores of their machine. Where they do not, the kernel
// places them better: another campaign may be running beside this one. The coordinator is never bound. Collective.
Seat take_seat(const Communicator& workers) {
  MPI_Comm here = MPI_COMM_NULL;
  MPI_Comm_split_type(workers.handle(), MPI_COMM_TYPE_SHARED, workers.rank(), MPI_INFO_NULL, &here);
  const Communicator neighbours = Communicator::own(here);
  const auto cores = usable_cores();
  Seat seat{neighbours.rank(), false};
  if (neighbours.size() == static_cast<int>(cores.size()))
    seat.bound = bind_to(cores[static_cast<std::size_t>(seat.rank)]);
  return seat;
}

class PoolProcess {
 public:
  explicit PoolProcess(const PoolRequest& request)
      : request_(request), world_(Communicator::borrow(MPI_COMM_WORLD)), mailbox_(world_.duplicate()) {
    heed_sharing(request.campaign_folder);
    const int rank = world_.rank();
    MPI_Comm workers = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank == 0 ? MPI_UNDEFINED : 0, rank, &workers);
    if (rank > 0) {
      workers_ = Communicator::own(workers);
      seat_ = take_seat(workers_);
    }
    nodes_ = gather_nodes(world_, seat_.bound);
    nodes_.memory_bytes = request.memory_bytes / static_cast<double>(nodes_.count());
    set_process_label(rank == 0 ? "coordinator" : fmt::format("rank {}", rank - 1));
  }

  int run() {
    if (!world_.is_root()) return work();
    return request_.member.empty() ? coordinate() : relay();
  }

 private:
  std::string writer(const std::string& role) const {
    const std::string name = fmt::format("{}-{}", role, request_.start);
    return request_.member.empty() ? name : request_.member + "." + name;
  }

  int coordinate() {
    const std::string inputs = find_inputs_folder();
    const Campaign campaign = Campaign::open(request_.campaign_folder, posix_files());
    const Workflow workflow = campaign.workflow(inputs);
    const auto past = read_journal(request_.campaign_folder, posix_files());
    Store store(request_.campaign_folder, request_.epoch, writer("coordinator"), posix_files(), system_clock());
    JournalWriter journal(request_.campaign_folder, request_.epoch, writer("coordinator"), posix_files(),
                          system_clock());
    std::string folders = inputs + "\n" + std::filesystem::path(workflow.path).parent_path().string();
    world_.broadcast(folders);
    journal.append("pool_started", {{"ranks", std::to_string(world_.size() - 1)},
                                    {"program", fmt::format("vitriflow {}", kVersion)},
                                    {"mpi", mpi_version()},
                                    {"host", this_machine().host()},
                                    {"nodes", fmt::format("{}", fmt::join(nodes_.names, " "))},
                                    {"processors", fmt::format("{}", fmt::join(nodes_.processors, "; "))},
                                    {"bound", binding_text(nodes_)},
                                    {"threads", threads_per_rank()},
                                    {"command", request_.command}});
    journal.sync();
    tell_placement();
    EditReader edits(request_.campaign_folder, posix_files());
    JoinedMailbox mailbox(mailbox_, world_.size() - 1, system_clock());
    Members members({request_.campaign_folder, request_.epoch, &posix_files(), &system_clock(), &mailbox});
    Executor executor({&workflow.graph, &mailbox, &store, &journal, &system_clock(), &stop_token(), world_.size() - 1,
                       nodes_, request_.epoch, largest_tag(), tell, &edits, request_.patience,
                       [&](TaskIndex task, const std::string& message) { give_up(workflow.graph.task(task), message); },
                       time_limit(), request_.joinable ? &members : nullptr},
                      past);
    remove_spent_checkpoints(workflow.graph, executor.plan(), store, posix_files());
    executor.heed(judge(past, request_.epoch));
    const Executor::End end = executor.run();
    record_end(executor.plan(), end, journal);
    return 0;
  }

  // In place of coordinating: another job's coordinator does.
  int relay() {
    const std::string folder = letter_folder(request_.campaign_folder, request_.epoch, request_.member);
    LetterReader orders(folder + "/to", posix_files());
    LetterWriter answers(folder + "/from", posix_files());
    std::string folders = find_inputs_folder() + "\n" + workflow_folder();
    world_.broadcast(folders);
    const auto replaced = [this] { return newest_fence(request_.campaign_folder, posix_files()) > request_.epoch; };
    Relay relay({&mailbox_, &orders, &answers, &system_clock(), world_.size() - 1, nodes_, replaced, time_limit(), tell,
                 &stop_token()});
    PoolLine line;
    line.type = PoolLine::Type::ended;
    line.code = relay.run() ? 3 : 0;
    tell(line);
    return 0;
  }

  void tell_placement() const {
    PoolLine line;
    line.type = PoolLine::Type::placed;
    line.message = fmt::format("{}, {}={}", placement_text(nodes_), kThreads, threads_per_rank());
    tell(line);
  }

  std::string workflow_folder() const {
    const Campaign campaign = Campaign::open(request_.campaign_folder, posix_files());
    return std::filesystem::path(campaign.newest().original_path).parent_path().string();
  }

  std::function<double()> time_limit() const {
    if (request_.allocation.empty()) return {};
    return [this, known = AllocationRecord().until_s]() mutable {
      if (const auto record = read_allocation(request_.campaign_folder, request_.allocation, posix_files()))
        known = record->until_s;
      return known;
    };
  }

  // The ranks of a hung task hear nothing any more: all end, and the supervisor starts the pool again.
  [[noreturn]] void give_up(const Task& task, const std::string& message) const {
    write_abort_note(posix_files(), request_.campaign_folder, task.name, message);
    Session::abort(static_cast<int>(Failure::failed));
  }

  static void record_end(const Plan& plan, Executor::End end, JournalWriter& journal) {
    const auto failed = plan.count(TaskState::failed) + plan.count(TaskState::set_aside);
    const bool late = end == Executor::End::out_of_time;
    if (end != Executor::End::finished) {
      journal.append("stopped", {{"reason", late ? "time" : "request"}});
    } else {
      journal.append("finished", {{"done", std::to_string(plan.count(TaskState::done))},
                                  {"failed", std::to_string(failed)},
                                  {"blocked", std::to_string(plan.count(TaskState::blocked))}});
    }
    journal.sync();
    PoolLine line;
    line.type = PoolLine::Type::ended;
    line.code = end == Executor::End::finished ? 0 : late ? 2 : 1;
    tell(line);
  }

  int work() {
    Accelerator accelerator = request_.accelerator;
    accelerator.node_rank = seat_.rank;
    std::string folders;
    world_.broadcast(folders);
    const auto cut = folders.find('\n');
    Worker worker({&workers_,
                   &mailbox_,
                   &posix_files(),
                   &system_clock(),
                   &stop_token(),
                   {request_.campaign_folder, folders.substr(0, cut), folders.substr(cut + 1)},
                   request_.epoch,
                   writer(fmt::format("rank{}", workers_.rank())),
                   request_.checkpoints,
                   accelerator});
    worker.run();
    return 0;
  }

  PoolRequest request_;
  Communicator world_, workers_;
  Seat seat_;
  PoolNodes nodes_;
  MpiMailbox mailbox_;
};

// Before MPI begins to use it: on the supervisor's node it is there, on others it is not.
void make_node_folder(const PoolRequest& request) {
  const NodeFolder node(request.campaign_folder, request.epoch, request.start, posix_files());
  const char* wanted = std::getenv(kSharedSegments);
  if (wanted != nullptr && node.path() == wanted) node.make();
}

}  // namespace

int run_pool(const PoolRequest& request) {
  // A batch system that takes the job away sends SIGTERM to every process, and kills them after a grace.
  count_stop_signals(request.allocation.empty() ? std::vector<int>{SIGUSR1} : std::vector<int>{SIGUSR1, SIGTERM},
                     stop_token());
  std::signal(SIGINT, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever started this process died: so must we
  make_node_folder(request);
  int argc = 0;
  char** argv = nullptr;
  Session session(argc, argv);
  watch_faults();
  PoolProcess process(request);
  try {
    return process.run();
  } catch (const std::exception& problem) {
    const auto* error = dynamic_cast<const Error*>(&problem);
    PoolLine line;
    line.type = PoolLine::Type::broken;
    line.message = problem.what();
    line.code = error != nullptr ? error->exit_code() : static_cast<int>(Failure::failed);
    tell(line);
    Session::abort(line.code);
  }
}

}  // namespace vitriflow
