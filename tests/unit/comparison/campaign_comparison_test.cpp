#include "runner/comparison/campaign_comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <limits>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Estimate number(double value, double error, const std::string& unit, double samples = 1e6) {
  return {value, error, samples, unit, ""};
}

TEST(ComparedNumber, IsJudgedInCombinedErrors) {
  const ComparedNumber row =
      compare_numbers("cold", "density", number(1.50, 0.03, "g/cm3"), number(1.70, 0.04, "g/cm3"));
  EXPECT_NEAR(row.difference, 0.20, 1e-12);
  EXPECT_NEAR(row.difference_error, 0.05, 1e-12);
  EXPECT_NEAR(row.sigma, 4, 0.1);  // half of the 95 % interval is 0.98 standard errors
  EXPECT_EQ(row.remark, "differs");
  EXPECT_EQ(compare_numbers("cold", "density", number(1.50, 0.03, "g/cm3"), number(1.55, 0.04, "g/cm3")).remark,
            "agrees");
}

TEST(ComparedNumber, IsConvertedToTheUnitOfA) {
  const ComparedNumber row = compare_numbers("t", "pressure", number(1, 0.1, "GPa"), number(10500, 500, "bar"));
  EXPECT_NEAR(row.difference, 0.05, 1e-9);
  EXPECT_NEAR(row.difference_error, std::hypot(0.1, 0.05), 1e-9);
}

TEST(ComparedNumber, OfAnotherDimensionIsNotCompared) {
  const ComparedNumber row = compare_numbers("t", "x", number(300, 1, "K"), number(300, 1, "ps"));
  EXPECT_FALSE(row.commensurable);
  EXPECT_TRUE(std::isnan(row.difference));
  EXPECT_EQ(row.remark, "'K' and 'ps' measure different things");
}

TEST(ComparedNumber, WithoutUncertaintySaysSo) {
  EXPECT_EQ(compare_numbers("t", "x", number(1, kNaN, "1"), number(2, 0.1, "1")).remark, "no uncertainty in A");
  const ComparedNumber row = compare_numbers("t", "x", number(1, kNaN, "1"), number(2, kNaN, "1"));
  EXPECT_EQ(row.remark, "no uncertainty");
  EXPECT_EQ(row.difference, 1);
  EXPECT_TRUE(std::isnan(row.sigma));
}

TEST(ComparedNumber, OfFewSamplesCountsLess) {
  const auto sigma = [](double samples) {
    return std::abs(compare_numbers("t", "x", number(1, 0.1, "1", samples), number(2, 0.1, "1", samples)).sigma);
  };
  EXPECT_LT(sigma(2), 0.3 * sigma(1e6));  // t(1) is 12.7 where a normal distribution has 1.96
}

// A campaign of tasks made by hand.
struct Study {
  std::deque<Task> tasks;
  ReportContents contents;
  explicit Study(const std::string& folder) { contents.folder = folder; }
  Result& add(const std::string& name, const std::string& fingerprint,
              std::vector<std::pair<std::string, std::string>> parts) {
    tasks.push_back(testing::task_with(name, {}));
    tasks.back().fingerprint = fingerprint;
    tasks.back().fingerprint_parts = std::move(parts);
    ReportTask entry;
    entry.task = &tasks.back();
    entry.state = TaskState::done;
    entry.result.emplace();
    contents.tasks.push_back(std::move(entry));
    return contents.tasks.back().result->result;
  }
};

