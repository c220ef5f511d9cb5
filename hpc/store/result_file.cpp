#include "hpc/store/result_file.hpp"

#include <fmt/format.h>

#include <type_traits>

#include "hpc/base/error.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/file_identity.hpp"

namespace vitriflow {

namespace {

constexpr const char* kFormat = "vitriflow-result";
constexpr std::int64_t kFormatVersion = 1;
constexpr const char* kUnit = "unit";
constexpr const char* kReport = "report";

H5Dataset create_for(H5Group& group, const std::string& path, const Dataset& dataset) {
  if (std::holds_alternative<std::vector<double>>(dataset.values)) {
    return group.create_dataset(path, H5Type::float64, dataset.shape);
  }
  const bool integers = std::holds_alternative<std::vector<std::int64_t>>(dataset.values);
  return group.create_dataset(path, integers ? H5Type::int64 : H5Type::text, dataset.shape);
}

Dataset::Values values_of(const H5Dataset& dataset) {
  switch (dataset.type()) {
    case H5Type::text:
      return dataset.texts();
    case H5Type::int64:
      return dataset.integers();
    default:
      return dataset.doubles();
  }
}

Dataset read_dataset(const H5Dataset& stored) {
  Dataset dataset;
  dataset.shape = stored.shape();
  dataset.values = values_of(stored);
  dataset.attributes = stored.attributes();
  dataset.unit = stored.text(kUnit);
  dataset.attributes.erase(kUnit);
  return dataset;
}

void read_group(const H5Group& group, const std::string& prefix, Result& into) {
  for (const auto& [name, is_group] : group.members()) {
    if (is_group) {
      read_group(group.group(name), prefix + name + "/", into);
    } else {
      into.put(prefix + name, read_dataset(group.dataset(name)));
    }
  }
}

Origin read_origin(const H5Object& object) {
  Origin origin;
  origin.task = object.text("task");
  origin.kind = object.text("kind");
  origin.program = object.text("program");
  origin.engine = object.text("engine");
  origin.started_s = object.number("started");
  origin.finished_s = object.number("finished");
  for (const auto rank : object.integers("ranks")) origin.ranks.push_back(static_cast<int>(rank));
  origin.attempt = object.integer("attempt");
  return origin;
}

}  // namespace

void write_origin(H5Object& object, const std::string& fingerprint, const Origin& origin) {
  object.set("fingerprint", fingerprint);
  object.set("task", origin.task);
  object.set("kind", origin.kind);
  object.set("program", origin.program);
  object.set("engine", origin.engine);
  object.set("started", origin.started_s);
  object.set("finished", origin.finished_s);
  object.set("ranks", std::vector<std::int64_t>(origin.ranks.begin(), origin.ranks.end()));
  object.set("attempt", origin.attempt);
}

void write_datasets(H5Group& group, const Result& result) {
  for (const auto& [path, dataset] : result.datasets()) {
    H5Dataset made = create_for(group, path, dataset);
    std::visit([&](const auto& values) { made.write(std::span(values)); }, dataset.values);
    made.set(kUnit, dataset.unit);
    for (const auto& [name, value] : dataset.attributes) {
      ENSURE(name != kUnit, "dataset '{}' has an attribute 'unit' beside its unit", path);
      std::visit([&, &key = name](const auto& held) { made.set(key, held); }, value);
    }
  }
}

void write_report_parts(H5Object& object, const Result& result) {
  if (result.figures.empty() && result.comparisons.empty() && result.notices.empty()) return;
  Result parts;
  parts.figures = result.figures;
  parts.comparisons = result.comparisons;
  parts.notices = result.notices;
  object.set(kReport, parts.to_bytes());
}

std::string large_file(const std::string& fingerprint, const StoredResult& stored, const std::string& path) {
  H5File file = H5File::create_in_memory(path);
  file.root().set("format", std::string(kFormat));
  file.root().set("format_version", kFormatVersion);
  write_origin(file.root(), fingerprint, stored.origin);
  write_report_parts(file.root(), stored.result);
  write_datasets(file.root(), stored.result);
  std::string bytes = file.finish();
  seal_bytes(bytes, "result");
  return bytes;
}

StoredResult parse_large_file(std::string_view bytes, const std::string& path, const std::string& fingerprint) {
  H5File file = H5File::open_image(bytes, path);
  const auto version = file.root().integer("format_version");
  if (version > kFormatVersion) throw NewerFormat(fmt::format("result '{}'", path), version, kFormatVersion);
  check_fingerprint(file.root(), fingerprint, path);
  StoredResult stored;
  if (file.root().has_attribute(kReport)) stored.result = Result::from_bytes(file.root().text(kReport));
  read_group(file.root(), "", stored.result);
  stored.origin = read_origin(file.root());
  file.close();
  return stored;
}

}  // namespace vitriflow
