// Cost: what a kind knows beforehand about the effort of a task, in a measure of its own, so that a plan can forecast
// seconds and bytes from what the same measure took before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitriflow {

// How large what a task gives is expected to be; 0: unknown, or none.
struct Extent {
  double particles = 0;  // of its system
  double frames = 0;     // of its trajectory
};

// What a task's inputs are expected to be, by port, and where files of inputs are found.
struct CostInputs {
  std::map<std::string, std::vector<Extent>> extents;
  std::string inputs_folder, workflow_folder;
  // The first at a port; nothing known where there is none.
  Extent first(const std::string& port) const {
    const auto it = extents.find(port);
    return it == extents.end() || it->second.empty() ? Extent{} : it->second.front();
  }
};

// Seconds and bytes are expected to grow linearly with these two.
struct Cost {
  std::optional<double> work;  // in the kind's work unit, such as particle-steps; none: not known beforehand
  double stored = 0;           // numbers that are kept
  Extent gives;
};

}  // namespace vitriflow
