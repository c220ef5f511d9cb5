#include "runner/report/allocations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "runner/report/tables.hpp"

namespace vitriflow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNow_s = 1795251600;  // 2026-11-21 09:00 UTC

AllocationRecord record(std::int64_t number, double began_s, double ended_s, const std::string& outcome) {
  AllocationRecord made;
  made.name = made.job = std::to_string(number + 6);
  made.submission = "s";
  made.number = number;
  made.cluster = "fake";
  made.partition = "all";
  made.nodes = "n[1-2]";
  made.ranks = 4;
  made.began_s = began_s;
  made.heard_s = began_s + 10;
  made.ended_s = ended_s;
  made.outcome = outcome;
  return made;
}

ReportContents contents_of(TaskState state) {
  ReportContents contents;
  contents.tasks.resize(1);
  contents.tasks[0].state = state;
  contents.allocations = {record(1, kNow_s - 3600, kNow_s - 3000, "time"), record(2, kNow_s - 5, 0, "")};
  contents.jobs = "Its jobs: job 8 RUNNING on n<1>.";
  return contents;
}

TEST(AllocationTable, HasARowForEachAllocation) {
  const std::string html = allocation_table(contents_of(TaskState::waiting), kNow_s);
  EXPECT_THAT(html, HasSubstr("<tr><td>1</td><td>7</td><td>fake, all</td><td>n[1-2]</td><td "
                              "class=\"number\">4</td><td>2026-11-21 08:00:00</td><td class=\"number\">10 min 00 s"
                              "</td><td class=\"end\">its time was up</td></tr>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">5.0 s</td><td class=\"end\">runs</td></tr>"));
}

TEST(AllocationTable, SaysWhereTheJobsStandAsLongAsSomethingIsLeft) {
  EXPECT_THAT(
      allocation_table(contents_of(TaskState::waiting), kNow_s),
      HasSubstr("<p class=\"soft\">The queue at 2026-11-21 09:00:00 UTC. Its jobs: job 8 RUNNING on n&lt;1&gt;.</p>"));
  EXPECT_THAT(allocation_table(contents_of(TaskState::done), kNow_s), Not(HasSubstr("The queue")));
  ReportContents waiting = contents_of(TaskState::waiting);
  waiting.allocations.clear();
  EXPECT_THAT(allocation_table(waiting, kNow_s), Not(HasSubstr("<table>")));
}

TEST(AllocationTable, ACampaignThatWasNeverSubmittedHasNone) {
  EXPECT_EQ(allocation_table(ReportContents(), kNow_s), "");
}

TEST(AllocationTable, IsInTheJsonToo) {
  ReportContents contents = contents_of(TaskState::waiting);
  contents.tasks.clear();
  const auto json = nlohmann::json::parse(report_json(contents, kNow_s));
  EXPECT_EQ(json["jobs"], contents.jobs);
  EXPECT_EQ(json["allocations"][0]["seconds"], 600);
  EXPECT_EQ(json["allocations"][1]["job"], "8");
}

TEST(AllocationTable, EndsAreSaidInWords) {
  EXPECT_EQ(end_words(record(1, 0, 5, "finished"), kNow_s), "the campaign was done");
  EXPECT_EQ(end_words(record(1, 0, 5, "nothing can proceed"), kNow_s), "nothing can proceed");
  EXPECT_EQ(end_words(record(1, 0, 0, ""), kNow_s), "without a word");
  EXPECT_EQ(lasted_s(record(1, 0, 0, ""), kNow_s), 10) << "until it was last heard of";
}

}  // namespace
}  // namespace vitriflow
