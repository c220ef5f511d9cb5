#include "runner/cache/cache_choice.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "hpc/base/error.hpp"
#include "runner/find_campaign.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;
constexpr const char* kVariable = "VITRIFLOW_CACHE";

std::vector<std::string> between_colons(const std::string& text) {
  std::vector<std::string> folders;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (end > begin) folders.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return folders;
}

void refuse_missing(const std::vector<std::string>& folders, const std::string& where) {
  for (const auto& folder : folders) {
    std::error_code none;
    if (fs::is_directory(folder, none)) continue;
    throw Error(fmt::format("{} names '{}', which is no folder. Name one that holds campaigns.", where, folder),
                Failure::invalid_input);
  }
}

std::vector<std::string> campaigns_in(const std::string& folder) {
  if (is_campaign(folder)) return {folder};
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.is_directory(none) && is_campaign(entry.path().string())) found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

CacheChoice choose_cache(bool off, const std::vector<std::string>& folders) {
  if (off) return {true, {}};
  if (!folders.empty()) {
    refuse_missing(folders, "--cache");
    return {false, folders};
  }
  const char* variable = std::getenv(kVariable);
  const std::string said = variable == nullptr ? "" : variable;
  if (said == "off") return {true, {}};
  const auto named = between_colons(said);
  refuse_missing(named, kVariable);
  return {false, named};
}

std::vector<std::string> campaigns_of(const CacheChoice& choice, const std::string& campaign) {
  if (choice.off) return {};
  const std::string self = fs::weakly_canonical(fs::absolute(campaign)).string();
  std::vector<std::string> places{fs::path(self).parent_path().string()};
  for (const auto& folder : choice.folders) places.push_back(fs::canonical(folder).string());
  std::vector<std::string> campaigns;
  for (const auto& place : places) {
    for (const auto& found : campaigns_in(place)) {
      const std::string path = fs::canonical(found).string();
      const bool known = path == self || std::find(campaigns.begin(), campaigns.end(), path) != campaigns.end();
      if (!known) campaigns.push_back(path);
    }
  }
  return campaigns;
}

}  // namespace vitriflow
