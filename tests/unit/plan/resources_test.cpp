#include <gtest/gtest.h>

#include "hpc/base/memory_size.hpp"
#include "hpc/machine_memory.hpp"
#include "runner/task_width.hpp"

namespace vitriflow {

namespace {

TEST(TaskWidth, IsANumberARangeOrLeftToTheScheduler) {
  EXPECT_EQ(parse_width("4")->most, 4);
  EXPECT_EQ(parse_width("2..8")->least, 2);
  EXPECT_EQ(parse_width("2..8")->most, 8);
  EXPECT_EQ(parse_width("auto")->most, kMostRanks);
  for (const char* text : {"4", "2..8", "auto"}) EXPECT_EQ(to_text(*parse_width(text)), text);
}

TEST(TaskWidth, AnythingElseIsNone) {
  for (const char* text : {"", "0", "-1", "8..2", "0..4", "1..", "..4", "1...4", "many", "1.5", "1..100001"}) {
    EXPECT_FALSE(parse_width(text)) << text;
  }
}

TEST(MemorySize, IsReadWithItsUnit) {
  EXPECT_EQ(parse_memory("2 GB"), 2e9);
  EXPECT_EQ(parse_memory("0.5kB"), 500);
  EXPECT_EQ(parse_memory("1 GiB"), 1073741824.0);
  for (const char* text : {"", "2", "GB", "0 GB", "-1 GB", "2 gb", "2 GB more", "inf GB"}) {
    EXPECT_FALSE(parse_memory(text)) << text;
  }
  EXPECT_EQ(memory_text(2e9), "2 GB");
  EXPECT_EQ(memory_text(536870912.0), "537 MB");
}

TEST(MachineMemory, IsSomethingThatThisTestFitsInto) { EXPECT_GT(machine_memory_bytes(), 1e7); }

}  // namespace

}  // namespace vitriflow
