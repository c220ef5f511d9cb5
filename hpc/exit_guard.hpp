// ExitGuard: turns an engine's MPI_Finalize or MPI_Abort into a C++ exception while one is alive.
//
// Debian's liblammps has no exceptions: on a bad command it calls MPI_Finalize and exit, on an error of one rank
// MPI_Abort. This program defines both functions (PMPI, linked with -rdynamic). While a guard is alive:
//   MPI_Finalize        -> throws EngineExit on every rank of the group;
//   MPI_Abort, 1 rank   -> throws EngineExit;
//   MPI_Abort, more     -> writes the note, then PMPI_Abort: the partners are inside the engine for ever.
// The failed instance must never be called or closed again.
#pragma once

#include <mpi.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace vitriflow {

class EngineExit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ExitGuard {
 public:
  // `note` is called just before the process group is aborted; it must only write and sync a file.
  ExitGuard(MPI_Comm group, std::function<void()> note);
  ~ExitGuard();
  ExitGuard(const ExitGuard&) = delete;
  ExitGuard& operator=(const ExitGuard&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitriflow
