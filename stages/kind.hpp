// Kind: what a stage can do. One declaration per kind gives validation, units, documentation, ports and the run
// function.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/communicator.hpp"
#include "hpc/result.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/checkpoint_pace.hpp"
#include "hpc/store/store.hpp"
#include "stages/cost.hpp"
#include "stages/engines/accelerator.hpp"

namespace vitriflow {

// The value of a parameter after validation: numbers in the declared unit.
using ParameterValue = std::variant<double, std::int64_t, bool, std::string, std::vector<double>,
                                    std::vector<std::int64_t>, std::vector<std::string>>;

struct ParameterDescription {
  enum class Type { number, integer, boolean, text, choice, numbers, integers, texts };
  std::string name;  // "duration"; "until.observable" is the member 'observable' of the map 'until'
  Type type = Type::number;
  std::string unit = "1";                  // of numbers
  std::optional<ParameterValue> fallback;  // none: required
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool least_excluded = false;       // "greater than" instead of "at least"
  std::vector<std::string> choices;  // of a choice
  std::optional<std::size_t> count;  // exact length of a list
  std::string doc;                   // one sentence
  // For a text that names a file of inputs/: "structures", "forcefields", "reference". Validation looks it up and the
  // file's digest enters the fingerprint.
  std::string input_folder;
  bool needed_in_map = false;  // a member that must be given where its map is; its fallback stands for "no map"
};

// A parameter that is a map: its members are parameters with dotted names.
struct MapDescription {
  std::string name;  // "until"
  std::string doc;   // one sentence
};

// "until" of "until.observable"; empty for a parameter that is no member of a map.
std::string map_of(const std::string& parameter);
// "observable" of "until.observable", "duration" of "duration".
std::string member_of(const std::string& parameter);
// As it is written in a workflow: "duration: 10 ps", "until: {observable: density}".
std::string as_written(const std::string& parameter, const std::string& value);

// What a port carries. A kind gives one port, named by its kind description.
enum class PortType { system, frames, results };

const char* to_text(PortType type);  // "system", "frames", "results"

struct PortDescription {
  std::string name;  // the YAML key: "system"
  PortType type = PortType::system;
  bool many = false;  // takes a gathered ensemble
  bool required = true;
  std::string doc;
};

using Parameters = std::map<std::string, ParameterValue>;  // complete: defaults filled in

// A finished input: who made it and what it found.
struct TaskInput {
  std::string task;  // "glass[hold=10ps]"
  std::string fingerprint;
  std::string kind;
};

// Where a task stands, for status lines and the heartbeat.
struct Progress {
  std::int64_t done = 0, total = 0;  // steps or items
  std::string phase;                 // "heating", "minimising"
};

// An earlier attempt that took the pool down.
struct EarlierDeath {
  std::string message;   // what it noted of itself before
  std::int64_t leg = 0;  // that it was in; -1: before the first one
};

// Everything a running task may touch. One per rank of the group; members marked collective are.
struct StageContext {
  Communicator group;
  Store* store = nullptr;
  Clock* clock = nullptr;
  const StopToken* stop = nullptr;
  std::string task;
  std::string fingerprint;
  std::string engine;           // "lammps"
  std::string inputs_folder;    // of the installation
  std::string workflow_folder;  // that relative files refer to
  std::string scratch;          // the group's own folder, exists
  std::string log_path;         // CAMPAIGN/logs/<task>.log
  std::int32_t seed = 1;        // of the task
  CheckpointPolicy checkpoints;
  std::map<std::string, std::vector<TaskInput>> inputs;  // by port; one entry unless gathered
  std::vector<EarlierDeath> deaths;                      // the first one first
  std::function<void(const Progress&)> report_progress;  // root only has an effect; cheap
  // Journals an event of this task: "leg" with first step and length before its first step, "checkpoint" with its cost
  // and the interval that follows from it, "remedy" with the message that the user is told. Collective; throws Error
  // on every rank when it cannot be written.
  std::function<void(const std::string& event, std::map<std::string, std::string> values)> journal;
  std::function<void(const std::string& message)> note_abort;
  // Seconds until the processes of this run must have ended, of the root's clock; may be empty: no limit.
  std::function<double()> time_left_s{};
  Accelerator accelerator{};  // of the engine

