// The JSON Schema of workflow files, judged by valijson: what the validator accepts it accepts, and it refuses the
// mistakes that a schema can know.
#include <gtest/gtest.h>

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/language/stage_reader.hpp"
#include "runner/schema/generic_keys.hpp"
#include "runner/schema/workflow_schema.hpp"
#include "tests/support/yaml_json.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

std::vector<const KindDescription*> kinds(bool toys) {
  std::vector<const KindDescription*> found;
  for (const std::string& name : KindRegistry::instance().names()) {
    if (toys || !name.starts_with("toy.")) found.push_back(KindRegistry::instance().find(name));
  }
  return found;
}

class SchemaJudge {
 public:
  explicit SchemaJudge(const std::string& text) : json_(nlohmann::json::parse(text)) {
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(json_), schema_);
  }
  // Empty: the document is as the schema wants it.
  std::string problems(const std::string& yaml) const {
    Diagnostics syntax;
    const nlohmann::json document = json_of(parse_yaml(yaml, "workflow", syntax));
    if (!syntax.empty()) return syntax.render();
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(schema_, Adapter(document), &results)) return {};
    std::string text = "refused\n";
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      for (const std::string& step : error.context) text += step;
      text += ": " + error.description + "\n";
    }
    return text;
  }

 private:
  nlohmann::json json_;
  valijson::Schema schema_;
};

const SchemaJudge& shipped() {
  static const SchemaJudge judge(workflow_schema(kinds(false), "inputs"));
  return judge;
}
const SchemaJudge& with_toys() {
  static const SchemaJudge judge(workflow_schema(kinds(true), kToyInputs));
  return judge;
}

std::string sample(const std::string& lines) {
  return "campaign: study\nstages:\n  cold:\n    kind: md.sample\n    system: crystal\n    temperature: 300 K\n"
         "    duration: 10 ps\n" +
         lines;
}

TEST(WorkflowSchema, TheCommittedFileIsUpToDate) {
  EXPECT_TRUE(posix_files().read("workflows/vitriflow.schema.json") == workflow_schema(kinds(false), "inputs"))
      << "Write it anew: build/release/vitriflow schema > workflows/vitriflow.schema.json";
}

TEST(WorkflowSchema, EveryWorkflowOfTheRepositoryNamesItAndValidates) {
  int count = 0;
  for (const std::string& name : posix_files().list("workflows")) {
    if (!name.ends_with(".yaml")) continue;
    const std::string text = posix_files().read("workflows/" + name);
    EXPECT_TRUE(text.starts_with("# yaml-language-server: $schema=vitriflow.schema.json\n")) << name;
    EXPECT_EQ(shipped().problems(text), "") << name;
    ++count;
  }
  EXPECT_GE(count, 4);
}

