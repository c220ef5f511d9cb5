#include "runner/report/page.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/units.hpp"
#include "hpc/base/version.hpp"
#include "runner/report/allocations.hpp"
#include "runner/report/comparison_table.hpp"
#include "runner/report/drawing.hpp"
#include "runner/report/figures.hpp"
#include "runner/report/html.hpp"
#include "runner/report/rank_usage.hpp"
#include "runner/report/style.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostRows = 200;

bool is_lost(TaskState state) {
  return state == TaskState::failed || state == TaskState::set_aside || state == TaskState::blocked;
}

std::string plural(std::size_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string headline(const ReportContents& contents) {
  const auto done = contents.count(TaskState::done);
  const auto failed = contents.count(TaskState::failed) + contents.count(TaskState::set_aside);
  const auto blocked = contents.count(TaskState::blocked);
  const auto all = contents.tasks.size();
  const auto skipped = contents.count(TaskState::skipped);
  if (done == all) return fmt::format("<p class=\"headline verdict good\">All {} are done.</p>", plural(all, "task"));
  std::string text = fmt::format("{} of {} done", done, plural(all, "task"));
  if (failed > 0) text += fmt::format(", {} failed", failed);
  const auto cancelled = contents.count(TaskState::cancelled);
  if (cancelled > 0) text += fmt::format(", {} cancelled", cancelled);
  if (blocked > 0) text += fmt::format(", {} could not start because of that", blocked);
  if (skipped > 0) text += fmt::format(", {} skipped because their conditions do not hold", skipped);
  if (done + skipped == all) return fmt::format("<p class=\"headline verdict good\">{}.</p>", text);
  if (const auto open = all - done - failed - blocked - skipped; open > 0)
    text += fmt::format(", {} not finished yet", open);
  return fmt::format("<p class=\"headline verdict {}\">{}.</p>", failed > 0 ? "bad" : "warn", text);
}

std::string failures(const ReportContents& contents) {
  std::string html;
  std::size_t shown = 0;
  for (const auto& entry : contents.tasks) {
    if (!is_lost(entry.state) || entry.state == TaskState::blocked) continue;
    if (++shown > kMostRows) break;
    html += fmt::format("<div class=\"box bad\"><b>{}</b> {}: {}</div>", escaped(entry.task->name),
                        to_text(entry.state), escaped(entry.message));
  }
  return html;
}

std::string names_of(const std::vector<std::string>& tasks) {
  if (tasks.size() <= 4) return fmt::format("{}", fmt::join(tasks, ", "));
  return fmt::format("{}, {} and {} more", tasks[0], tasks[1], tasks.size() - 2);
}

// What forbids a comparison comes first.
std::string notices(const ReportContents& contents) {
  auto gathered = gathered_notices(contents);
  std::stable_partition(gathered.begin(), gathered.end(),
                        [](const auto& notice) { return notice.first.rfind(kNotComparable, 0) == 0; });
  std::string html;
  for (const auto& [text, tasks] : gathered) {
    html += fmt::format("<div class=\"box warn\">{} <span class=\"soft\">({})</span></div>", escaped(text),
                        escaped(names_of(tasks)));
  }
  return html;
}

std::string facts_list(const ReportContents& contents) {
  const auto item = [](const std::string& value, const char* label) {
    return fmt::format("<li><b>{}</b><span>{}</span></li>", value, label);
  };
  std::string html = "<ul class=\"facts\">";
  html += item(fmt::format("{} / {}", contents.count(TaskState::done), contents.tasks.size()), "tasks done");
  html += item(duration_text(contents.wall_s), "wall time");
  html += item(fmt::format("{:.2f}", contents.core_hours), "core hours in tasks");
  html += item(fmt::format("{}", contents.pools), contents.pools == 1 ? "start of the pool" : "starts of the pool");
  if (contents.pool_deaths > 0) html += item(fmt::format("{}", contents.pool_deaths), "deaths of the pool");
  return html + "</ul>";
}

std::string numbers(const ReportContents& contents) {
  std::string rows;
  std::size_t count = 0;
  for (const auto& entry : contents.tasks) {
    if (!entry.result) continue;
    for (const auto& [path, estimate] : entry.result->result.estimates()) {
      if (++count > kMostRows) continue;
      rows += fmt::format(
          "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
          "class=\"soft\">{}</td></tr>",
          escaped(entry.task->name), escaped(path), shown_estimate(estimate), shown_number(estimate.effective_samples),
          escaped(estimate.note));
    }
  }
  if (rows.empty()) return {};
  std::string html = "<h2 id=\"numbers\">Numbers</h2>";
  if (count > kMostRows)
    html += fmt::format(
        "<p class=\"soft\">The first {} of {}; all of them are in <a href=\"numbers.csv\">numbers.csv</a>.</p>",
        kMostRows, count);
  return html +
         "<div class=\"scroll\"><table><tr><th>Task</th><th>Quantity</th><th class=\"number\">Value</th><th "
         "class=\"number\">Effective samples</th><th>Error from</th></tr>" +
         rows + "</table></div>";
}

std::string figures(const ReportContents& contents) {
  const auto drawn = draw_figures(contents);
  if (drawn.empty()) return {};
  return "<h2 id=\"figures\">Figures</h2><div class=\"figures\">" + drawn + "</div>";
}

std::string state_text(const ReportTask& entry) {
  if (entry.taken_from.empty()) return to_text(entry.state);
  return fmt::format("{}, computed in campaign <code>{}</code>", to_text(entry.state), escaped(entry.taken_from));
}

std::string utilisation(const ReportContents& contents) {
  const RankUsage found = rank_usage_of(contents.journal, contents.stretches);
  if (found.had_core_s <= 0) return {};
  return fmt::format(
      "<p class=\"soft\">Utilisation {:.1f} %: ranks had a task for {:.3g} of the {:.3g} core hours "
      "that there were.</p>",
      100 * found.busy_core_s / found.had_core_s, found.busy_core_s / 3600, found.had_core_s / 3600);
}

std::string execution(const ReportContents& contents, const Workflow& workflow, double now_s) {
  std::string html = "<h2 id=\"execution\">How it ran</h2><h3>Tasks and what they need</h3><div class=\"scroll\">" +
                     draw_graph(contents, workflow.graph) + "</div>";
  if (const auto timeline = draw_timeline(contents); !timeline.empty())
    html += "<h3>Timeline of ranks</h3><div class=\"scroll\">" + timeline + "</div>" + utilisation(contents);
  html += allocation_table(contents, now_s);
  std::string rows;
  std::size_t shown = 0;
  for (const auto& entry : contents.tasks) {
    if (++shown > kMostRows) break;
    const Origin* origin = entry.result ? &entry.result->origin : nullptr;
    rows += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td><td "
        "class=\"number\">{}</td><td><code>{}</code></td></tr>",
        escaped(entry.task->name), escaped(entry.task->kind->name), state_text(entry),
        origin ? duration_text(origin->finished_s - origin->started_s) : "",
        origin ? fmt::format("{}", fmt::join(origin->ranks, ",")) : "", origin ? escaped(origin->engine) : "",
        entry.task->kind->draws_random_numbers ? fmt::format("{}", entry.task->seed) : "",
        entry.task->fingerprint.substr(0, 12));
  }
  html +=
      "<details><summary>All tasks, with seeds and fingerprints</summary><div "
      "class=\"scroll\"><table><tr><th>Task</th><th>Kind</th><th>State</th><th class=\"number\">Time</th><th "
      "class=\"number\">Ranks</th><th>Engine</th><th class=\"number\">Seed</th><th>Fingerprint</th></tr>" +
      rows + "</table></div>";
  if (contents.tasks.size() > kMostRows)
    html +=
        fmt::format("<p class=\"soft\">The first {} of {}; all of them are in <a href=\"tasks.csv\">tasks.csv</a>.</p>",
                    kMostRows, contents.tasks.size());
  return html + "</details>";
}

