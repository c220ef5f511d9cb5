#include "runner/language/fingerprint.hpp"

#include <gtest/gtest.h>

#include <set>

#include "hpc/base/files.hpp"
#include "stages/engines/engine.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

// One task of each sort; every argument of a test replaces one text.
std::string study(const std::string& from = "", const std::string& to = "") {
  std::string text =
      "campaign: study\n"
      "seed: 7\n"
      "stages:\n"
      "  crystal:\n    kind: toy.build\n    structure: zif-4\n"
      "  glass:\n    kind: toy.anneal\n    system: crystal\n    from: 300 K\n    to: 900 K\n    rate: 2 K/ps\n"
      "  cold:\n    kind: toy.sample\n    system: glass\n    temperature: 300 K\n    duration: 10 ps\n";
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return text;
}

std::string of(const std::string& task, const std::string& from = "", const std::string& to = "") {
  return fingerprint_in(study(from, to), task);
}

TEST(Fingerprint, IsTheSameForTheSameText) {
  EXPECT_EQ(of("cold"), of("cold"));
  EXPECT_EQ(of("cold").size(), 32U);
}

TEST(Fingerprint, DoesNotSeeTheSpellingOfUnits) {
  EXPECT_EQ(of("cold"), of("cold", "temperature: 300 K", "temperature: 0.3 kK"));
  EXPECT_EQ(of("cold"), of("cold", "duration: 10 ps", "duration: 10000 fs"));
  EXPECT_EQ(of("cold"), of("cold", "temperature: 300 K", "temperature: '300.0 K'"));
}

TEST(Fingerprint, DoesNotSeeTheOrderOfKeys) {
  EXPECT_EQ(of("glass"), of("glass", "from: 300 K\n    to: 900 K", "to: 900 K\n    from: 300 K"));
}

TEST(Fingerprint, DoesNotSeeADefaultThatIsWrittenOut) {
  EXPECT_EQ(of("glass"), of("glass", "rate: 2 K/ps", "rate: 2 K/ps\n    hold: 0 ps"));
}

TEST(Fingerprint, DoesNotSeeTitlesOrNamesOfCampaigns) {
  EXPECT_EQ(of("cold"), of("cold", "campaign: study", "campaign: other\ntitle: Another"));
  EXPECT_EQ(of("cold"), of("cold", "duration: 10 ps", "duration: 10 ps\n    title: Cold"));
}

TEST(Fingerprint, SeesAParameter) { EXPECT_NE(of("cold"), of("cold", "duration: 10 ps", "duration: 11 ps")); }

TEST(Fingerprint, SeesTheStructuresName) { EXPECT_NE(of("crystal"), of("crystal", "zif-4", "zif-8")); }

TEST(Fingerprint, SeesTheInputs) {
  EXPECT_NE(of("glass"), of("glass", "zif-4", "zif-8"));
  EXPECT_NE(of("cold"), of("cold", "zif-4", "zif-8"));
}

TEST(Fingerprint, SeesTheSeedWhereRandomNumbersAreDrawn) {
  EXPECT_NE(of("glass"), of("glass", "seed: 7", "seed: 8"));
  EXPECT_EQ(of("crystal"), of("crystal", "seed: 7", "seed: 8"));
}

TEST(Fingerprint, SeesTheEngine) {
  EXPECT_NE(of("cold"), of("cold", "duration: 10 ps", "duration: 10 ps\n    engine: reference"));
}

TEST(Fingerprint, SeesRanksOnlyWhereBitsMustRepeat) {
  const std::string width = "duration: 10 ps\n    ranks: 2";
  EXPECT_EQ(of("cold"), of("cold", "duration: 10 ps", width));
  const auto pinned = [&](const std::string& from, const std::string& to) {
    return fingerprint_in("reproducible: true\n" + study(from, to), "cold");
  };
  EXPECT_NE(pinned("", ""), pinned("duration: 10 ps", width));
  EXPECT_NE(pinned("", ""), of("cold"));
}

TEST(Fingerprint, SeesTheBytesOfAnInputFile) {
  const std::string folder = testing::TempDir() + "vitriflow-fingerprint";
  FileSystem& files = posix_files();
  files.make_directories(folder + "/structures");
  const auto with = [&](const std::string& bytes) {
    write_atomically(files, folder + "/structures/zif-4.yaml", bytes);
    const Workflow workflow = load_workflow({study(), "study.yaml", "/nowhere/study.yaml", folder});
    return workflow.graph.task(0).fingerprint;
  };
  const std::string first = with("cell: 1\n");
  EXPECT_NE(first, with("cell: 2\n"));
  EXPECT_EQ(first, with("cell: 1\n"));
  files.remove_all(folder);
}

TEST(Fingerprint, PartsCannotRunIntoEachOther) {
  std::set<std::string> names;
  names.insert(fingerprint_of({{"a", "bc"}}));
  names.insert(fingerprint_of({{"ab", "c"}}));
  names.insert(fingerprint_of({{"a", "b"}, {"c", ""}}));
  names.insert(fingerprint_of({{"a", ""}, {"b", "c"}}));
  names.insert(fingerprint_of({{"1:a", "bc"}}));
  EXPECT_EQ(names.size(), 5U);
}

TEST(Fingerprint, KeepsItsPartsInOrder) {
  const Workflow workflow = load_text(study());
  const Task& crystal = workflow.graph.task(0);
  const Task& glass = workflow.graph.task(1);
  const EngineInfo engine = engine_info("lammps");
  const FingerprintParts expected{{"kind", "toy.anneal 3"},
                                  {"parameter from", "300 K"},
                                  {"parameter hold", "0 ps"},
                                  {"parameter rate", "2 K/ps"},
                                  {"parameter to", "900 K"},
                                  {"input system 0", crystal.fingerprint},
                                  {"engine", engine.name + " " + engine.version},
                                  {"seed", std::to_string(glass.seed)}};
  EXPECT_EQ(glass.fingerprint_parts, expected);
  EXPECT_EQ(glass.fingerprint, fingerprint_of(expected));
}

}  // namespace
}  // namespace vitriflow
