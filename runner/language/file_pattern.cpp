#include "runner/language/file_pattern.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNamesShown = 6;

bool has_wildcard(const std::string& name) { return name.find_first_of("*?[") != std::string::npos; }

std::vector<std::string> matching_names(const fs::path& folder, const std::string& pattern) {
  if (!has_wildcard(pattern)) return {pattern};
  std::vector<std::string> names;
  for (const std::string& name : posix_files().list(folder.string())) {
    if (fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0) names.push_back(name);
  }
  return names;
}

// The paths that `parts`, from the one at `next` on, lead to below root/below.
void collect(const fs::path& root, const fs::path& below, const std::vector<std::string>& parts, std::size_t next,
             std::vector<std::string>& found) {
  const bool last = next + 1 == parts.size();
  for (const std::string& name : matching_names(root / below, parts[next])) {
    const fs::path path = below / name;
    std::error_code none;
    if (last && fs::is_regular_file(root / path, none)) found.push_back(path.generic_string());
    if (!last && fs::is_directory(root / path, none)) collect(root, path, parts, next + 1, found);
  }
}

// The folder in front of the first wildcard.
fs::path plain_folder(const fs::path& root, const std::vector<std::string>& parts) {
  fs::path folder = root;
  for (std::size_t i = 0; i + 1 < parts.size() && !has_wildcard(parts[i]); ++i) folder /= parts[i];
  return folder.lexically_normal();
}

std::string nothing_found(const fs::path& folder) {
  std::error_code none;
  if (!fs::is_directory(folder, none)) {
    return fmt::format("no file: there is no folder '{}'. A relative pattern counts from the workflow's folder.",
                       folder.string());
  }
  std::vector<std::string> names = posix_files().list(folder.string());
  const std::size_t count = names.size();
  names.resize(std::min(count, kNamesShown));
  const std::string holds = names.empty() ? "which is empty"
                            : count > kNamesShown
                                ? fmt::format("which holds {} and {} more", fmt::join(names, ", "), count - kNamesShown)
                                : fmt::format("which holds {}", fmt::join(names, ", "));
  return fmt::format("no file in '{}', {}. Name files that are there.", folder.string(), holds);
}

}  // namespace

MatchingFiles matching_files(const std::string& folder, const std::string& pattern) {
  const fs::path path = fs::path(pattern).lexically_normal();
  std::vector<std::string> parts;
  for (const fs::path& part : path.relative_path()) parts.push_back(part.string());
  const fs::path root = path.is_absolute() ? fs::path("/") : fs::path(folder);
  MatchingFiles matching;
  if (!parts.empty()) collect(root, path.is_absolute() ? "/" : "", parts, 0, matching.paths);
  std::sort(matching.paths.begin(), matching.paths.end());
  for (std::string& found : matching.paths) {
    if (found.find('/') == std::string::npos) found.insert(0, "./");
  }
  if (matching.paths.empty()) matching.problem = nothing_found(plain_folder(root, parts));
  return matching;
}

}  // namespace vitriflow
