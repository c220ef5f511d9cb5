#include "hpc/cluster.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "hpc/base/checked_map.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/installed_folder.hpp"
#include "hpc/sbatch_options.hpp"

namespace vitriflow {

namespace {

constexpr int kMost = 10'000'000;         // nodes, cores: more is a slip of the pen
constexpr double kMostWarning_s = 65535;  // sbatch --signal takes no more

bool is_variable_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(), fits);
}

void read_accelerator(CheckedMap& map, const Node::Entry& entry, Partition& partition, Diagnostics& problems) {
  static const std::vector<std::string> kNames{"none", "kokkos", "gpu"};
  std::size_t chosen = 0;
  map.choice({"accelerator", "kokkos"}, kNames, chosen);
  map.whole({"gpu_ranks", "1"}, 1, kMost, partition.gpu_ranks);
  partition.accelerator = kNames[chosen];
  if (chosen == 0 || partition.gpus_per_node > 0) return;
  problems.add(entry.place,
               fmt::format("partition '{}' has accelerator '{}' but no GPUs. Say how many a node has with 'gpus'.",
                           partition.name, partition.accelerator),
               static_cast<int>(entry.key.size()));
}

Partition read_partition(const Node::Entry& entry, Diagnostics& problems) {
  Partition partition;
  partition.name = entry.key;
  CheckedMap map(entry.value, fmt::format("partition '{}'", entry.key), problems);
  map.whole({"nodes", "4", true}, 1, kMost, partition.nodes);
  map.whole({"cores", "128", true}, 1, kMost, partition.cores_per_node);
  map.whole({"sockets", "2"}, 1, kMost, partition.sockets_per_node);
  map.bytes({"memory", "224 GiB", true}, partition.memory_bytes);
  map.whole({"gpus", "4"}, 0, kMost, partition.gpus_per_node);
  read_accelerator(map, entry, partition, problems);
  map.seconds_or_none({"longest", "2 day", true}, partition.longest_s);
  map.truth({"whole_nodes", "true"}, partition.whole_nodes);
  map.refuse_others();
  if (partition.cores_per_node % partition.sockets_per_node != 0) {
    problems.add(entry.place,
                 fmt::format("partition '{}' has {} cores on {} sockets, which does not come out even. 'cores' are "
                             "those of a whole node.",
                             partition.name, partition.cores_per_node, partition.sockets_per_node),
                 static_cast<int>(entry.key.size()));
  }
  return partition;
}

void read_partitions(CheckedMap& map, Cluster& cluster, Diagnostics& problems) {
  const Node* node = map.map({"partitions", "{ci: {nodes: 4, cores: 2, memory: 2 GB, longest: none}}", true});
  if (node == nullptr) return;
  for (const auto& entry : node->entries) cluster.partitions.push_back(read_partition(entry, problems));
}

void read_stripes(CheckedMap& map, Cluster& cluster, Diagnostics& problems) {
  const Node* node = map.map({"stripes", "{count: 8, size: 4 MiB}"});
  if (node == nullptr) return;
  CheckedMap stripes(*node, "'stripes'", problems);
  stripes.whole({"count", "8", true}, 1, kMost, cluster.stripe_count);
  stripes.bytes({"size", "4 MiB"}, cluster.stripe_bytes);
  stripes.refuse_others();
}

void read_continuation(CheckedMap& map, Cluster& cluster) {
  static const std::vector<std::string> kNames{"successor", "requeue", "exit_code"};
  auto chosen = static_cast<std::size_t>(cluster.continuation);
  map.choice({"continuation", "successor"}, kNames, chosen);
  cluster.continuation = static_cast<Continuation>(chosen);
  map.whole({"requeue_exit", "99"}, 1, 125, cluster.requeue_exit);
}

void check_warning(const Cluster& cluster, const Node& document, Diagnostics& problems) {
  const Node* node = document.find("warning");
  if (node == nullptr || cluster.warning_s <= kMostWarning_s) return;
  problems.add(node->place,
               fmt::format("SLURM warns at most {:.0f} s beforehand, but 'warning' is '{}'. Write for example "
                           "'warning: 10 min'.",
                           kMostWarning_s, node->text),
               caret_width(*node));
}

void check_scratch(const Cluster& cluster, const Node& document, Diagnostics& problems) {
  const Node* node = document.find("only_scratch");
  if (node == nullptr || !cluster.only_scratch || !cluster.scratch.empty()) return;
  problems.add(node->place, "'only_scratch' needs a folder. Write for example 'scratch: /scratch'.",
               caret_width(*node));
}

