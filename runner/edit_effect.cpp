#include "runner/edit_effect.hpp"

#include <fmt/format.h>

#include "hpc/base/shell_word.hpp"

namespace vitriflow {

std::string edit_effect(const std::optional<LeaseHolder>& holder, const std::string& jobs, const std::string& folder) {
  if (!holder) return "when it runs again" + (jobs.empty() ? ": vitriflow run " + shell_word(folder) : ". " + jobs);
  const std::string job = holder->job.empty() ? "" : " (job " + holder->job + ")";
  return fmt::format("within seconds, once process {} on {}{} hears of it", holder->pid, holder->host, job);
}

}  // namespace vitriflow
