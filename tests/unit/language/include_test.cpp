// Files that a workflow includes: names, parameters, sweeps, nesting, places of messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;

const std::string kGlassFile =
    "parameters:\n"
    "  structure:\n"
    "  rate: 2 K/ps\n"
    "  hold: {default: 10 ps, doc: At the top.}\n"
    "stages:\n"
    "  crystal: {kind: toy.build, structure: '${structure}'}\n"
    "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: 900 K, rate: '${rate}', hold: '${hold}'}\n"
    "  cold: {kind: toy.sample, system: glass, temperature: 300 K, duration: 10 ps}\n"
    "  summary: {kind: toy.analyse, frames: cold, gather: all}\n";

class Include : public testing::Test {
 protected:
  Include() {
    files_.remove_all(folder_);
    files_.make_directories(folder_ + "/parts");
    write("parts/glass.yaml", kGlassFile);
  }
  ~Include() override { files_.remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { write_atomically(files_, folder_ + "/" + name, text); }
  Workflow load(const std::string& stages) const {
    return load_workflow({"campaign: study\nstages:\n" + stages, "study.yaml", folder_ + "/study.yaml", kToyInputs});
  }
  std::string problems(const std::string& stages) const {
    try {
      load(stages);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "none";
  }

  FileSystem& files_ = posix_files();
  std::string folder_ = testing::TempDir() + "vitriflow-include";
};

std::vector<std::string> names(const Workflow& workflow) {
  std::vector<std::string> found;
  for (const Task& task : workflow.graph.tasks()) found.push_back(task.name);
  return found;
}

std::vector<std::string> inputs(const Workflow& workflow, const std::string& name, const std::string& port) {
  std::vector<std::string> found;
  for (const TaskIndex i : workflow.graph.task(workflow.graph.find(name).value()).inputs.at(port)) {
    found.push_back(workflow.graph.task(i).name);
  }
  return found;
}

const Task& task(const Workflow& workflow, const std::string& name) {
  return workflow.graph.task(workflow.graph.find(name).value());
}

TEST_F(Include, GivesItsStagesTheNameOfItsEntry) {
  const Workflow workflow = load(
      "  from_zif4: {include: parts/glass.yaml, with: {structure: zif-4, hold: 20 ps}}\n"
      "  all: {kind: toy.analyse, frames: from_zif4.cold, cutoffs: [2 A, 5 A]}\n");
  EXPECT_THAT(names(workflow),
              ElementsAre("from_zif4.crystal", "from_zif4.glass", "from_zif4.cold", "from_zif4.summary", "all"));
  EXPECT_THAT(inputs(workflow, "from_zif4.cold", "system"), ElementsAre("from_zif4.glass"));
  EXPECT_THAT(inputs(workflow, "all", "frames"), ElementsAre("from_zif4.cold"));
  EXPECT_EQ(std::get<double>(task(workflow, "from_zif4.glass").parameters.at("hold")), 20.0);
  EXPECT_EQ(std::get<double>(task(workflow, "from_zif4.glass").parameters.at("rate")), 2.0);
}

TEST_F(Include, MayBeDoneTwiceWithOtherValues) {
  const Workflow workflow = load(
      "  a: {include: parts/glass.yaml, with: {structure: zif-4}}\n"
      "  b: {include: parts/glass.yaml, with: {structure: zif-8}}\n"
      "  all: {kind: toy.analyse, frames: [a.cold, b.cold], gather: all}\n");
  EXPECT_THAT(inputs(workflow, "all", "frames"), ElementsAre("a.cold", "b.cold"));
  EXPECT_NE(task(workflow, "a.glass").seed, task(workflow, "b.glass").seed);
}

TEST_F(Include, TakesAStageOfTheOuterFileByParameter) {
  write("parts/after.yaml",
        "parameters: {system: , cell: [1, 1, 1]}\nstages:\n"
        "  crystal: {kind: toy.build, structure: zif-zni, supercell: '${cell}'}\n"
        "  cold: {kind: toy.sample, system: '${system}', temperature: 300 K, duration: 10 ps}\n"
        "  own: {kind: toy.sample, system: crystal, temperature: 300 K, duration: 10 ps}\n");
  const Workflow workflow = load(
      "  crystal: {kind: toy.build, structure: zif-4}\n"
      "  later: {include: parts/after.yaml, with: {system: crystal, cell: [2, 2, 2]}}\n");
  EXPECT_THAT(inputs(workflow, "later.cold", "system"), ElementsAre("crystal"));
  EXPECT_THAT(inputs(workflow, "later.own", "system"), ElementsAre("later.crystal"));
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(task(workflow, "later.crystal").parameters.at("supercell")),
            (std::vector<std::int64_t>{2, 2, 2}));
}

TEST_F(Include, IsSweptAsAWhole) {
  const Workflow workflow = load(
      "  from: {include: parts/glass.yaml, with: {structure: zif-4, hold: '${hold}'}, for_each: {hold: 10..20 step "
      "10 ps}}\n  all: {kind: toy.analyse, frames: from.cold, gather: all}\n");
  EXPECT_THAT(names(workflow),
              ElementsAre("from.crystal", "from.glass[hold=10ps]", "from.glass[hold=20ps]", "from.cold[hold=10ps]",
                          "from.cold[hold=20ps]", "from.summary[hold=10ps]", "from.summary[hold=20ps]", "all"));
  EXPECT_THAT(inputs(workflow, "from.summary[hold=20ps]", "frames"), ElementsAre("from.cold[hold=20ps]"));
  EXPECT_THAT(inputs(workflow, "all", "frames"), SizeIs(2));
}

TEST_F(Include, IsRepeatedByAnAxisThatOnlyDrawsOtherNumbers) {
  const Workflow workflow =
      load("  from: {include: parts/glass.yaml, with: {structure: zif-4}, for_each: {run: 1..2}}\n");
  EXPECT_THAT(names(workflow), ElementsAre("from.crystal", "from.glass[run=1]", "from.glass[run=2]", "from.cold[run=1]",
                                           "from.cold[run=2]", "from.summary[run=1]", "from.summary[run=2]"));
}

TEST_F(Include, MayNest) {
  write("pair.yaml",
        "parameters: {holds: 10 ps}\nstages:\n  one: {include: parts/glass.yaml, with: {structure: zif-4, hold: "
        "'${holds}'}}\n  warm: {kind: toy.sample, system: one.glass, temperature: 400 K, duration: 10 ps}\n");
  const Workflow workflow = load("  pair: {include: pair.yaml, with: {holds: 30 ps}}\n");
  EXPECT_THAT(inputs(workflow, "pair.warm", "system"), ElementsAre("pair.one.glass"));
  EXPECT_EQ(std::get<double>(task(workflow, "pair.one.glass").parameters.at("hold")), 30.0);
  EXPECT_THAT(workflow.included, SizeIs(2));
}

TEST_F(Include, InACircleIsRefusedWithTheChain) {
  write("parts/a.yaml", "stages: {b: {include: b.yaml}}\n");
  write("parts/b.yaml", "stages: {a: {include: ../parts/a.yaml}}\n");
  EXPECT_EQ(problems("  a: {include: parts/a.yaml}\n"),
            "parts/b.yaml:1:23: include 'a.b.a' leads back to where it comes from: study.yaml -> parts/a.yaml -> "
            "parts/b.yaml -> parts/a.yaml. A file cannot include itself. Included as 'a.b' at parts/a.yaml:1:23. "
            "Included as 'a' at study.yaml:3:16.\n"
            "  stages: {a: {include: ../parts/a.yaml}}\n"
            "                        ^~~~~~~~~~~~~~~\n"
            "1 problem.\n");
}

TEST_F(Include, NamesTheFileAndLineOfAMistakeInIt) {
  write("parts/bad.yaml", "stages:\n  crystal: {kind: toy.build, structur: zif-4}\n");
  EXPECT_EQ(problems("  a: {include: parts/bad.yaml}\n"),
            "parts/bad.yaml:2:30: unknown parameter 'structur' of stage 'a.crystal' (kind 'toy.build'). Did you mean "
            "'structure'? Included as 'a' at study.yaml:3:16.\n"
            "    crystal: {kind: toy.build, structur: zif-4}\n"
            "                               ^~~~~~~~\n"
            "1 problem.\n");
}

TEST_F(Include, ThatIsNotThereIsNamedWithOneThatIs) {
  EXPECT_EQ(problems("  a: {include: parts/glas.yaml}\n  all: {kind: toy.analyse, frames: a.cold}\n"),
            "study.yaml:3:16: include 'a' cannot be read: there is no file '" + folder_ +
                "/parts/glas.yaml'. Did you mean 'glass.yaml'? A relative path counts from the folder of the file it "
                "stands in.\n"
                "    a: {include: parts/glas.yaml}\n"
                "                 ^~~~~~~~~~~~~~~\n"
                "1 problem.\n");
}

TEST_F(Include, SaysInWarningsWhereItComesFrom) {
  const Workflow workflow = load(
      "  a: {include: parts/glass.yaml, with: {structure: zif-4, rate: 20 K/ps}}\n"
      "  b: {include: parts/glass.yaml, with: {structure: zif-8, rate: 30 K/ps}}\n");
  ASSERT_THAT(workflow.warnings, SizeIs(2));
  EXPECT_EQ(workflow.warnings[0].place.line, 3) << "where the value is given";
}

class IncludeInACampaign : public Include {
 protected:
  std::string campaign_ = folder_ + "/campaign";
  const std::string stages_ = "  a: {include: parts/glass.yaml, with: {structure: zif-4}}\n";
  Campaign made() { return Campaign::create_or_continue(campaign_, load(stages_), files_); }
};

TEST_F(IncludeInACampaign, IsKeptWithTheGenerationAndReadFromThere) {
  made();
  const std::string kept = files_.read(campaign_ + "/workflow.0.include.1.yaml");
  EXPECT_TRUE(kept.starts_with("# vitriflow generation 0, crc32c ")) << kept;
  EXPECT_TRUE(kept.ends_with(", read from " + folder_ + "/parts/glass.yaml\n" + kGlassFile)) << kept;
  files_.remove(folder_ + "/parts/glass.yaml");
  EXPECT_EQ(Campaign::open(campaign_, files_).workflow(kToyInputs).graph.size(), 4);
}

TEST_F(IncludeInACampaign, MakesAGenerationWhenItChanges) {
  made();
  EXPECT_THAT(made().generations(), SizeIs(1));
  std::string changed = kGlassFile;
  write("parts/glass.yaml", changed.replace(changed.find("900 K"), 5, "800 K"));
  const Campaign campaign = made();
  ASSERT_THAT(campaign.generations(), SizeIs(2));
  EXPECT_EQ(std::get<double>(task(campaign.workflow(kToyInputs), "a.glass").parameters.at("to")), 800.0);
  EXPECT_EQ(std::get<double>(
                task(load_generation(campaign.generations().front(), kToyInputs), "a.glass").parameters.at("to")),
            900.0);
}

TEST_F(IncludeInACampaign, ForgetsFilesOfAGenerationThatWasNeverFinished) {
  files_.make_directories(campaign_);
  for (const char* number : {"1", "2", "3"}) {
    write_atomically(files_, campaign_ + "/workflow.0.include." + number + ".yaml", "left over");
  }
  made();
  EXPECT_FALSE(files_.exists(campaign_ + "/workflow.0.include.2.yaml"));
  EXPECT_FALSE(files_.exists(campaign_ + "/workflow.0.include.3.yaml"));
  EXPECT_THAT(Campaign::open(campaign_, files_).newest().included, SizeIs(1));
}

TEST_F(IncludeInACampaign, ThatWasNotKeptIsMissedThere) {
  made();
  files_.remove(campaign_ + "/workflow.0.include.1.yaml");
  try {
    Campaign::open(campaign_, files_).workflow(kToyInputs);
    FAIL() << "read from elsewhere";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("the campaign kept no text of '" + folder_ + "/parts/glass.yaml'."));
  }
}

}  // namespace
}  // namespace vitriflow
