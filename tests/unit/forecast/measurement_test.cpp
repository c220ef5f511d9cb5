#include "runner/forecast/measurement.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace vitriflow {
namespace {

class Measurements : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "vitriflow-measurements-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  MeasurementFile open(const std::string& owner) { return {folder_ + "/cache", owner, posix_files()}; }

  std::string folder_;
};

TEST_F(Measurements, AreReadBackByTheirOwnerAlone) {
  open("this").add({{"md", 100, 0.25, 7, 1000, "rehearsal"}});
  open("other").add({{"md", 100, 9, 7, 1000, "rehearsal"}});
  const auto mine = open("this").all();
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].key, "md");
  EXPECT_EQ(mine[0].work, 100);
  EXPECT_EQ(mine[0].seconds, 0.25);
  EXPECT_EQ(mine[0].stored, 7);
  EXPECT_EQ(mine[0].bytes, 1000);
  EXPECT_EQ(mine[0].source, "rehearsal");
  EXPECT_EQ(open("other").all().size(), 1U);
}

TEST_F(Measurements, OfOneTaskCountOnce) {
  for (int i = 0; i < 3; ++i) open("this").add({{"md", 100, 0.25, 7, 1000, "campaign 'x'"}});
  EXPECT_EQ(open("this").all().size(), 1U);
}

TEST_F(Measurements, OfTasksThatTookTheSameTimeCountEach) {
  for (int i = 0; i < 2; ++i) {
    open("this").add({{"md", 100, 0.25, 7, 1000, "campaign 'x'"}, {"md", 100, 0.25, 7, 1000, "campaign 'x'"}});
  }
  EXPECT_EQ(open("this").all().size(), 2U);
}

TEST_F(Measurements, KeepTheNewestOfAKey) {
  for (int i = 0; i < 60; ++i) open("this").add({{"md", 100, 1.0 + i, 7, 1000, "rehearsal"}});
  const auto kept = open("this").all();
  EXPECT_EQ(kept.size(), 24U);
  EXPECT_EQ(kept.back().seconds, 60.0);
}

TEST_F(Measurements, OfARehearsalTakeThePlaceOfThoseBefore) {
  open("this").add({{"md", 100, 9, 7, 1000, "rehearsal"},
                    {"md", 100, 1, 7, 1000, "campaign 'x'"},
                    {"build", 1, 1, 1, 1, "rehearsal"}});
  open("this").replace({{"md", 100, 0.5, 7, 1000, "rehearsal"}, {"md", 400, 2, 7, 1000, "rehearsal"}});
  std::vector<double> seconds;
  const auto file = open("this");
  for (const Measurement& m : file.all()) seconds.push_back(m.seconds);
  EXPECT_EQ(seconds, (std::vector<double>{1, 1, 0.5, 2}));
}

TEST_F(Measurements, SurviveALineThatIsDamaged) {
  open("this").add({{"md", 100, 0.25, 7, 1000, "rehearsal"}});
  std::ofstream(folder_ + "/cache/measurements.jsonl", std::ios::app) << "{\"owner\":\"this\",\"key\"\n[1]\n\n";
  EXPECT_EQ(open("this").all().size(), 1U);
}

}  // namespace
}  // namespace vitriflow
