// Condition: what earlier results must say for a task to run: `when: ${glass.density} > 1.4 g/cm3`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hpc/result.hpp"

namespace vitriflow {

using TaskIndex = std::int32_t;  // of a task in its graph

// A number written in the workflow, or one that a task found.
struct Operand {
  TaskIndex task = -1;  // whose result is read; -1: the number below
  std::string path;     // of a number in its result: "density"
  double value = 0.0;
  std::string unit = "1";
  std::string text;  // as messages show it: "glass[hold=10ps].density", "1.4 g/cm3"
};

struct Clause {
  Operand left, right;
  std::string relation;  // "<", "<=", ">", ">=", "==", "!="
};

struct Condition {
  std::vector<std::vector<Clause>> any_of;  // holds when all comparisons of one of them hold
  std::string text;                         // as written
};

struct Decision {
  bool holds = false;
  std::string message;  // "glass.density = 1.32 ± 0.02 g/cm3, not > 1.4 g/cm3"
};

// `read` gives the result of a task. Every comparison counts by its values; one that its uncertainty could turn (nearer
// than two standard errors) is said to be close. Throws Error where a result has no such number or of another
// dimension.
Decision decide(const Condition& condition, const std::function<const Result&(TaskIndex)>& read);

}  // namespace vitriflow
