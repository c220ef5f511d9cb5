// RehearsalRun: runs a rehearsal as a campaign of its own, in the user's cache, and says what it took and what failed.
#pragma once

#include <string>
#include <vector>

#include "runner/forecast/measurement.hpp"
#include "runner/forecast/rehearsal.hpp"

namespace vitriflow {

struct RehearsalOutcome {
  struct Failed {
    std::string stage, message, log;
  };
  std::vector<Measurement> measurements;
  std::vector<Failed> failures;            // each stage once
  std::vector<std::string> not_rehearsed;  // stages that need one that failed
  std::size_t tasks = 0;
  double seconds = 0;
  std::string folder;  // kept where something failed, else removed
};

// Throws Error when the rehearsal cannot be run at all, or was stopped.
RehearsalOutcome run_rehearsal(const Workflow& workflow, const TaskCosts& costs, const std::string& inputs_folder,
                               int ranks);

// "rehearsal of stage 'structure' failed: ..." one line each, and what was not reached because of it.
std::string failures_text(const RehearsalOutcome& outcome);

}  // namespace vitriflow
