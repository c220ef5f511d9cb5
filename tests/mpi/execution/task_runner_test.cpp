#include "runner/execution/task_runner.hpp"

#include <filesystem>

#include "hpc/base/error.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {

namespace {

// What the kind below does; set by each test.
std::function<Result(StageContext&)>& behaviour() {
  static std::function<Result(StageContext&)> what;
  return what;
}

KindDescription obedient() {
  KindDescription kind;
  kind.name = "test.obedient";
  kind.run = [](StageContext& context, const Parameters&) { return behaviour()(context); };
  return kind;
}
const RegisterKind kRegistered{obedient()};

class Group {
 public:
  explicit Group(const Communicator& world)
      : world_(&world),
        folder_(testing::scratch_folder("task-runner")),
        store_(testing::begun(folder_), 1, "rank" + std::to_string(world.rank()), posix_files(), system_clock()),
        runner_({&world,
                 &store_,
                 &posix_files(),
                 &system_clock(),
                 &stop_,
                 folder_,
                 "",
                 "",
                 [](TaskIndex, const Progress&) {},
                 [](const TaskOrder&, const std::string&) {},
                 [](const std::string&, const std::map<std::string, std::string>&) {},
                 {}}) {
    for (int rank = 0; rank < world.size(); ++rank) order_.ranks.push_back(rank);
    order_.name = "a";
    order_.fingerprint = std::string(32, 'a');
    order_.kind = "test.obedient";
  }
  ~Group() { world_->barrier(); }  // the root takes the folder away for the next test
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  TaskReport run(std::function<Result(StageContext&)> what) {
    behaviour() = std::move(what);
    return runner_.run(order_);
  }
  Store& store() { return store_; }
  TaskOrder& order() { return order_; }

 private:
  const Communicator* world_;
  std::string folder_;
  StopToken stop_;
  Store store_;
  TaskRunner runner_;
  TaskOrder order_;
};

}  // namespace

MPI_TEST(TaskRunner, RootsResultIsKept, 1, 2, 4) {
  Group group(world);
  const auto report = group.run([](StageContext& context) {
    Result result;
    result.put_scalar("rank", context.group.rank(), "1");
    return result;
  });
  EXPECT_EQ(report.outcome, Outcome::finished);
  group.store().flush();
  world.barrier();
  EXPECT_EQ(group.store().read(std::string(32, 'a')).result.scalar("rank"), 0);
  EXPECT_EQ(group.store().read(std::string(32, 'a')).origin.ranks, group.order().ranks);
}

MPI_TEST(TaskRunner, FailureOfOneRankIsTheSameOnAll, 1, 2, 4) {
  Group group(world);
  const int last = world.size() - 1;
  const auto report = group.run([last](StageContext& context) -> Result {
    if (context.group.rank() == last) throw Error("no such file.");
    return {};
  });
  EXPECT_EQ(report.outcome, Outcome::failed);
  EXPECT_EQ(report.message, "no such file.");
  EXPECT_FALSE(group.store().contains(std::string(32, 'a')));
}

MPI_TEST(TaskRunner, MessageOfTheLowestRankIsKept, 2, 4) {
  Group group(world);
  const auto report = group.run([](StageContext& context) -> Result {
    if (context.group.rank() > 0) throw Error("rank " + std::to_string(context.group.rank()));
    return {};
  });
  EXPECT_EQ(report.message, "rank 1");
}

MPI_TEST(TaskRunner, AStoppedTaskIsNotAFailedOne, 1, 2) {
  Group group(world);
  const auto report = group.run([](StageContext&) -> Result { throw Stopped(); });
  EXPECT_EQ(report.outcome, Outcome::interrupted);
}

MPI_TEST(TaskRunner, ABugFailsTheTaskAlone, 1, 2) {
  Group group(world);
  EXPECT_EQ(group.run([](StageContext&) -> Result { throw Bug("x > 0 [this is a bug]"); }).message,
            "x > 0 [this is a bug]");
  EXPECT_EQ(group.run([](StageContext&) { return Result(); }).outcome, Outcome::finished);
}

MPI_TEST(TaskRunner, UnknownKindIsNamed, 1) {
  Group group(world);
  group.order().kind = "test.nothing";
  EXPECT_EQ(group.run([](StageContext&) { return Result(); }).message, "this program has no kind 'test.nothing'.");
}

}  // namespace vitriflow
