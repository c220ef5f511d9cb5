#include "hpc/signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// What handlers touch: lock-free atomics and plain memory that is written before it is needed.
std::atomic<StopToken*> g_stop{nullptr};
std::atomic<StopToken*> g_also{nullptr};
std::atomic<int> g_seen{0};
std::atomic<int> g_last{0};

void on_stop_signal(int signal) {
  g_last.store(signal);
  g_seen.fetch_add(1);
  if (StopToken* stop = g_stop.load()) stop->request();
  if (StopToken* also = g_also.load()) also->request();
}

struct Fault {
  int signal;
  const char* text;
  struct sigaction before;
};
std::array<Fault, 5> g_faults{{{SIGSEGV, "segmentation fault (signal 11)\n", {}},
                               {SIGBUS, "bus error (signal 7)\n", {}},
                               {SIGFPE, "arithmetic fault (signal 8)\n", {}},
                               {SIGILL, "illegal instruction (signal 4)\n", {}},
                               {SIGABRT, "the program aborted itself (signal 6)\n", {}}}};
constexpr std::size_t kLongestPath = 1000;
std::array<char, kLongestPath + 1> g_note_path{};
std::array<char, 65536> g_fault_stack{};

void write_note(const char* text) {
  if (g_note_path[0] == '\0') return;
  const int file = ::open(g_note_path.data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return;  // an earlier note says more
  [[maybe_unused]] const auto written = ::write(file, text, std::strlen(text));
  ::fsync(file);
  ::close(file);
}

void on_fault(int signal) {
  for (auto& fault : g_faults) {
    if (fault.signal != signal) continue;
    write_note(fault.text);
    ::sigaction(signal, &fault.before, nullptr);
  }
  ::raise(signal);
}

}  // namespace

void count_stop_signals(const std::vector<int>& signals, StopToken& stop) {
  g_stop.store(&stop);
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (const int signal : signals) {
    ENSURE(::sigaction(signal, &action, nullptr) == 0, "signal {}", signal);
  }
}

void forward_stop_signals(StopToken* also) { g_also.store(also); }

int stop_signals_seen() { return g_seen.load(); }
int last_stop_signal() { return g_last.load(); }

void watch_faults() {
  stack_t stack{};
  stack.ss_sp = g_fault_stack.data();
  stack.ss_size = g_fault_stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = on_fault;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  ::sigemptyset(&action.sa_mask);
  for (auto& fault : g_faults) {
    ENSURE(::sigaction(fault.signal, &action, &fault.before) == 0, "signal {}", fault.signal);
  }
}

void set_fault_note(const std::string& path) {
  ENSURE(path.size() <= kLongestPath, "the path has {} characters", path.size());
  g_note_path[0] = '\0';
  if (path.empty()) return;
  std::memcpy(g_note_path.data() + 1, path.data() + 1, path.size() - 1);
  g_note_path[path.size()] = '\0';
  std::atomic_signal_fence(std::memory_order_seq_cst);
  g_note_path[0] = path[0];
}

}  // namespace vitriflow
