#include "hpc/job_script.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/sbatch_options.hpp"

namespace vitriflow {

namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kMost_s = 3650.0 * 86400;  // of a walltime; more is a slip of the pen

bool consists_of(const std::string& text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || others.find(c) != std::string_view::npos;
  });
}

// SLURM's names take more, but people type them.
std::string job_name(const std::string& campaign) {
  std::string name = "vitriflow-" + campaign;
  for (char& c : name) {
    if (!consists_of(std::string(1, c), "-_.")) c = '-';
  }
  return name;
}

// sbatch puts something else for '%j' and the like in file names; '%%' is a '%'.
std::string log_pattern(const std::string& folder) {
  std::string pattern;
  for (const char c : folder) pattern += c == '%' ? std::string("%%") : std::string(1, c);
  return pattern + "/logs/slurm-%j.log";
}

// "1-02:30:00", in whole minutes, since SLURM rounds up to them as well.
std::string walltime(double seconds) {
  const auto minutes = static_cast<long>(std::ceil(seconds / 60.0));
  return fmt::format("{}-{:02}:{:02}:00", minutes / 1440, minutes / 60 % 24, minutes % 60);
}

// SLURM may fill one node and put the rest on another, unless the ranks come out even.
int most_on_a_node(const JobRequest& request, const Partition& partition) {
  if (request.ranks % request.nodes == 0) return request.ranks / request.nodes;
  return std::min(partition.cores_per_node, request.ranks - request.nodes + 1);
}

std::string memory_option(const JobRequest& request, const Partition& partition) {
  if (partition.whole_nodes) return "--mem=0";  // all that there is
  return fmt::format("--mem={:.0f}M", node_memory_bytes(request, partition) / kMebibyte);
}

void add_size_problems(const JobRequest& request, const Partition& partition, std::vector<std::string>& problems) {
  if (request.nodes < 1 || request.ranks < request.nodes) {
    problems.push_back(
        request.nodes < 1
            ? fmt::format("a job on {} nodes cannot be. Ask for at least one.", request.nodes)
            : fmt::format("{0} nodes need at least {0} ranks, not {1}. Ask for more ranks or fewer nodes.",
                          request.nodes, request.ranks));
    return;
  }
  if (request.nodes > partition.nodes) {
    problems.push_back(fmt::format("partition '{}' gives a job at most {} nodes, not {}. Ask for fewer.",
                                   partition.name, partition.nodes, request.nodes));
  }
  const double cores = static_cast<double>(request.nodes) * partition.cores_per_node;
  if (request.ranks > cores) {
    problems.push_back(fmt::format(
        "{} ranks need more cores than the {:.0f} that {} nodes of partition '{}' have. Ask "
        "for at least {} nodes.",
        request.ranks, cores, request.nodes, partition.name, (request.ranks - 1) / partition.cores_per_node + 1));
  }
  if (request.gpus_per_node > partition.gpus_per_node) {
    problems.push_back(fmt::format("a node of partition '{}' has {} GPUs, not {}. Ask for fewer.", partition.name,
                                   partition.gpus_per_node, request.gpus_per_node));
  }
  if (request.memory_bytes > partition.memory_bytes) {
    problems.push_back(fmt::format("a node of partition '{}' has {}, not {}. Ask for less memory on more nodes.",
                                   partition.name, memory_text(partition.memory_bytes),
                                   memory_text(request.memory_bytes)));
  }
}

void add_time_problems(const JobRequest& request, const Cluster& cluster, const Partition& partition,
                       std::vector<std::string>& problems) {
  if (!(request.walltime_s > cluster.warning_s)) {
    problems.push_back(
        fmt::format("a walltime of {:.0f} s leaves no time to work, since cluster '{}' warns {:.0f} s "
                    "before the end. Ask for more.",
                    request.walltime_s, cluster.name, cluster.warning_s));
  }
  const double longest_s = std::min(partition.longest_s, kMost_s);
  if (request.walltime_s > longest_s) {
    problems.push_back(fmt::format(
        "partition '{}' allows a walltime of {} (days-hours:minutes:seconds), not {}. Ask "
        "for less: the campaign goes on in the next job.",
        partition.name, walltime(longest_s),
        std::isfinite(request.walltime_s) && request.walltime_s < 1e12 ? walltime(request.walltime_s) : "for ever"));
  }
}

