// WrittenCondition: a stage's `when` as it stands in the file, before the sweep is expanded.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/document.hpp"

namespace vitriflow {

struct WrittenOperand {
  int stage = -1;    // whose result is read: an index; -1: an axis or a number
  std::string path;  // of the number in the result
  std::string axis;  // whose value stands here; empty: a number
  double value = 0.0;
  std::string unit = "1";
  std::string text;  // as written, without ${}
};

struct WrittenClause {
  WrittenOperand left, right;
  std::string relation;
};

struct WrittenCondition {
  std::vector<std::vector<WrittenClause>> any_of;  // empty: there is no condition
  const Node* node = nullptr;
};

}  // namespace vitriflow
