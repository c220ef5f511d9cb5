// Session: MPI from its beginning to its end; exactly one lives in a process that takes part in a pool.
#pragma once

namespace vitriflow {

class Session {
 public:
  // MPI_Init_thread with MPI_THREAD_FUNNELED: only the main thread speaks MPI. Throws Error (environment).
  Session(int& argc, char**& argv);
  ~Session();  // MPI_Finalize; collective over all processes
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Ends all processes of the job at once, for a failure that the others cannot hear of.
  [[noreturn]] static void abort(int exit_code);
};

}  // namespace vitriflow
