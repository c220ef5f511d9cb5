// MPI_TEST(Suite, Name, 1, 2, 4): a test that states its numbers of ranks; CMake makes one test entry of each.
// The body sees `world`, a borrowed Communicator over all ranks. A failure on any rank fails the test.
#pragma once

#include <gtest/gtest.h>

#include "hpc/communicator.hpp"

namespace vitriflow::testing {

const Communicator& world();

// A folder of this test's own, the same on every rank, empty, removed when the program ends.
std::string scratch_folder(const std::string& name);

}  // namespace vitriflow::testing

#define MPI_TEST(suite, name, ...)                                            \
  static void suite##_##name##_body(const ::vitriflow::Communicator& world);  \
  TEST(suite, name) { suite##_##name##_body(::vitriflow::testing::world()); } \
  static void suite##_##name##_body([[maybe_unused]] const ::vitriflow::Communicator& world)
