#include "hpc/base/error.hpp"
#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

constexpr const char* kNumber = "000000000000000000000000000000a0";

Result run(StageContext& context, const Parameters& given) {
  return KindRegistry::instance().find("test.number")->run(context, parameters_of("test.number", given));
}

MPI_TEST(Number, AddsTheNumbersOfTheTasksBefore, 1, 2) {
  MdTask task("number");
  const StopToken stop;
  StageContext context = context_of(world, task.store, stop, kNumber);
  const std::string first = "000000000000000000000000000000a1", second = "000000000000000000000000000000a2";
  task.keep(first, run(context, {{"value", 40.0}}));
  task.keep(second, run(context, {{"value", 1.5}}));
  context.inputs["after"] = {{"first", first, "test.number"}, {"second", second, "test.number"}};
  EXPECT_EQ(run(context, {{"value", 0.5}}).scalar("number"), 42.0);
}

MPI_TEST(Number, FailureIsTheMessageAskedFor, 1, 2) {
  MdTask task("failure");
  const StopToken stop;
  StageContext context = context_of(world, task.store, stop, kNumber);
  try {
    run(context, {{"value", 1.0}, {"failure", std::string("out of luck")}});
    FAIL() << "the task was to fail";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "out of luck");
  }
}

MPI_TEST(Number, StopEndsTheSleepOnEveryRank, 1, 2) {
  MdTask task("asleep");
  StopToken stop;
  StageContext context = context_of(world, task.store, stop, kNumber);
  if (world.is_root()) stop.request();  // one rank hears the signal
  const double start_s = system_clock().monotonic_s();
  EXPECT_THROW(run(context, {{"value", 1.0}, {"sleep", 60.0}}), Stopped);
  EXPECT_LT(system_clock().monotonic_s() - start_s, 5.0);
}

}  // namespace
}  // namespace vitriflow::testing
