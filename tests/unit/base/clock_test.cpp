#include "hpc/base/clock.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/fake_clock.hpp"

namespace vitriflow {
namespace {

TEST(Clock, WritesUtc) {
  EXPECT_EQ(iso_utc(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_utc(1795248930.9), "2026-11-21T08:15:30Z");
  EXPECT_EQ(iso_utc(951782400), "2000-02-29T00:00:00Z");
  EXPECT_EQ(iso_utc(std::numeric_limits<double>::quiet_NaN()), "unknown");
  EXPECT_EQ(iso_utc(1e300), "unknown");
}

TEST(Clock, WritesDurationsAsPeopleSayThem) {
  EXPECT_EQ(duration_text(3.21), "3.2 s");
  EXPECT_EQ(duration_text(59.96), "1 min 00 s");
  EXPECT_EQ(duration_text(250), "4 min 10 s");
  EXPECT_EQ(duration_text(3599.7), "1 h 00 min");
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
  EXPECT_EQ(duration_text(3 * 86400 + 4 * 3600), "3 d 04 h");
  EXPECT_EQ(duration_text(-5), "-5.0 s");
  EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "unknown");
}

TEST(Clock, TheSystemsNeverRunsBackwards) {
  const double before = system_clock().monotonic_s();
  system_clock().sleep_s(0.002);
  EXPECT_GE(system_clock().monotonic_s(), before + 0.002);
  EXPECT_GT(system_clock().wall_s(), 1.7e9);
}

TEST(FakeClock, MovesOnlyWhenTold) {
  testing::FakeClock clock;
  EXPECT_EQ(iso_utc(clock.wall_s()), "2026-11-21T08:00:00Z");
  clock.sleep_s(2);
  clock.set_wall(10);
  EXPECT_EQ(clock.wall_s(), 10);
  EXPECT_EQ(clock.monotonic_s(), 2);
  EXPECT_EQ(clock.sleeps(), 1);
}

}  // namespace
}  // namespace vitriflow
