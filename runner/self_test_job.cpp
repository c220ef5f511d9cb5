// What runs in a self-test's job: its batch process, and the ranks of its step.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/communicator.hpp"
#include "hpc/processors.hpp"
#include "hpc/signals.hpp"
#include "runner/execution/launch.hpp"
#include "runner/probe_child.hpp"
#include "runner/self_test.hpp"

namespace vitriflow {

namespace {

constexpr double kPatience_s = 60, kLongestGrace_s = 120, kBeat_s = 0.1;
constexpr std::size_t kLongestLine = 512;

// Written aside and renamed, so that a reader never sees half of it.
void leave_word(const std::string& folder, const std::string& name, const std::string& text) {
  const std::string path = folder + "/" + name;
  {
    std::ofstream file(path + "~");
    file << text;
  }
  std::filesystem::rename(path + "~", path);
}

void run_step(const std::string& folder, const std::string& launcher, int ranks, int nodes) {
  Child::Setup setup = step_setup(launcher, ranks + 1, nodes);
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  setup.arguments.insert(setup.arguments.end(), {program, "doctor", "--probe", "placement", "--folder", folder});
  const ProbeOutcome outcome = run_probe_child(std::move(setup), folder);
  leave_word(folder, "step", outcome.output);
  if (outcome.good) leave_word(folder, "good", "");
  leave_word(folder, "ready", "");
}

bool wait_for_signal(int number, double patience_s) {
  const double end_s = system_clock().monotonic_s() + patience_s;
  while (last_stop_signal() != number && system_clock().monotonic_s() < end_s) system_clock().sleep_s(kBeat_s / 2);
  return last_stop_signal() == number;
}

// Until somebody ends this process, the file says for how long it has lived on.
void outlive(const std::string& folder) {
  const double begin_s = system_clock().monotonic_s();
  double lived_s = 0.0;
  while (lived_s < kLongestGrace_s) {
    leave_word(folder, "grace", fmt::format("{:.1f}", lived_s));
    system_clock().sleep_s(kBeat_s);
    lived_s = system_clock().monotonic_s() - begin_s;
  }
}

// "0-3,8" for the cores that this process may use, each by its first hardware thread.
std::string cores_text() {
  std::string text;
  int first = -1, last = -2;
  const auto flush = [&] {
    if (first < 0) return;
    text += (text.empty() ? "" : ",") + std::to_string(first) + (last > first ? fmt::format("-{}", last) : "");
  };
  for (const Core& core : usable_cores()) {
    if (core.front() != last + 1) flush(), first = core.front();
    last = core.front();
  }
  flush();
  return text;
}

}  // namespace

int run_self_test_job(const std::string& folder, const std::string& launcher, int ranks, int nodes) {
  static StopToken stop;
  count_stop_signals({SIGUSR1, SIGTERM}, stop);
  run_step(folder, launcher, ranks, nodes);
  if (wait_for_signal(SIGUSR1, kPatience_s)) leave_word(folder, "signal", "");
  if (wait_for_signal(SIGTERM, kPatience_s)) outlive(folder);
  return 0;
}

void probe_placement(const std::string& folder) {
  const Communicator world = Communicator::borrow(MPI_COMM_WORLD);
  std::array<char, kLongestLine> line{};
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  const auto cores = usable_cores().size();
  const std::string mine =
      fmt::format("rank {} on {} sees {} cores: {}", world.rank(), host.data(), cores, cores_text());
  std::strncpy(line.data(), mine.c_str(), line.size() - 1);
  std::vector<char> all(world.is_root() ? kLongestLine * static_cast<std::size_t>(world.size()) : 0);
  MPI_Gather(line.data(), kLongestLine, MPI_CHAR, all.data(), kLongestLine, MPI_CHAR, 0, world.handle());
  for (std::size_t at = 0; at < all.size(); at += kLongestLine) fmt::print("{}\n", all.data() + at);
  run_probe("hdf5", folder, "");
}

}  // namespace vitriflow
