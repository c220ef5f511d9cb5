#include "runner/forecast/measurement.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "hpc/base/error.hpp"
#include "hpc/base/json_value.hpp"
#include "hpc/base/version.hpp"
#include "hpc/processors.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kKeptOfAKey = 24;

auto values_of(const Measurement& m) { return std::tie(m.key, m.work, m.seconds, m.stored, m.bytes); }

std::string line_of(const Measurement& m, const std::string& owner) {
  const nlohmann::ordered_json line = {{"owner", owner},       {"key", m.key},       {"work", m.work},
                                       {"seconds", m.seconds}, {"stored", m.stored}, {"bytes", m.bytes},
                                       {"source", m.source}};
  return line.dump();
}

std::optional<Measurement> measurement_in(const nlohmann::json& line) {
  try {
    return Measurement{line.at("key"),    line.at("work"),  line.at("seconds"),
                       line.at("stored"), line.at("bytes"), line.at("source")};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string cache_folder() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    return std::string(cache) + "/vitriflow";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::string(home) + "/.cache/vitriflow";
  }
  throw Error("there is no place to keep measurements: neither XDG_CACHE_HOME nor HOME is set. Set one of them.",
              Failure::environment);
}

std::string this_machine_and_program() { return fmt::format("{}, vitriflow {}", processor_model(), kVersion); }

MeasurementFile::MeasurementFile(const std::string& folder, std::string owner, FileSystem& files)
    : path_(folder + "/measurements.jsonl"), owner_(std::move(owner)), files_(files) {
  if (!files_.exists(path_)) return;
  const std::string text = files_.read(path_);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    const nlohmann::json parsed = nlohmann::json::parse(line, nullptr, false);
    if (!parsed.is_object()) continue;
    if (json_value(parsed, "owner", std::string()) != owner_) {
      foreign_.push_back(line);
    } else if (const auto measurement = measurement_in(parsed)) {
      measurements_.push_back(*measurement);
    }
  }
}

void MeasurementFile::replace(const std::vector<Measurement>& measurements) {
  std::erase_if(measurements_, [&](const Measurement& old) {
    return std::any_of(measurements.begin(), measurements.end(),
                       [&](const Measurement& m) { return m.key == old.key && m.source == old.source; });
  });
  add(measurements);
}

void MeasurementFile::add(const std::vector<Measurement>& measurements) {
  // Tasks may take the same time: a value is known as often as it was there before.
  auto unmatched = measurements_;
  bool changed = false;
  for (const Measurement& fresh : measurements) {
    const auto known = std::find_if(unmatched.begin(), unmatched.end(),
                                    [&](const Measurement& m) { return values_of(m) == values_of(fresh); });
    if (known != unmatched.end()) {
      unmatched.erase(known);
      continue;
    }
    measurements_.push_back(fresh);
    changed = true;
  }
  if (!changed) return;
  std::map<std::string, std::size_t> count;
  for (const Measurement& m : measurements_) ++count[m.key];
  std::erase_if(measurements_, [&](const Measurement& m) { return count[m.key]-- > kKeptOfAKey; });
  std::string text;
  for (const std::string& line : foreign_) text += line + "\n";
  for (const Measurement& m : measurements_) text += line_of(m, owner_) + "\n";
  files_.make_directories(path_.substr(0, path_.rfind('/')));
  write_atomically(files_, path_, text);
}

}  // namespace vitriflow
