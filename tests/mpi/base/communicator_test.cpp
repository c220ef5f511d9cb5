#include "hpc/communicator.hpp"

#include <stdexcept>

#include "hpc/base/error.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

struct Halt : std::exception {
  const char* what() const noexcept override { return "halt"; }
};

MPI_TEST(Communicator, BroadcastsAnyBytesFromAnyRank, 1, 2, 4) {
  for (int root = 0; root < world.size(); ++root) {
    std::string bytes = world.rank() == root ? std::string("a\0b", 3) : "something longer than that";
    world.broadcast(bytes, root);
    EXPECT_EQ(bytes, std::string("a\0b", 3));
    bytes = world.rank() == root ? "" : "x";
    world.broadcast(bytes, root);
    EXPECT_EQ(bytes, "");
  }
}

MPI_TEST(Communicator, SumsAndAsksEverybody, 1, 2, 4) {
  const int size = world.size();
  EXPECT_EQ(world.sum(std::int64_t{world.rank()}), size * (size - 1) / 2);
  EXPECT_EQ(world.sum((std::int64_t{1} << 53) + 1), size * ((std::int64_t{1} << 53) + 1));
  double expected = 0;
  for (int rank = 0; rank < size; ++rank) expected += 0.1 * rank;
  EXPECT_EQ(world.sum(0.1 * world.rank()), expected);
  EXPECT_FALSE(world.any(false));
  EXPECT_TRUE(world.any(world.rank() == size - 1));
}

MPI_TEST(Communicator, GroupsFormWithoutTheOthers, 1, 2, 4) {
  const int last = world.size() - 1;
  if (world.rank() == last) {
    const Communicator alone = world.create_group({last}, 7);
    EXPECT_EQ(alone.size(), 1);
    EXPECT_TRUE(alone.is_root());
  }
  const Communicator copy = world.duplicate();
  EXPECT_NE(copy.handle(), world.handle());
  EXPECT_EQ(copy.rank(), world.rank());
}

MPI_TEST(Communicator, MovesItsHandleAndItsDutyToFreeIt, 1) {
  Communicator copy = world.duplicate();
  const MPI_Comm handle = copy.handle();
  Communicator moved = std::move(copy);
  EXPECT_EQ(moved.handle(), handle);
  Communicator other;
  EXPECT_EQ(other.handle(), MPI_COMM_NULL);
  other = std::move(moved);
  EXPECT_EQ(other.size(), 1);
}

MPI_TEST(Communicator, AllOrNoneLetsEverybodyLearnOfAFailure, 1, 2, 4) {
  world.all_or_none([] {});
  const int last = world.size() - 1;
  try {
    world.all_or_none([&] {
      if (world.rank() == last) throw Error("the disk is full", Failure::environment);
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    const std::string label = world.rank() == last ? "" : "rank " + std::to_string(last) + ": ";
    EXPECT_EQ(error.what(), label + "the disk is full");
    EXPECT_EQ(error.failure(), Failure::environment);
  }
}

MPI_TEST(Communicator, AllOrNoneKeepsTheTypeOnTheRanksThatThrew, 1, 2, 4) {
  EXPECT_THROW(world.all_or_none([] { throw Halt(); }), Halt);
  const auto only_root = [&] {
    if (world.is_root()) throw Halt();
  };
  if (world.is_root())
    EXPECT_THROW(world.all_or_none(only_root), Halt);
  else
    EXPECT_THROW(world.all_or_none(only_root), Error);
}

MPI_TEST(Communicator, AllOrNoneAgreesOnExceptionsOfAnyType, 2) {
  try {
    world.all_or_none([&] {
      if (world.is_root()) throw 42;
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_FALSE(world.is_root());
    EXPECT_STREQ(error.what(), "rank 0: an exception of an unknown type");
  } catch (int thrown) {
    EXPECT_TRUE(world.is_root());
    EXPECT_EQ(thrown, 42);
  }
}

MPI_TEST(Communicator, TheLowestRankThatFailedIsNamed, 4) {
  try {
    world.all_or_none([&] {
      if (world.rank() == 1 || world.rank() == 3) throw std::runtime_error("broken");
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const std::exception& error) {
    const bool threw = world.rank() == 1 || world.rank() == 3;
    EXPECT_STREQ(error.what(), threw ? "broken" : "rank 1: broken");
  }
}

MPI_TEST(Communicator, OnlyTheRootWorksAndItsFailureReachesAll, 1, 2, 4) {
  int worked = 0;
  world.on_root([&] { ++worked; });
  EXPECT_EQ(worked, world.is_root() ? 1 : 0);
  EXPECT_THROW(world.on_root([] { throw Error("no"); }), Error);
}

MPI_TEST(Communicator, ErrorsOfMpiAreErrors, 1) {
  const Communicator copy = world.duplicate();
  std::string bytes;
  try {
    copy.broadcast(bytes, 99);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "MPI_Bcast failed: MPI_ERR_ROOT: invalid root");
  }
}

}  // namespace
}  // namespace vitriflow
