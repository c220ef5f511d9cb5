#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/units.hpp"
#include "hpc/base/utf8.hpp"
#include "runner/comparison/campaign_comparison.hpp"
#include "runner/report/csv.hpp"

namespace vitriflow {
namespace {

using nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t kMostNames = 20;

std::string aligned(const Rows& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  const auto width = [](const std::string& text) { return static_cast<std::size_t>(characters(text)); };
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string number_text(const Estimate& estimate) {
  return to_text(estimate.value, estimate.standard_error, estimate.unit);
}

std::string sigma_text(double sigma) { return std::isfinite(sigma) ? fmt::format("{:+.1f}", sigma) : "n/a"; }

std::string shown(const std::string& value) { return value.empty() ? "(none)" : value; }

std::string changes_text(const CampaignComparison& comparison) {
  Rows rows{{"task", "made with", "A", "B"}};
  for (const ComparedTask& task : comparison.tasks) {
    for (const ChangedPart& part : task.changes) rows.push_back({task.task, part.part, shown(part.a), shown(part.b)});
    for (const std::string& port : task.inputs)
      rows.push_back({task.task, "input '" + port + "'", "another", "result"});
  }
  return rows.size() == 1 ? "" : "\n" + aligned(rows);
}

std::string numbers_text(const CampaignComparison& comparison, std::size_t most) {
  Rows rows{{"task", "quantity", "A", "B", "B - A", "sigma", ""}};
  for (const ComparedNumber& row : comparison.numbers) {
    if (most != 0 && rows.size() > most) break;
    const bool finite = std::isfinite(row.difference);
    rows.push_back({row.task, row.quantity, number_text(row.a), number_text(row.b),
                    finite ? to_text(row.difference, row.difference_error, row.a.unit) : "n/a", sigma_text(row.sigma),
                    row.remark});
  }
  if (rows.size() == 1) return "\nNo number is in both.\n";
  std::string text = "\n" + aligned(rows);
  const std::size_t left_out = comparison.numbers.size() + 1 - rows.size();
  if (left_out > 0) text += fmt::format("... and {} more: --all, --csv or --html\n", left_out);
  return text;
}

std::string names_line(const std::string& label, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNames));
  const std::string more =
      names.size() > kMostNames ? fmt::format(" and {} more", names.size() - kMostNames) : std::string();
  return fmt::format("{}  {}{}\n", label, fmt::join(names.begin(), end, ", "), more);
}

std::string rest_text(const CampaignComparison& comparison) {
  std::string text = names_line("only in A", comparison.only_a) + names_line("only in B", comparison.only_b);
  for (const ComparedTask& task : comparison.tasks) {
    if (!task.missing.empty()) text += fmt::format("{}  {}\n", task.task, task.missing);
    text += names_line(task.task + ", only in A: ", task.only_a) + names_line(task.task + ", only in B: ", task.only_b);
  }
  return text.empty() ? "" : "\n" + text;
}

std::string totals_text(const CampaignComparison& comparison) {
  const auto count = [&](const std::string& remark) {
    return std::count_if(comparison.numbers.begin(), comparison.numbers.end(),
                         [&](const ComparedNumber& row) { return row.remark == remark; });
  };
  const auto same = std::count_if(comparison.tasks.begin(), comparison.tasks.end(),
                                  [](const ComparedTask& task) { return task.same; });
  const auto agree = count("agrees"), differ = count("differs");
  const auto all = static_cast<std::ptrdiff_t>(comparison.numbers.size());
  return fmt::format(
      "\n{} tasks in both, {} of them the same computation; {} numbers: {} agree within two errors, {} differ, {} "
      "cannot "
      "be judged\n",
      comparison.tasks.size(), same, all, agree, differ, all - agree - differ);
}

ordered_json json_number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

ordered_json estimate_json(const Estimate& estimate) {
  return {{"value", json_number(estimate.value)},
          {"standard_error", json_number(estimate.standard_error)},
          {"effective_samples", json_number(estimate.effective_samples)},
          {"unit", estimate.unit}};
}

ordered_json number_json(const ComparedNumber& row) {
  return {{"task", row.task},
          {"quantity", row.quantity},
          {"a", estimate_json(row.a)},
          {"b", estimate_json(row.b)},
          {"difference", json_number(row.difference)},
          {"difference_error", json_number(row.difference_error)},
          {"sigma", json_number(row.sigma)},
          {"remark", row.remark}};
}

ordered_json task_json(const ComparedTask& task) {
  ordered_json changes = ordered_json::array();
  for (const ChangedPart& part : task.changes) changes.push_back({{"part", part.part}, {"a", part.a}, {"b", part.b}});
  return {{"task", task.task},       {"same_computation", task.same}, {"changes", changes},   {"inputs", task.inputs},
          {"missing", task.missing}, {"only_a", task.only_a},         {"only_b", task.only_b}};
}

}  // namespace

std::string comparison_text(const CampaignComparison& comparison, std::size_t rows) {
  return fmt::format("A  {}: {} of {} tasks done\nB  {}: {} of {} tasks done\n", comparison.a, comparison.done_a,
                     comparison.all_a, comparison.b, comparison.done_b, comparison.all_b) +
         changes_text(comparison) + numbers_text(comparison, rows) + rest_text(comparison) + totals_text(comparison);
}

std::string comparison_csv(const CampaignComparison& comparison) {
  std::string csv = "task,quantity,a,a_error,a_unit,b,b_error,b_unit,difference,difference_error,sigma,remark\r\n";
  for (const ComparedNumber& row : comparison.numbers) {
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(row.task), csv_field(row.quantity),
                       csv_field(row.a.value), csv_field(row.a.standard_error), csv_field(row.a.unit),
                       csv_field(row.b.value), csv_field(row.b.standard_error), csv_field(row.b.unit),
                       csv_field(row.difference), csv_field(row.difference_error), csv_field(row.sigma),
                       csv_field(row.remark));
  }
  return csv;
}

std::string comparison_json(const CampaignComparison& comparison) {
  ordered_json root = {{"a", {{"folder", comparison.a}, {"done", comparison.done_a}, {"tasks", comparison.all_a}}},
                       {"b", {{"folder", comparison.b}, {"done", comparison.done_b}, {"tasks", comparison.all_b}}}};
  root["tasks"] = ordered_json::array();
  for (const ComparedTask& task : comparison.tasks) root["tasks"].push_back(task_json(task));
  root["numbers"] = ordered_json::array();
  for (const ComparedNumber& row : comparison.numbers) root["numbers"].push_back(number_json(row));
  root["only_a"] = comparison.only_a;
  root["only_b"] = comparison.only_b;
  return root.dump(2) + "\n";
}

}  // namespace vitriflow
