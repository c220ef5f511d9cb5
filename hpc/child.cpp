#include "hpc/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error(fmt::format("cannot make a pipe: {}.", std::strerror(errno)), Failure::environment);
    }
    read_end = ends[0];
    write_end = ends[1];
  }
  int read_end, write_end;
};

bool begins_with_any(const std::string& entry, const std::vector<std::string>& beginnings) {
  for (const auto& beginning : beginnings) {
    if (entry.compare(0, beginning.size(), beginning) == 0) return true;
  }
  return false;
}

std::vector<std::string> merged_environment(const Child::Setup& setup) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const bool replaced = setup.environment.count(text.substr(0, text.find('='))) > 0;
    if (!replaced && !begins_with_any(text, setup.forget)) merged.push_back(text);
  }
  for (const auto& [name, value] : setup.environment) merged.push_back(fmt::format("{}={}", name, value));
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// In the forked process: only async-signal-safe calls. Returns when something failed, with errno set.
void become(char* const* arguments, char* const* environment, int output, int error, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // the parent died before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
  ::signal(SIGUSR1, SIG_IGN);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(error, 2) < 0) return;
  environ = const_cast<char**>(environment);
  ::execvp(arguments[0], arguments);
}

// -1: there is none.
int open_error_file(const std::string& path) {
  if (path.empty()) return -1;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) throw Error(fmt::format("cannot write '{}': {}.", path, std::strerror(errno)), Failure::environment);
  return file;
}

}  // namespace

std::string ChildStatus::text() const {
  return exited ? fmt::format("exit code {}", code) : fmt::format("signal {} ({})", code, ::strsignal(code));
}

Child Child::start(const Setup& setup) {
  auto arguments = setup.arguments;
  auto environment = merged_environment(setup);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const int error = open_error_file(setup.error_path);
  const Pipe output, trouble;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(argument_pointers.data(), environment_pointers.data(), output.write_end,
           error < 0 ? output.write_end : error, parent);
    const int reason = errno;
    [[maybe_unused]] const auto written = ::write(trouble.write_end, &reason, sizeof reason);
    ::_exit(127);
  }
  int reason = pid < 0 ? errno : 0;
  if (error >= 0) ::close(error);
  ::close(output.write_end);
  ::close(trouble.write_end);
  if (pid > 0 && ::read(trouble.read_end, &reason, sizeof reason) == sizeof reason) ::waitpid(pid, nullptr, 0);
  ::close(trouble.read_end);
  if (reason != 0) {
    ::close(output.read_end);
    throw Error(fmt::format("cannot start '{}': {}.", setup.arguments.front(), std::strerror(reason)),
                Failure::environment);
  }
  return Child(pid, output.read_end);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), output_(std::exchange(other.output_, -1)), status_(other.status_) {}

Child::~Child() {
  if (output_ >= 0) ::close(output_);
  if (pid_ <= 0 || status_) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  if (!status_) ::kill(pid_, number);
}

void Child::signal_group(int number) const {
  if (!status_) ::kill(-pid_, number);
}

std::optional<ChildStatus> Child::poll() {
  int raw = 0;
  if (status_ || ::waitpid(pid_, &raw, WNOHANG) != pid_) return status_;
  status_ = WIFEXITED(raw) ? ChildStatus{true, WEXITSTATUS(raw)} : ChildStatus{false, WTERMSIG(raw)};
  return status_;
}

bool Child::read_output(double timeout_s, std::string& bytes) {
  pollfd waiting{output_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(timeout_s * 1000)) <= 0) return true;
  std::array<char, 65536> buffer;
  const auto count = ::read(output_, buffer.data(), buffer.size());
  if (count > 0) bytes.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

}  // namespace vitriflow