void add_folder_problems(const std::string& folder, std::vector<std::string>& problems) {
  const auto control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (!folder.starts_with('/'))
    problems.push_back(fmt::format("the campaign's folder '{}' is no absolute path. Give it from the root.", folder));
  if (folder.find('\\') != std::string::npos || std::any_of(folder.begin(), folder.end(), control)) {
    problems.push_back(
        fmt::format("SLURM cannot write a log into '{}', because of a backslash or a control character "
                    "in the path. Move the campaign to a folder without them.",
                    folder));
  }
}

void add_text_problems(const JobRequest& request, std::vector<std::string>& problems) {
  add_folder_problems(request.folder, problems);
  if (request.program.empty() || request.program.find_first_of("\r\n") != std::string::npos)
    problems.push_back(fmt::format("'{}' is no path of a program that a job could start.", request.program));
  const auto check = [&](const char* what, const std::string& text, std::string_view others, const char* way_out) {
    if (!consists_of(text, others)) problems.push_back(fmt::format("{} '{}' {}", what, text, way_out));
  };
  check("submission", request.submission, "-_.", "may have letters, digits and '-', '_', '.' only.");
  if (request.submission.empty()) problems.push_back("a submission needs a name, by which its job is known.");
  check("account", request.account, "-_.@/:+", "is no name of an account. Look it up with 'sacctmgr show assoc'.");
  check("quality of service", request.qos, "-_.@/:+", "is no name. Look it up with 'sacctmgr show assoc'.");
  check("dependency", request.dependency, ":,?_+", "is none that SLURM knows. Write for example 'afterany:12'.");
  for (const std::string& option : request.directives) {
    std::string problem = sbatch_option_problem(option);
    if (option.find_first_of("\r\n") != std::string::npos) problem = "an option of sbatch has one line only.";
    if (!problem.empty()) problems.push_back(std::move(problem));
  }
}

using Lines = std::vector<std::string>;

// Options of sbatch; SLURM reads quotes as a shell does.
Lines identity_options(const JobRequest& request, const Cluster& cluster, const Partition& partition) {
  Lines lines{"--job-name=" + job_name(request.campaign), "--comment=" + shell_word("vitriflow " + request.submission),
              "--partition=" + shell_word(partition.name)};
  const std::string& account = request.account.empty() ? cluster.account : request.account;
  const std::string& qos = request.qos.empty() ? cluster.qos : request.qos;
  if (!account.empty()) lines.push_back("--account=" + shell_word(account));
  if (!qos.empty()) lines.push_back("--qos=" + shell_word(qos));
  return lines;
}

Lines size_options(const JobRequest& request, const Cluster& cluster, const Partition& partition) {
  Lines lines{fmt::format("--nodes={}", request.nodes), fmt::format("--ntasks={}", request.ranks)};
  if (request.ranks % request.nodes == 0)
    lines.push_back(fmt::format("--ntasks-per-node={}", request.ranks / request.nodes));
  lines.emplace_back("--cpus-per-task=1");
  if (request.gpus_per_node > 0) lines.push_back(fmt::format("--gpus-per-node={}", request.gpus_per_node));
  if (!states_memory(cluster.directives) && !states_memory(request.directives))
    lines.push_back(memory_option(request, partition));
  lines.push_back("--time=" + walltime(request.walltime_s));
  return lines;
}

Lines end_options(const JobRequest& request, const Cluster& cluster) {
  Lines lines{fmt::format("--signal=B:USR1@{:.0f}", std::ceil(cluster.warning_s)),
              cluster.continuation == Continuation::successor ? "--no-requeue" : "--requeue", "--open-mode=append",
              "--output=" + shell_word(log_pattern(request.folder)), "--kill-on-invalid-dep=yes"};
  if (!request.dependency.empty()) lines.push_back("--dependency=" + shell_word(request.dependency));
  return lines;
}

