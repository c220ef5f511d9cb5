#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runner/comparison/campaign_comparison.hpp"
#include "runner/report/html.hpp"
#include "runner/report/style.hpp"

namespace vitriflow {
namespace {

// The difference in errors as a bar from the middle, up to five of them; the grey field is two wide.
std::string bar(double sigma) {
  if (!std::isfinite(sigma)) return {};
  constexpr double kHalf = 60, kMost = 5;
  const double length = std::min(std::abs(sigma), kMost) / kMost * kHalf;
  return fmt::format(
      "<svg width=\"120\" height=\"14\" viewBox=\"0 0 120 14\" role=\"img\" aria-label=\"{0:+.1f} sigma\"><rect "
      "class=\"within\" x=\"36\" y=\"1\" width=\"48\" height=\"12\"/><line class=\"grid\" x1=\"60\" x2=\"60\" y1=\"0\" "
      "y2=\"14\"/><rect class=\"{1}\" x=\"{2:.1f}\" y=\"4\" width=\"{3:.1f}\" height=\"6\" rx=\"1\"/></svg>",
      sigma, std::abs(sigma) > 2 ? "beyond" : "agreeing", sigma < 0 ? kHalf - length : kHalf, std::max(1.0, length));
}

const char* tone(const std::string& remark) {
  if (remark == "agrees") return "good";
  return remark == "differs" ? "bad" : "warn";
}

std::string number_row(const ComparedNumber& row) {
  const Estimate difference{row.difference, row.difference_error, 0, row.a.unit, ""};
  const bool finite = std::isfinite(row.difference);
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
      "class=\"number\">{}</td><td "
      "class=\"number\">{}</td><td>{}</td><td><span class=\"verdict {}\">{}</span></td></tr>",
      escaped(row.task), escaped(row.quantity), shown_estimate(row.a), shown_estimate(row.b),
      finite ? shown_estimate(difference) : "n/a",
      std::isfinite(row.sigma) ? fmt::format("{:+.1f}", row.sigma) : std::string("n/a"), bar(row.sigma),
      tone(row.remark), escaped(row.remark));
}

std::string numbers(const CampaignComparison& comparison) {
  if (comparison.numbers.empty()) return "<p>No number is in both.</p>";
  std::string rows;
  for (const ComparedNumber& row : comparison.numbers) rows += number_row(row);
  return "<p class=\"soft\">Errors are standard errors. Sigma is the difference in combined errors, widened by "
         "Student's t "
         "for few samples; the grey field is two of them to each side.</p><div "
         "class=\"scroll\"><table><tr><th>Task</th>"
         "<th>Quantity</th><th class=\"number\">A</th><th class=\"number\">B</th><th class=\"number\">B − A</th><th "
         "class=\"number\">σ</th><th></th><th></th></tr>" +
         rows + "</table></div>";
}

std::string changes(const CampaignComparison& comparison) {
  std::string rows;
  for (const ComparedTask& task : comparison.tasks) {
    for (const ChangedPart& part : task.changes) {
      rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", escaped(task.task),
                          escaped(part.part), escaped(part.a), escaped(part.b));
    }
    for (const std::string& port : task.inputs) {
      rows += fmt::format("<tr><td>{}</td><td>input '{}'</td><td colspan=\"2\">another result</td></tr>",
                          escaped(task.task), escaped(port));
    }
  }
  if (rows.empty()) return "<p>Tasks of the same name are the same computation in both.</p>";
  return "<div class=\"scroll\"><table><tr><th>Task</th><th>Made with</th><th>A</th><th>B</th></tr>" + rows +
         "</table></div>";
}

std::string list(const std::string& label, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  return fmt::format("<p><b>{}</b> {}</p>", escaped(label), escaped(fmt::format("{}", fmt::join(names, ", "))));
}

std::string rest(const CampaignComparison& comparison) {
  std::string html = list("Only in A:", comparison.only_a) + list("Only in B:", comparison.only_b);
  for (const ComparedTask& task : comparison.tasks) {
    if (!task.missing.empty()) html += list(task.task + ":", {task.missing});
    html += list(task.task + ", only in A:", task.only_a) + list(task.task + ", only in B:", task.only_b);
  }
  return html.empty() ? "" : "<h2 id=\"one-sided\">In one of them alone</h2>" + html;
}

}  // namespace

std::string comparison_page(const CampaignComparison& comparison) {
  constexpr const char* kBars =
      "main{max-width:1240px}svg .within{fill:var(--line)}svg .agreeing{fill:var(--good)}svg .beyond{fill:var(--bad)}";
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>Two campaigns · "
      "Vitriflow</title><style>{}{}</style></head>"
      "<body><main><header><h1>Two campaigns side by side</h1><p><b>A</b> {} <span class=\"soft\">{} of {} tasks done"
      "</span><br><b>B</b> {} <span class=\"soft\">{} of {} tasks done</span></p></header><h2 "
      "id=\"numbers\">Numbers</h2>"
      "{}<h2 id=\"changes\">What was done differently</h2>{}{}</main></body></html>\n",
      kReportStyle, kBars, escaped(comparison.a), comparison.done_a, comparison.all_a, escaped(comparison.b),
      comparison.done_b, comparison.all_b, numbers(comparison), changes(comparison), rest(comparison));
}

}  // namespace vitriflow
