#include "runner/node_blame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NodeBlame, ANodeOnWhichATaskFailedTwiceIsAvoided) {
  NodeBlame blame;
  blame.failed("a", "n1");
  EXPECT_THAT(blame.avoided(), IsEmpty());
  EXPECT_THAT(blame.shunned_by("a"), ElementsAre("n1")) << "its next attempt goes elsewhere";
  EXPECT_THAT(blame.shunned_by("b"), IsEmpty());
  blame.failed("a", "n1");
  EXPECT_THAT(blame.shunned_by("b"), ElementsAre("n1"));
}

TEST(NodeBlame, TwoTasksThatFailedThereAreEnough) {
  NodeBlame blame;
  blame.failed("a", "n1");
  blame.failed("b", "n1");
  EXPECT_THAT(blame.avoided(), ElementsAre("n1"));
}

TEST(NodeBlame, ATaskThatFailsEverywhereBlamesNoNode) {
  NodeBlame blame;
  for (const char* task : {"a", "b", "c"}) {
    for (const char* node : {"n1", "n2"}) blame.failed(task, node);
  }
  EXPECT_THAT(blame.avoided(), IsEmpty());
  EXPECT_THAT(blame.shunned_by("a"), ElementsAre("n1", "n2"));
}

TEST(NodeBlame, AGroupOnSeveralNodesBlamesNone) {
  NodeBlame blame;
  blame.failed("a", "n1 n2");
  blame.failed("b", "n1 n2");
  EXPECT_THAT(blame.shunned_by("a"), IsEmpty());
}

JournalRecord failure(const std::string& task, double time_s) {
  JournalRecord record;
  record.event = "attempt_failed";
  record.time_s = time_s;
  record.values = {{"fingerprint", task}, {"nodes", "n1"}};
  return record;
}

TEST(NodeBlame, TheJournalIsRememberedForADay) {
  constexpr double kNow_s = 1e6;
  EXPECT_THAT(NodeBlame({failure("a", kNow_s - 60), failure("b", kNow_s - 30)}, kNow_s).avoided(), ElementsAre("n1"));
  EXPECT_THAT(NodeBlame({failure("a", kNow_s - 90000), failure("b", kNow_s - 30)}, kNow_s).avoided(), IsEmpty());
  JournalRecord without_nodes = failure("a", kNow_s);
  without_nodes.values.erase("nodes");
  EXPECT_THAT(NodeBlame({without_nodes, without_nodes}, kNow_s).avoided(), IsEmpty());
}

}  // namespace
}  // namespace vitriflow
