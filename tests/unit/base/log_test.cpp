#include "hpc/log.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

// One test: a log is opened once a process.
TEST(Log, KeepsEverythingInTheFileAndShowsWhatMatters) {
  const testing::ScratchFolder folder;
  ::testing::internal::CaptureStderr();
  log_info("too early to be seen");
  log_warning("before the log: {}", 1);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "warning: before the log: 1\n");

  posix_files().create(folder / "file")->close();
  const std::string blocked = folder / "file/x.log";
  EXPECT_EQ(testing::message_of<Error>([&] { open_log(blocked, LogLevel::warning); }).substr(0, 22 + blocked.size()),
            "cannot open the log '" + blocked + "'");

  ::testing::internal::CaptureStderr();
  open_log(folder / "logs/run.log", LogLevel::warning);
  log_debug("a detail");
  log_info("task {{}} {}", "glass");
  log_warning("fast");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "warning: fast\n");
  const std::string time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z ";
  const std::string text = posix_files().read(folder / "logs/run.log");
  EXPECT_TRUE(std::regex_match(
      text, std::regex(time + "debug a detail\n" + time + "info task \\{\\} glass\n" + time + "warning fast\n")))
      << text;
}

}  // namespace
}  // namespace vitriflow
