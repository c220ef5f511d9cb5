#include "stages/analysis/published.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

std::string text_of(const Node& map, std::string_view key, const std::string& otherwise) {
  const auto* node = map.find(key);
  return node != nullptr && node->is_scalar() ? node->text : otherwise;
}

std::optional<double> number_of(const Node& map, const std::string& key, Diagnostics& problems) {
  const auto* node = map.find(key);
  if (node == nullptr) return std::nullopt;
  double value = 0.0;
  const auto* end = node->text.data() + node->text.size();
  const auto read = std::from_chars(node->text.data(), end, value);
  if (node->is_scalar() && read.ec == std::errc() && read.ptr == end && std::isfinite(value)) return value;
  problems.add(node->place, fmt::format("'{}' is {}, expected a number in the quantity's unit.", key,
                                        node->is_scalar() ? "'" + node->text + "'" : node->type_name()));
  return std::nullopt;
}

std::optional<PublishedNumber> published_number(const Node& map, const std::string& key, const std::string& source,
                                                Diagnostics& problems) {
  const auto value = number_of(map, key, problems);
  const auto error = number_of(map, key + "_error", problems);
  if (!value) return std::nullopt;
  return PublishedNumber{*value, error.value_or(std::numeric_limits<double>::quiet_NaN()),
                         text_of(map, key + "_source", source)};
}

std::optional<PublishedQuantity> published_quantity(const Node::Entry& entry, Diagnostics& problems) {
  if (!entry.value.is_map()) {
    problems.add(entry.place, fmt::format("'{}' is {}, expected a map with 'unit' and 'model' or 'reference'.",
                                          entry.key, entry.value.type_name()));
    return std::nullopt;
  }
  PublishedQuantity quantity;
  quantity.name = entry.key;
  quantity.unit = text_of(entry.value, "unit", "");
  if (!is_unit(quantity.unit)) {
    problems.add(entry.place,
                 fmt::format("'{}' has {}. Write 'unit: A' or the like, '1' without one.", entry.key,
                             quantity.unit.empty() ? "no unit" : "the unknown unit '" + quantity.unit + "'"));
  }
  quantity.reference = published_number(entry.value, "reference", "reference", problems);
  quantity.model = published_number(entry.value, "model", "simulation", problems);
  return quantity;
}

// "Mendez & Semino 2024, doi:..."
std::string citation_of(const Node& document, const std::string& name) {
  const auto citation = text_of(document, "citation", name), doi = text_of(document, "doi", "");
  return doi.empty() || citation.find(doi) != std::string::npos ? citation : citation + ", doi:" + doi;
}

}  // namespace

PublishedEntry parse_published(const std::string& text, const std::string& name, const std::string& entry) {
  Diagnostics problems;
  const auto document = parse_yaml(text, name, problems);
  problems.throw_if_any();
  const auto* entries = document.find("entries");
  if (entries == nullptr || !entries->is_map()) {
    problems.add(document.place, "there is no map 'entries'. Put the published numbers under it.");
    problems.throw_if_any();
  }
  const auto* found = entries->find(entry);
  if (found == nullptr) {
    std::vector<std::string> known;
    for (const auto& candidate : entries->entries) known.push_back(candidate.key);
    throw Error(fmt::format("'{}' has no entry '{}'.{}", name, entry, did_you_mean(entry, known)),
                Failure::invalid_input);
  }
  PublishedEntry published{entry, citation_of(document, name), {}};
  for (const auto& quantity : found->entries) {
    if (!quantity.value.is_map() && quantity.key == "note") continue;
    if (auto read = published_quantity(quantity, problems)) published.quantities.push_back(std::move(*read));
  }
  problems.throw_if_any();
  return published;
}

}  // namespace vitriflow
