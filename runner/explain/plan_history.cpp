#include "runner/explain/plan_history.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "hpc/base/error.hpp"
#include "runner/text_index.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kMostReasons = 8;

std::map<std::string_view, std::string_view> parts_of(const PlanRecord& plan, std::uint32_t task) {
  std::map<std::string_view, std::string_view> parts;
  for (const std::uint32_t number : plan.parts[task]) {
    const std::string_view text = plan.part_texts[number];
    const auto end = text.find('\n');
    parts.emplace(text.substr(0, end), text.substr(end + 1));
  }
  return parts;
}

std::string part_change(std::string_view name, std::string_view before, std::string_view now) {
  if (name.starts_with("file of ")) return fmt::format("the {} has other contents", name);
  if (name == "kind") return fmt::format("the program computes it in another way: {} -> {}", before, now);
  return fmt::format("{}: {} -> {}", name, before, now);
}

std::vector<std::string> own_changes(const PlanRecord& before, std::uint32_t task_before, const PlanRecord& now,
                                     std::uint32_t task_now) {
  const auto old_parts = parts_of(before, task_before);
  const auto new_parts = parts_of(now, task_now);
  std::vector<std::string> changes;
  for (const auto& [name, value] : new_parts) {
    const auto it = old_parts.find(name);
    if (it == old_parts.end()) changes.push_back(fmt::format("{}: none -> {}", name, value));
    if (it != old_parts.end() && it->second != value) changes.push_back(part_change(name, it->second, value));
  }
  for (const auto& [name, value] : old_parts) {
    if (!new_parts.contains(name)) changes.push_back(fmt::format("{}: {} -> none", name, value));
  }
  return changes;
}

// Follows a change from a task to what it takes, until something has changed by itself.
class PlanComparison {
 public:
  PlanComparison(const PlanRecord& before, const PlanRecord& now) : before_(before), now_(now) {}

  void compare(std::uint32_t task_before, std::uint32_t task_now, const std::string& prefix) {
    if (!seen_.insert(task_now).second) return;
    for (const auto& change : own_changes(before_, task_before, now_, task_now)) add(prefix + change);
    std::map<std::string_view, std::uint32_t> taken;
    for (const std::uint32_t need : before_.inputs[task_before]) taken.emplace(before_.names[need], need);
    for (const std::uint32_t need : now_.inputs[task_now]) {
      if (reasons_.size() >= kMostReasons) return;
      const auto it = taken.find(now_.names[need]);
      if (it == taken.end()) {
        add(fmt::format("{}takes '{}' anew", prefix, now_.names[need]));
        continue;
      }
      if (before_.fingerprint(it->second) != now_.fingerprint(need)) {
        compare(it->second, need, fmt::format("'{}' changed: ", now_.names[need]));
      }
      taken.erase(it);
    }
    for (const auto& [name, need] : taken) add(fmt::format("{}takes '{}' no more", prefix, name));
  }
  std::vector<std::string> take() { return std::move(reasons_); }

 private:
  void add(std::string reason) {
    if (reasons_.size() < kMostReasons) reasons_.push_back(std::move(reason));
  }

  const PlanRecord& before_;
  const PlanRecord& now_;
  std::set<std::uint32_t> seen_;
  std::vector<std::string> reasons_;
};

std::optional<PlanRecord> expanded_again(const Generation& generation, const std::string& inputs_folder) {
  try {
    return make_plan_record(load_generation(generation, inputs_folder), generation, inputs_folder);
  } catch (const Error&) {
    return std::nullopt;  // valid for an earlier program, or its files are gone
  }
}

}  // namespace

std::vector<std::string> compare_parts(const PlanRecord& before, std::uint32_t task_before, const PlanRecord& now,
                                       std::uint32_t task_now) {
  PlanComparison comparison(before, now);
  comparison.compare(task_before, task_now, "");
  return comparison.take();
}

class PlanHistory::Earlier {
 public:
  explicit Earlier(PlanRecord record) : record_(std::move(record)), numbers_(record_.size(), NameOf{&record_}) {}
  const PlanRecord& record() const { return record_; }
  std::optional<std::uint32_t> find(std::string_view name) const { return numbers_.find(name); }

 private:
  struct NameOf {
    const PlanRecord* record;
    std::string_view operator()(std::uint32_t task) const { return record->names[task]; }
  };
  PlanRecord record_;
  TextIndex<NameOf> numbers_;
};

PlanHistory::PlanHistory(std::string folder, std::optional<std::int64_t> before, std::string inputs_folder,
                         FileSystem& files)
    : folder_(std::move(folder)),
      inputs_folder_(std::move(inputs_folder)),
      files_(&files),
      epochs_(plan_epochs(folder_, files)) {
  while (before && !epochs_.empty() && epochs_.back() >= *before) epochs_.pop_back();
  oldest_ = Campaign::open(folder_, files).newest().number;  // that is the plan of today, record or not
}

PlanHistory::~PlanHistory() = default;

// Records from the newest to the oldest, then the generations before the first of them.
void PlanHistory::read_next() {
  std::optional<PlanRecord> record;
  if (!epochs_.empty()) {
    record = read_plan_record(folder_, epochs_.back(), *files_);
    epochs_.pop_back();
    if (record) oldest_ = record->basis.generation;
  } else {
    const Campaign campaign = Campaign::open(folder_, *files_);
    record = expanded_again(campaign.generations().at(static_cast<std::size_t>(--oldest_)), inputs_folder_);
  }
  if (record) read_.push_back(std::make_unique<Earlier>(std::move(*record)));
}

PlanHistory::Earlier* PlanHistory::earlier(std::size_t steps_back) {
  while (read_.size() <= steps_back && (!epochs_.empty() || oldest_ > 0)) read_next();
  return steps_back < read_.size() ? read_[steps_back].get() : nullptr;
}

std::optional<TaskChange> PlanHistory::change_of(const PlanRecord& now, std::uint32_t task) {
  for (std::size_t step = 0; const Earlier* before = earlier(step); ++step) {
    const auto old = before->find(now.names[task]);
    if (!old || before->record().fingerprint(*old) == now.fingerprint(task)) continue;
    return TaskChange{before->record().basis.generation, compare_parts(before->record(), *old, now, task)};
  }
  return std::nullopt;
}

}  // namespace vitriflow
