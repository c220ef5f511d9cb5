#include "runner/cluster_checks.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/memory_size.hpp"
#include "stages/engines/accelerator.hpp"

namespace vitriflow {

namespace {

using Outcome = Check::Outcome;

Check check_description(const Cluster& cluster) {
  const std::string detail = fmt::format("{} ('{}')", cluster.title, cluster.path);
  if (cluster.tested) return {"description", Outcome::good, detail, ""};
  return {"description", Outcome::warning, detail + ": nobody has tested it",
          "Try it with --self-test, run a campaign, and then write 'tested: true'."};
}

Check check_slurm(const SlurmSite& site) {
  return {"SLURM", Outcome::good,
          fmt::format("{}, cluster '{}'", site.setting("SLURM_VERSION"), site.setting("ClusterName")), ""};
}

// What a partition's description and SLURM say differently. More than there is keeps jobs from running; less is a
// waste.
class Differences {
 public:
  void compare(const std::string& key, double described, double there, const std::string& written,
               const std::string& found) {
    if (described == there) return;
    said_.push_back(fmt::format("{}: '{}' is described, SLURM says '{}'", key, written, found));
    too_much_ = too_much_ || described > there;
  }
  void whole(const std::string& key, int described, int there) {
    compare(key, described, there, std::to_string(described), std::to_string(there));
  }
  void say(const std::string& what) { said_.push_back(what), too_much_ = true; }
  bool none() const { return said_.empty(); }
  Check check(const std::string& name) const {
    return {name, too_much_ ? Outcome::missing : Outcome::warning, fmt::format("{}", fmt::join(said_, "; ")),
            "Write what SLURM says into the description."};
  }

 private:
  std::vector<std::string> said_;
  bool too_much_ = false;
};

template <class Value>
Value least(const std::vector<SlurmNode>& nodes, Value SlurmNode::*member) {
  const auto by = [&](const SlurmNode& a, const SlurmNode& b) { return a.*member < b.*member; };
  return (*std::min_element(nodes.begin(), nodes.end(), by)).*member;
}

std::string limit_text(double seconds) { return std::isfinite(seconds) ? duration_text(seconds) : "none"; }

// Nodes of a partition may differ: a job may meet the least of them.
void compare_nodes(const Partition& described, const std::vector<SlurmNode>& nodes, Differences& differences) {
  differences.whole("cores", described.cores_per_node, least(nodes, &SlurmNode::cores));
  const int sockets = least(nodes, &SlurmNode::sockets);
  if (described.sockets_per_node != sockets) differences.whole("sockets", described.sockets_per_node, sockets);
  const double memory = least(nodes, &SlurmNode::memory_bytes);
  if (described.memory_bytes > memory)  // sites keep some of it from jobs
    differences.compare("memory", described.memory_bytes, memory, memory_text(described.memory_bytes),
                        memory_text(memory));
  differences.whole("gpus", described.gpus_per_node, least(nodes, &SlurmNode::gpus));
}

Check check_partition(const Partition& described, const SlurmSite& site) {
  const std::string name = "partition " + described.name;
  const SlurmPartition* there = site.find(described.name);
  if (there == nullptr) {
    std::vector<std::string> known;
    for (const auto& partition : site.partitions) known.push_back(partition.name);
    return {name, Outcome::missing, fmt::format("SLURM has no such partition.{}", did_you_mean(described.name, known)),
            fmt::format("It has: {}. Write one of these under 'partitions'.", fmt::join(known, ", "))};
  }
  const auto nodes = site.nodes_of(described.name);
  if (nodes.empty()) return {name, Outcome::missing, "it has no nodes", "Ask the site, or take another partition."};
  Differences differences;
  if (there->state != "UP") differences.say(fmt::format("it is {}", there->state));
  compare_nodes(described, nodes, differences);
  const double most = std::min(there->most_nodes, static_cast<double>(there->nodes));
  if (described.nodes > most) differences.whole("nodes", described.nodes, static_cast<int>(most));
  if (described.longest_s > there->longest_s)
    differences.compare("longest", described.longest_s, there->longest_s, limit_text(described.longest_s),
                        limit_text(there->longest_s));
  if (!differences.none()) return differences.check(name);
  return {name, Outcome::good,
          fmt::format("{} nodes of {} cores, {}, walltime up to {}", there->nodes, described.cores_per_node,
                      memory_text(described.memory_bytes), limit_text(described.longest_s)),
          ""};
}

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

// The plugin that `srun` would use: named by the launcher, else the site's default.
std::string mpi_plugin(const Cluster& cluster, const SlurmSite& site) {
  const auto at = cluster.launcher.find("--mpi=");
  return at == std::string::npos ? site.setting("MpiDefault") : first_word(cluster.launcher.substr(at + 6));
}

bool has_word(const std::string& text, const std::string& wanted) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == wanted || word == wanted + ",") return true;
  }
  return false;
}

