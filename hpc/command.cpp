#include "hpc/command.hpp"

#include <algorithm>
#include <csignal>

#include "hpc/base/clock.hpp"
#include "hpc/child.hpp"

namespace vitriflow {

namespace {

constexpr int kTimedOut = 124;

class SystemCommands final : public CommandRunner {
 public:
  CommandOutput run(const std::vector<std::string>& arguments, double timeout_s) override {
    Child child = Child::start({arguments, {}, {}, ""});
    const double give_up_s = system_clock().monotonic_s() + timeout_s;
    CommandOutput output;
    for (bool open = true;;) {
      const double left_s = give_up_s - system_clock().monotonic_s();
      if (left_s <= 0.0) {
        child.signal_group(SIGKILL);
        return {kTimedOut, output.text, true};
      }
      if (open) {
        open = child.read_output(std::min(left_s, 0.1), output.text);
      } else if (const auto status = child.poll()) {
        output.code = status->exited ? status->code : 128 + status->code;
        return output;
      } else {
        system_clock().sleep_s(0.005);
      }
    }
  }
};

}  // namespace

CommandRunner& system_commands() {
  static SystemCommands commands;
  return commands;
}

}  // namespace vitriflow
