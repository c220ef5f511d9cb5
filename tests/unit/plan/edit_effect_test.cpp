#include "runner/edit_effect.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

TEST(EditEffect, WhoeverRunsTheCampaignHearsOfIt) {
  LeaseHolder holder;
  holder.host = "n1";
  holder.pid = 12;
  EXPECT_EQ(edit_effect(holder, "", "c"), "within seconds, once process 12 on n1 hears of it");
  holder.job = "7";
  EXPECT_EQ(edit_effect(holder, "", "c"), "within seconds, once process 12 on n1 (job 7) hears of it");
}

TEST(EditEffect, WhereNobodyRunsItTheJobsOrTheWayOutAreSaid) {
  EXPECT_EQ(edit_effect(std::nullopt, "", "my c"), "when it runs again: vitriflow run 'my c'");
  EXPECT_EQ(edit_effect(std::nullopt, "Nothing runs it now: job 3 PENDING (Resources).", "c"),
            "when it runs again. Nothing runs it now: job 3 PENDING (Resources).");
}

}  // namespace
}  // namespace vitriflow
