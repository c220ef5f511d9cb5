#include "runner/forecast/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "runner/forecast/cost_line.hpp"
#include "runner/forecast/pool_simulation.hpp"

namespace vitriflow {
namespace {

// Into how many files a trajectory falls depends on how long it takes.
constexpr double kLeastDiskError = 0.25;

std::size_t at(TaskIndex task) { return static_cast<std::size_t>(task); }

bool is_left(const Plan& plan, TaskIndex task) {
  const TaskState state = plan.state(task);
  return state != TaskState::done && state != TaskState::unneeded && state != TaskState::skipped;
}

// What is known of one measure.
struct Basis {
  CostLine seconds{{}}, bytes{{}};
  std::string text;
};

std::string sources_text(const std::vector<const Measurement*>& measured) {
  std::map<std::string, int> counts;
  for (const Measurement* m : measured) ++counts[m->source];
  std::string text;
  for (const auto& [source, count] : counts) {
    text += fmt::format("{}{}: {} task{}", text.empty() ? "" : "; ", source, count, count == 1 ? "" : "s");
  }
  return text;
}

std::vector<Basis> bases_of(const TaskCosts& costs, const std::vector<Measurement>& measurements) {
  std::map<std::string, std::vector<const Measurement*>> by_key;
  for (const Measurement& m : measurements) by_key[m.key].push_back(&m);
  std::vector<Basis> bases;
  for (const Measure& measure : costs.measures) {
    std::vector<CostPoint> seconds, bytes;
    const auto& measured = by_key[measure.key];
    for (const Measurement* m : measured) {
      seconds.push_back({m->work, m->seconds});
      bytes.push_back({m->stored, m->bytes});
    }
    bases.push_back({CostLine(seconds), CostLine(bytes, kLeastDiskError), sources_text(measured)});
  }
  return bases;
}

// Sums by measure, whose errors are one, and over measures, whose errors are independent.
class CorrelatedSum {
 public:
  explicit CorrelatedSum(std::size_t measures) : sums_(measures, 0.0) {}
  void add(int measure, double value) { sums_[static_cast<std::size_t>(measure)] += value; }
  template <typename RelativeError>
  Amount total(RelativeError relative_error) const {
    Amount amount;
    double squares = 0;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      amount.value += sums_[i];
      squares += std::pow(sums_[i] * relative_error(i), 2);
    }
    amount.error = std::sqrt(squares);
    return amount;
  }

 private:
  std::vector<double> sums_;
};

class Forecaster {
 public:
  Forecaster(const TaskGraph& graph, const Plan& plan, const TaskCosts& costs, std::vector<Basis> bases, int ranks)
      : graph_(graph), plan_(plan), costs_(costs), bases_(std::move(bases)) {
    result_.ranks = ranks;
    result_.seconds.assign(at(graph.size()), 0.0);
  }

  Forecast run() {
    CorrelatedSum core_s(bases_.size()), bytes(bases_.size());
    for (TaskIndex first = 0; first < graph_.size();) {
      TaskIndex last = first + 1;
      while (last < graph_.size() && graph_.task(last).stage == graph_.task(first).stage) ++last;
      count_stage(first, last, core_s, bytes);
      first = last;
    }
    result_.core_s = core_s.total([this](std::size_t i) { return bases_[i].seconds.relative_error(); });
    result_.bytes = bytes.total([this](std::size_t i) { return bases_[i].bytes.relative_error(); });
    follow_path();
    result_.wall_s.value = simulated_wall_s(graph_, plan_, result_.seconds, result_.ranks);
    result_.wall_s.error = wall_error();
    return std::move(result_);
  }

 private:
  const Basis& basis(TaskIndex task) const { return bases_[static_cast<std::size_t>(costs_.measure[at(task)])]; }

