#include "stages/engines/lammps_path.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace vitriflow {

TEST(LammpsPath, LeavesPlainPathsAlone) {
  EXPECT_EQ(LammpsPath("/home/me/[a] b/glass[hold=2ps].log", true).name(), "/home/me/[a] b/glass[hold=2ps].log");
}

TEST(LammpsPath, NamesWhatLammpsWouldMisreadByItsDescriptor) {
  for (const char* strange : {"j\u00fcrgen", "50%", "a*", "$x", "a\"b"}) {
    const std::string path = ::testing::TempDir() + "lammps-path-" + strange;
    {
      const LammpsPath named(path, true);
      ASSERT_TRUE(lammps_reads_as_it_stands(named.name())) << named.name();
      std::ofstream(named.name(), std::ios::app) << "words";
    }
    std::string words;
    std::ifstream(path) >> words;
    EXPECT_EQ(words, "words") << path;
    std::filesystem::remove(path);
  }
}

TEST(LammpsPath, GivesRanksThatOpenNothingANameToParse) {
  EXPECT_EQ(LammpsPath("/nowhere/\u00e4", false).name(), "/dev/null");
}

}  // namespace vitriflow
