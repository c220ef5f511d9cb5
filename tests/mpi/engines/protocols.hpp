// Protocols: every way in which an engine moves a system, short enough to be run several times in a test.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/mpi/engines/systems.hpp"

namespace vitriflow::testing {

struct Protocol {
  std::string engine;
  std::string name;
  System system;
  DynamicsRequest request;  // of the whole run; a leg's first step and length are set by run_leg
};

inline constexpr std::int64_t kLeg = 60;
inline constexpr int kLegs = 4;

std::vector<Protocol> protocols();
// 64 atoms of silicon with a many-body potential from an include text.
std::vector<Protocol> silicon_protocols();

// With the system and its velocities, before the first leg.
std::unique_ptr<Engine> prepared(const Protocol& protocol, const Communicator& group);

void run_leg(Engine& engine, DynamicsRequest request, int leg, std::span<const Observer> observers = {},
             std::int64_t steps = kLeg);

}  // namespace vitriflow::testing
