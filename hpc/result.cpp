#include "hpc/result.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

using nlohmann::json;

// How many values a shape holds; the largest number when that is more than can be counted.
std::uint64_t elements(const std::vector<std::uint64_t>& shape) {
  std::uint64_t count = 1;
  bool countless = false;
  for (const auto n : shape) countless = __builtin_mul_overflow(count, n, &count) || countless;
  return countless ? std::numeric_limits<std::uint64_t>::max() : count;
}

std::uint64_t length(const Dataset::Values& values) {
  return std::visit([](const auto& vector) { return static_cast<std::uint64_t>(vector.size()); }, values);
}

bool is_path(const std::string& path) {
  const bool letters = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-' || c == '/';
  });
  // HDF5 reads "." as the group itself.
  const std::string framed = "/" + path + "/";
  const bool names = framed.find("//") == std::string::npos && framed.find("/./") == std::string::npos &&
                     framed.find("/../") == std::string::npos;
  return letters && names;
}

// JSON has no numbers that are not finite: they travel as strings.
json number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double to_number(const json& value) {
  if (value.is_number()) return value.get<double>();
  const auto& text = value.get_ref<const std::string&>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  throw Error("a stored number reads '" + text + "'");
}

json values_json(const Dataset::Values& values) {
  if (const auto* doubles = std::get_if<std::vector<double>>(&values)) {
    json list = json::array();
    for (const double value : *doubles) list.push_back(number(value));
    return {{"f", std::move(list)}};
  }
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) return {{"i", *integers}};
  return {{"s", std::get<std::vector<std::string>>(values)}};
}

Dataset::Values values_from(const json& stored) {
  if (const auto it = stored.find("f"); it != stored.end()) {
    std::vector<double> values;
    values.reserve(it->size());
    for (const auto& value : *it) values.push_back(to_number(value));
    return values;
  }
  if (const auto it = stored.find("i"); it != stored.end()) return it->get<std::vector<std::int64_t>>();
  return stored.at("s").get<std::vector<std::string>>();
}

json dataset_json(const Dataset& dataset) {
  json stored = values_json(dataset.values);
  if (!dataset.shape.empty()) stored["n"] = dataset.shape;
  if (dataset.unit != "1") stored["u"] = dataset.unit;
  for (const auto& [name, value] : dataset.attributes) {
    if (const auto* text = std::get_if<std::string>(&value))
      stored["t"][name] = *text;
    else
      stored["a"][name] = number(std::get<double>(value));
  }
  return stored;
}

Dataset dataset_from(const json& stored) {
  Dataset dataset;
  dataset.values = values_from(stored);
  if (stored.contains("n")) dataset.shape = stored.at("n").get<std::vector<std::uint64_t>>();
  if (stored.contains("u")) dataset.unit = stored.at("u").get<std::string>();
  if (stored.contains("t")) {
    for (const auto& [name, value] : stored.at("t").items()) dataset.attributes[name] = value.get<std::string>();
  }
  if (stored.contains("a")) {
    for (const auto& [name, value] : stored.at("a").items()) dataset.attributes[name] = to_number(value);
  }
  return dataset;
}

json estimate_json(const Estimate& estimate) {
  return {{"value", number(estimate.value)},
          {"error", number(estimate.standard_error)},
          {"samples", number(estimate.effective_samples)},
          {"unit", estimate.unit},
          {"note", estimate.note}};
}

Estimate estimate_from(const json& stored) {
  return {to_number(stored.at("value")), to_number(stored.at("error")), to_number(stored.at("samples")),
          stored.at("unit").get<std::string>(), stored.at("note").get<std::string>()};
}

json comparison_json(const Comparison& row) {
  return {{"quantity", row.quantity},
          {"ours", estimate_json(row.ours)},
          {"reference", number(row.reference)},
          {"reference_error", number(row.reference_error)},
          {"source", row.source},
          {"deviation", number(row.deviation_sigma)},
          {"verdict", row.verdict}};
}

Comparison comparison_from(const json& stored) {
  return {stored.at("quantity").get<std::string>(), estimate_from(stored.at("ours")),
          to_number(stored.at("reference")),        to_number(stored.at("reference_error")),
          stored.at("source").get<std::string>(),   to_number(stored.at("deviation")),
          stored.at("verdict").get<std::string>()};
}

json figure_json(const Figure& figure) {
  json series = json::array();
  for (const auto& curve : figure.series) series.push_back({{"label", curve.label}, {"x", curve.x}, {"y", curve.y}});
  return {{"id", figure.id},
          {"title", figure.title},
          {"x_label", figure.x_label},
          {"y_label", figure.y_label},
          {"series", std::move(series)}};
}

Figure figure_from(const json& stored) {
  Figure figure{stored.at("id").get<std::string>(),
                stored.at("title").get<std::string>(),
                stored.at("x_label").get<std::string>(),
                stored.at("y_label").get<std::string>(),
                {}};
  for (const auto& curve : stored.at("series")) {
    figure.series.push_back(
        {curve.at("label").get<std::string>(), curve.at("x").get<std::string>(), curve.at("y").get<std::string>()});
  }
  return figure;
}

template <typename T>
const T& values_as(const Dataset& dataset, const std::string& path, const char* wanted) {
  if (const T* values = std::get_if<T>(&dataset.values)) return *values;
  throw Error(fmt::format("dataset '{}' of a result does not hold {}", path, wanted));
}

double attribute(const Dataset& dataset, const std::string& name) {
  const auto it = dataset.attributes.find(name);
  const double* value = it == dataset.attributes.end() ? nullptr : std::get_if<double>(&it->second);
  return value != nullptr ? *value : std::numeric_limits<double>::quiet_NaN();
}

