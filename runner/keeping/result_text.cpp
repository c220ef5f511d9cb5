#include "runner/keeping/result_text.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "runner/report/csv.hpp"

namespace vitriflow {

namespace {

using Json = nlohmann::ordered_json;

const std::vector<double>* curve_at(const Result& result, const std::string& path) {
  return std::get_if<std::vector<double>>(&result.dataset(path).values);
}

Json json_of(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

Json json_of(const Dataset& dataset) {
  Json json{{"unit", dataset.unit}};
  if (!dataset.shape.empty()) json["shape"] = dataset.shape;
  Json values = Json::array();
  std::visit(
      [&](const auto& held) {
        for (const auto& value : held) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
            values.push_back(json_of(value));
          else
            values.push_back(value);
        }
      },
      dataset.values);
  json["value"] = dataset.shape.empty() && values.size() == 1 ? values[0] : values;
  for (const auto& [name, value] : dataset.attributes) {
    if (const auto* given = std::get_if<double>(&value))
      json[name] = json_of(*given);
    else
      json[name] = std::get<std::string>(value);
  }
  return json;
}

}  // namespace

std::string numbers_csv(const Result& result) {
  std::string text = "name,value,standard_error,effective_samples,unit,note\n";
  for (const auto& [path, dataset] : result.datasets()) {
    if (!dataset.shape.empty() || !std::holds_alternative<std::vector<double>>(dataset.values)) continue;
    const bool estimated = dataset.attributes.contains("standard_error");
    const Estimate estimate =
        estimated ? result.estimate(path) : Estimate{result.scalar(path), std::nan(""), std::nan(""), dataset.unit, ""};
    text += fmt::format("{},{},{},{},{},{}\n", csv_field(path), csv_field(estimate.value),
                        csv_field(estimate.standard_error), csv_field(estimate.effective_samples),
                        csv_field(dataset.unit), csv_field(estimate.note));
  }
  return text;
}

std::string figure_csv(const Result& result, const std::string& figure) {
  std::vector<std::string> ids;
  for (const Figure& known : result.figures) ids.push_back(known.id);
  const auto chosen = std::find(ids.begin(), ids.end(), figure);
  if (chosen == ids.end()) {
    throw Error(fmt::format("the result has no figure '{}'.{}", figure,
                            ids.empty() ? " It has none." : did_you_mean(figure, ids)),
                Failure::invalid_input);
  }
  std::vector<std::string> paths;
  for (const auto& series : result.figures[static_cast<std::size_t>(chosen - ids.begin())].series) {
    for (const std::string& path : {series.x, series.y, series.y + "_error"}) {
      const bool there = result.has(path) && curve_at(result, path) != nullptr;
      if (there && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
    }
  }
  std::string text;
  std::size_t rows = 0;
  for (const std::string& path : paths) {
    text += fmt::format("{}{}", text.empty() ? "" : ",",
                        csv_field(fmt::format("{} [{}]", path, result.dataset(path).unit)));
    rows = std::max(rows, curve_at(result, path)->size());
  }
  text += "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    for (const std::string& path : paths) {
      const auto& values = *curve_at(result, path);
      if (&path != &paths.front()) line += ",";
      if (row < values.size()) line += csv_field(values[row]);
    }
    text += line + "\n";
  }
  return text;
}

std::string result_json(const StoredResult& stored) {
  const Origin& from = stored.origin;
  Json json{{"task", from.task},     {"kind", from.kind},           {"program", from.program},
            {"engine", from.engine}, {"started_s", from.started_s}, {"finished_s", from.finished_s},
            {"ranks", from.ranks},   {"attempt", from.attempt}};
  Json datasets = Json::object();
  for (const auto& [path, dataset] : stored.result.datasets()) datasets[path] = json_of(dataset);
  json["datasets"] = std::move(datasets);
  Json figures = Json::array();
  for (const Figure& figure : stored.result.figures) {
    Json series = Json::array();
    for (const auto& curve : figure.series) series.push_back({{"label", curve.label}, {"x", curve.x}, {"y", curve.y}});
    figures.push_back({{"id", figure.id}, {"title", figure.title}, {"series", std::move(series)}});
  }
  json["figures"] = std::move(figures);
  json["notices"] = stored.result.notices;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vitriflow
