#include "runner/schema/value_schema.hpp"

#include <fmt/format.h>

#include <cmath>

#include "hpc/base/units.hpp"
#include "runner/language/parameter_reader.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {
namespace {

using Type = ParameterDescription::Type;

constexpr const char* kNumber = R"([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)";
constexpr const char* kUnit = R"(\s*(1/)?[^\s\d.+*/=<>-].*)";

Schema fallback_json(const ParameterDescription& parameter, double value) {
  return parameter.unit == "1" ? Schema(value) : Schema(canonical_text(parameter, value));
}
template <typename Value>
Schema fallback_json(const ParameterDescription&, const Value& value) {
  return value;
}
template <typename Item>
Schema fallback_json(const ParameterDescription& parameter, const std::vector<Item>& values) {
  Schema list = Schema::array();
  for (const Item& value : values) list.push_back(fallback_json(parameter, value));
  return list;
}

std::string description_of(const ParameterDescription& parameter) {
  std::string text = parameter.doc;
  if (parameter.unit != "1")
    text += fmt::format(
        " In {} or another unit of {}.", parameter.unit,
        dimension_name(parameter.unit) == parameter.unit ? "its dimension" : dimension_name(parameter.unit));
  if (const std::string range = range_text(parameter); !range.empty()) text += fmt::format(" Range: {}.", range);
  if (!parameter.fallback || parameter.needed_in_map) return text + " Required.";
  const std::string value = canonical_text(parameter, *parameter.fallback);
  return text + fmt::format(" Default: {}.", value.empty() ? "none" : value);
}

void add_range(Schema& schema, const ParameterDescription& parameter) {
  if (std::isfinite(parameter.least)) {
    schema[parameter.least_excluded ? "exclusiveMinimum" : "minimum"] = parameter.least;
  }
  if (std::isfinite(parameter.most)) schema["maximum"] = parameter.most;
}

Schema number_schema(const ParameterDescription& parameter) {
  Schema schema = quantity_schema(parameter.unit);
  if (parameter.unit == "1") add_range(schema, parameter);
  return schema;
}

Schema choice_schema(const std::vector<std::string>& choices) {
  return {{"anyOf", {{{"enum", choices}}, swept_schema()}}};
}

// A name of inputs/, or the path of the user's own file; an empty text where that is the default.
Schema input_schema(const ParameterDescription& parameter, const std::string& inputs_folder) {
  Schema names = input_names(parameter.input_folder, inputs_folder);
  if (parameter.fallback == ParameterValue(std::string())) names.push_back("");
  Schema path{{"type", "string"}, {"pattern", "/"}};
  if (names.empty()) return {{"anyOf", {path, swept_schema()}}};
  return {{"anyOf", {{{"enum", names}}, path, swept_schema()}}};
}

Schema item_schema(const ParameterDescription& parameter, const std::string& inputs_folder) {
  switch (parameter.type) {
    case Type::number:
    case Type::numbers:
      return number_schema(parameter);
    case Type::integer:
    case Type::integers: {
      const double below = parameter.least_excluded ? std::floor(parameter.least) + 1 : parameter.least;
      return integer_schema(below, parameter.most);
    }
    case Type::boolean:
      return {{"type", {"boolean", "string"}}, {"pattern", or_swept("true|false")}};
    case Type::choice:
      return choice_schema(parameter.choices);
    case Type::text:
    case Type::texts:
      return parameter.input_folder.empty() ? text_schema() : input_schema(parameter, inputs_folder);
  }
  return text_schema();
}

bool is_list(Type type) { return type == Type::numbers || type == Type::integers || type == Type::texts; }

}  // namespace

std::string or_swept(const std::string& pattern) { return fmt::format(R"(^({}|.*\$\{{[^}}]+\}}.*)$)", pattern); }

Schema name_schema() { return {{"type", {"string", "integer"}}, {"pattern", "^[a-z0-9][a-z0-9_-]*$"}}; }

Schema stage_reference_schema() {
  return {{"type", {"string", "integer"}}, {"pattern", R"(^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$)"}};
}

Schema text_schema() { return {{"type", {"string", "number", "boolean"}}}; }

Schema swept_schema() { return {{"type", "string"}, {"pattern", R"(\$\{[^}]+\})"}}; }

Schema quantity_schema(const std::string& unit) {
  if (same_dimension(unit, "1")) {
    return {{"type", {"number", "string"}}, {"pattern", or_swept(fmt::format("{}({})?", kNumber, kUnit))}};
  }
  return {{"type", "string"},
          {"pattern", or_swept(fmt::format("{}{}", kNumber, kUnit))},
          {"patternErrorMessage", fmt::format("A number with its unit is wanted, in {} for example.", unit)}};
}

Schema integer_schema(double least, double most) {
  Schema schema{{"type", {"integer", "string"}}, {"pattern", or_swept(R"([+-]?\d+)")}};
  if (std::isfinite(least)) schema["minimum"] = static_cast<std::int64_t>(least);
  if (std::isfinite(most)) schema["maximum"] = static_cast<std::int64_t>(most);
  return schema;
}

Schema list_of_values_schema() { return {{"type", "array"}, {"items", text_schema()}, {"minItems", 1}}; }

Schema range_schema() {
  return {{"type", "string"}, {"pattern", fmt::format(R"(^\s*{}[^.]*\.\.\s*[+-]?\.?\d.*$)", kNumber)}};
}

Schema parameter_schema(const ParameterDescription& parameter, const std::string& inputs_folder) {
  Schema schema{{"description", description_of(parameter)}};
  if (is_list(parameter.type)) {
    schema["type"] = "array";
    schema["items"] = item_schema(parameter, inputs_folder);
    if (parameter.count) schema["minItems"] = schema["maxItems"] = *parameter.count;
  } else {
    schema.update(item_schema(parameter, inputs_folder));
  }
  if (!parameter.fallback || parameter.needed_in_map) return schema;
  const Schema fallback =
      std::visit([&](const auto& value) { return fallback_json(parameter, value); }, *parameter.fallback);
  if (fallback != Schema("")) schema["default"] = fallback;
  return schema;
}

}  // namespace vitriflow
