#include "hpc/slurm_site.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "hpc/slurm_fields.hpp"

namespace vitriflow {

namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kUnlimited = std::numeric_limits<double>::infinity();

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t\r");
  return begin == std::string_view::npos ? "" : std::string(text.substr(begin, end - begin + 1));
}

SlurmNode node_of(const SlurmFields& fields) {
  SlurmNode node;
  node.name = fields.text("NodeName");
  node.state = fields.text("State");
  node.partitions = split(fields.text("Partitions"), ',');
  node.sockets = static_cast<int>(fields.number("Sockets"));
  node.cores = node.sockets * static_cast<int>(fields.number("CoresPerSocket"));
  node.memory_bytes = fields.number("RealMemory") * kMebibyte;
  node.gpus = gpus_in(fields.text("Gres"));
  return node;
}

SlurmPartition partition_of(const SlurmFields& fields) {
  SlurmPartition partition;
  partition.name = fields.text("PartitionName");
  partition.state = fields.text("State");
  partition.longest_s = slurm_duration_s(fields.text("MaxTime"));
  const double most = fields.number("MaxNodes");
  if (most > 0) partition.most_nodes = most;
  partition.nodes = static_cast<int>(fields.number("TotalNodes"));
  return partition;
}

}  // namespace

double slurm_duration_s(const std::string& text) {
  if (text.empty() || (text[0] < '0' || text[0] > '9')) return kUnlimited;
  const auto dash = text.find('-');
  const double days = dash == std::string::npos ? 0.0 : std::strtod(text.c_str(), nullptr);
  const auto parts = split(dash == std::string::npos ? text : text.substr(dash + 1), ':');
  double seconds = 0.0;
  for (const auto& part : parts) seconds = seconds * 60.0 + std::strtod(part.c_str(), nullptr);
  if (dash != std::string::npos && parts.size() < 3) seconds *= parts.size() == 1 ? 3600.0 : 60.0;
  if (dash == std::string::npos && parts.size() == 1) seconds *= 60.0;
  return days * 86400.0 + seconds;
}

int gpus_in(const std::string& resources) {
  int gpus = 0;
  for (const auto& resource : split(resources, ',')) {
    const auto parts = split(resource.substr(0, resource.find('(')), ':');
    if (parts.empty() || parts.front() != "gpu") continue;
    gpus += parts.size() == 1 ? 1 : std::max(1, std::atoi(parts.back().c_str()));
  }
  return gpus;
}

std::vector<SlurmPartition> parse_partitions(std::string_view text) {
  std::vector<SlurmPartition> partitions;
  for (const auto& fields : slurm_records(text, "PartitionName")) partitions.push_back(partition_of(fields));
  return partitions;
}

std::vector<SlurmNode> parse_nodes(std::string_view text) {
  std::vector<SlurmNode> nodes;
  for (const auto& fields : slurm_records(text, "NodeName")) nodes.push_back(node_of(fields));
  return nodes;
}

std::map<std::string, std::string> parse_config(std::string_view text) {
  std::map<std::string, std::string> config;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) config[trimmed(line.substr(0, equals))] = trimmed(line.substr(equals + 1));
  }
  return config;
}

const SlurmPartition* SlurmSite::find(std::string_view partition) const {
  const auto found = std::find_if(partitions.begin(), partitions.end(),
                                  [&](const SlurmPartition& known) { return known.name == partition; });
  return found == partitions.end() ? nullptr : &*found;
}

std::vector<SlurmNode> SlurmSite::nodes_of(const std::string& partition) const {
  std::vector<SlurmNode> found;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(found), [&](const SlurmNode& node) {
    return std::find(node.partitions.begin(), node.partitions.end(), partition) != node.partitions.end();
  });
  return found;
}

std::string SlurmSite::setting(const std::string& name) const {
  const auto it = config.find(name);
  return it == config.end() || it->second == "(null)" ? "" : it->second;
}

double SlurmSite::seconds(const std::string& name) const { return std::strtod(setting(name).c_str(), nullptr); }

SlurmSite ask_site(Slurm& slurm) {
  SlurmSite site;
  site.partitions = parse_partitions(slurm.show("partition"));
  site.nodes = parse_nodes(slurm.show("node"));
  site.config = parse_config(slurm.show("config"));
  site.mpi_plugins = slurm.mpi_plugins();
  return site;
}

}  // namespace vitriflow
