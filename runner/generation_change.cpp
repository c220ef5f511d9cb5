#include "runner/generation_change.hpp"

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

namespace vitriflow {

namespace {

std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  const auto shown = std::min(names.size(), kShown);
  auto text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace

std::vector<std::string> change_text(const WorkflowChange& change) {
  std::vector<std::string> lines;
  if (!change.added.empty()) lines.push_back(fmt::format("added    {}", names_text(change.added)));
  if (!change.removed.empty()) lines.push_back(fmt::format("removed  {}", names_text(change.removed)));
  if (!change.changed.empty()) lines.push_back(fmt::format("changed  {}", names_text(change.changed)));
  return lines;
}

std::vector<std::string> abandoned_tasks(const std::string& campaign_folder, const TaskGraph& before,
                                         const TaskGraph& after, FileSystem& files) {
  std::set<std::string> wanted;
  for (const auto& task : after.tasks()) wanted.insert(task.fingerprint);
  std::vector<std::string> abandoned;
  for (const auto& task : before.tasks()) {
    const bool begun = !files.list(campaign_folder + "/checkpoints/" + task.fingerprint).empty();
    if (begun && wanted.count(task.fingerprint) == 0) abandoned.push_back(task.name);
  }
  return abandoned;
}

}  // namespace vitriflow