TEST(CampaignComparison, FindsWhatDiffersAndWhatOneHasAlone) {
  Study a("a"), b("b");
  a.add("crystal", "same", {{"kind", "build 1"}}).put_scalar("volume", 5, "A3");
  b.add("crystal", "same", {{"kind", "build 1"}}).put_scalar("volume", 5, "A3");
  Result& glass_a =
      a.add("glass", "1", {{"kind", "anneal 1"}, {"parameter rate", "20 K/ps"}, {"input system 0", "same"}});
  Result& glass_b = b.add(
      "glass", "2", {{"kind", "anneal 1"}, {"parameter rate", "10 K/ps"}, {"input system 0", "same"}, {"ranks", "2"}});
  glass_a.put("density", number(1.5, 0.1, "g/cm3"));
  glass_b.put("density", number(1.5, 0.1, "g/cm3"));
  glass_a.put_scalar("old", 1, "1");
  glass_b.put_scalar("new", 1, "1");
  glass_b.put_scalar("state/energy", 1, "eV");
  a.add("cold", "3", {{"kind", "sample 1"}, {"input system 0", "1"}});
  b.add("cold", "4", {{"kind", "sample 1"}, {"input system 0", "2"}});
  a.add("left", "5", {});
  b.add("right", "6", {});
  const CampaignComparison found = compare_campaigns(a.contents, b.contents);
  ASSERT_EQ(found.tasks.size(), 3U);
  EXPECT_TRUE(found.tasks[0].same);
  ASSERT_EQ(found.tasks[1].changes.size(), 2U);
  EXPECT_EQ(found.tasks[1].changes[0].part, "parameter rate");
  EXPECT_EQ(found.tasks[1].changes[0].b, "10 K/ps");
  EXPECT_EQ(found.tasks[1].changes[1].a, "");
  EXPECT_THAT(found.tasks[1].only_a, ElementsAre("old"));
  EXPECT_THAT(found.tasks[1].only_b, ElementsAre("new"));
  EXPECT_THAT(found.tasks[2].inputs, ElementsAre("system"));
  EXPECT_TRUE(found.tasks[2].changes.empty());
  EXPECT_THAT(found.only_a, ElementsAre("left"));
  EXPECT_THAT(found.only_b, ElementsAre("right"));
  EXPECT_EQ(found.numbers.size(), 2U);
}

TEST(CampaignComparison, IsATextForTheTerminal) {
  Study a("campaigns/fast"), b("campaigns/slow");
  a.add("glass", "1", {{"parameter rate", "20 K/ps"}}).put("density", number(1.50, 0.03, "g/cm3"));
  b.add("glass", "2", {{"parameter rate", "10 K/ps"}}).put("density", number(1.70, 0.04, "g/cm3"));
  EXPECT_EQ(
      comparison_text(compare_campaigns(a.contents, b.contents), 0),
      "A  campaigns/fast: 1 of 1 tasks done\n"
      "B  campaigns/slow: 1 of 1 tasks done\n"
      "\n"
      "task   made with       A        B\n"
      "glass  parameter rate  20 K/ps  10 K/ps\n"
      "\n"
      "task   quantity  A                    B                    B - A                sigma\n"
      "glass  density   1.500 ± 0.030 g/cm3  1.700 ± 0.040 g/cm3  0.200 ± 0.050 g/cm3  +4.0   differs\n"
      "\n"
      "1 tasks in both, 0 of them the same computation; 1 numbers: 0 agree within two errors, 1 differ, 0 cannot be "
      "judged\n");
}

TEST(CampaignComparison, SaysWhatIsNotDoneInOne) {
  Study a("a"), b("b");
  a.add("glass", "1", {}).put_scalar("x", 1, "1");
  b.add("glass", "1", {});
  b.contents.tasks[0].result.reset();
  const CampaignComparison found = compare_campaigns(a.contents, b.contents);
  EXPECT_EQ(found.tasks[0].missing, "not done in B");
  EXPECT_TRUE(found.numbers.empty());
}

TEST(CampaignComparison, EscapesNamesOnItsPage) {
  Study a("<a>"), b("b");
  a.add("glass", "1", {{"parameter note", "x < y"}}).put_scalar("x", 1, "1");
  b.add("glass", "2", {{"parameter note", "x & y"}}).put_scalar("x", 1, "1");
  const std::string page = comparison_page(compare_campaigns(a.contents, b.contents));
  EXPECT_THAT(page, HasSubstr("<b>A</b> &lt;a&gt;"));
  EXPECT_THAT(page, HasSubstr("<td>x &lt; y</td><td>x &amp; y</td>"));
  EXPECT_THAT(page, HasSubstr("no uncertainty"));
}

}  // namespace
}  // namespace vitriflow
