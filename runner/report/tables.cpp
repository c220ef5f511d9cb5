#include "runner/report/tables.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/units.hpp"
#include "hpc/base/version.hpp"
#include "runner/report/allocations.hpp"
#include "runner/report/csv.hpp"
#include "runner/report/page.hpp"

namespace vitriflow {

namespace {

using nlohmann::ordered_json;

ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

ordered_json estimate_json(const Estimate& estimate) {
  return {{"value", number(estimate.value)},
          {"standard_error", number(estimate.standard_error)},
          {"effective_samples", number(estimate.effective_samples)},
          {"unit", estimate.unit},
          {"note", estimate.note}};
}

ordered_json comparison_json(const std::string& task, const Comparison& row) {
  return {{"task", task},
          {"quantity", row.quantity},
          {"ours", estimate_json(row.ours)},
          {"reference", number(row.reference)},
          {"reference_error", number(row.reference_error)},
          {"deviation_sigma", number(row.deviation_sigma)},
          {"verdict", row.verdict},
          {"source", row.source}};
}

ordered_json task_json(const ReportTask& entry) {
  ordered_json json = {{"name", entry.task->name},      {"kind", entry.task->kind->name},
                       {"state", to_text(entry.state)}, {"fingerprint", entry.task->fingerprint},
                       {"seed", entry.task->seed},      {"message", entry.message}};
  if (!entry.result) return json;
  json["seconds"] = entry.result->origin.finished_s - entry.result->origin.started_s;
  json["ranks"] = entry.result->origin.ranks;
  json["engine"] = entry.result->origin.engine;
  if (!entry.taken_from.empty()) json["taken_from"] = entry.taken_from;
  ordered_json estimates = ordered_json::object();
  for (const auto& [path, estimate] : entry.result->result.estimates()) estimates[path] = estimate_json(estimate);
  json["estimates"] = std::move(estimates);
  return json;
}

ordered_json allocation_json(const AllocationRecord& record, double now_s) {
  return {{"submission", record.submission}, {"number", record.number},       {"job", record.name},
          {"cluster", record.cluster},       {"partition", record.partition}, {"nodes", record.nodes},
          {"ranks", record.ranks},           {"began", record.began_s},       {"seconds", lasted_s(record, now_s)},
          {"outcome", record.outcome}};
}

}  // namespace

std::string numbers_csv(const ReportContents& contents) {
  std::string csv = "task,quantity,value,standard_error,effective_samples,unit,error_from\r\n";
  for (const auto& entry : contents.tasks) {
    if (!entry.result) continue;
    for (const auto& [path, estimate] : entry.result->result.estimates()) {
      csv += fmt::format("{},{},{},{},{},{},{}\r\n", csv_field(entry.task->name), csv_field(path),
                         csv_field(estimate.value), csv_field(estimate.standard_error),
                         csv_field(estimate.effective_samples), csv_field(estimate.unit), csv_field(estimate.note));
    }
  }
  return csv;
}

std::string comparisons_csv(const ReportContents& contents) {
  std::string csv =
      "task,quantity,value,standard_error,effective_samples,reference,reference_error,unit,deviation_sigma,verdict,"
      "source\r\n";
  for (const auto& entry : contents.tasks) {
    if (!entry.result) continue;
    for (const auto& row : entry.result->result.comparisons) {
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(entry.task->name), csv_field(row.quantity),
                         csv_field(row.ours.value), csv_field(row.ours.standard_error),
                         csv_field(row.ours.effective_samples), csv_field(row.reference),
                         csv_field(row.reference_error), csv_field(row.ours.unit), csv_field(row.deviation_sigma),
                         csv_field(row.verdict), csv_field(row.source));
    }
  }
  return csv;
}

std::string tasks_csv(const ReportContents& contents) {
  std::string csv = "task,kind,state,seconds,ranks,engine,seed,fingerprint,message,taken_from\r\n";
  for (const auto& entry : contents.tasks) {
    const Origin* origin = entry.result ? &entry.result->origin : nullptr;
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(entry.task->name), entry.task->kind->name,
                       to_text(entry.state), origin ? csv_field(origin->finished_s - origin->started_s) : "",
                       origin ? fmt::format("{}", fmt::join(origin->ranks, " ")) : "",
                       origin ? csv_field(origin->engine) : "", entry.task->seed, entry.task->fingerprint,
                       csv_field(entry.message), csv_field(entry.taken_from));
  }
  return csv;
}

std::string report_json(const ReportContents& contents, double now_s) {
  ordered_json json = {{"program", std::string("vitriflow ") + kVersion},
                       {"campaign", contents.campaign},
                       {"wall_seconds", contents.wall_s},
                       {"core_hours", contents.core_hours},
                       {"notices", ordered_json::array()},
                       {"comparisons", ordered_json::array()},
                       {"tasks", ordered_json::array()}};
  for (const auto& record : contents.allocations) json["allocations"].push_back(allocation_json(record, now_s));
  if (!contents.jobs.empty()) json["jobs"] = contents.jobs;
  for (const auto& [text, tasks] : gathered_notices(contents))
    json["notices"].push_back({{"text", text}, {"tasks", tasks}});
  for (const auto& entry : contents.tasks) {
    json["tasks"].push_back(task_json(entry));
    if (!entry.result) continue;
    for (const auto& row : entry.result->result.comparisons)
      json["comparisons"].push_back(comparison_json(entry.task->name, row));
  }
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace vitriflow
