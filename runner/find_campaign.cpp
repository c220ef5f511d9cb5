#include "runner/find_campaign.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> campaigns_below(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (is_campaign(entry.path().string())) found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

bool is_campaign(const std::string& folder) {
  return fs::exists(fs::path(folder) / "workflow.yaml") && fs::exists(fs::path(folder) / "journal");
}

std::string find_campaign(const std::string& named) {
  if (!named.empty()) return fs::absolute(named).lexically_normal().string();
  if (is_campaign(".")) return fs::current_path().string();
  const auto found = campaigns_below("campaigns");
  if (found.size() == 1) return fs::canonical(found.front()).string();
  if (found.empty()) {
    throw Error("there is no campaign here. Name its folder, or start one with 'vitriflow run WORKFLOW.yaml'.",
                Failure::invalid_input);
  }
  throw Error(fmt::format("which campaign? Name one of: {}.", fmt::join(found, ", ")), Failure::invalid_input);
}

}  // namespace vitriflow