std::string citations(const ReportContents& contents) {
  std::vector<std::string> cited;
  for (const auto& entry : contents.tasks) {
    for (const auto& text : entry.task->kind->references) {
      if (std::find(cited.begin(), cited.end(), text) == cited.end()) cited.push_back(text);
    }
  }
  if (cited.empty()) return {};
  std::string html = "<h3>Methods follow</h3><ul>";
  for (const auto& text : cited) html += "<li>" + escaped(text) + "</li>";
  return html + "</ul>";
}

std::string engines_of(const ReportContents& contents) {
  std::set<std::string> engines;
  for (const auto& entry : contents.tasks) {
    if (entry.result && !entry.result->origin.engine.empty()) engines.insert(entry.result->origin.engine);
  }
  return fmt::format("{}", fmt::join(engines, ", "));
}

std::string pool_value(const ReportContents& contents, const std::string& key) {
  for (auto it = contents.journal.rbegin(); it != contents.journal.rend(); ++it) {
    if (it->event != "pool_started") continue;
    if (const auto value = it->values.find(key); value != it->values.end()) return value->second;
  }
  return {};
}

// All that took part: results of different ones agree within their errors, not bit by bit.
std::string processors_of(const ReportContents& contents) {
  std::set<std::string> models;
  for (const auto& record : contents.journal) {
    const auto value = record.values.find("processors");  // of `pool_started` and, of other jobs, `joined`
    if (value != record.values.end()) models.insert(value->second);
  }
  const std::string text = fmt::format("{}", fmt::join(models, "; "));
  return text.find(';') == std::string::npos ? text : text + " (they differ: results need not have the same bits)";
}

