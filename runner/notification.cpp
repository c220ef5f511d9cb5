#include "runner/notification.hpp"

#include <fmt/format.h>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kPatience_s = 60;

std::string end_of(const std::string& text) {
  const std::string whole = text.substr(0, text.find_last_not_of(" \n") + 1);
  return whole.empty() ? "it printed nothing" : whole;
}

}  // namespace

std::string campaign_end_text(CampaignEnd end) {
  switch (end) {
    case CampaignEnd::done:
      return "done";
    case CampaignEnd::nothing_can_proceed:
      return "nothing can proceed";
    case CampaignEnd::limit_reached:
      return "limit reached";
    case CampaignEnd::allocations_used_up:
      break;
  }
  return "allocations used up";
}

std::string notify(const std::string& command, const std::string& campaign, CampaignEnd end, CommandRunner& commands) {
  try {
    const CommandOutput output =
        commands.run({"env", "VITRIFLOW_CAMPAIGN=" + campaign, "VITRIFLOW_OUTCOME=" + campaign_end_text(end),
                      "VITRIFLOW_REPORT=" + campaign + "/report/index.html", "sh", "-c", command},
                     kPatience_s);
    if (output.success()) return "";
    return fmt::format(
        "--notify '{}' {}: {}.", command,
        output.timed_out ? "did not end within a minute" : fmt::format("ended with code {}", output.code),
        end_of(output.text));
  } catch (const Error& problem) {
    return fmt::format("--notify '{}' was not run: {}", command, problem.what());
  }
}

void tell_of_end(const std::string& command, const std::string& campaign, const std::optional<CampaignEnd>& end) {
  if (command.empty() || !end) return;
  const std::string problem = notify(command, campaign, *end, system_commands());
  if (!problem.empty()) fmt::print(stderr, "warning: {}\n", problem);
}

}  // namespace vitriflow
