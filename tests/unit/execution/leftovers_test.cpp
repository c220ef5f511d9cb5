#include "runner/execution/leftovers.hpp"

#include <gmock/gmock.h>

#include "hpc/store/aside_folder.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

TEST(Leftovers, CheckpointsOfDoneTasksGoAndOthersStay) {
  testing::MemoryFiles files;
  testing::FakeClock clock;
  begin_epoch("campaign", 1, files);
  Store store("campaign", 1, "coordinator-1", files, clock);
  const TaskGraph graph({testing::task_with("done", {}), testing::task_with("open", {})});
  for (const Task& task : graph.tasks()) {
    const std::string folder = "campaign/checkpoints/" + task.fingerprint;
    files.make_directories(folder);
    files.create(folder + "/3.h5")->close();
  }
  Plan plan(graph);
  plan.mark_done_before(0);
  remove_spent_checkpoints(graph, plan, store, files);
  EXPECT_THAT(files.list("campaign/checkpoints"), ::testing::ElementsAre("fingerprint-open"));
}

}  // namespace

}  // namespace vitriflow
