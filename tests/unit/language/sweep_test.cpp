// What `for_each` may say: ranges, files by pattern, axes that advance together; and who is whose partner then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/language/file_pattern.hpp"
#include "runner/language/value_range.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> range(const std::string& text) {
  const ValueRange found = read_range(text);
  EXPECT_EQ(found.problem, "") << text;
  return found.values;
}

TEST(ValueRange, IncludesBothEnds) {
  EXPECT_THAT(range("300..450 step 50 K"), ElementsAre("300 K", "350 K", "400 K", "450 K"));
  EXPECT_THAT(range("1..3"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(range("2..2"), ElementsAre("2"));
}

TEST(ValueRange, EndsWithinRounding) {
  EXPECT_THAT(range("0.1..0.7 step 0.2 ps"), ElementsAre("0.1 ps", "0.3 ps", "0.5 ps", "0.7 ps"));
  EXPECT_THAT(range("0..1 step 0.1"), SizeIs(11));
  EXPECT_THAT(range("1..1e6 step 1"), SizeIs(1000000));
}

TEST(ValueRange, StopsBeforeAnEndThatItsStepsMiss) { EXPECT_THAT(range("1..6 step 2"), ElementsAre("1", "3", "5")); }

TEST(ValueRange, DescendsByANegativeStep) {
  EXPECT_THAT(range("900..300 step -300 K"), ElementsAre("900 K", "600 K", "300 K"));
  EXPECT_THAT(range("-1..1 step 1 GPa"), ElementsAre("-1 GPa", "0 GPa", "1 GPa"));
}

TEST(ValueRange, MayRepeatItsUnit) {
  EXPECT_THAT(range("300 K..400 K step 50 K"), ElementsAre("300 K", "350 K", "400 K"));
}

class BadRange : public testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(BadRange, SaysWhatWouldDo) {
  const ValueRange found = read_range(GetParam().first);
  EXPECT_THAT(found.values, IsEmpty());
  EXPECT_EQ(found.problem, GetParam().second);
}
INSTANTIATE_TEST_SUITE_P(
    ValueRange, BadRange,
    testing::Values(
        std::pair("300..900 step 0 K", "has a step of zero. Write for example '300..900 step 150 K'."),
        std::pair("900..300 step 50 K",
                  "leads from 900 away from 300: a range that descends needs a negative step. Write for example "
                  "'900..300 step -50 K'."),
        std::pair("5..1",
                  "leads from 5 away from 1: a range that descends needs a negative step. Write for example '5..1 step "
                  "-1'."),
        std::pair(
            "300..900 K",
            "has no step, which only whole numbers without a unit may leave out. Write for example '300..900 step "
            "150 K'."),
        std::pair("300 K..900 ps step 50",
                  "has the units 'K' and 'ps'. Write one unit at its end, which holds for all numbers."),
        std::pair("300..900 step 50 Kelvni", "has the unknown unit 'Kelvni'. Write for example '300..900 step 50 K'."),
        std::pair("0..1 step 1e-9", "has 1e+09 values, more than 1000000. Make the step larger."),
        std::pair("1..many",
                  "cannot be read. Write it as 'FROM..TO step STEP UNIT', for example '300..900 step 50 K' or '1..5'."),
        std::pair("1..5 step",
                  "cannot be read. Write it as 'FROM..TO step STEP UNIT', for example '300..900 step 50 K' or "
                  "'1..5'.")));

const std::string kHead = "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: zif-4}\n";
const std::string kZipped =
    "  glass:\n    kind: toy.anneal\n    system: crystal\n    from: 300 K\n    to: 900 K\n    rate: ${rate}\n"
    "    hold: ${hold}\n"
    "    for_each: {zip: {rate: [1 K/ps, 4.8 K/ps], hold: [250 ps, 500 ps]}, run: 1..2}\n";
const std::string kCold = "  cold: {kind: toy.sample, system: glass, temperature: 300 K, duration: 10 ps}\n";

std::vector<std::string> names(const Workflow& workflow, const std::string& stage) {
  std::vector<std::string> found;
  for (const Task& task : workflow.graph.tasks()) {
    if (task.stage == stage) found.push_back(task.name);
  }
  return found;
}

std::vector<std::string> inputs(const Workflow& workflow, const std::string& name, const std::string& port) {
  std::vector<std::string> found;
  for (const TaskIndex i : workflow.graph.task(workflow.graph.find(name).value()).inputs.at(port)) {
    found.push_back(workflow.graph.task(i).name);
  }
  return found;
}

TEST(Zip, AdvancesItsAxesTogetherAndNamesThemAll) {
  const Workflow workflow = load_text(kHead + kZipped + kCold);
  EXPECT_THAT(names(workflow, "glass"),
              ElementsAre("glass[rate=1K_ps,hold=250ps,run=1]", "glass[rate=1K_ps,hold=250ps,run=2]",
                          "glass[rate=4.8K_ps,hold=500ps,run=1]", "glass[rate=4.8K_ps,hold=500ps,run=2]"));
  const Task& task = workflow.graph.task(workflow.graph.find("glass[rate=4.8K_ps,hold=500ps,run=1]").value());
  EXPECT_EQ(std::get<double>(task.parameters.at("rate")), 4.8);
  EXPECT_EQ(std::get<double>(task.parameters.at("hold")), 500.0);
  EXPECT_THAT(inputs(workflow, "cold[rate=4.8K_ps,hold=500ps,run=2]", "system"),
              ElementsAre("glass[rate=4.8K_ps,hold=500ps,run=2]"));
}

TEST(Zip, MayRepeatTheValuesOfOneAxis) {
  const Workflow workflow = load_text(
      kHead +
      "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: '${to}', rate: '${rate}', for_each: {zip: "
      "{to: [800 K, 900 K, 900 K], rate: [1 K/ps, 1 K/ps, 2 K/ps]}}}\n");
  EXPECT_THAT(names(workflow, "glass"),
              ElementsAre("glass[to=800K,rate=1K_ps]", "glass[to=900K,rate=1K_ps]", "glass[to=900K,rate=2K_ps]"));
}

TEST(Zip, MayHoldWordsThatNoParameterUses) {
  const Workflow workflow = load_text(
      "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', for_each: {zip: {s: [zif-4, zif-8], "
      "topology: [cag, sod]}}}\n");
  EXPECT_THAT(names(workflow, "crystal"),
              ElementsAre("crystal[s=zif-4,topology=cag]", "crystal[s=zif-8,topology=sod]"));
}

TEST(Zip, MayStandTwice) {
  const Workflow workflow = load_text(
      "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', supercell: ['${n}', '${m}', 1], "
      "for_each: {zip: [{s: [zif-4, zif-8], t: [a, b]}, {n: 1..2, m: 2..3}]}}\n");
  EXPECT_THAT(names(workflow, "crystal"), SizeIs(4));
  EXPECT_EQ(workflow.graph.task(3).name, "crystal[s=zif-8,t=b,n=2,m=3]");
}

TEST(Zip, MeetsASweepOfOneOfItsAxesInAnotherStage) {
  const Workflow workflow = load_text(
      kHead + kZipped +
      "  plain: {kind: toy.sample, system: crystal, temperature: 300 K, duration: '${hold}', for_each: {hold: [250 ps, "
      "500 ps]}}\n  both: {kind: toy.pair, first: plain, second: glass}\n");
  EXPECT_THAT(names(workflow, "both"), SizeIs(4));
  EXPECT_THAT(inputs(workflow, "both[hold=500ps,rate=4.8K_ps,run=1]", "second"),
              ElementsAre("glass[rate=4.8K_ps,hold=500ps,run=1]"));
  EXPECT_THAT(inputs(workflow, "both[hold=500ps,rate=4.8K_ps,run=1]", "first"), ElementsAre("plain[hold=500ps]"));
}

TEST(Gather, TakesAllOfAZip) {
  const Workflow workflow =
      load_text(kHead + kZipped + kCold + "  structure: {kind: toy.analyse, frames: cold, gather: all}\n");
  EXPECT_THAT(inputs(workflow, "structure", "frames"), SizeIs(4));
}

TEST(Gather, TakesThePartnersOnAnAxisThatTheStageHasItself) {
  const Workflow workflow = load_text(kHead + kZipped + kCold +
                                      "  structure: {kind: toy.analyse, frames: cold, gather: all, cutoffs: ['2 A', "
                                      "'${run} A'], for_each: {run: 1..2}}\n");
  EXPECT_THAT(inputs(workflow, "structure[run=2]", "frames"),
              ElementsAre("cold[rate=1K_ps,hold=250ps,run=2]", "cold[rate=4.8K_ps,hold=500ps,run=2]"));
}

TEST(Needs, MatchesZippedAxesByEitherName) {
  const Workflow workflow = load_text(
      kHead + kZipped +
      "  later: {kind: toy.sample, system: crystal, temperature: 300 K, duration: '${hold}', needs: glass, for_each: "
      "{hold: [250 ps, 500 ps]}}\n");
  const Task& task = workflow.graph.task(workflow.graph.find("later[hold=500ps]").value());
  std::vector<std::string> after;
  for (const TaskIndex i : task.after) after.push_back(workflow.graph.task(i).name);
  EXPECT_THAT(after, ElementsAre("glass[rate=4.8K_ps,hold=500ps,run=1]", "glass[rate=4.8K_ps,hold=500ps,run=2]"));
}

class FilesOfAPattern : public testing::Test {
 protected:
  FilesOfAPattern() {
    files_.remove_all(folder_);
    files_.make_directories(folder_ + "/cifs/more");
    for (const char* name : {"/cifs/zif-4.yaml", "/cifs/ZIF 8.yaml", "/cifs/.hidden.yaml", "/cifs/notes.txt",
                             "/cifs/more/zni.yaml", "/top.yaml"}) {
      write_atomically(files_, folder_ + name, name);
    }
  }
  ~FilesOfAPattern() override { files_.remove_all(folder_); }
  std::vector<std::string> matching(const std::string& pattern) { return matching_files(folder_, pattern).paths; }

  FileSystem& files_ = posix_files();
  std::string folder_ = testing::TempDir() + "vitriflow-pattern[1]";
};

TEST_F(FilesOfAPattern, AreSortedAndRelativeAsThePatternIs) {
  EXPECT_THAT(matching("cifs/*.yaml"), ElementsAre("cifs/ZIF 8.yaml", "cifs/zif-4.yaml"));
  EXPECT_THAT(matching("./cifs/*/z?i.yaml"), ElementsAre("cifs/more/zni.yaml"));
  EXPECT_THAT(matching("*.yaml"), ElementsAre("./top.yaml"));
  EXPECT_THAT(matching("cifs/notes.txt"), ElementsAre("cifs/notes.txt"));
}

TEST_F(FilesOfAPattern, MayBeAbsolute) {
  const std::string plain = testing::TempDir() + "vitriflow-plain";
  std::filesystem::remove_all(plain);
  std::filesystem::copy(folder_ + "/cifs", plain);
  EXPECT_THAT(matching(plain + "/*.txt"), ElementsAre(plain + "/notes.txt"));
  std::filesystem::remove_all(plain);
}

TEST_F(FilesOfAPattern, AreMissedWithWhatWasLookedFor) {
  EXPECT_EQ(
      matching_files(folder_, "cifs/*.cif").problem,
      "no file in '" + folder_ +
          "/cifs', which holds .hidden.yaml, ZIF 8.yaml, more, notes.txt, zif-4.yaml. Name files that are there.");
  EXPECT_EQ(
      matching_files(folder_, "sifs/*.cif").problem,
      "no file: there is no folder '" + folder_ + "/sifs'. A relative pattern counts from the workflow's folder.");
}

TEST_F(FilesOfAPattern, AreAnAxisLabelledByTheirStems) {
  const std::string text =
      "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', for_each: {s: {files: "
      "cifs/*.yaml}}}\n";
  const Workflow workflow = load_workflow({text, "study.yaml", folder_ + "/study.yaml", kToyInputs});
  EXPECT_THAT(names(workflow, "crystal"), ElementsAre("crystal[s=ZIF8]", "crystal[s=zif-4]"));
  EXPECT_EQ(std::get<std::string>(workflow.graph.task(1).parameters.at("structure")), "cifs/zif-4.yaml");
}

TEST_F(FilesOfAPattern, OfOneNameAreRefused) {
  write_atomically(files_, folder_ + "/cifs/more/top.yaml", "x");
  files_.make_directories(folder_ + "/cifs/less");
  write_atomically(files_, folder_ + "/cifs/less/top.yaml", "y");
  const std::string text =
      "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', for_each: {s: {files: "
      "cifs/*/top.yaml}}}\n";
  try {
    load_workflow({text, "study.yaml", folder_ + "/study.yaml", kToyInputs});
    FAIL() << "taken";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("axis 's' of stage 'crystal' has the values 'cifs/less/top.yaml' and "
                                        "'cifs/more/top.yaml', which give tasks of one name. Remove one."));
  }
}

}  // namespace
}  // namespace vitriflow
