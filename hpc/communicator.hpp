// Communicator: an MPI communicator with an owner, and the collective words that the rest of the program speaks.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitriflow {

class Communicator {
 public:
  Communicator() = default;  // MPI_COMM_NULL
  static Communicator borrow(MPI_Comm handle);
  static Communicator own(MPI_Comm handle);
  ~Communicator();
  Communicator(Communicator&&) noexcept;
  Communicator& operator=(Communicator&&) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  MPI_Comm handle() const noexcept { return handle_; }  // borrowed
  int rank() const;
  int size() const;
  bool is_root() const { return rank() == 0; }

  Communicator duplicate() const;  // collective
  // Only the members call it (MPI_Comm_create_group). `ranks` are ranks of this communicator, ascending; `tag` tells
  // groups apart that form at the same time.
  Communicator create_group(const std::vector<int>& ranks, int tag) const;

  void barrier() const;
  void broadcast(std::string& bytes, int root = 0) const;  // collective; any size, resized on the others
  double sum(double value) const;                          // collective, the same bits on every rank
  std::int64_t sum(std::int64_t value) const;
  bool any(bool value) const;  // collective logical or

  // Runs `work` on every rank; when it threw anywhere, every rank throws: a rank that failed its own exception, the
  // others an Error with the message and the failure of the lowest rank that failed ("rank 2: ..."). Collective.
  void all_or_none(const std::function<void()>& work) const;
  // Runs `work` on the root alone, hands its failure to everybody. Collective.
  void on_root(const std::function<void()>& work) const;

 private:
  Communicator(MPI_Comm handle, bool owned) : handle_(handle), owned_(owned) {}
  MPI_Comm handle_ = MPI_COMM_NULL;
  bool owned_ = false;
};

}  // namespace vitriflow
