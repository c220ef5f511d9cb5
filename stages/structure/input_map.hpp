// InputMap: a map of an input file, whose reader learns at the end which keys nobody asked for. Problems are collected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hpc/base/document.hpp"

namespace vitriflow {

class InputMap {
 public:
  // `what` is how messages call the map: "structure file". A node that is no map is a problem.
  InputMap(const Node& node, std::string what, Diagnostics& problems);

  const Node* optional(const std::string& key);
  const Node* required(const std::string& key);  // nullptr, with a problem, when absent
  std::string required_text(const std::string& key);
  std::string optional_text(const std::string& key);
  // In `unit`; a number without one is in `plain_unit`.
  double required_number(const std::string& key, const std::string& unit, const std::string& plain_unit);
  double optional_number(const std::string& key, const std::string& unit, const std::string& plain_unit,
                         double fallback);
  bool optional_flag(const std::string& key, bool fallback);
  void reject_unknown();  // call last

 private:
  const Node& node_;
  std::string what_;
  Diagnostics& problems_;
  std::vector<std::string> asked_;
};

// A scalar as a number in `unit`; a number without a unit is in `plain_unit`. Anything else is a problem.
std::optional<double> read_number(const Node& node, const std::string& unit, const std::string& plain_unit,
                                  Diagnostics& problems);
// A list of exactly `count` numbers.
std::optional<std::vector<double>> read_numbers(const Node& node, std::size_t count, Diagnostics& problems);

}  // namespace vitriflow
