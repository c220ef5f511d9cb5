// Records whose checks fit, but whose contents are not what their file should hold: written by another program, or by
// hand.
#include <gtest/gtest.h>

#include "hpc/store/fence.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/record_log.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::MemoryFiles;
using testing::message_of;

MemoryFiles disk_with(const std::string& name, const std::string& json) {
  MemoryFiles disk;
  disk.make_directories("c/journal");
  disk.create("c/" + name)->write(record_line(json));
  return disk;
}

TEST(StrangeRecords, HeaderOfOtherTypesIsNoHeader) {
  for (const char* json : {R"({"format":7,"version":1})", R"({"format":"vitriflow-journal","version":"1"})",
                           R"({"format":"vitriflow-journal","version":-1})", R"({"format":"vitriflow-journal"})",
                           R"(["format"])", "torn"}) {
    MemoryFiles disk = disk_with("journal/1-w", json);
    EXPECT_EQ(message_of<Error>([&] { read_journal("c", disk); }),
              "file 'c/journal/1-w' is not a vitriflow-journal file. 'vitriflow check --repair' sets it aside.")
        << json;
  }
}

TEST(StrangeRecords, OriginOfOtherTypesIsNone) {
  const LogOrigin origin{1, "w"};
  for (const char* json : {R"({"epoch":false,"writer":"w"})", R"({"epoch":1,"writer":7})", R"({"epoch":{}})", "[1]"}) {
    EXPECT_NE(message_of<Error>([&] { check_log_origin(json, origin, "c/x"); }).find("file 'c/x' is a copy"),
              std::string::npos)
        << json;
  }
}

TEST(StrangeRecords, VersionAboveAllNumbersIsNewer) {
  MemoryFiles disk = disk_with("journal/1-w", R"({"format":"vitriflow-journal","version":18446744073709551615})");
  EXPECT_EQ(message_of<Error>([&] { read_journal("c", disk); }),
            "file 'c/journal/1-w' was written by format 18446744073709551615 of vitriflow-journal, this program reads "
            "up to 1. Use a newer build.");
}

TEST(StrangeRecords, FenceThatStatesNoSizesIsDamaged) {
  for (const char* files :
       {"", R"(,"files":7)", R"(,"files":{"journal/1-w":"449"})", R"(,"files":{"journal/1-w":-1})"}) {
    MemoryFiles disk =
        disk_with("journal/fence-2", fmt::format(R"({{"format":"vitriflow-fence","version":1,"epoch":2{}}})", files));
    EXPECT_EQ(message_of<Error>([&] { Fences::read("c", disk); }),
              "file 'c/journal/fence-2' is damaged. 'vitriflow check --repair' makes it again from what the journal "
              "says of that time.")
        << files;
  }
}

TEST(StrangeRecords, LeaseWithoutAHolderSaysNothing) {
  MemoryFiles disk = disk_with("lease", R"({"format":"vitriflow-lease","version":1,"host":7})");
  LeaseHolder holder;
  EXPECT_FALSE(read_lease("c", disk, holder));
}

}  // namespace
}  // namespace vitriflow
