// PublishedEntry: numbers that a paper reports for one state of matter, as inputs/reference/*.yaml holds them.
//
//   citation: "..."
//   doi: "10.1039/..."
//   entries:
//     glass_300K:
//       density: {unit: g/cm3, model: 1.57, reference: 1.63, reference_error: 0.02, note: "Table 1"}
//
// `model` is what the paper's own simulation gave, `reference` what it was checked against (an experiment or ab
// initio); either may be absent, as may model_error and reference_error (standard errors). A key equals the path of the
// estimate that it is compared with. `model_source` and `reference_source` say in words where a number is from.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace vitriflow {

struct PublishedNumber {
  double value = 0.0;
  double standard_error = 0.0;  // NaN where none is stated
  std::string source;           // "simulation", "experiment" ...
};

struct PublishedQuantity {
  std::string name;  // "density"
  std::string unit;
  std::optional<PublishedNumber> reference, model;
};

struct PublishedEntry {
  std::string name;  // "glass_300K"
  std::string citation;
  std::vector<PublishedQuantity> quantities;  // in the order of the file
};

// Throws InvalidInput with everything that is wrong in the file's entry, and Error (invalid_input) with did-you-mean
// for an entry that the file lacks.
PublishedEntry parse_published(const std::string& text, const std::string& name, const std::string& entry);

}  // namespace vitriflow
