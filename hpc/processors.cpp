#include "hpc/processors.hpp"

#include <sched.h>

#include <fstream>
#include <map>
#include <string>

#include <fmt/format.h>

namespace vitriflow {

namespace {

// Hardware threads of one core list the same siblings.
std::string siblings(int processor) {
  std::ifstream file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", processor));
  std::string line;
  return std::getline(file, line) ? line : std::to_string(processor);
}

}  // namespace

std::vector<Core> usable_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {{0}};
  std::vector<Core> cores;
  std::map<std::string, std::size_t> known;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (!CPU_ISSET(processor, &allowed)) continue;
    const auto [it, fresh] = known.emplace(siblings(processor), cores.size());
    if (fresh) cores.emplace_back();
    cores[it->second].push_back(processor);
  }
  return cores;
}

std::string processor_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

void bind_to(const Core& core) {
  cpu_set_t chosen;
  CPU_ZERO(&chosen);
  for (const int processor : core) CPU_SET(processor, &chosen);
  ::sched_setaffinity(0, sizeof chosen, &chosen);
}

}  // namespace vitriflow