std::string provenance(const ReportContents& contents, const PageFacts& facts) {
  std::string rows;
  const auto row = [&rows](const char* name, const std::string& value) {
    if (!value.empty()) rows += fmt::format("<tr><th>{}</th><td>{}</td></tr>", name, escaped(value));
  };
  row("Program", std::string("vitriflow ") + kVersion);
  row("Engines", engines_of(contents));
  row("MPI", pool_value(contents, "mpi"));
  row("Host", pool_value(contents, "host"));
  row("Nodes", pool_value(contents, "nodes"));
  row("Processors", processors_of(contents));
  row("Working ranks", pool_value(contents, "ranks"));
  const std::string bound = pool_value(contents, "bound");
  row("Bound to a core", bound == "cores" ? "each rank" : bound == "none" ? "no rank" : bound);
  row("Threads a rank (OMP_NUM_THREADS)", pool_value(contents, "threads"));
  row("Campaign seed", std::to_string(facts.seed));
  row("Bitwise reproducible", facts.reproducible ? "asked for" : "not asked for");
  row("Folder", contents.folder);
  row("Report written", iso_utc(facts.written_s));
  return "<h2 id=\"provenance\">Provenance</h2><div class=\"scroll\"><table class=\"pairs\">" + rows +
         "</table></div>" + citations(contents) + "<h3>The command that repeats it</h3><pre>" + escaped(facts.command) +
         "</pre>" + "<details><summary>The workflow as run</summary><pre>" + escaped(facts.workflow_text) +
         "</pre></details>" +
         "<p class=\"soft\">Every result with its units: <code>campaign.h5</code> (h5py, MATLAB, HDFView). Tables: "
         "<a href=\"numbers.csv\">numbers.csv</a>, <a href=\"comparisons.csv\">comparisons.csv</a>, <a "
         "href=\"tasks.csv\">tasks.csv</a>, <a href=\"report.json\">report.json</a>.</p>";
}

std::string navigation(const std::string& body) {
  std::string html = "<nav>";
  for (const auto& [id, name] : {std::pair{"comparison", "Published numbers"},
                                 {"numbers", "Numbers"},
                                 {"figures", "Figures"},
                                 {"execution", "How it ran"},
                                 {"provenance", "Provenance"}}) {
    if (body.find(fmt::format("id=\"{}\"", id)) != std::string::npos)
      html += fmt::format("<a href=\"#{}\">{}</a>", id, name);
  }
  return html + "</nav>";
}

}  // namespace

std::vector<std::pair<std::string, std::vector<std::string>>> gathered_notices(const ReportContents& contents) {
  std::vector<std::pair<std::string, std::vector<std::string>>> gathered;
  for (const auto& entry : contents.tasks) {
    if (!entry.result) continue;
    for (const auto& text : entry.result->result.notices) {
      const auto it =
          std::find_if(gathered.begin(), gathered.end(), [&text](const auto& known) { return known.first == text; });
      if (it == gathered.end())
        gathered.push_back({text, {entry.task->name}});
      else
        it->second.push_back(entry.task->name);
    }
  }
  return gathered;
}

std::string report_page(const ReportContents& contents, const Workflow& workflow, const PageFacts& facts) {
  const std::string title = contents.title.empty() ? contents.campaign : contents.title;
  const std::string body = comparison_table(contents) + figures(contents) + numbers(contents) +
                           execution(contents, workflow, facts.written_s) + provenance(contents, facts);
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width,initial-scale=1\"><title>" +
         escaped(title) + " · Vitriflow</title><style>" + kReportStyle + "</style></head><body><main><header><h1>" +
         escaped(title) + "</h1><p class=\"soft\">Campaign report · " + escaped(contents.campaign) + " · " +
         iso_utc(facts.written_s) + "</p>" + navigation(body) + "</header>" + headline(contents) + failures(contents) +
         notices(contents) + facts_list(contents) + body + "</main></body></html>\n";
}

}  // namespace vitriflow
