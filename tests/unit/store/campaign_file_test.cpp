#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow {
namespace {

using testing::large_result;
using testing::message_of;
using testing::number_result;
using testing::small_result;

// Runs Debian's Python; its exit status.
int python(const std::string& script, const std::string& argument) {
  const std::string command =
      fmt::format("cd / && /usr/bin/python3 '{}/tests/unit/store/{}' '{}'", kSourceFolder, script, argument);
  return std::system(command.c_str());  // NOLINT: a test's own fixed command
}

TEST(CampaignFile, HoldsEveryResultForH5pyAlsoAfterTheFolderWasMoved) {
  const testing::ScratchFolder scratch;
  const std::string folder = scratch / "campaign";
  Store store(testing::begun(folder), 1, "rank0", posix_files(), system_clock());
  store.put("aaaa", small_result());
  store.put("bbbb", large_result());
  store.put("cccc", number_result(7));
  store.flush();
  const std::vector<Store::Entry> tasks{
      {"glass[hold=10ps]", "aaaa"}, {"glass[hold=20ps]", "bbbb"}, {"crystal", "cccc"}, {"ramp[rate=5K/ps]", "cccc"}};
  store.write_campaign_file(tasks);
  store.write_campaign_file(tasks);  // over itself
  std::filesystem::rename(folder, scratch / "moved");
  EXPECT_EQ(python("read_campaign.py", scratch / "moved/campaign.h5"), 0);
}

TEST(CampaignFile, MissingResultIsNamed) {
  const testing::ScratchFolder scratch;
  Store store(testing::begun(scratch.path()), 1, "rank0", posix_files(), system_clock());
  EXPECT_EQ(message_of<Error>([&] {
              store.write_campaign_file({{"crystal", "aaaa"}});
            }),
            "result 'aaaa' is not in campaign '" + scratch.path() + "'.");
  EXPECT_FALSE(posix_files().exists(scratch / "campaign.h5"));
}

TEST(Formats, RecordsInTheDocumentFitTheirChecks) {
  std::ifstream document(std::string(kSourceFolder) + "/hpc/store/FORMATS.md");
  const std::regex record(R"re(^[0-9a-f]{8} (\{"(format|number|fingerprint)".*\})$)re");
  int found = 0;
  for (std::string line; std::getline(document, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, record)) continue;
    EXPECT_EQ(line + "\n", record_line(match[1].str()));
    ++found;
  }
  EXPECT_EQ(found, 7);
}

}  // namespace
}  // namespace vitriflow
