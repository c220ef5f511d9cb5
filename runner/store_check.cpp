#include "runner/store_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runner/shell_word.hpp"
#include "runner/text_index.hpp"

namespace vitriflow {
namespace {

using What = Damage::What;

std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

class Assessment {
 public:
  Assessment(const Inspection& inspection, const CampaignView& view, const std::set<std::string>& done_before)
      : inspection_(inspection),
        plan_(view.plan),
        numbers_(plan_.size(), FingerprintOf{&view.plan}),
        done_(plan_.size(), false) {
    for (TaskNumber task = 0; task < plan_.size(); ++task) {
      const std::string fingerprint(plan_.fingerprint(task));
      done_[task] = inspection.results.contains(fingerprint);
      if (!done_[task] && done_before.contains(fingerprint)) lost_.push_back(task);
    }
    std::map<TaskNumber, TaskNumber> culprits;
    states_ = derive_states(plan_, done_, {}, {}, false, culprits);
  }

  StoreCheck result() {
    StoreCheck check;
    check.files = inspection_.files;
    check.bytes = inspection_.bytes;
    bool explained = false;  // where lost results were
    for (const Damage& damage : inspection_.damages) {
      check.findings.push_back({damage.file, damage.problem, cost_of(damage)});
      explained = explained || damage.what == What::small_results || damage.what == What::result;
    }
    for (const TaskNumber task : lost_) {
      if (states_[task] != TaskState::unneeded) check.again.emplace_back(plan_.names[task]);
    }
    if (!explained && !lost_.empty()) {
      check.findings.push_back(
          {"results", fmt::format("{} results that the journal knows are gone.", lost_.size()), again_text(lost_)});
    }
    return check;
  }

 private:
  struct FingerprintOf {
    const PlanRecord* plan;
    std::string_view operator()(TaskNumber task) const { return plan->fingerprint(task); }
  };

  std::string again_text(const std::vector<TaskNumber>& tasks) const {
    std::vector<std::string> again, spared;
    for (const TaskNumber task : tasks) {
      (states_[task] == TaskState::unneeded ? spared : again).emplace_back(plan_.names[task]);
    }
    if (again.empty()) return spared.empty() ? "no task of the present workflow" : "nothing that is still needed";
    return names_text(again) + (again.size() == 1 ? " is computed again" : " are computed again");
  }

  std::string result_cost(const std::string& fingerprint) const {
    const auto task = numbers_.find(fingerprint);
    if (!task) return "no task of the present workflow";
    return done_[*task] ? "nothing: the result is kept elsewhere, too" : again_text({*task});
  }

  std::string checkpoint_cost(const std::string& fingerprint) const {
    const auto task = numbers_.find(fingerprint);
    if (!task || done_[*task]) return "nothing: no task needs it";
    const std::string name(plan_.names[*task]);
    return inspection_.with_sound_checkpoint.contains(fingerprint)
               ? fmt::format("'{}' goes on from another checkpoint", name)
               : fmt::format("'{}' starts over", name);
  }

  std::string frames_cost(const std::string& fingerprint) const {
    const auto task = numbers_.find(fingerprint);
    if (!task) return "no task of the present workflow";
    return fmt::format("frames of '{}': tasks that would read them fail; to make them again, run into another folder",
                       plan_.names[*task]);
  }

  std::string cost_of(const Damage& damage) const {
    switch (damage.what) {
      case What::fence:
        return "the campaign cannot be run or read until it is restored";
      case What::journal:
        return "times, attempts and failures that stood there; no results";
      case What::small_results:
        return lost_.empty() ? "nothing: its results are kept elsewhere, too" : again_text(lost_);
      case What::result:
        return result_cost(damage.fingerprint);
      case What::checkpoint:
        return checkpoint_cost(damage.fingerprint);
      case What::segment:
      case What::trajectory:
        return frames_cost(damage.fingerprint);
      case What::campaign:
        return "nothing: 'vitriflow report' writes it again";
      case What::plan:
        return "nothing but answers of 'vitriflow explain' about earlier runs";
    }
    return "unknown";
  }

  const Inspection& inspection_;
  const PlanRecord& plan_;
  TextIndex<FingerprintOf> numbers_;
  std::vector<bool> done_;
  std::vector<TaskNumber> lost_;
  std::vector<TaskState> states_;
};

std::string size_text(std::uint64_t bytes) {
  return bytes < 1'000'000 ? fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3)
                           : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace

StoreCheck check_store(const Inspection& inspection, const CampaignView& view,
                       const std::set<std::string>& done_before) {
  return Assessment(inspection, view, done_before).result();
}

std::string to_text(const StoreCheck& check, const std::string& folder) {
  std::string text = fmt::format("checked   {} files, {} in {}\n", check.files, size_text(check.bytes), folder);
  for (const auto& finding : check.findings) {
    text += fmt::format("DAMAGED   {}: {}\n          costs: {}\n", finding.file, finding.problem, finding.cost);
  }
  if (check.clean()) return text + "sound     every file fits its checksum\n";
  text += fmt::format("{} finding{}; ", check.findings.size(), check.findings.size() == 1 ? "" : "s");
  if (check.again.empty()) return text + "no task would be computed again.\n";
  return text + fmt::format("the next run computes {} task{} again: vitriflow run {}\n", check.again.size(),
                            check.again.size() == 1 ? "" : "s", shell_word(folder));
}

}  // namespace vitriflow
