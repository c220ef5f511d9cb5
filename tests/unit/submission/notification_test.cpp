#include "runner/notification.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/submission/spoken_commands.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::SpokenCommands;

TEST(Notification, TellsTheShellOfTheEnd) {
  SpokenCommands commands;
  EXPECT_EQ(notify("mail -s \"$VITRIFLOW_OUTCOME\" ann", "/c/zif4", CampaignEnd::allocations_used_up, commands), "");
  ASSERT_EQ(commands.spoken.size(), 1U);
  EXPECT_THAT(
      commands.spoken[0],
      ElementsAre("env", "VITRIFLOW_CAMPAIGN=/c/zif4", "VITRIFLOW_OUTCOME=allocations used up",
                  "VITRIFLOW_REPORT=/c/zif4/report/index.html", "sh", "-c", "mail -s \"$VITRIFLOW_OUTCOME\" ann"));
}

TEST(Notification, ItsFailureIsSaid) {
  SpokenCommands commands;
  commands.answers = {{3, "mail: no such user\n"}, {124, "", true}};
  EXPECT_EQ(notify("mail", "/c", CampaignEnd::done, commands),
            "--notify 'mail' ended with code 3: mail: no such user.");
  EXPECT_EQ(notify("mail", "/c", CampaignEnd::done, commands),
            "--notify 'mail' did not end within a minute: it printed nothing.");
}

}  // namespace
}  // namespace vitriflow