TEST(WorkflowSchema, EveryKindsExampleValidates) {
  for (const KindDescription* kind : kinds(false)) {
    std::string text = "campaign: example\nstages:\n";
    for (std::size_t begin = 0; begin < kind->example.size();) {
      const std::size_t end = std::min(kind->example.find('\n', begin), kind->example.size());
      text += "  " + kind->example.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
    EXPECT_EQ(shipped().problems(text), "") << text;
  }
}

TEST(WorkflowSchema, KnowsEveryKeyThatAStageMayHave) {
  std::vector<std::string> known;
  for (const GenericKey& key : generic_keys()) known.push_back(key.name);
  std::vector<std::string> wanted = generic_stage_keys();
  std::sort(known.begin(), known.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(known, wanted) << "runner/schema/generic_keys.cpp has a row for each key";
}

TEST(WorkflowSchema, DescribesParametersWithUnitRangeAndDefault) {
  const auto schema = nlohmann::json::parse(workflow_schema(kinds(true), kToyInputs));
  const auto& hold = schema["definitions"]["toy.anneal"]["properties"]["hold"];
  EXPECT_EQ(hold["description"],
            "How long the top is kept. In ps or another unit of time. Range: at least 0 ps. Default: 0 ps.");
  EXPECT_EQ(hold["default"], "0 ps");
  const auto& frames = schema["definitions"]["toy.sample"]["properties"]["frames_kept"];
  EXPECT_EQ(frames["minimum"], 1);
  EXPECT_EQ(frames["maximum"], 1000);
  EXPECT_EQ(frames["default"], 1);
  const auto& required = schema["definitions"]["toy.anneal"]["required"];
  EXPECT_EQ(required, nlohmann::json({"kind", "system", "from", "to", "rate"}));
}

class GoodStage : public testing::TestWithParam<std::string> {};
TEST_P(GoodStage, IsAccepted) { EXPECT_EQ(shipped().problems(sample(GetParam())), "") << GetParam(); }
INSTANTIATE_TEST_SUITE_P(
    WorkflowSchema, GoodStage,
    testing::Values("    ranks: 2\n", "    ranks: '2'\n", "    title: 2024\n", "    ensemble: ${e}\n",
                    "    ensemble: nvt\n", "    pressure: -1.5e3 bar\n", "    pressure: +.5bar\n",
                    "    pressure: ${p} bar\n",
                    "    for_each: {t: [300 K, 400], n: 1..3, zip: {a: 5..1 step -1, b: {files: x/*.cif}}}\n",
                    "    engine: reference\n"));

class BadStage : public testing::TestWithParam<std::string> {};
TEST_P(BadStage, IsRefused) { EXPECT_NE(shipped().problems(sample(GetParam())), "") << GetParam(); }
INSTANTIATE_TEST_SUITE_P(
    WorkflowSchema, BadStage,
    testing::Values("    ranks: 0\n", "    ranks: two\n", "    ranks: 1.5\n", "    ranks: [1]\n", "    title: [a]\n",
                    "    title:\n", "    ensemble: nptt\n", "    ensemble: 1\n", "    pressure: 1\n",
                    "    pressure: high\n", "    pressure: [1 bar]\n", "    pressure: bar\n", "    presure: 1 bar\n",
                    "    for_each: {t: 300 K}\n", "    for_each: {t: []}\n", "    for_each: {}\n",
                    "    for_each: [t]\n", "    engine: lamps\n", "    gather: all\n",
                    "  Cold: {kind: test.number, value: 1}\n", "  other: {kind: md.smaple}\n", "  other: 1\n",
                    "  other: {value: 1}\n", "  other: {kind: test.number}\n",
                    "  other: {kind: test.number, value: 1 + 1}\n", "  other: {kind: [test.number], value: 1}\n",
                    "  other: {kind: md.minimize, system: [cold]}\n", "  other: {kind: md.minimize, system: ${s}}\n",
                    "  other: {kind: md.minimize, system: {stage: cold}}\n",
                    "  other: {kind: test.number, value: 1, after: [cold]}\n",
                    "  other: {kind: test.number, value: 1, after: [], gather: all}\n",
                    "  other: {kind: test.number, value: 1, after: cold, gather: some}\n",
                    "  other: {kind: structure.build, structure: zif-5, forcefield: nb-zif-ff-b}\n",
                    "  other: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b, supercell: 2}\n",
                    "  other: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b, supercell: [2, 2]}\n",
                    "seed: -1\n", "seed: many\n", "reproducible: maybe\n", "engine: lamps\n", "titel: x\n"));

TEST(WorkflowSchema, RefusesAFileWithoutItsHead) {
  EXPECT_NE(shipped().problems("stages: {one: {kind: test.number, value: 1}}\n"), "");
  EXPECT_NE(shipped().problems("campaign: study\n"), "");
  EXPECT_NE(shipped().problems("campaign: My study\nstages: {one: {kind: test.number, value: 1}}\n"), "");
  EXPECT_EQ(shipped().problems("campaign: study\nstages: {one: {kind: test.number, value: 1}}\n"), "");
}

bool validates(const std::string& name, const std::string& text) {
  try {
    load_workflow({text, name, "/nowhere/" + name, kToyInputs});
    return true;
  } catch (const InvalidInput&) {
    return false;
  }
}

// Mistakes beyond a schema (names of other stages, axes, dimensions, circles, the kinds' own checks) may pass it.
TEST(WorkflowSchema, RefusesNoGoldenWorkflowThatTheValidatorAccepts) {
  int accepted = 0;
  for (const std::string& name : posix_files().list(kGoldenFolder)) {
    if (!name.ends_with(".yaml")) continue;
    const std::string text = posix_files().read(kGoldenFolder + "/" + name);
    if (!validates(name, text)) continue;
    EXPECT_EQ(with_toys().problems(text), "") << name;
    ++accepted;
  }
  EXPECT_GE(accepted, 2);
}

class KnowableMistake : public testing::TestWithParam<const char*> {};
TEST_P(KnowableMistake, IsRefusedByTheSchemaAsByTheValidator) {
  const std::string name = GetParam() + std::string(".yaml");
  const std::string text = posix_files().read(kGoldenFolder + "/" + name);
  EXPECT_FALSE(validates(name, text));
  EXPECT_NE(with_toys().problems(text), "");
}
INSTANTIATE_TEST_SUITE_P(
    WorkflowSchema, KnowableMistake,
    testing::Values("campaign_missing", "campaign_name", "choice", "engine_of_a_stage_unknown", "engine_unknown",
                    "engine_where_none_is_used", "for_each_empty", "for_each_no_list", "for_each_no_values",
                    "gather_of_something", "gather_on_a_port_that_takes_one", "input_file_unknown", "kind_is_list",
                    "kind_missing", "list_for_a_number", "list_item", "list_length", "list_of_numbers_without_unit",
                    "list_of_stages_without_gather", "map_for_a_number", "missing_parameter", "missing_port",
                    "no_value", "not_a_number", "number_without_unit", "port_is_a_map", "port_is_swept",
                    "port_takes_one", "ranks_text", "ranks_zero", "reproducible", "scalar_for_a_list", "seed",
                    "several_at_once", "stage_is_a_text", "stage_name", "stages_are_a_list", "stages_missing",
                    "title_is_a_list", "truth_value", "unknown_generic_key", "unknown_kind", "unknown_parameter",
                    "unknown_parameter_far_from_all", "unknown_top_level_key", "whole_number",
                    "whole_number_out_of_range"),
    [](const auto& mistake) { return std::string(mistake.param); });

}  // namespace
}  // namespace vitriflow
