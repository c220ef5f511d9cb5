#include "runner/comparison/campaign_comparison.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hpc/base/units.hpp"
#include "stages/analysis/comparison.hpp"

namespace vitriflow {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Everything in a result that is one number; what describes the system and its last state is no finding.
std::map<std::string, Estimate> numbers_of(const Result& result) {
  std::map<std::string, Estimate> numbers;
  for (const auto& [path, dataset] : result.datasets()) {
    const auto* values = std::get_if<std::vector<double>>(&dataset.values);
    const bool described = path.starts_with("system/") || path.starts_with("state/");
    if (values == nullptr || values->size() != 1 || !dataset.shape.empty() || described) continue;
    numbers[path] = dataset.attributes.contains("standard_error")
                        ? result.estimate(path)
                        : Estimate{values->front(), kNaN, 0.0, dataset.unit, "one number"};
  }
  return numbers;
}

std::string without_error(const Estimate& a, const Estimate& b) {
  const bool none_a = !std::isfinite(a.standard_error), none_b = !std::isfinite(b.standard_error);
  if (none_a && none_b) return "no uncertainty";
  if (none_a) return "no uncertainty in A";
  return none_b ? "no uncertainty in B" : "";
}

std::map<std::string, std::string> parts_of(const Task& task) {
  std::map<std::string, std::string> parts;
  for (const auto& [part, value] : task.fingerprint_parts) parts[part] = value;
  return parts;
}

// "system" of the part "input system 0".
std::string port_of(const std::string& part) {
  constexpr std::string_view kInput = "input ";
  const std::string rest = part.substr(kInput.size());
  return rest.substr(0, rest.find(' '));
}

void compare_parts(const Task& a, const Task& b, ComparedTask& compared) {
  const auto in_a = parts_of(a), in_b = parts_of(b);
  std::set<std::string> names;
  for (const auto& [part, value] : in_a) names.insert(part);
  for (const auto& [part, value] : in_b) names.insert(part);
  std::set<std::string> ports;
  for (const std::string& part : names) {
    const auto left = in_a.find(part), right = in_b.find(part);
    const std::string old = left == in_a.end() ? "" : left->second, now = right == in_b.end() ? "" : right->second;
    if (old == now) continue;
    if (part.starts_with("input "))
      ports.insert(port_of(part));
    else
      compared.changes.push_back({part, old, now});
  }
  compared.inputs.assign(ports.begin(), ports.end());
}

void compare_results(const ReportTask& a, const ReportTask& b, ComparedTask& compared, CampaignComparison& comparison) {
  if (!a.result || !b.result) {
    compared.missing = !a.result && !b.result ? "done in neither" : a.result ? "not done in B" : "not done in A";
    return;
  }
  const auto in_a = numbers_of(a.result->result);
  auto in_b = numbers_of(b.result->result);
  for (const auto& [quantity, number] : in_a) {
    const auto other = in_b.find(quantity);
    if (other == in_b.end()) {
      compared.only_a.push_back(quantity);
      continue;
    }
    comparison.numbers.push_back(compare_numbers(compared.task, quantity, number, other->second));
    in_b.erase(other);
  }
  for (const auto& [quantity, number] : in_b) compared.only_b.push_back(quantity);
}

}  // namespace

ComparedNumber compare_numbers(const std::string& task, const std::string& quantity, const Estimate& a,
                               const Estimate& b) {
  ComparedNumber row{task, quantity, a, b, same_dimension(a.unit, b.unit), kNaN, kNaN, kNaN, ""};
  if (!row.commensurable) {
    row.remark = fmt::format("'{}' and '{}' measure different things", a.unit, b.unit);
    return row;
  }
  // Temperatures may have an origin of their own, errors have none.
  const auto in_unit_of_a = [&](double value) { return a.unit == b.unit ? value : convert(value, b.unit, a.unit); };
  const double value = in_unit_of_a(b.value);
  row.difference = value - a.value;
  if (!std::isfinite(row.difference)) {
    row.remark = "not a number";
    return row;
  }
  row.remark = without_error(a, b);
  if (!row.remark.empty()) return row;
  const auto shifted = [&](double error) { return in_unit_of_a(b.value + error) - value; };
  row.difference_error = std::hypot(a.standard_error, shifted(b.standard_error));
  const double widened = std::hypot(widened_error(a), shifted(widened_error(b)));
  if (widened > 0) row.sigma = row.difference / widened;
  row.remark = row.difference == 0 || std::abs(row.sigma) <= 2 ? "agrees" : "differs";
  return row;
}

CampaignComparison compare_campaigns(const ReportContents& a, const ReportContents& b) {
  CampaignComparison comparison;
  comparison.a = a.folder, comparison.b = b.folder;
  comparison.done_a = a.count(TaskState::done), comparison.all_a = a.tasks.size();
  comparison.done_b = b.count(TaskState::done), comparison.all_b = b.tasks.size();
  std::map<std::string, const ReportTask*> in_b;
  for (const ReportTask& entry : b.tasks) in_b[entry.task->name] = &entry;
  for (const ReportTask& entry : a.tasks) {
    const auto other = in_b.find(entry.task->name);
    if (other == in_b.end()) {
      comparison.only_a.push_back(entry.task->name);
      continue;
    }
    ComparedTask compared;
    compared.task = entry.task->name;
    compared.same = entry.task->fingerprint == other->second->task->fingerprint;
    compare_parts(*entry.task, *other->second->task, compared);
    compare_results(entry, *other->second, compared, comparison);
    comparison.tasks.push_back(std::move(compared));
    in_b.erase(other);
  }
  for (const ReportTask& entry : b.tasks) {
    if (in_b.contains(entry.task->name)) comparison.only_b.push_back(entry.task->name);
  }
  return comparison;
}

}  // namespace vitriflow
