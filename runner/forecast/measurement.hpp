// Measurement: what one task took, kept in the user's cache so that later plans on this machine can reuse it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow {

struct Measurement {
  std::string key;     // of a Measure
  double work = 0;     // in its unit
  double seconds = 0;  // of its ranks, wall clock
  double stored = 0;   // numbers kept, as its kind counts them
  double bytes = 0;    // on disk
  std::string source;  // "rehearsal", "campaign 'zif4-quickstart'"
};

// $XDG_CACHE_HOME/vitriflow, else ~/.cache/vitriflow; absolute. Throws Error (environment) when neither is set.
std::string cache_folder();

// The machine and program that measurements hold for: "Intel Xeon ..., vitriflow 0.1.0".
std::string this_machine_and_program();

// The measurements in FOLDER/measurements.jsonl, one JSON object a line; a line that cannot be read is skipped, since
// the file only saves work. Written aside and renamed.
class MeasurementFile {
 public:
  // Those of `owner` alone are read; what others wrote is kept.
  MeasurementFile(const std::string& folder, std::string owner, FileSystem& files);
  const std::vector<Measurement>& all() const noexcept { return measurements_; }
  // Adds those that are not there yet; the newest 24 of a key stay.
  void add(const std::vector<Measurement>& measurements);
  // The same for those of a rehearsal, which take the place of what their source measured of their keys before: the
  // machine may have been busy then.
  void replace(const std::vector<Measurement>& measurements);

 private:
  std::string path_, owner_;
  FileSystem& files_;
  std::vector<Measurement> measurements_;
  std::vector<std::string> foreign_;  // lines of other owners
};

}  // namespace vitriflow
