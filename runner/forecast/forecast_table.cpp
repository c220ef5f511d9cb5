#include "runner/forecast/forecast_table.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kShownPath = 12;

// Two digits are enough for a forecast.
std::string short_time(double seconds) {
  if (seconds < 1e-3) return fmt::format("{:.2g} ms", seconds * 1e3);
  if (seconds < 0.95) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  return seconds < 59.5 ? fmt::format("{:.0f} s", seconds) : duration_text(seconds);
}

std::string time_text(const Amount& seconds) {
  return fmt::format("{} ± {}", short_time(seconds.value), short_time(seconds.error));
}

// In hours, or in seconds where it would be less than a hundredth of one.
std::string core_text(const Amount& core_s) {
  if (core_s.value < 36) return time_text(core_s) + " of a core";
  return to_text(core_s.value / 3600, core_s.error / 3600, "1") + " core hours";
}

std::string bytes_text(const Amount& bytes) {
  constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  double scale = 1;
  while (unit + 1 < kUnits.size() && bytes.value / scale >= 1000) scale *= 1000, ++unit;
  return to_text(bytes.value / scale, bytes.error / scale, kUnits[unit]);
}

std::string path_text(const TaskGraph& graph, const std::vector<TaskIndex>& path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.size() > kShownPath && i == kShownPath / 2) {
      const std::size_t hidden = path.size() - kShownPath;
      text += fmt::format(" > ... {} more", hidden);
      i += hidden;
    }
    text += (text.empty() ? "" : " > ") + graph.task(path[i]).name;
  }
  return text;
}

using Row = std::array<std::string, 5>;

Row row_of(const StageForecast& stage) {
  const int known = stage.tasks - stage.unknown;
  if (known == 0) return {stage.stage, std::to_string(stage.tasks), "unknown", "unknown", "never measured here"};
  std::string basis = stage.basis + (stage.error_is_assumed ? " (error assumed)" : "");
  if (stage.unknown > 0) basis += fmt::format("; {} unknown", stage.unknown);
  return {stage.stage, std::to_string(stage.tasks), time_text(stage.core_s), bytes_text(stage.bytes), basis};
}

std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string rows_text(const Forecast& forecast) {
  std::vector<Row> rows{{"stage", "left", "core time", "disk", "basis"}};
  for (const StageForecast& stage : forecast.stages) rows.push_back(row_of(stage));
  std::array<std::size_t, 5> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string totals_text(const Forecast& forecast) {
  if (forecast.unknown == forecast.tasks) return {};
  const char* least = forecast.unknown > 0 ? "at least " : "";
  return fmt::format("effort      {}{}\nwall time   {}{} on {} rank{}\ndisk        {}{}, and logs\n", least,
                     core_text(forecast.core_s), least, time_text(forecast.wall_s), forecast.ranks,
                     forecast.ranks == 1 ? "" : "s", least, bytes_text(forecast.bytes));
}

std::string unknown_text(const Forecast& forecast) {
  if (forecast.unknown == 0) return {};
  return fmt::format("unknown     {} of {} tasks. A rehearsal measures them in short: vitriflow plan --rehearse\n",
                     forecast.unknown, forecast.tasks);
}

nlohmann::ordered_json amount_json(const Amount& amount) { return {{"value", amount.value}, {"error", amount.error}}; }

}  // namespace

std::string forecast_table(const TaskGraph& graph, const Forecast& forecast) {
  if (forecast.tasks == 0) return {};
  const std::string length = forecast.path_s.value > 0 ? time_text(forecast.path_s)
                                                       : fmt::format("{} task{}", forecast.critical_path.size(),
                                                                     forecast.critical_path.size() == 1 ? "" : "s");
  return fmt::format("critical path  {} ({})\n\n", path_text(graph, forecast.critical_path), length) +
         rows_text(forecast) + "\n" + totals_text(forecast) + unknown_text(forecast);
}

std::string forecast_summary(const Forecast& forecast) {
  if (forecast.unknown == forecast.tasks) return {};
  return fmt::format("{}{}, {} on {} rank{}", forecast.unknown > 0 ? "at least " : "", core_text(forecast.core_s),
                     time_text(forecast.wall_s), forecast.ranks, forecast.ranks == 1 ? "" : "s");
}

nlohmann::ordered_json forecast_json(const TaskGraph& graph, const Forecast& forecast) {
  const bool known = forecast.unknown < forecast.tasks || forecast.tasks == 0;
  nlohmann::ordered_json root = {{"ranks", forecast.ranks}, {"tasks", forecast.tasks}, {"unknown", forecast.unknown}};
  const Amount core_h{forecast.core_s.value / 3600, forecast.core_s.error / 3600};
  root["core_hours"] = known ? amount_json(core_h) : nullptr;
  root["wall_s"] = known ? amount_json(forecast.wall_s) : nullptr;
  root["bytes"] = known ? amount_json(forecast.bytes) : nullptr;
  root["critical_path"] = nlohmann::ordered_json::array();
  for (const TaskIndex i : forecast.critical_path) root["critical_path"].push_back(graph.task(i).name);
  root["path_s"] = forecast.path_s.value > 0 ? amount_json(forecast.path_s) : nullptr;
  root["stages"] = nlohmann::ordered_json::array();
  for (const StageForecast& stage : forecast.stages) {
    const bool any = stage.unknown < stage.tasks;
    root["stages"].push_back({{"stage", stage.stage},
                              {"kind", stage.kind},
                              {"tasks", stage.tasks},
                              {"unknown", stage.unknown},
                              {"core_s", any ? amount_json(stage.core_s) : nullptr},
                              {"bytes", any ? amount_json(stage.bytes) : nullptr},
                              {"basis", stage.basis},
                              {"error_is_assumed", stage.error_is_assumed}});
  }
  return root;
}

}  // namespace vitriflow
