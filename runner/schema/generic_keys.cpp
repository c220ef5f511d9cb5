#include "runner/schema/generic_keys.hpp"

#include <algorithm>

#include "runner/task_width.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {
namespace {

Schema described(Schema schema, const std::string& description) {
  schema["description"] = description;
  return schema;
}

// A list, a range or the files of a pattern.
Schema axis_values() {
  const Schema files{{"type", "object"},
                     {"properties", {{"files", {{"type", "string"}, {"minLength", 1}}}}},
                     {"required", {"files"}},
                     {"additionalProperties", false}};
  return {{"anyOf", {list_of_values_schema(), range_schema(), files}}};
}

Schema axes() {
  return {{"type", "object"},
          {"minProperties", 1},
          {"propertyNames", {{"pattern", "^[A-Za-z][A-Za-z0-9_-]*$"}}},
          {"additionalProperties", axis_values()}};
}

Schema axes_and_zips() {
  Schema schema = axes();
  schema["properties"]["zip"] = {{"description", "Axes that advance together, or a list of such groups."},
                                 {"anyOf", {axes(), {{"type", "array"}, {"items", axes()}, {"minItems", 1}}}}};
  return schema;
}

Schema one_or_more_names() {
  const Schema name = stage_reference_schema();
  return {{"anyOf", {name, {{"type", "array"}, {"items", name}, {"minItems", 1}}}}};
}

bool takes_many(const KindDescription& kind) {
  return std::any_of(kind.takes.begin(), kind.takes.end(), [](const PortDescription& port) { return port.many; });
}

bool uses_engine(const KindDescription& kind) { return kind.uses_engine; }

Schema ranks() {
  return {
      {"anyOf",
       {integer_schema(1, kMostRanks), {{"type", "string"}, {"pattern", "^(auto|[0-9]+(\\.\\.[0-9]+)?|.*\\$\\{.*)$"}}}},
      {"default", 1}};
}

constexpr const char* kRetry =
    "How often a task that failed is tried again, where an engine, a file or the machine failed. Default: 0.";

Schema retry() {
  const Schema times = integer_schema(0, 100);
  return {{"anyOf",
           {times,
            {{"type", "object"},
             {"required", {"times"}},
             {"properties", {{"times", times}, {"wait", {{"type", "string"}}}}},
             {"additionalProperties", false}}}}};
}

std::vector<GenericKey> make_keys() {
  return {
      {"kind", described({{"type", "string"}}, "What the stage does."), {}},
      {"title", described(text_schema(), "What the report calls the stage."), {}},
      {"for_each",
       described(axes_and_zips(),
                 "Axes of a sweep and their values, as a list, a range such as '300..900 step 50 K' or 'files' with a "
                 "pattern: one task for each combination, where '${axis}' stands for its value. Axes under 'zip' "
                 "advance together."),
       {}},
      {"gather", described({{"const", "all"}}, "One task over all that a port takes, instead of one for each."),
       takes_many},
      {"needs",
       described(one_or_more_names(), "Stages that must be done first although nothing of them is taken."),
       {}},
      {"ranks",
       described(ranks(),
                 "Width of a task: a number, a range '1..8', or 'auto', where the scheduler decides. Default: 1."),
       {}},
      {"memory",
       described({{"type", "string"}, {"pattern", "^([0-9.eE+]+ *([kMGT]|[KMGT]i)?B|.*\\$\\{.*)$"}},
                 "What a task occupies, '2 GB': tasks run together only where the machine holds them."),
       {}},
      {"retry", described(retry(), kRetry), {}},
      {"when",
       described({{"type", "string"}, {"minLength", 1}},
                 "What earlier results must say for the task to run: '${glass.density} > 1.4 g/cm3'. Otherwise it is "
                 "skipped, with what takes it."),
       {}},
      {"engine", described({{"enum", engine_names()}}, "What computes energies and forces. Default: lammps."),
       uses_engine},
  };
}

}  // namespace

Schema include_schema() {
  const Schema value{{"type", {"string", "number", "boolean", "array"}}};
  const Schema properties{
      {"include", described({{"type", "string"}, {"minLength", 1}},
                            "A file with 'parameters' and 'stages', by its path from the folder of this one.")},
      {"with", described({{"type", "object"}, {"additionalProperties", value}},
                         "Values of the file's parameters; the name of a stage gives that stage.")},
      {"for_each", described(axes_and_zips(), "Axes of a sweep over the whole file.")}};
  return {{"required", {"include"}}, {"properties", properties}, {"additionalProperties", false}};
}

const std::vector<GenericKey>& generic_keys() {
  static const std::vector<GenericKey> keys = make_keys();
  return keys;
}

Schema head_properties() {
  Schema seed{{"type", "integer"}, {"minimum", 0}};
  return {{"campaign", described(name_schema(), "The campaign's name, and that of its folder.")},
          {"title", described(text_schema(), "Of the report.")},
          {"seed", described(seed, "All random numbers of the campaign follow from it. Default: 1.")},
          {"reproducible", described({{"type", "boolean"}}, "Whether the widths of tasks enter their fingerprints.")},
          {"retry", described(retry(), kRetry)},
          {"engine", described({{"enum", engine_names()}}, "Of every stage that names no other. Default: lammps.")}};
}

}  // namespace vitriflow
