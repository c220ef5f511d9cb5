#include "runner/schema/workflow_schema.hpp"

#include "runner/schema/generic_keys.hpp"
#include "runner/schema/value_schema.hpp"

namespace vitriflow {
namespace {

Schema port_schema(const PortDescription& port) {
  const std::string what = port.type == PortType::system ? "a system" : to_text(port.type);
  Schema schema{{"description", port.doc + " The name of a stage that gives " + what +
                                    (port.many ? ", or with 'gather: all' a list of such." : ".")}};
  if (!port.many) {
    schema.update(stage_reference_schema());
    return schema;
  }
  const Schema name = stage_reference_schema();
  schema["anyOf"] = {name, {{"type", "array"}, {"items", name}, {"minItems", 1}}};
  return schema;
}

// A list of stages is gathered.
void require_gathering(Schema& schema, const PortDescription& port) {
  if (!port.many) return;
  const Schema is_list{{"properties", {{port.name, {{"type", "array"}}}}}, {"required", {port.name}}};
  schema["allOf"].push_back({{"if", is_list}, {"then", {{"required", {"gather"}}}}});
}

Schema map_schema(const KindDescription& kind, const MapDescription& map, const std::string& inputs_folder) {
  Schema schema{{"description", map.doc}, {"type", "object"}, {"additionalProperties", false}};
  for (const ParameterDescription& parameter : kind.parameters) {
    if (map_of(parameter.name) != map.name) continue;
    const std::string name = member_of(parameter.name);
    schema["properties"][name] = parameter_schema(parameter, inputs_folder);
    if (parameter.needed_in_map) schema["required"].push_back(name);
  }
  return schema;
}

Schema stage_schema(const KindDescription& kind, const std::string& inputs_folder) {
  Schema schema{{"description", kind.summary}, {"type", "object"}, {"required", {"kind"}}};
  Schema properties{{"kind", {{"const", kind.name}, {"description", kind.summary}}}};
  for (const PortDescription& port : kind.takes) {
    properties[port.name] = port_schema(port);
    if (port.required) schema["required"].push_back(port.name);
    require_gathering(schema, port);
  }
  for (const MapDescription& map : kind.maps) properties[map.name] = map_schema(kind, map, inputs_folder);
  for (const ParameterDescription& parameter : kind.parameters) {
    if (!map_of(parameter.name).empty()) continue;
    properties[parameter.name] = parameter_schema(parameter, inputs_folder);
    if (!parameter.fallback) schema["required"].push_back(parameter.name);
  }
  for (const GenericKey& key : generic_keys()) {
    if (key.name != "kind" && (!key.fits || key.fits(kind))) properties[key.name] = key.schema;
  }
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  return schema;
}

// Editors offer the kinds first, then the keys of the one that is chosen.
Schema any_stage_schema(const std::vector<const KindDescription*>& kinds) {
  Schema kind = generic_keys().front().schema;
  Schema choices = Schema::array();
  for (const KindDescription* known : kinds) {
    kind["enum"].push_back(known->name);
    kind["enumDescriptions"].push_back(known->summary);
    const Schema is_it{{"properties", {{"kind", {{"const", known->name}}}}}, {"required", {"kind"}}};
    choices.push_back({{"if", is_it}, {"then", {{"$ref", "#/definitions/" + known->name}}}});
  }
  const Schema stage{{"required", {"kind"}}, {"properties", {{"kind", kind}}}, {"allOf", choices}};
  return {{"type", "object"}, {"if", {{"required", {"include"}}}}, {"then", include_schema()}, {"else", stage}};
}

}  // namespace

std::string workflow_schema(const std::vector<const KindDescription*>& kinds, const std::string& inputs_folder) {
  Schema properties = head_properties();
  properties["stages"] = {{"description", "Stages by name, in any order."},
                          {"type", "object"},
                          {"minProperties", 1},
                          {"propertyNames", {{"pattern", name_schema()["pattern"]}}},
                          {"additionalProperties", {{"$ref", "#/definitions/stage"}}}};
  Schema definitions{{"stage", any_stage_schema(kinds)}};
  for (const KindDescription* kind : kinds) definitions[kind->name] = stage_schema(*kind, inputs_folder);
  const Schema schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"title", "Vitriflow workflow"},
                      {"description", "A campaign of simulations. Made by 'vitriflow schema'."},
                      {"type", "object"},
                      {"required", {"campaign", "stages"}},
                      {"properties", properties},
                      {"additionalProperties", false},
                      {"definitions", definitions}};
  return schema.dump(1) + "\n";
}

}  // namespace vitriflow
