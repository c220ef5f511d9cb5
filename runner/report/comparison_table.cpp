#include "runner/report/comparison_table.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

using Summary = std::set<std::string>;

Summary summarised(const ReportContents& contents) {
  Summary notices;
  for (const auto& entry : contents.tasks) {
    if (entry.result) notices.insert(entry.result->result.notices.begin(), entry.result->result.notices.end());
  }
  return notices;
}

// "agrees (few samples)" -> "agrees", "few samples"; "not comparable: too fast" -> "not comparable", "too fast".
std::pair<std::string, std::string> parted(const std::string& verdict) {
  const auto end = std::min(verdict.find(": "), verdict.find(" ("));
  if (end == std::string::npos) return {verdict, ""};
  const bool bracketed = verdict[end] == ' ' && verdict.back() == ')';
  return {verdict.substr(0, end), verdict.substr(end + 2, verdict.size() - end - (bracketed ? 3 : 2))};
}

const char* tone(const std::string& word) {
  if (word == "agrees") return "good";
  return word == "differs" ? "bad" : "warn";
}

std::string verdict_cell(const std::string& verdict, const Summary& summary) {
  const auto [word, reason] = parted(verdict);
  return fmt::format("<td><span class=\"verdict {}\">{}</span><span class=\"reason\">{}</span></td>", tone(word),
                     escaped(word), summary.count(verdict) != 0 ? "see the summary" : escaped(reason));
}

std::string deviation(double sigma) { return std::isfinite(sigma) ? fmt::format("{:+.1f}", sigma) : "n/a"; }

std::string reference_cells(const Comparison& row, const Summary& summary) {
  const Estimate reference{row.reference, row.reference_error, 0, row.ours.unit, ""};
  return fmt::format("<td class=\"number\">{}</td><td class=\"number\">{}</td>{}<td class=\"source\">{}</td>",
                     shown_estimate(reference), deviation(row.deviation_sigma), verdict_cell(row.verdict, summary),
                     escaped(row.source));
}

std::string our_cells(const Comparison& row, std::size_t rows) {
  return fmt::format(
      "<td rowspan=\"{0}\">{1}</td><td class=\"number\" rowspan=\"{0}\">{2}</td><td class=\"number\" "
      "rowspan=\"{0}\">{3}</td>",
      rows, escaped(row.quantity), shown_estimate(row.ours), shown_number(row.ours.effective_samples));
}

// One number of ours, as many rows as it has references.
std::string rows_of(const std::vector<Comparison>& comparisons, const Summary& summary) {
  std::string html;
  for (auto first = comparisons.begin(); first != comparisons.end();) {
    const auto last = std::find_if(first, comparisons.end(), [&first](const Comparison& row) {
      return row.quantity != first->quantity || row.ours.value != first->ours.value;
    });
    for (auto row = first; row != last; ++row) {
      html += "<tr>" + (row == first ? our_cells(*row, static_cast<std::size_t>(last - first)) : "") +
              reference_cells(*row, summary) + "</tr>";
    }
    first = last;
  }
  return html;
}

}  // namespace

std::string comparison_table(const ReportContents& contents) {
  const Summary summary = summarised(contents);
  std::string rows;
  for (const auto& entry : contents.tasks) {
    if (entry.result) rows += rows_of(entry.result->result.comparisons, summary);
  }
  if (rows.empty()) return {};
  return "<h2 id=\"comparison\">Beside the published numbers</h2>"
         "<p class=\"soft\">Errors are standard errors of the mean. A deviation is in combined standard errors, ours "
         "widened by Student's t for few samples, and in ours alone where the source states none.</p>"
         "<div class=\"scroll\"><table><tr><th>Quantity</th><th class=\"number\">This campaign</th>"
         "<th class=\"number\">Samples</th><th class=\"number\">Reference</th><th class=\"number\">Deviation (σ)</th>"
         "<th>Verdict</th><th>Source</th></tr>" +
         rows + "</table></div>";
}

}  // namespace vitriflow
