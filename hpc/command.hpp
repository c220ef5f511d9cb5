// CommandRunner: runs a program to its end and returns what it printed; passed in, so that tests need no program.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct CommandOutput {
  int code = 0;      // the exit code; 124 when it did not end in time, 128 + signal when it was killed
  std::string text;  // standard output and error, as they came
  bool timed_out = false;
  bool success() const noexcept { return code == 0; }
};

class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  // The program is looked up in PATH. Throws Error (environment) when it cannot be started.
  virtual CommandOutput run(const std::vector<std::string>& arguments, double timeout_s) = 0;
};

CommandRunner& system_commands();

}  // namespace vitriflow
