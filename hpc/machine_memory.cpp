#include "hpc/machine_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace vitriflow {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

// A number in a file of its own; "max" and a file that is not there set no limit.
double limit_in(const std::string& path) {
  std::ifstream file(path);
  double bytes = 0.0;
  return file >> bytes && bytes > 0 ? bytes : kNone;
}

double built_in() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? static_cast<double>(pages) * static_cast<double>(page) : kNone;
}

// Version 2 names the group of this process in /proc/self/cgroup as "0::/path"; each group above it limits it, too.
double group_limit() {
  std::ifstream file("/proc/self/cgroup");
  double least = kNone;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("0::/")) continue;
    for (std::string path = line.substr(3); !path.empty(); path.resize(path.find_last_of('/'))) {
      least = std::min(least, limit_in("/sys/fs/cgroup" + path + "/memory.max"));
    }
  }
  return std::min(
      {least, limit_in("/sys/fs/cgroup/memory.max"), limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes")});
}

}  // namespace

double machine_memory_bytes() { return std::min(built_in(), group_limit()); }

}  // namespace vitriflow