  void count_stage(TaskIndex first, TaskIndex last, CorrelatedSum& core_s, CorrelatedSum& bytes) {
    StageForecast stage;
    stage.stage = graph_.task(first).stage;
    stage.kind = graph_.task(first).kind->name;
    CorrelatedSum stage_core_s(bases_.size()), stage_bytes(bases_.size());
    std::set<std::string> texts;
    for (TaskIndex i = first; i < last; ++i) {
      if (!is_left(plan_, i)) continue;
      ++stage.tasks;
      const Cost& cost = costs_.cost(i);
      if (!cost.work || !basis(i).seconds.known()) {
        ++stage.unknown;
        continue;
      }
      const int measure = costs_.measure[at(i)];
      result_.seconds[at(i)] = basis(i).seconds.at(*cost.work);
      const double core = result_.seconds[at(i)] * graph_.task(i).ranks, kept = basis(i).bytes.at(cost.stored);
      core_s.add(measure, core), stage_core_s.add(measure, core);
      bytes.add(measure, kept), stage_bytes.add(measure, kept);
      texts.insert(basis(i).text);
      stage.error_is_assumed = stage.error_is_assumed || basis(i).seconds.error_is_assumed();
    }
    for (const std::string& text : texts) stage.basis += (stage.basis.empty() ? "" : "; ") + text;
    stage.core_s = stage_core_s.total([this](std::size_t i) { return bases_[i].seconds.relative_error(); });
    stage.bytes = stage_bytes.total([this](std::size_t i) { return bases_[i].bytes.relative_error(); });
    result_.tasks += stage.tasks;
    result_.unknown += stage.unknown;
    if (stage.tasks > 0) result_.stages.push_back(std::move(stage));
  }

  void follow_path() {
    result_.critical_path = critical_path(graph_, plan_, result_.unknown > 0 ? std::vector<double>() : result_.seconds);
    if (result_.unknown > 0) return;
    CorrelatedSum path_s(bases_.size());
    for (const TaskIndex i : result_.critical_path) path_s.add(costs_.measure[at(i)], result_.seconds[at(i)]);
    result_.path_s = path_s.total([this](std::size_t i) { return bases_[i].seconds.relative_error(); });
  }

  // The wall time is made of the same seconds as the core hours: it is as wrong as they are.
  double wall_error() const {
    return result_.core_s.value > 0 ? result_.wall_s.value * result_.core_s.error / result_.core_s.value : 0.0;
  }

  const TaskGraph& graph_;
  const Plan& plan_;
  const TaskCosts& costs_;
  std::vector<Basis> bases_;
  Forecast result_;
};

}  // namespace

std::vector<TaskIndex> critical_path(const TaskGraph& graph, const Plan& plan, const std::vector<double>& seconds) {
  std::vector<double> longest(at(graph.size()), 0.0);
  std::vector<TaskIndex> next(at(graph.size()), -1);
  TaskIndex begin = -1;
  for (TaskIndex i = graph.size() - 1; i >= 0; --i) {
    if (!is_left(plan, i)) continue;
    for (const TaskIndex dependent : graph.dependents(i)) {
      if (!is_left(plan, dependent)) continue;
      if (next[at(i)] < 0 || longest[at(dependent)] >= longest[at(next[at(i)])]) next[at(i)] = dependent;
    }
    longest[at(i)] = (seconds.empty() ? 1.0 : seconds[at(i)]) + (next[at(i)] < 0 ? 0.0 : longest[at(next[at(i)])]);
    if (begin < 0 || longest[at(i)] >= longest[at(begin)]) begin = i;
  }
  std::vector<TaskIndex> path;
  for (TaskIndex i = begin; i >= 0; i = next[at(i)]) path.push_back(i);
  return path;
}

Forecast forecast(const TaskGraph& graph, const Plan& plan, const TaskCosts& costs,
                  const std::vector<Measurement>& measurements, int ranks) {
  return Forecaster(graph, plan, costs, bases_of(costs, measurements), ranks).run();
}

}  // namespace vitriflow
