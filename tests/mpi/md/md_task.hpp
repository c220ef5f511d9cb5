// MdTask: a store in a folder of its own, an argon crystal in it, and contexts to run kinds of dynamics in.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "hpc/store/store.hpp"
#include "stages/kind.hpp"
#include "stages/system.hpp"

namespace vitriflow::testing {

// 32 argon atoms in a face-centred cubic cell (a = 5.4 A), Lennard-Jones cut at 4.6 A, between the first two shells;
// the last four are of a type without an element, which interacts like the others.
System argon();

// Every parameter of the kind at its default, then `given` over it.
Parameters parameters_of(const std::string& kind, const Parameters& given);

inline constexpr CheckpointPolicy kAtEveryLegEnd{0.0};
// Within the minutes of a test only where one is asked to stop.
inline constexpr CheckpointPolicy kSeldom{std::numeric_limits<double>::infinity()};

// What a task of this fingerprint is given.
StageContext context_of(const Communicator& group, Store& store, const StopToken& stop, const std::string& fingerprint);

class MdTask {
 public:
  explicit MdTask(const std::string& name);

  Store store;
  std::string folder;
  std::string engine = "reference";
  CheckpointPolicy checkpoints = kAtEveryLegEnd;
  std::int64_t stop_after_leg = -1;   // requests a stop while this leg runs
  std::vector<std::int64_t> legs;     // as they were journaled
  std::vector<std::string> remedies;  // messages, as they were journaled
  std::vector<Progress> progress;

  void put_system_result(const System& system);
  // Runs a task of a kind whose port "system" is `input`.
  Result run(const std::string& kind, const Parameters& given, const std::string& fingerprint,
             const std::string& input = kSystem);
  // Keeps a result so that a later task can take it as its input. Collective.
  void keep(const std::string& fingerprint, const Result& result);

  static constexpr const char* kSystem = "00000000000000000000000000000001";
};

}  // namespace vitriflow::testing
