#include "hpc/mailbox.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitriflow {

MpiMailbox::~MpiMailbox() {
  for (auto& sent : sent_) MPI_Wait(&sent.request, MPI_STATUS_IGNORE);
}

void MpiMailbox::post(int to, int subject, std::string bytes) {
  forget_delivered();
  Sent& sent = sent_.emplace_back(Sent{std::move(bytes)});
  MPI_Isend(sent.bytes.data(), static_cast<int>(sent.bytes.size()), MPI_BYTE, to, subject, communicator_.handle(),
            &sent.request);
}

std::optional<Letter> MpiMailbox::take() {
  forget_delivered();
  int there = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_.handle(), &there, &status);
  if (there == 0) return std::nullopt;
  int size = 0;
  MPI_Get_count(&status, MPI_BYTE, &size);
  Letter letter{status.MPI_SOURCE, status.MPI_TAG, std::string(static_cast<std::size_t>(size), '\0')};
  MPI_Recv(letter.bytes.data(), size, MPI_BYTE, letter.from, letter.subject, communicator_.handle(), MPI_STATUS_IGNORE);
  return letter;
}

void MpiMailbox::forget_delivered() {
  while (!sent_.empty()) {
    int delivered = 0;
    MPI_Test(&sent_.front().request, &delivered, MPI_STATUS_IGNORE);
    if (delivered == 0) return;
    sent_.pop_front();
  }
}

void Backoff::rest() {
  constexpr int kYields = 20;
  constexpr double kShortest_s = 50e-6;
  ++rests_;
  if (rests_ <= kYields) {
    ::sched_yield();
    return;
  }
  const int doublings = std::min((rests_ - kYields) / 8, 30);
  clock_->sleep_s(std::min(longest_s_, std::ldexp(kShortest_s, doublings)));
}

}  // namespace vitriflow
