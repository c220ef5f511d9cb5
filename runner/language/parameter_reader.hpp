// ParameterReader: reads one parameter of one stage from its YAML node: type, unit, range, choice, input file.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// Finds the input files that parameters name, and remembers their digests.
class InputFiles {
 public:
  InputFiles(std::string inputs_folder, std::string workflow_folder)
      : inputs_folder_(std::move(inputs_folder)), workflow_folder_(std::move(workflow_folder)) {}
  // The digest of the file that `name` leads to; an empty text, with `problem` set to a sentence, when there is none.
  std::string digest(const std::string& folder, const std::string& name, std::string& problem);
  // Of every file that was found, by path.
  const std::map<std::string, std::string>& digests() const noexcept { return digests_; }

 private:
  std::string missing(const std::string& folder, const std::string& name) const;

  std::string inputs_folder_, workflow_folder_;
  std::map<std::string, std::string> digests_;  // by path
};

class ParameterReader {
 public:
  // `owner` is how messages call what the parameter belongs to: "stage 'cold' (kind 'md.sample')". `example` is what
  // messages show as a value; see example_value.
  ParameterReader(const ParameterDescription& parameter, std::string owner, std::string example, InputFiles& files)
      : parameter_(&parameter), owner_(std::move(owner)), example_(std::move(example)), files_(&files) {}

  // The value in the declared unit; none, with the problem added, when the node does not hold one.
  std::optional<ParameterValue> read(const Node& node, Diagnostics& problems) const;
  // The digest of the file that this value names; empty where the parameter names none.
  std::string file_digest(const ParameterValue& value, const Node& node, Diagnostics& problems) const;

  const ParameterDescription& parameter() const noexcept { return *parameter_; }
  // "parameter 'from' of stage 'glass' (kind 'md.anneal')"
  std::string name() const;
  // "Write for example 'from: 300 K'."
  std::string way_out() const;

 private:
  using Description = ParameterDescription;
  bool check_shape(const Node& node, Diagnostics& problems) const;
  std::optional<double> read_number(const Node& node, Diagnostics& problems) const;
  std::optional<std::int64_t> read_integer(const Node& node, Diagnostics& problems) const;
  std::optional<bool> read_boolean(const Node& node, Diagnostics& problems) const;
  std::optional<std::string> read_choice(const Node& node, Diagnostics& problems) const;
  std::optional<std::string> read_text(const Node& node, Diagnostics& problems) const;
  bool in_range(double value, const Node& node, Diagnostics& problems) const;
  bool has_unit(const std::string& unit, const Node& node, Diagnostics& problems) const;
  void problem(const Node& node, const std::string& what, Diagnostics& problems) const;

  const ParameterDescription* parameter_;
  std::string owner_, example_;
  InputFiles* files_;
};

// The value as a fingerprint and a table show it: "20 K/ps", "[1, 1, 1]", "npt".
std::string canonical_text(const ParameterDescription& parameter, const ParameterValue& value);

// "above 0 K and at most 5000 K"; empty without bounds.
std::string range_text(const ParameterDescription& parameter);

// A value to show to somebody: from the kind's example, else the default, else made up from type and unit.
std::string example_value(const KindDescription& kind, const ParameterDescription& parameter);

}  // namespace vitriflow