Estimate estimate_of(const Dataset& dataset, double value) {
  Estimate estimate{value, attribute(dataset, "standard_error"), attribute(dataset, "effective_samples"), dataset.unit,
                    ""};
  if (const auto it = dataset.attributes.find("note"); it != dataset.attributes.end()) {
    if (const auto* text = std::get_if<std::string>(&it->second)) estimate.note = *text;
  }
  return estimate;
}

}  // namespace

void Result::put(const std::string& path, Dataset dataset) {
  ENSURE(is_path(path), "path = '{}'", path);
  ENSURE(length(dataset.values) == elements(dataset.shape), "path = '{}', {} values for a shape of {}", path,
         length(dataset.values), elements(dataset.shape));
  const bool added = datasets_.emplace(path, std::move(dataset)).second;
  ENSURE(added, "a second dataset '{}'", path);
}

void Result::put(const std::string& path, const Estimate& estimate) {
  Dataset dataset{{}, std::vector<double>{estimate.value}, estimate.unit, {}};
  dataset.attributes["standard_error"] = estimate.standard_error;
  dataset.attributes["effective_samples"] = estimate.effective_samples;
  dataset.attributes["note"] = estimate.note;
  put(path, std::move(dataset));
}

void Result::put_scalar(const std::string& path, double value, const std::string& unit) {
  put(path, Dataset{{}, std::vector<double>{value}, unit, {}});
}

void Result::put_text(const std::string& path, const std::string& text) {
  put(path, Dataset{{}, std::vector<std::string>{text}, "1", {}});
}

void Result::put_vector(const std::string& path, std::vector<double> values, const std::string& unit,
                        std::vector<std::uint64_t> shape) {
  if (shape.empty()) shape = {values.size()};
  put(path, Dataset{std::move(shape), std::move(values), unit, {}});
}

void Result::put_integers(const std::string& path, std::vector<std::int64_t> values, std::vector<std::uint64_t> shape) {
  if (shape.empty()) shape = {values.size()};
  put(path, Dataset{std::move(shape), std::move(values), "1", {}});
}

void Result::put_names(const std::string& path, std::vector<std::string> values) {
  const std::uint64_t count = values.size();
  put(path, Dataset{{count}, std::move(values), "1", {}});
}

bool Result::has(const std::string& path) const { return datasets_.count(path) != 0; }

const Dataset& Result::dataset(const std::string& path) const {
  const auto it = datasets_.find(path);
  if (it == datasets_.end()) throw Error("a result has no dataset '" + path + "'");
  return it->second;
}

Estimate Result::estimate(const std::string& path) const { return estimate_of(dataset(path), scalar(path)); }

double Result::scalar(const std::string& path) const {
  const auto& values = vector(path);
  if (values.size() != 1)
    throw Error(fmt::format("dataset '{}' of a result holds {} numbers, expected one", path, values.size()));
  return values.front();
}

const std::string& Result::text(const std::string& path) const {
  const auto& values = names(path);
  if (values.size() != 1)
    throw Error(fmt::format("dataset '{}' of a result holds {} texts, expected one", path, values.size()));
  return values.front();
}

const std::vector<double>& Result::vector(const std::string& path) const {
  return values_as<std::vector<double>>(dataset(path), path, "numbers");
}

const std::vector<std::int64_t>& Result::integers(const std::string& path) const {
  return values_as<std::vector<std::int64_t>>(dataset(path), path, "integers");
}

const std::vector<std::string>& Result::names(const std::string& path) const {
  return values_as<std::vector<std::string>>(dataset(path), path, "texts");
}

std::vector<std::pair<std::string, Estimate>> Result::estimates() const {
  std::vector<std::pair<std::string, Estimate>> found;
  for (const auto& [path, dataset] : datasets_) {
    const auto* values = std::get_if<std::vector<double>>(&dataset.values);
    if (values != nullptr && values->size() == 1 && dataset.attributes.count("standard_error") != 0)
      found.emplace_back(path, estimate_of(dataset, values->front()));
  }
  return found;
}

std::string Result::to_bytes() const {
  json stored = json::object();
  json& datasets = stored["datasets"] = json::object();
  for (const auto& [path, dataset] : datasets_) datasets[path] = dataset_json(dataset);
  for (const auto& figure : figures) stored["figures"].push_back(figure_json(figure));
  for (const auto& row : comparisons) stored["comparisons"].push_back(comparison_json(row));
  if (!notices.empty()) stored["notices"] = notices;
  return stored.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result Result::from_bytes(std::string_view bytes) {
  try {
    const json stored = json::parse(bytes);
    Result result;
    for (const auto& [path, dataset] : stored.at("datasets").items()) {
      Dataset read = dataset_from(dataset);
      if (!is_path(path) || length(read.values) != elements(read.shape))
        throw Error("dataset '" + path + "' has a shape that does not fit");
      result.datasets_.emplace(path, std::move(read));
    }
    if (stored.contains("figures")) {
      for (const auto& figure : stored.at("figures")) result.figures.push_back(figure_from(figure));
    }
    if (stored.contains("comparisons")) {
      for (const auto& row : stored.at("comparisons")) result.comparisons.push_back(comparison_from(row));
    }
    if (stored.contains("notices")) result.notices = stored.at("notices").get<std::vector<std::string>>();
    // What json reads generously (a fraction as an integer, a key twice) is no result of ours.
    if (result.to_bytes() != bytes) throw Error("it is not in canonical form");
    return result;
  } catch (const json::exception& error) {
    throw Error(fmt::format("a stored result cannot be read: {}", error.what()));
  } catch (const Error& error) {
    throw Error(fmt::format("a stored result cannot be read: {}", error.what()));
  }
}

}  // namespace vitriflow