  // Reads an input's result on the root and hands it to everybody. Collective.
  StoredResult read_input(const std::string& fingerprint) const;
};

// Thrown by a kind at a place where its state is kept, when stop->requested(). Collective: every rank throws it.
class Stopped : public std::exception {
 public:
  const char* what() const noexcept override { return "stopped on request; its state is kept"; }
};

// The same where nobody asked: the next leg would not end in the time that is left.
class OutOfTime : public Stopped {
 public:
  const char* what() const noexcept override { return "no time is left for its next leg; its state is kept"; }
};

// What validation may say about a whole stage beyond single parameters.
struct StageProblem {
  std::string parameter;  // where the caret goes; empty: the stage
  std::string message;
  bool warning = false;
};

// Where the names of input files in a workflow lead.
struct InputFolders {
  std::string inputs_folder;    // of the installation
  std::string workflow_folder;  // that relative files refer to
};

// Reads the files that a stage names. Throws InvalidInput with what is wrong inside them, each problem at its place
// there, or Error where they do not fit one another. Told once, a problem need not be told again.
using FileInspector = std::function<void(const Parameters&)>;

struct KindDescription {
  std::string name;          // "md.anneal"
  std::int64_t version = 1;  // part of the fingerprint; raise it when results change
  std::string summary;       // one sentence
  std::vector<ParameterDescription> parameters;
  std::vector<MapDescription> maps;  // of those parameters whose names are dotted
  std::vector<PortDescription> takes;
  std::vector<PortType> gives;          // what its result can serve as: md.sample gives system, frames, results
  std::vector<std::string> references;  // "Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024), doi:..."
  std::string example;                  // a YAML stage that validates
  bool uses_engine = false;
  bool on_any_ranks = false;          // from state that it kept on some ranks it may go on on any other number of them
  bool draws_random_numbers = false;  // then the seed enters the fingerprint
  std::vector<std::string> needs;     // capabilities of the engine
  std::function<std::vector<StageProblem>(const Parameters&)> check;  // may be empty
  // An inspector for all stages of one workflow, which remembers the files it has read; may be empty.
  std::function<FileInspector(const InputFolders&)> inspects;
  // What `cost` counts in: "particle-step". Without a `cost` a forecast counts the particle-frames that a task reads.
  std::string work_unit;
  std::function<Cost(const Parameters&, const CostInputs&)> cost;  // may be empty; throws Error where inputs are wrong
  // The same task cut down for a rehearsal: to about `seconds` on one core of today, as far as the kind can tell. May
  // be empty: it is rehearsed as it is.
  std::function<Parameters(const Parameters&, const CostInputs&, double seconds)> rehearse;
  // Runs on every rank of the group; the root's Result is kept. Collective. Throws Error, Stopped.
  std::function<Result(StageContext&, const Parameters&)> run;

  const MapDescription* map(const std::string& wanted) const;            // nullptr: none of that name
  std::vector<std::string> members_of(const std::string& wanted) const;  // their names without the map's
};

class KindRegistry {
 public:
  static KindRegistry& instance();
  void add(KindDescription description);  // throws Bug on a second kind of the same name
  const KindDescription* find(const std::string& name) const;
  std::vector<std::string> names() const;  // sorted

 private:
  std::map<std::string, KindDescription> kinds_;
};

// `static const RegisterKind kRegistered{declaration().description()};` in the kind's own file.
struct RegisterKind {
  explicit RegisterKind(KindDescription description) { KindRegistry::instance().add(std::move(description)); }
};

}  // namespace vitriflow
