#include "hpc/sbatch_options.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace vitriflow {

namespace {

struct OwnOption {
  std::string_view name;
  std::string_view instead;  // how the user says it
};

constexpr std::string_view kAlways = "The program sets it itself: remove it.";
constexpr std::string_view kSize = "It follows from the number of ranks and nodes: remove it.";
constexpr std::array kOwn{
    OwnOption{"--account", "Write it as the key 'account', or give it when you submit."},
    OwnOption{"--qos", "Write it as the key 'qos', or give it when you submit."},
    OwnOption{"--partition", "The first partition is the default, or give one when you submit."},
    OwnOption{"--time", "Give the walltime when you submit."},
    OwnOption{"--signal", "Write the time as the key 'warning'."},
    OwnOption{"--requeue", "Write 'continuation: requeue'."},
    OwnOption{"--no-requeue", "Write 'continuation: successor'."},
    OwnOption{"--nodes", kSize},
    OwnOption{"--ntasks", kSize},
    OwnOption{"--ntasks-per-node", kSize},
    OwnOption{"--cpus-per-task", kSize},
    OwnOption{"--gpus-per-node", "Write 'gpus' and 'accelerator' of the partition."},
    OwnOption{"--job-name", kAlways},
    OwnOption{"--comment", kAlways},
    OwnOption{"--output", kAlways},
    OwnOption{"--error", kAlways},
    OwnOption{"--open-mode", kAlways},
    OwnOption{"--dependency", kAlways},
    OwnOption{"--kill-on-invalid-dep", kAlways},
    OwnOption{"--array", "One job runs the whole campaign: remove it."},
    OwnOption{"--wrap", "The job runs a script: remove it."},
    OwnOption{"--parsable", "It belongs to the command line of sbatch: remove it."},
    OwnOption{"--wait", "It belongs to the command line of sbatch: remove it."},
};

}  // namespace

std::string_view sbatch_option_name(std::string_view option) { return option.substr(0, option.find_first_of("= \t")); }

std::string sbatch_option_problem(std::string_view option) {
  const std::string_view name = sbatch_option_name(option);
  if (!name.starts_with("--") || name.size() < 3) {
    return fmt::format("'{}' is no long option of sbatch. Write it as in '--hint=nomultithread'.", option);
  }
  const auto* own = std::find_if(kOwn.begin(), kOwn.end(), [&](const OwnOption& known) { return known.name == name; });
  if (own == kOwn.end()) return {};
  return fmt::format("'{}' would contradict what a job script says. {}", name, own->instead);
}

bool states_memory(const std::vector<std::string>& options) {
  return std::any_of(options.begin(), options.end(),
                     [](const std::string& option) { return option.starts_with("--mem"); });
}

}  // namespace vitriflow
