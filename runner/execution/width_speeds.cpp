#include "runner/execution/width_speeds.hpp"

#include <algorithm>
#include <cstdlib>

namespace vitriflow {

namespace {

constexpr double kWorthwhile = 0.5;  // work of a rank, relative to one of the narrowest group

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

int ranks_in(const std::string& text) { return 1 + static_cast<int>(std::count(text.begin(), text.end(), ',')); }

}  // namespace

void WidthSpeeds::took(const std::string& stage, int width, double seconds) {
  Measured& measured = stages_[stage][width];
  measured.mean_s += (seconds - measured.mean_s) / ++measured.tasks;
}

void WidthSpeeds::read(const TaskGraph& graph, const std::vector<JournalRecord>& past) {
  struct Start {
    int times = 0, width = 1;
  };
  std::map<std::string, Start> starts;  // by fingerprint
  for (const auto& record : past) {
    if (record.event == "started") {
      begun_.insert(value(record, "fingerprint"));
      Start& start = starts[value(record, "fingerprint")];
      ++start.times;
      start.width = ranks_in(value(record, "ranks"));
    } else if (record.event == "done") {
      const auto start = starts.find(value(record, "fingerprint"));
      const auto task = graph.find(value(record, "task"));
      const double seconds = std::strtod(value(record, "seconds").c_str(), nullptr);
      if (!task || seconds <= 0 || start == starts.end() || start->second.times != 1) continue;
      took(graph.task(*task).stage, start->second.width, seconds);
    }
  }
}

int WidthSpeeds::widest(const std::string& stage, int most) const {
  const auto it = stages_.find(stage);
  if (it == stages_.end()) return most;
  const auto& [least_width, narrowest] = *it->second.begin();
  int best = least_width;
  for (const auto& [width, measured] : it->second) {
    const double work = narrowest.mean_s * least_width / (measured.mean_s * width);
    if (work < kWorthwhile) return std::min(best, most);
    best = width;
  }
  return most;
}

}  // namespace vitriflow
