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

std::vector<int> usable_processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {0};
  std::vector<int> processors;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (CPU_ISSET(processor, &allowed)) processors.push_back(processor);
  }
  return processors;
}

}  // namespace

std::vector<Core> usable_cores() {
  std::vector<Core> cores;
  std::map<std::string, std::size_t> known;
  for (const int processor : usable_processors()) {
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

int usable_socket(const std::string& folder) {
  int common = -1;
  for (const int processor : usable_processors()) {
    std::ifstream file(fmt::format("{}/cpu{}/topology/physical_package_id", folder, processor));
    int socket = -1;
    if (!(file >> socket) || (common >= 0 && socket != common)) return -1;
    common = socket;
  }
  return common;
}

bool bind_to(const Core& core) {
  cpu_set_t chosen;
  CPU_ZERO(&chosen);
  for (const int processor : core) CPU_SET(processor, &chosen);
  return ::sched_setaffinity(0, sizeof chosen, &chosen) == 0;
}

}  // namespace vitriflow
