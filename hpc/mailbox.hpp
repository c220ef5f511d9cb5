// Mailbox: byte messages between the processes of a job that neither side ever waits for.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/communicator.hpp"

namespace vitriflow {

struct Letter {
  int from = 0;
  int subject = 0;
  std::string bytes;
};

class Mailbox {
 public:
  virtual ~Mailbox() = default;
  // Returns at once. Letters between two processes arrive in the order they were posted.
  virtual void post(int to, int subject, std::string bytes) = 0;
  virtual std::optional<Letter> take() = 0;  // the next letter, or none
};

// Over a communicator of its own (a duplicate). Destroy it only when every letter has been taken: it waits for that.
class MpiMailbox : public Mailbox {
 public:
  explicit MpiMailbox(Communicator communicator) : communicator_(std::move(communicator)) {}
  ~MpiMailbox() override;
  void post(int to, int subject, std::string bytes) override;
  std::optional<Letter> take() override;

 private:
  struct Sent {
    std::string bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void forget_delivered();

  Communicator communicator_;
  std::deque<Sent> sent_;
};

// How long to rest when there was nothing to do: first not at all, then ever longer, up to `longest_s`.
class Backoff {
 public:
  Backoff(Clock& clock, double longest_s) : clock_(&clock), longest_s_(longest_s) {}
  void worked() noexcept { rests_ = 0; }
  void rest();

 private:
  Clock* clock_;
  double longest_s_;
  int rests_ = 0;
};

}  // namespace vitriflow
