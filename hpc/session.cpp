#include "hpc/session.hpp"

#include <mpi.h>

#include <cstdlib>

#include "hpc/base/error.hpp"

namespace vitriflow {

Session::Session(int& argc, char**& argv) {
  int provided = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS || provided < MPI_THREAD_FUNNELED) {
    throw Error("the MPI library offers no MPI_THREAD_FUNNELED. Install one that does (Debian: libopenmpi-dev).",
                Failure::environment);
  }
}

Session::~Session() { MPI_Finalize(); }

void Session::abort(int exit_code) {
  PMPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

}  // namespace vitriflow