void check_directives(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("directives");
  if (node == nullptr) return;
  for (const Node& item : node->items) {
    if (!item.is_scalar()) continue;  // said already
    const std::string problem = sbatch_option_problem(item.text);
    if (!problem.empty()) problems.add(item.place, problem, caret_width(item));
  }
}

void check_environment(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("environment");
  if (node == nullptr) return;
  for (const auto& entry : node->entries) {
    if (is_variable_name(entry.key)) continue;
    problems.add(entry.place,
                 fmt::format("'{}' is no name of an environment variable. Use letters, digits and '_', and no digit "
                             "first.",
                             entry.key),
                 static_cast<int>(entry.key.size()));
  }
}

// One line each: what stands there becomes a line of a script.
void check_lines(const Node& node, Diagnostics& problems) {
  if (node.is_scalar() && node.text.find_first_of("\r\n") != std::string::npos)
    problems.add(node.place, "this text has more than one line. Write one item of the list for each line.");
  for (const Node& item : node.items) check_lines(item, problems);
  for (const auto& entry : node.entries) check_lines(entry.value, problems);
}

Cluster read_document(const Node& document, const std::string& path, Diagnostics& problems) {
  Cluster cluster;
  cluster.name = std::filesystem::path(path).stem().string();
  cluster.path = path;
  CheckedMap map(document, fmt::format("cluster '{}'", cluster.name), problems);
  map.text({"title", "the machine in our cellar", true}, cluster.title);
  map.text({"source", "https://docs.example.org/slurm"}, cluster.source);
  map.truth({"tested", "true"}, cluster.tested);
  map.text({"launcher", "srun --mpi=pmix", true}, cluster.launcher);
  map.text({"account", "project_465000000"}, cluster.account);
  map.text({"qos", "standard"}, cluster.qos);
  map.texts({"modules", "[gcc, openmpi]"}, cluster.modules);
  map.texts({"setup", "['source ~/lammps/env.sh']"}, cluster.setup);
  map.texts({"directives", "['--hint=nomultithread']"}, cluster.directives);
  map.pairs({"environment", "{OMP_NUM_THREADS: 1}"}, cluster.environment);
  map.text({"scratch", "/scratch/project"}, cluster.scratch);
  map.truth({"only_scratch", "true"}, cluster.only_scratch);
  map.text({"node_scratch", "/tmp"}, cluster.node_scratch);
  read_stripes(map, cluster, problems);
  map.seconds({"warning", "5 min"}, cluster.warning_s);
  read_continuation(map, cluster);
  map.number({"confirm_core_hours", "1000"}, 0, cluster.confirm_core_hours);
  read_partitions(map, cluster, problems);
  map.refuse_others();
  check_warning(cluster, document, problems);
  check_scratch(cluster, document, problems);
  check_directives(document, problems);
  check_environment(document, problems);
  check_lines(document, problems);
  return cluster;
}

}  // namespace

const Partition* Cluster::find(std::string_view partition) const {
  const auto fits = [&](const Partition& known) { return partition.empty() || known.name == partition; };
  const auto found = std::find_if(partitions.begin(), partitions.end(), fits);
  return found == partitions.end() ? nullptr : &*found;
}

std::string find_clusters_folder() {
  return find_installed({"clusters", "hpc/clusters", "VITRIFLOW_CLUSTERS", "the files of clusters (*.yaml)"});
}

std::vector<std::string> known_clusters(const std::string& folder) {
  std::vector<std::string> names;
  for (const std::string& name : posix_files().list(folder)) {
    if (name.ends_with(".yaml")) names.push_back(name.substr(0, name.size() - 5));
  }
  return names;
}

Cluster parse_cluster(const std::string& text, const std::string& path) {
  Diagnostics problems;
  const Node document = parse_yaml(text, path, problems);
  problems.throw_if_any();
  Cluster cluster = read_document(document, path, problems);
  problems.throw_if_any();
  return cluster;
}

Cluster read_cluster(const std::string& name_or_path, const std::string& folder) {
  const bool is_path = name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".yaml");
  const std::string path = is_path ? name_or_path : folder + "/" + name_or_path + ".yaml";
  if (!posix_files().exists(path)) {
    throw Error(is_path
                    ? fmt::format("there is no file '{}' that describes a cluster. Known by name: {}.", path,
                                  fmt::join(known_clusters(folder), ", "))
                    : fmt::format("unknown cluster '{}'.{} For a file of your own give its path, as in './{}.yaml'.",
                                  name_or_path, did_you_mean(name_or_path, known_clusters(folder)), name_or_path),
                Failure::invalid_input);
  }
  return parse_cluster(posix_files().read(path), path);
}

Cluster read_cluster(const std::string& name_or_path) { return read_cluster(name_or_path, find_clusters_folder()); }

}  // namespace vitriflow
