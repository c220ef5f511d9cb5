// Messages: what the coordinator and the workers of a pool say to each other, and what the pool tells its supervisor.
//
// Between ranks each message is CBOR; its subject is the MPI tag. Towards the supervisor each is one line of standard
// output: the byte 0x1e (record separator), then JSON; any other line is somebody's chatter and goes to the pool's log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/execution/pool_nodes.hpp"
#include "runner/task_graph.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

enum class Subject {
  order = 1,       // coordinator -> members of a group: run this task
  quit = 2,        // coordinator -> worker: no more work
  report = 3,      // root of a group -> coordinator: the task has ended, its ranks are free
  durable = 4,     // root of a group -> coordinator: these results are on disk
  stop = 6,        // coordinator -> root of a group: end the task of this tag where its state can be kept
  progress = 5,    // root of a group -> coordinator: where a running task stands
  stranded = 7,    // one of a group -> coordinator: this rank has failed and now waits for the others
  remedy = 8,      // root of a group -> coordinator: what was done about dynamics that ran away
  until = 9,       // coordinator -> worker: by when all must have ended, of the wall clock
  dismissed = 10,  // coordinator -> relay of another job: there will be no more use for its ranks
  nodes = 11,      // relay of another job -> coordinator: where its ranks, which take orders now, lie
};

// A task as a worker needs it; workers know no graph.
struct TaskOrder {
  TaskIndex task = 0;
  std::string name, fingerprint, kind, engine;
  std::int32_t seed = 1;
  std::int64_t attempt = 1;
  std::vector<int> ranks;  // working ranks of the group, ascending
  int tag = 0;             // tells groups apart that form at the same time
  Parameters parameters;
  std::map<std::string, std::vector<TaskInput>> inputs;
  bool says_begin = false;  // with a progress message, as soon as its group has formed
  std::vector<EarlierDeath> deaths;
};

// out_of_time: interrupted by itself, since the time left holds no further leg.
enum class Outcome { finished, failed, interrupted, out_of_time };

struct TaskReport {
  TaskIndex task = 0;
  Outcome outcome = Outcome::finished;
  std::string message;  // why it failed
  double seconds = 0.0;
  bool worth_retrying = false;  // of a failure: the input was valid
  double longest_leg_s = 0.0;   // 0: it began none
};

struct TaskProgress {
  TaskIndex task = 0;
  Progress progress;
};

struct TaskRemedy {
  TaskIndex task = 0;
  std::string message;
};

struct Stranded {
  TaskIndex task = 0;
  int tag = 0;  // of its order
  std::string message;
};

std::string encode(const TaskOrder& order);
std::string encode(const TaskReport& report);
std::string encode(const std::vector<TaskIndex>& durable);
std::string encode(const TaskProgress& progress);
std::string encode(const TaskRemedy& remedy);
std::string encode(const Stranded& stranded);
std::string encode(const PoolNodes& nodes);
TaskOrder decode_order(const std::string& bytes);
TaskReport decode_report(const std::string& bytes);
std::vector<TaskIndex> decode_durable(const std::string& bytes);
TaskProgress decode_progress(const std::string& bytes);
TaskRemedy decode_remedy(const std::string& bytes);
Stranded decode_stranded(const std::string& bytes);
PoolNodes decode_nodes(const std::string& bytes);

// A running task as the terminal shows it.
struct RunningTask {
  std::string task, ranks, phase;
  std::int64_t done = 0, total = 0;
  double rate_per_s = 0.0;  // of `done`; 0: unknown
  double elapsed_s = 0.0;
};

struct PoolSnapshot {
  std::size_t done = 0, running = 0, waiting = 0, failed = 0, blocked = 0;  // failed: with those set aside
  std::vector<RunningTask> tasks;                                           // the longest running first, at most 16
};

// What the pool tells its supervisor.
struct PoolLine {
  // retried: an attempt failed and there will be another. placed: the ranks are where `message` says. avoided: a node
  // gets no tasks any more.
  enum class Type {
    started,
    finished,
    failed,
    retried,
    skipped,
    interrupted,
    set_aside,
    resized,
    remedied,
    placed,
    avoided,
    snapshot,
    ended,
    broken
  };
  Type type = Type::snapshot;
  std::string task;      // of started, finished, failed, retried, skipped, interrupted, set_aside, remedied
  std::string ranks;     // of started
  std::string message;   // of failed, retried, skipped, set_aside, resized, remedied, placed, avoided, broken
  double seconds = 0.0;  // of finished, failed, retried
  int code = 0;          // of broken: the exit code; of ended: 1 when it was stopped on request, 2 when time was
                         // short, 3 when another job's coordinator has no more use for it
  PoolSnapshot snapshot;
};

std::string to_line(const PoolLine& line);  // without the line's end
// None for chatter.
std::optional<PoolLine> parse_line(std::string_view text);

}  // namespace vitriflow
