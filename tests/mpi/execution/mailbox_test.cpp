#include "hpc/mailbox.hpp"

#include "tests/support/mpi_test.hpp"

namespace vitriflow {

namespace {

Letter wait_for_letter(Mailbox& mailbox) {
  Backoff backoff(system_clock(), 1e-3);
  for (;;) {
    if (auto letter = mailbox.take()) return *letter;
    backoff.rest();
  }
}

}  // namespace

MPI_TEST(Mailbox, LettersArriveInTheOrderTheyWerePosted, 2, 4) {
  MpiMailbox mailbox(world.duplicate());
  constexpr int kLetters = 200;
  if (!world.is_root()) {
    for (int i = 0; i < kLetters; ++i) mailbox.post(0, i % 7, std::string(static_cast<std::size_t>(i * i), 'x'));
  } else {
    std::vector<int> next(static_cast<std::size_t>(world.size()), 0);
    for (int i = 0; i < kLetters * (world.size() - 1); ++i) {
      const Letter letter = wait_for_letter(mailbox);
      const int number = next[static_cast<std::size_t>(letter.from)]++;
      EXPECT_EQ(letter.subject, number % 7);
      EXPECT_EQ(letter.bytes.size(), static_cast<std::size_t>(number * number));
    }
    EXPECT_FALSE(mailbox.take().has_value());
  }
}

MPI_TEST(Mailbox, PostingWaitsForNobody, 2) {
  MpiMailbox mailbox(world.duplicate());
  const int other = 1 - world.rank();
  // Both post large letters before either takes one.
  for (int i = 0; i < 4; ++i) mailbox.post(other, 1, std::string(1U << 20U, 'y'));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(wait_for_letter(mailbox).bytes.size(), 1U << 20U);
}

}  // namespace vitriflow
