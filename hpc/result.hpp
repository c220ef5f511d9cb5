// Result: what a task found, as named datasets with units. Small or large, it takes the same path into the store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vitriflow {

// A number with its uncertainty. standard_error is NaN where none can be given; the note says why.
struct Estimate {
  double value = 0.0;
  double standard_error = 0.0;
  double effective_samples = 0.0;
  std::string unit;  // "1" when dimensionless
  std::string note;  // how the error was found: "block averaging, 12 blocks"
};

struct Dataset {
  using Values = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;
  std::vector<std::uint64_t> shape;  // row-major; empty for a scalar
  Values values;
  std::string unit = "1";
  std::map<std::string, std::variant<double, std::string>> attributes;
};

// A curve to draw in the report: paths of datasets of one result.
struct Figure {
  struct Series {
    std::string label;
    std::string x;  // path of a 1-d dataset
    std::string y;
  };
  std::string id;  // unique within the result, [a-z0-9-]
  std::string title;
  std::string x_label;  // without the unit, which comes from the dataset
  std::string y_label;
  std::vector<Series> series;
};

// One line of "ours beside theirs".
struct Comparison {
  std::string quantity;  // "density"
  Estimate ours;
  double reference = 0.0;        // in ours.unit
  double reference_error = 0.0;  // NaN where the source states none
  std::string source;            // "Mendez & Semino 2024, Table 1, experiment"
  double deviation_sigma = 0.0;  // (ours - reference) / combined error; NaN without errors
  std::string verdict;           // "agrees", "differs", "not comparable: ..."
};

class Result {
 public:
  // Paths are "name" or "group/name", [A-Za-z0-9_.-]. Throws Bug on a second dataset of the same path or a shape that
  // does not fit.
  void put(const std::string& path, Dataset dataset);
  void put(const std::string& path,
           const Estimate& estimate);  // scalar, attributes standard_error, effective_samples, note
  void put_scalar(const std::string& path, double value, const std::string& unit);
  void put_text(const std::string& path, const std::string& text);
  void put_vector(const std::string& path, std::vector<double> values, const std::string& unit,
                  std::vector<std::uint64_t> shape = {});  // shape {} means 1-d
  void put_integers(const std::string& path, std::vector<std::int64_t> values, std::vector<std::uint64_t> shape = {});
  void put_names(const std::string& path, std::vector<std::string> values);

  bool has(const std::string& path) const;
  // Each throws Error naming the path when it is absent or of another type.
  const Dataset& dataset(const std::string& path) const;
  Estimate estimate(const std::string& path) const;
  double scalar(const std::string& path) const;
  const std::string& text(const std::string& path) const;
  const std::vector<double>& vector(const std::string& path) const;
  const std::vector<std::int64_t>& integers(const std::string& path) const;
  const std::vector<std::string>& names(const std::string& path) const;

  const std::map<std::string, Dataset>& datasets() const noexcept { return datasets_; }
  std::vector<std::pair<std::string, Estimate>> estimates() const;  // datasets that carry a standard_error

  std::vector<Figure> figures;
  std::vector<Comparison> comparisons;
  std::vector<std::string> notices;  // what a reader of the report must know: "20 K/ps is above 5 K/ps"

  // Canonical bytes (one line of JSON, doubles in shortest exact form, NaN and infinities as strings); from_bytes is
  // its inverse and throws Error on anything else. The size of these bytes decides small or large.
  std::string to_bytes() const;
  static Result from_bytes(std::string_view bytes);

 private:
  std::map<std::string, Dataset> datasets_;
};

}  // namespace vitriflow
