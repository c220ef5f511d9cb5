#include "runner/report/page.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "runner/report/tables.hpp"

namespace vitriflow {
namespace {

// A campaign of three tasks: one done with a notice and a comparison, one failed, one blocked by it.
class PageTest : public ::testing::Test {
 protected:
  PageTest() {
    kind_.name = "fake.kind";
    kind_.references = {"Somebody, J. Test. 1, 1 (2020)"};
    std::vector<Task> tasks(3);
    for (auto& task : tasks) task.kind = &kind_;
    tasks[0].name = tasks[0].stage = "good";
    tasks[1].name = tasks[1].stage = "bad";
    tasks[2].name = tasks[2].stage = "after";
    tasks[2].inputs["system"] = {1};
    workflow_ = std::make_unique<Workflow>(Workflow{.campaign = "demo",
                                                    .seed = 7,
                                                    .text = "campaign: demo\n",
                                                    .path = "/w.yaml",
                                                    .graph = TaskGraph(std::move(tasks))});
    contents_.campaign = "demo";
    const TaskState states[] = {TaskState::done, TaskState::failed, TaskState::blocked};
    for (int i = 0; i < 3; ++i) {
      ReportTask entry;
      entry.task = &workflow_->graph.task(i);
      entry.state = states[i];
      contents_.tasks.push_back(entry);
    }
    contents_.tasks[1].message = "LAMMPS, command 'pair_coeff <x>': cannot open file";
    StoredResult result;
    result.result.put("density", Estimate{1.33, 0.01, 12, "g/cm3", "blocks"});
    result.result.notices = {"too fast"};
    result.result.comparisons = {{"density",
                                  {1.33, 0.01, 12, "g/cm3", ""},
                                  1.57,
                                  std::numeric_limits<double>::quiet_NaN(),
                                  "A paper, Table 1",
                                  -24,
                                  "differs"}};
    contents_.tasks[0].result = result;
  }
  std::string page() {
    constexpr double kWritten_s = 1767225600;  // 2026-01-01
    return report_page(contents_, *workflow_, {"vitriflow run w.yaml", workflow_->text, 7, false, kWritten_s});
  }

  KindDescription kind_;
  std::unique_ptr<Workflow> workflow_;
  ReportContents contents_;
};

TEST_F(PageTest, PutsFailuresBeforeEverythingElse) {
  const std::string html = page();
  const auto failure = html.find("LAMMPS, command 'pair_coeff &lt;x&gt;': cannot open file");
  ASSERT_NE(failure, std::string::npos);
  EXPECT_NE(html.find("1 of 3 tasks done, 1 failed, 1 could not start because of that."), std::string::npos);
  EXPECT_LT(failure, html.find("too fast"));
  EXPECT_LT(failure, html.find("id=\"comparison\""));
}

TEST_F(PageTest, NeedsNoNetwork) {
  const std::string html = page();
  for (const char* outside : {"http://", "https://", "<script", "<link", "@import", "url("}) {
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  }
}

TEST_F(PageTest, ShowsANumberWithUnitErrorAndSamples) {
  const std::string html = page();
  EXPECT_NE(html.find("1.330 ± 0.010\u202fg/cm³</td><td class=\"number\" rowspan=\"1\">12</td>"), std::string::npos);
  EXPECT_NE(html.find("A paper, Table 1"), std::string::npos);
}

TEST_F(PageTest, GathersANoticeOnceWithItsTasks) {
  contents_.tasks[2].result = contents_.tasks[0].result;
  const auto gathered = gathered_notices(contents_);
  ASSERT_EQ(gathered.size(), 1u);
  EXPECT_EQ(gathered[0].first, "too fast");
  EXPECT_EQ(gathered[0].second, (std::vector<std::string>{"good", "after"}));
}

TEST_F(PageTest, TablesLeaveAbsentNumbersEmpty) {
  EXPECT_EQ(comparisons_csv(contents_),
            "task,quantity,value,standard_error,effective_samples,reference,reference_error,unit,deviation_sigma,"
            "verdict,source\r\n"
            "good,density,1.33,0.01,12,1.57,,g/cm3,-24,differs,\"A paper, Table 1\"\r\n");
  EXPECT_EQ(numbers_csv(contents_),
            "task,quantity,value,standard_error,effective_samples,unit,error_from\r\n"
            "good,density,1.33,0.01,12,g/cm3,blocks\r\n");
}

}  // namespace
}  // namespace vitriflow
