// Instability: the ways in which a trajectory runs away, and how an engine's own words are recognised as one of them.
#pragma once

#include <optional>
#include <string>

#include "hpc/base/error.hpp"

namespace vitriflow {

enum class Instability {
  not_finite,      // numbers that are none
  too_hot,         // a temperature that no thermostat lets happen
  drift,           // a conserved energy that is not conserved
  volume,          // a box that opens or closes faster than its barostat can move it
  lost_particles,  // particles that left their neighbours behind between two lists
  unsaid,          // an engine's end during dynamics whose reason is lost
};

// Thrown out of dynamics that ran away; what() says at which step and by how much.
class Unstable : public Error {
 public:
  Unstable(Instability kind, const std::string& message) : Error(message), kind_(kind) {}
  Instability kind() const noexcept { return kind_; }

 private:
  Instability kind_;
};

// What an engine's message means; none for one that is no matter of the trajectory (a bad command, a missing file, a
// full disk), which no change of the dynamics would mend.
std::optional<Instability> instability_in(const std::string& words);

}  // namespace vitriflow
