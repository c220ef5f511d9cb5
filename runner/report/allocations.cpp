#include "runner/report/allocations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hpc/base/clock.hpp"
#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostRows = 200;
constexpr std::array<std::pair<const char*, const char*>, 4> kWords{{{"finished", "the campaign was done"},
                                                                     {"time", "its time was up"},
                                                                     {"replaced", "another runner took over"},
                                                                     {"broken", "an error ended its runner"}}};

// "2026-11-21 21:05:01"
std::string utc(double time_s) {
  std::string text = iso_utc(time_s).substr(0, 19);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

const char* style_of(const AllocationRecord& record, double now_s) {
  if (record.outcome == "finished") return " verdict good";
  if (record.outcome == "time" || is_heard_of(record, now_s)) return "";
  return record.outcome.empty() || record.outcome == "broken" ? " verdict bad" : " verdict warn";
}

std::string row(const AllocationRecord& record, double now_s) {
  const std::string partition = record.partition.empty() ? "" : ", " + record.partition;
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td>{}</td><td "
      "class=\"number\">{}</td><td class=\"end{}\">{}</td></tr>",
      record.number, escaped(record.name), escaped(record.cluster + partition), escaped(record.nodes), record.ranks,
      utc(record.began_s), duration_text(lasted_s(record, now_s)), style_of(record, now_s),
      escaped(end_words(record, now_s)));
}

bool is_over(const ReportContents& contents) {
  return contents.count(TaskState::done) + contents.count(TaskState::skipped) == contents.tasks.size();
}

}  // namespace

double lasted_s(const AllocationRecord& record, double now_s) {
  const double end_s = record.ended_s > 0.0 ? record.ended_s : is_heard_of(record, now_s) ? now_s : record.heard_s;
  return std::max(0.0, end_s - record.began_s);
}

std::string end_words(const AllocationRecord& record, double now_s) {
  if (is_heard_of(record, now_s)) return "runs";
  if (record.outcome.empty()) return "without a word";
  for (const auto& [outcome, words] : kWords) {
    if (record.outcome == outcome) return words;
  }
  return record.outcome;
}

std::string allocation_table(const ReportContents& contents, double now_s) {
  const auto& all = contents.allocations;
  const bool tells_of_jobs = !contents.jobs.empty() && !is_over(contents);
  if (all.empty() && !tells_of_jobs) return {};
  std::string html = "<h3>Allocations</h3>";
  if (!all.empty()) {
    html +=
        "<div class=\"scroll\"><table><tr><th>No.</th><th>Job</th><th>Cluster</th><th>Nodes</th><th "
        "class=\"number\">Ranks</th><th>Began (UTC)</th><th class=\"number\">Lasted</th><th>Ended</th></tr>";
    for (std::size_t i = all.size() - std::min(all.size(), kMostRows); i < all.size(); ++i) html += row(all[i], now_s);
    html += "</table></div>";
  }
  if (all.size() > kMostRows) {
    html += fmt::format(
        "<p class=\"soft\">The last {} of {}; all of them are in <a href=\"report.json\">report.json</a>.</p>",
        kMostRows, all.size());
  }
  if (tells_of_jobs)
    html += fmt::format("<p class=\"soft\">The queue at {} UTC. {}</p>", utc(now_s), escaped(contents.jobs));
  return html;
}

}  // namespace vitriflow