Lines module_lines(const Cluster& cluster) {
  Lines lines;
  for (const std::string& name : cluster.modules) {
    lines.push_back(fmt::format("module load {} || {{ echo {} >&2; exit 5; }}", shell_word(name),
                                shell_word("vitriflow: cannot load module '" + name + "'")));
  }
  return lines;
}

// srun no longer takes over --cpus-per-task from the job (SLURM 22.05); every rank is one thread.
Lines environment_lines(const Cluster& cluster) {
  std::map<std::string, std::string> environment{{"SRUN_CPUS_PER_TASK", "1"}, {"OMP_NUM_THREADS", "1"}};
  if (!cluster.node_scratch.empty()) environment["TMPDIR"] = cluster.node_scratch;
  for (const auto& [name, value] : cluster.environment) environment[name] = value;
  Lines lines;
  for (const auto& [name, value] : environment) lines.push_back(fmt::format("export {}={}", name, shell_word(value)));
  return lines;
}

std::string command_line(const JobRequest& request) {
  std::vector<std::string> words{request.program};
  if (request.command.empty()) {
    words.insert(words.end(), {"run", request.folder, "--submission", request.submission, "--yes"});
  } else {
    words.insert(words.end(), request.command.begin(), request.command.end());
  }
  std::string line = "exec";
  for (const std::string& word : words) line += " " + shell_word(word);
  return line;
}

void append(Lines& lines, const Lines& more, const std::string& before = "") {
  for (const std::string& line : more) lines.push_back(before + line);
}

}  // namespace

std::vector<std::string> job_problems(const JobRequest& request, const Cluster& cluster) {
  std::vector<std::string> problems;
  const Partition* partition = cluster.find(request.partition);
  if (partition == nullptr) {
    std::vector<std::string> known;
    for (const Partition& one : cluster.partitions) known.push_back(one.name);
    problems.push_back(fmt::format("cluster '{}' has no partition '{}'.{}", cluster.name, request.partition,
                                   did_you_mean(request.partition, known)));
  } else {
    add_size_problems(request, *partition, problems);
    add_time_problems(request, cluster, *partition, problems);
  }
  add_text_problems(request, problems);
  return problems;
}

std::string job_script(const JobRequest& request, const Cluster& cluster) {
  const auto problems = job_problems(request, cluster);
  if (!problems.empty()) throw Error(fmt::format("{}", fmt::join(problems, "\n")), Failure::invalid_input);
  const Partition& partition = *cluster.find(request.partition);
  Lines lines{"#!/bin/bash -l"};
  const std::string option = "#SBATCH ";
  append(lines, identity_options(request, cluster, partition), option);
  append(lines, size_options(request, cluster, partition), option);
  append(lines, end_options(request, cluster), option);
  append(lines, cluster.directives, option);
  append(lines, request.directives, option);
  append(lines, module_lines(cluster));
  append(lines, environment_lines(cluster));
  append(lines, cluster.setup);
  lines.push_back(command_line(request));
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

double node_memory_bytes(const JobRequest& request, const Partition& partition) {
  if (partition.whole_nodes) return partition.memory_bytes;
  const double share = most_on_a_node(request, partition) / static_cast<double>(partition.cores_per_node);
  const double most = std::floor(partition.memory_bytes / kMebibyte);
  const double wanted =
      request.memory_bytes > 0 ? std::ceil(request.memory_bytes / kMebibyte) : std::floor(most * share);
  return kMebibyte * std::clamp(wanted, 1.0, std::max(1.0, most));
}

double core_hours(const JobRequest& request, const Cluster& cluster) {
  const Partition* partition = cluster.find(request.partition);
  ENSURE(partition != nullptr, "partition = '{}', cluster = '{}'", request.partition, cluster.name);
  const int cores = partition->whole_nodes ? request.nodes * partition->cores_per_node : request.ranks;
  return cores * request.walltime_s / 3600.0;
}

}  // namespace vitriflow
