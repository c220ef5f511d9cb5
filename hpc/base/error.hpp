// Error: what went wrong with the user's input, files, engines or machine, and which exit code it means.
#pragma once

#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace vitriflow {

// The exit codes of the program (README, "Exit codes").
enum class Failure {
  failed = 1,         // a task failed, a file is damaged
  invalid_input = 2,  // the input is invalid or a name is unknown
  stopped = 3,        // stopped on request, can be continued
  held = 4,           // another runner holds the campaign
  environment = 5,    // the machine lacks something: a package, space, a permission
};

// One sentence, the object in quotes, then the way out.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Failure failure = Failure::failed)
      : std::runtime_error(message), failure_(failure) {}
  Failure failure() const noexcept { return failure_; }
  int exit_code() const noexcept { return static_cast<int>(failure_); }

 private:
  Failure failure_;
};

// Our own mistake. The message ends in "[this is a bug]".
class Bug : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// What this process calls itself in messages of ENSURE, e.g. "rank 3". Empty by default.
void set_process_label(std::string label);

[[noreturn]] void report_bug(const char* file, int line, const char* condition, const std::string& values);

// ENSURE(n == m, "n = {}, m = {}", n, m): holds unless the program itself is wrong; stays on in release builds.
#define ENSURE(condition, ...)                                                             \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      ::vitriflow::report_bug(__FILE__, __LINE__, #condition, ::fmt::format(__VA_ARGS__)); \
    }                                                                                      \
  } while (false)

}  // namespace vitriflow
