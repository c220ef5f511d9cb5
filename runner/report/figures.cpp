#include "runner/report/figures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runner/report/chart.hpp"
#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostCurves = 8;  // as many as there are colours

// One picture: a figure of a stage, with the curves of all its tasks.
struct Picture {
  std::string stage, id, title;
  Chart chart;
  std::size_t left_out = 0;
};

std::string labelled(const std::string& label, const Result& result, const std::string& path) {
  const std::string unit = shown_unit(result.dataset(path).unit);
  return unit.empty() ? label : label + " (" + unit + ")";
}

// "hold = 10 ps" for a task of a sweep, so that curves of one picture can be told apart.
std::string sweep_label(const Task& task) {
  std::string label;
  for (const auto& [axis, value] : task.sweep)
    label += fmt::format("{}{} = {}", label.empty() ? "" : ", ", axis, value);
  return label;
}

std::string curve_label(const Task& task, const std::string& series) {
  const std::string sweep = sweep_label(task);
  if (sweep.empty()) return series;
  return series.empty() ? sweep : sweep + " · " + series;
}

std::vector<double> numbers_at(const Result& result, const std::string& path) {
  const auto& values = result.dataset(path).values;
  if (const auto* doubles = std::get_if<std::vector<double>>(&values)) return *doubles;
  const auto& integers = std::get<std::vector<std::int64_t>>(values);
  return {integers.begin(), integers.end()};
}

void add_figure(std::vector<Picture>& pictures, const Task& task, const Result& result, const Figure& figure) {
  if (figure.series.empty()) return;
  auto it = std::find_if(pictures.begin(), pictures.end(),
                         [&](const Picture& known) { return known.stage == task.stage && known.id == figure.id; });
  if (it == pictures.end()) {
    Picture picture{task.stage, figure.id, figure.title, {}, 0};
    picture.chart.title = figure.title;
    picture.chart.x_label = labelled(figure.x_label, result, figure.series[0].x);
    picture.chart.y_label = labelled(figure.y_label, result, figure.series[0].y);
    it = pictures.insert(pictures.end(), std::move(picture));
  }
  for (const auto& series : figure.series) {
    if (it->chart.curves.size() == kMostCurves) {
      ++it->left_out;
      continue;
    }
    it->chart.curves.push_back(
        {curve_label(task, series.label), numbers_at(result, series.x), numbers_at(result, series.y)});
  }
}

}  // namespace

std::string draw_figures(const ReportContents& contents) {
  std::vector<Picture> pictures;
  for (const auto& entry : contents.tasks) {
    if (!entry.result) continue;
    for (const auto& figure : entry.result->result.figures)
      add_figure(pictures, *entry.task, entry.result->result, figure);
  }
  std::string html;
  for (const auto& picture : pictures) {
    html += fmt::format("<figure id=\"{}\"><figcaption>{} <span class=\"soft\">· {}</span></figcaption>{}",
                        anchor(picture.stage + "-" + picture.id), escaped(picture.title), escaped(picture.stage),
                        draw(picture.chart));
    if (picture.left_out > 0)
      html += fmt::format("<p class=\"soft\">{} more curves are in campaign.h5.</p>", picture.left_out);
    html += "</figure>";
  }
  return html;
}

}  // namespace vitriflow
