#include "hpc/child.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

Child::Setup shell(const std::string& script) {
  Child::Setup setup;
  setup.arguments = {"sh", "-c", script};
  setup.error_path = "/dev/null";
  return setup;
}

std::string all_output(Child& child) {
  std::string bytes;
  while (child.read_output(5.0, bytes)) {
  }
  return bytes;
}

ChildStatus wait_for(Child& child) {
  for (;;) {
    if (const auto status = child.poll()) return *status;
    system_clock().sleep_s(0.005);
  }
}

TEST(Child, OutputAndExitCodeArrive) {
  Child child = Child::start(shell("echo hello; exit 3"));
  EXPECT_EQ(all_output(child), "hello\n");
  EXPECT_EQ(wait_for(child).text(), "exit code 3");
}

TEST(Child, LivesInAProcessGroupOfItsOwn) {
  Child child = Child::start(shell("ps -o pgid= -p $$"));
  EXPECT_EQ(std::stoi(all_output(child)), child.pid());
}

TEST(Child, ASignalReachesIt) {
  Child child = Child::start(shell("sleep 60"));
  child.signal_group(SIGKILL);
  EXPECT_EQ(wait_for(child).text(), "signal 9 (Killed)");
}

TEST(Child, IgnoresUserSignalsUntilItSaysOtherwise) {
  Child child = Child::start(shell("kill -USR1 $$; echo alive"));
  EXPECT_EQ(all_output(child), "alive\n");
}

TEST(Child, EnvironmentIsOursWithChanges) {
  ::setenv("VITRIFLOW_TEST_HIDDEN", "x", 1);
  Child::Setup setup = shell("echo $VITRIFLOW_TEST_SHOWN-$VITRIFLOW_TEST_HIDDEN-${HOME:+home}");
  setup.environment = {{"VITRIFLOW_TEST_SHOWN", "1"}, {"HOME", "/"}};
  setup.forget = {"VITRIFLOW_TEST_H"};
  Child child = Child::start(setup);
  EXPECT_EQ(all_output(child), "1--home\n");
}

TEST(Child, AProgramThatIsNotThereIsNamed) {
  Child::Setup setup = shell("");
  setup.arguments = {"no-such-launcher"};
  try {
    Child::start(setup);
    FAIL() << "it was started";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cannot start 'no-such-launcher': No such file or directory.");
    EXPECT_EQ(error.failure(), Failure::environment);
  }
}

TEST(Child, GoesWithItsHandle) {
  pid_t pid = 0;
  {
    const Child child = Child::start(shell("sleep 60"));
    pid = child.pid();
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace

}  // namespace vitriflow
