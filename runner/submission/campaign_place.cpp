#include "runner/submission/campaign_place.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

constexpr double kLongest_s = 30.0;

bool lies_in(const std::string& folder, const std::string& scratch) {
  const fs::path inside = fs::weakly_canonical(folder).lexically_relative(fs::weakly_canonical(scratch));
  return !inside.empty() && *inside.begin() != "..";
}

std::string trimmed(const std::string& text) {
  const auto end = text.find_last_not_of(" \r\n");
  return end == std::string::npos ? "" : text.substr(0, end + 1);
}

// None where there is no such program.
std::optional<CommandOutput> run_lfs(const std::vector<std::string>& arguments, CommandRunner& commands) try {
  return commands.run(arguments, kLongest_s);
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace

std::string place_warning(const std::string& folder, const Cluster& cluster) {
  if (cluster.scratch.empty() || lies_in(folder, cluster.scratch)) return "";
  const std::string place = fmt::format("'{}' does not lie in '{}'", folder, cluster.scratch);
  const std::string way_out = fmt::format("Choose a folder there with --into {}/...", cluster.scratch);
  if (cluster.only_scratch) {
    throw Error(fmt::format("{}, and compute nodes of cluster '{}' see nothing else. {}", place, cluster.name, way_out),
                Failure::invalid_input);
  }
  return fmt::format("{}, the scratch of cluster '{}': its compute nodes may not see it. {}", place, cluster.name,
                     way_out);
}

std::string stripe_new_campaign(const std::string& folder, const Cluster& cluster, CommandRunner& commands,
                                FileSystem& files) {
  const std::string aside = folder + "/aside";
  if (cluster.stripe_count == 0 || files.exists(aside)) return "";
  files.make_directories(aside);
  std::vector<std::string> command{"lfs", "setstripe", "-c", std::to_string(cluster.stripe_count)};
  if (cluster.stripe_bytes > 0) command.insert(command.end(), {"-S", fmt::format("{:.0f}", cluster.stripe_bytes)});
  command.push_back(aside);
  const auto output = run_lfs(command, commands);
  if (!output || output->success()) return "";
  return output->timed_out ? fmt::format("lfs did not answer within {:.0f} s", kLongest_s)
                           : fmt::format("lfs ended with {}: {}", output->code, trimmed(output->text));
}

}  // namespace vitriflow
