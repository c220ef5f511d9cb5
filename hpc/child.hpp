// Child: a program that this process started and reaps; it lives in its own process group and dies with its parent.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitriflow {

struct ChildStatus {
  bool exited = false;  // else killed by a signal
  int code = 0;         // exit code or signal
  bool success() const noexcept { return exited && code == 0; }
  std::string text() const;  // "exit code 3", "signal 9 (Killed)"
};

class Child {
 public:
  struct Setup {
    std::vector<std::string> arguments;              // the program first; looked up in PATH
    std::map<std::string, std::string> environment;  // beside ours
    std::vector<std::string> forget;                 // variables of ours that begin so are left out
    std::string error_path;                          // standard error is appended there; empty: joined to the output
  };

  // Starts the program with its standard output on a pipe and no standard input. SIGINT of the terminal does not reach
  // it (own process group), SIGUSR1 is ignored until it says otherwise, the parent's death sends it SIGTERM. Throws
  // Error (environment) when the program cannot be started.
  static Child start(const Setup& setup);
  ~Child();  // kills and reaps what is still there
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;

  pid_t pid() const noexcept { return pid_; }
  void signal(int number) const;        // to the program itself
  void signal_group(int number) const;  // to its process group
  std::optional<ChildStatus> poll();    // reaps; none while it runs
  // Waits at most `timeout_s` for output and appends what came. False once the output has ended.
  bool read_output(double timeout_s, std::string& bytes);

 private:
  Child(pid_t pid, int output) : pid_(pid), output_(output) {}
  pid_t pid_ = -1;
  int output_ = -1;
  std::optional<ChildStatus> status_;
};

}  // namespace vitriflow
