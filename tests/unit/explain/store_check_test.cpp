#include "runner/store_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/explain/plans.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreCheckTest : public ::testing::Test {
 protected:
  StoreCheckTest() {
    view_.plan = testing::plan_of(
        "  a: {kind: test.number, value: 1}\n"
        "  b: {kind: test.number, value: 2, after: a}\n");
  }
  std::string fingerprint(const std::string& task) const {
    return std::string(view_.plan.fingerprint(*view_.plan.find(task)));
  }
  StoreCheck check() const { return check_store(inspection_, view_, {fingerprint("a"), fingerprint("b")}); }

  CampaignView view_;
  Inspection inspection_;
};

TEST_F(StoreCheckTest, ASoundStoreHasNoFindings) {
  inspection_.results = {fingerprint("a"), fingerprint("b")};
  EXPECT_TRUE(check().clean());
  EXPECT_THAT(check().again, IsEmpty());
}

TEST_F(StoreCheckTest, ALostResultRunsAgain) {
  inspection_.results = {fingerprint("a")};
  inspection_.damages = {{Damage::What::result, "results/x.h5", "it is damaged.", fingerprint("b")}};
  EXPECT_THAT(check().findings, SizeIs(1));
  EXPECT_EQ(check().findings[0].cost, "b is computed again");
  EXPECT_THAT(check().again, ElementsAre("b"));
}

TEST_F(StoreCheckTest, ALostResultThatNothingNeedsCostsNothing) {
  inspection_.results = {fingerprint("b")};
  inspection_.damages = {{Damage::What::small_results, "results/small-1-rank0", "it is damaged.", ""}};
  EXPECT_EQ(check().findings[0].cost, "nothing that is still needed");
  EXPECT_THAT(check().again, IsEmpty());
}

TEST_F(StoreCheckTest, AResultThatIsGoneWithoutATraceIsFound) {
  inspection_.results = {fingerprint("a")};
  EXPECT_THAT(check().findings, SizeIs(1));
  EXPECT_EQ(check().findings[0].damage.problem, "1 results that the journal knows are gone.");
  EXPECT_THAT(check().again, ElementsAre("b"));
}

TEST_F(StoreCheckTest, ADamagedCheckpointCostsWhatTheOtherDoesNotHold) {
  inspection_.results = {fingerprint("a"), fingerprint("b")};
  inspection_.damages = {{Damage::What::checkpoint, "checkpoints/x/3.h5", "it is damaged.", fingerprint("b"), 3}};
  EXPECT_EQ(check().findings[0].cost, "nothing: no task needs it");
  inspection_.results = {fingerprint("a")};
  const auto lost = check_store(inspection_, view_, {fingerprint("a")});
  EXPECT_EQ(lost.findings[0].cost, "'b' starts over");
  inspection_.with_sound_checkpoint = {fingerprint("b")};
  EXPECT_EQ(check_store(inspection_, view_, {fingerprint("a")}).findings[0].cost,
            "'b' goes on from another checkpoint");
}

TEST_F(StoreCheckTest, SaysWhereToGoOn) {
  inspection_.results = {fingerprint("a")};
  EXPECT_THAT(to_text(check(), "/my dir"), HasSubstr("the next run computes 1 task again: vitriflow run '/my dir'\n"));
}

}  // namespace
}  // namespace vitriflow
