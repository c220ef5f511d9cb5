#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>

#include "hpc/store/lease.hpp"

namespace vitriflow {

namespace {

class ThisMachine : public Machine {
 public:
  std::string host() override {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
  }
  std::int64_t pid() override { return ::getpid(); }
  std::string boot_id() override {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
  }
  std::string job() override {
    const char* id = std::getenv("SLURM_JOB_ID");
    return id == nullptr ? "" : id;
  }
  bool process_alive(std::int64_t pid) override {
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;  // EPERM: another user's
  }
};

}  // namespace

Machine& this_machine() {
  static ThisMachine machine;
  return machine;
}

}  // namespace vitriflow
