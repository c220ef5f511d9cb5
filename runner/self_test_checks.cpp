// What a self-test's job found, as checks.
#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/clock.hpp"
#include "runner/probe_child.hpp"
#include "runner/self_test.hpp"

namespace vitriflow {

namespace {

using Outcome = Check::Outcome;

struct Host {
  int processes = 0;
  std::size_t cores = 0;  // the fewest that one of them sees
  std::string list;
};

// "rank 3 on n1 sees 2 cores: 0-1"
std::map<std::string, Host> hosts_in(const std::string& step) {
  std::map<std::string, Host> hosts;
  std::istringstream lines(step);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string rank, number, on, name, sees, noun, list;
    std::size_t cores = 0;
    if (!(words >> rank >> number >> on >> name >> sees >> cores >> noun >> list) || rank != "rank" || on != "on")
      continue;
    Host& host = hosts[name];
    if (host.processes++ == 0 || cores < host.cores) host.cores = cores, host.list = list;
  }
  return hosts;
}

Check check_job(const SelfTestFound& found) {
  return {"job", Outcome::good,
          fmt::format("{} on {}, after {} in the queue", found.job, found.nodes, duration_text(found.queued_s)), ""};
}

Check check_placement(const SelfTestFound& found, const std::map<std::string, Host>& hosts) {
  std::vector<std::string> parts;
  int processes = 0;
  for (const auto& [name, host] : hosts) {
    parts.push_back(fmt::format("{} on {}", host.processes, name));
    processes += host.processes;
  }
  const std::string detail = fmt::format("processes: {}", fmt::join(parts, ", "));
  const bool all = processes == found.asked_ranks + 1 && static_cast<int>(hosts.size()) == found.asked_nodes;
  if (all) return {"rank placement", Outcome::good, detail, ""};
  return {"rank placement", Outcome::missing,
          fmt::format("{}, where {} on {} nodes were asked for", detail, found.asked_ranks + 1, found.asked_nodes),
          "Look at 'launcher' and 'directives': ranks that do not find each other start as one process each."};
}

Check check_binding(const std::map<std::string, Host>& hosts) {
  std::vector<std::string> parts, narrow;
  for (const auto& [name, host] : hosts) {
    parts.push_back(fmt::format("{} on {}", host.list, name));
    if (host.cores + 1 < static_cast<std::size_t>(host.processes)) narrow.push_back(name);  // one coordinates
  }
  const std::string detail = fmt::format("each rank sees cores {}", fmt::join(parts, ", "));
  if (narrow.empty()) return {"core binding", Outcome::good, detail + " and binds itself", ""};
  return {"core binding", Outcome::missing,
          fmt::format("{}: fewer than there are ranks on {}", detail, fmt::join(narrow, ", ")),
          "Somebody binds the ranks before the program can: look at 'directives' and 'environment' "
          "(SLURM_CPU_BIND, OMPI_MCA_hwloc_base_binding_policy)."};
}

Check check_io(const std::string& step) {
  const auto end = step.find(" ranks wrote and read ");
  const auto begin = end == std::string::npos ? end : step.rfind('\n', end);
  if (end != std::string::npos) {
    const std::string line = step.substr(begin == std::string::npos ? 0 : begin + 1);
    return {"MPI-IO", Outcome::good, line.substr(0, line.find('\n')), ""};
  }
  return {"MPI-IO", Outcome::missing, last_lines(step), "Take a --folder whose file system allows MPI-IO."};
}

Check check_signal(const SelfTestFound& found) {
  if (found.signal_s)
    return {"signals", Outcome::good, fmt::format("SIGUSR1 reached the program after {:.1f} s", *found.signal_s), ""};
  return {"signals", Outcome::missing, "SIGUSR1 did not reach the program",
          "It goes to the job's shell, which the program replaces: look for 'exec' or 'trap' in 'setup'."};
}

Check check_grace(const SelfTestFound& found) {
  if (found.grace_s) {
    return {"walltime grace", Outcome::good,
            fmt::format("{:.1f} s from SIGTERM to SIGKILL, measured (SLURM states {:.0f} s)", *found.grace_s,
                        found.kill_wait_s),
            ""};
  }
  return {"walltime grace", Outcome::warning,
          fmt::format("{:.0f} s from SIGTERM to SIGKILL, as SLURM states it; not measured", found.kill_wait_s),
          "Nothing relies on it: state is kept at the warning, long before."};
}

}  // namespace

std::vector<Check> self_test_checks(const SelfTestFound& found) {
  std::vector<Check> checks{check_job(found)};
  if (!found.step_good) {
    checks.push_back({"step", Outcome::missing, last_lines(found.step),
                      "This is what the launcher said: look at 'launcher', 'modules' and 'environment'."});
    return checks;
  }
  const auto hosts = hosts_in(found.step);
  checks.push_back(check_placement(found, hosts));
  checks.push_back(check_binding(hosts));
  checks.push_back(check_io(found.step));
  checks.push_back(check_signal(found));
  checks.push_back(check_grace(found));
  return checks;
}

}  // namespace vitriflow
