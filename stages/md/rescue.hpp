// Rescue: takes dynamics that ran away back to where its leg began, and changes something about it, a limited number of
// times.
//
// What it does follows from what went wrong and from the remedies taken before, and these are part of a checkpoint: a
// run that is resumed takes the same ones at the same legs. An engine that took the pool down is answered by the next
// attempt, in the leg in which it did.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hpc/store/memory_archive.hpp"
#include "stages/engines/engine.hpp"
#include "stages/kind.hpp"
#include "stages/md/leg_schedule.hpp"
#include "stages/md/remedy.hpp"

namespace vitriflow {

class Rescue {
 public:
  // A new engine that has loaded the system, in place of one that failed. Collective.
  using Reopen = std::function<Engine&()>;

  explicit Rescue(StageContext& context) : context_(context) {}
  // Without it, what runs away fails.
  void allow(RemedyPolicy policy, Reopen reopen);

  // Remembers the state that a leg begins with; costs nothing where no remedy is left. Collective.
  void keep(Engine& engine);
  Treatment treatment() const { return treatment_of(taken_); }

  struct Place {
    Leg leg;
    DynamicsRequest request;  // of the schedule
    std::string phase;
    double time_ps = 0.0;  // at the leg's beginning
  };
  // After the engine failed with `words` within a leg: an engine with the state that was kept, and a remedy on it.
  // Throws Error where none is left. Collective.
  Engine& go_back(const Place& place, Instability kind, const std::string& words);

  // Before a leg: a remedy for each time that an earlier attempt took the pool down in it, or before. Collective.
  void answer_deaths(Engine& engine, const Place& place);

  void exchange(Archive& archive);
  const std::vector<TakenRemedy>& taken() const noexcept { return taken_; }

 private:
  void take(const Place& place, Instability kind, const std::string& words, std::map<std::string, std::string> record);
  void apply(Engine& engine) const;
  [[noreturn]] void give_up(const Place& place, const std::string& cause) const;

  StageContext& context_;
  RemedyPolicy policy_;
  Reopen reopen_;
  std::unique_ptr<MemoryArchive> start_;  // of the leg
  std::vector<TakenRemedy> taken_;
  std::int64_t deaths_answered_ = 0;
};

}  // namespace vitriflow