Check check_launcher(const Cluster& cluster, const SlurmSite& site) {
  if (first_word(cluster.launcher) != "srun")
    return {"launcher", Outcome::good, fmt::format("'{}'; --self-test tries it", cluster.launcher), ""};
  const std::string plugin = mpi_plugin(cluster, site);
  const std::string detail = fmt::format("'{}' with MPI plugin '{}'", cluster.launcher, plugin);
  if (plugin == "none" || plugin.empty()) {
    return {"launcher", Outcome::warning, detail + ": ranks may not find each other",
            "Write for example 'launcher: srun --mpi=pmix'; 'srun --mpi=list' says what there is."};
  }
  if (!has_word(site.mpi_plugins, plugin)) {
    return {"launcher", Outcome::missing, detail + ", which this SLURM does not have",
            "'srun --mpi=list' says what it has. Write that into 'launcher'."};
  }
  return {"launcher", Outcome::good, detail, ""};
}

bool lists_code(const std::string& codes, int wanted) {
  std::istringstream stream(codes);
  for (std::string part; std::getline(stream, part, ',');) {
    const int first = std::atoi(part.c_str());
    const auto dash = part.find('-');
    const int last = dash == std::string::npos ? first : std::atoi(part.c_str() + dash + 1);
    if (first <= wanted && wanted <= last) return true;
  }
  return false;
}

Check check_continuation(const Cluster& cluster, const SlurmSite& site) {
  if (cluster.continuation == Continuation::successor)
    return {"continuation", Outcome::good, "successor: the next job waits for the one before it", ""};
  if (cluster.continuation == Continuation::requeue)
    return {"continuation", Outcome::good, "requeue: jobs ask for it themselves", ""};
  const std::string codes = site.setting("RequeueExit");
  if (lists_code(codes, cluster.requeue_exit))
    return {"continuation", Outcome::good, fmt::format("exit_code: RequeueExit is '{}'", codes), ""};
  return {"continuation", Outcome::missing,
          fmt::format("exit_code: jobs that end with {} are not queued again, RequeueExit is '{}'",
                      cluster.requeue_exit, codes),
          "Write 'continuation: successor'."};
}

Check check_end(const Cluster& cluster, const SlurmSite& site) {
  return {"end of a job", Outcome::good,
          fmt::format("SIGUSR1 {} before it; SLURM states {} from SIGTERM to SIGKILL (KillWait)",
                      duration_text(cluster.warning_s), duration_text(site.seconds("KillWait"))),
          ""};
}

}  // namespace

std::vector<Check> compare_with_site(const Cluster& cluster, const SlurmSite& site) {
  std::vector<Check> checks{check_description(cluster), check_slurm(site)};
  for (const Partition& partition : cluster.partitions) checks.push_back(check_partition(partition, site));
  checks.push_back(check_launcher(cluster, site));
  checks.push_back(check_continuation(cluster, site));
  checks.push_back(check_end(cluster, site));
  return checks;
}

std::vector<Check> accelerator_checks(const Cluster& cluster, const std::vector<std::string>& capabilities) {
  std::vector<Check> checks;
  for (const Partition& partition : cluster.partitions) {
    const Accelerator accelerator = parse_accelerator(partition.accelerator);
    if (!accelerator.any()) continue;
    const std::string name = "GPUs of " + partition.name;
    const std::string detail =
        fmt::format("{} a node by accelerator '{}', {} rank{} each", partition.gpus_per_node, partition.accelerator,
                    partition.gpu_ranks, partition.gpu_ranks == 1 ? "" : "s");
    const std::string problem = accelerator_problem(accelerator, capabilities);
    checks.push_back({name, problem.empty() ? Outcome::good : Outcome::missing, detail, problem});
  }
  return checks;
}

std::vector<Check> scratch_checks(const Cluster& cluster) {
  const std::string& folder = cluster.scratch;
  if (folder.empty()) return {};
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem)) {
    return {{"scratch", Outcome::missing, fmt::format("there is no folder '{}'", folder),
             "Write the folder for campaigns into 'scratch'."}};
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    return {{"scratch", Outcome::warning, fmt::format("you may not write to '{}' itself", folder),
             "Give submit a folder of yours in it with --into."}};
  }
  return {{"scratch", Outcome::good, folder, ""}};
}

}  // namespace vitriflow
