#include "hpc/base/error.hpp"

#include <gtest/gtest.h>

#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::message_of;

TEST(Error, CarriesItsExitCode) {
  EXPECT_EQ(Error("x").exit_code(), 1);
  EXPECT_EQ(Error("x", Failure::held).exit_code(), 4);
}

TEST(Ensure, SaysWhereWhatAndThatItIsABug) {
  const int n = 3, m = 4;
  ENSURE(n < m, "n = {}", n);
  set_process_label("rank 3");
  const auto message = message_of<Bug>([&] { ENSURE(n == m, "n = {}, m = {}", n, m); });
  set_process_label("");
  EXPECT_EQ(message, fmt::format("tests/unit/base/error_test.cpp:{}: 'n == m' does not hold (n = 3, m = 4) on rank 3 "
                                 "[this is a bug]",
                                 __LINE__ - 4));
  EXPECT_EQ(message_of<Bug>([] { report_bug("../../stages/x.cpp", 12, "a", "b"); }),
            "stages/x.cpp:12: 'a' does not hold (b) [this is a bug]");
}

}  // namespace
}  // namespace vitriflow
