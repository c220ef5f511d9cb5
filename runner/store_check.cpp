#include "runner/store_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hpc/base/shell_word.hpp"
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
      const Cure cure = cure_of(damage);
      check.findings.push_back({damage, cost_of(damage, cure), cure});
      explained = explained || damage.what == What::small_results || damage.what == What::result;
    }
    for (const TaskNumber task : lost_) {
      check.lost.emplace(plan_.fingerprint(task));
      if (states_[task] != TaskState::unneeded) check.again.emplace_back(plan_.names[task]);
    }
    if (!explained && !lost_.empty()) {
      const std::string problem = fmt::format("{} results that the journal knows are gone.", lost_.size());
      check.findings.push_back({{What::result, "results", problem, ""}, again_text(lost_), Cure::record});
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

  // Whether the next run would compute a finished task again if its result were dropped.
  bool wanted_without_result(TaskNumber task) const {
    std::vector<bool> done = done_;
    done[task] = false;
    std::map<TaskNumber, TaskNumber> culprits;
    return derive_states(plan_, done, {}, {}, false, culprits)[task] != TaskState::unneeded;
  }

  bool segments_damaged(const std::string& fingerprint) const {
    return std::any_of(inspection_.damages.begin(), inspection_.damages.end(), [&](const Damage& damage) {
      return damage.what == What::segment && damage.fingerprint == fingerprint;
    });
  }

  Cure frames_cure(const Damage& damage) const {
    const auto task = numbers_.find(damage.fingerprint);
    if (!task) return Cure::set_aside;
    if (!done_[*task]) return damage.what == What::segment ? Cure::start_over : Cure::set_aside;
    if (!segments_damaged(damage.fingerprint)) return Cure::rejoin;
    return wanted_without_result(*task) ? Cure::drop_result : Cure::set_aside;
  }

  Cure cure_of(const Damage& damage) const {
    if (damage.newer) return Cure::none;
    switch (damage.what) {
      case What::lease:
      case What::fence:
      case What::journal:
      case What::small_results:
      case What::edits:
        return Cure::rewrite;
      case What::segment:
      case What::trajectory:
        return frames_cure(damage);
      default:
        return Cure::set_aside;
    }
  }

  std::string frames_cost(const std::string& fingerprint, Cure cure) const {
    const auto task = numbers_.find(fingerprint);
    if (!task) return "no task of the present workflow";
    const std::string name(plan_.names[*task]);
    switch (cure) {
      case Cure::rejoin:
        return fmt::format("nothing: its segments hold the frames of '{}'", name);
      case Cure::drop_result:
        return fmt::format("frames of '{}', which has to be computed again with them", name);
      case Cure::start_over:
        return fmt::format("'{}' goes back to before these frames", name);
      default:
        return done_[*task] ? fmt::format("frames of '{}'; everything that reads them is done, and results stay", name)
                            : fmt::format("nothing: '{}' writes it when it is done", name);
    }
  }

  std::string small_results_cost() const {
    if (lost_.empty()) return "nothing: no result of a task is lost";
    const auto hidden = std::count_if(lost_.begin(), lost_.end(), [this](TaskNumber task) {
      return inspection_.hidden_results.contains(std::string(plan_.fingerprint(task)));
    });
    if (hidden == 0) return again_text(lost_);
    return again_text(lost_) + fmt::format("; {} of {} stand whole behind the damage", hidden, lost_.size());
  }

  std::string cost_of(const Damage& damage, Cure cure) const {
    switch (damage.what) {
      case What::lease:
        return "nothing: the next run writes it anew";
      case What::fence:
        return "the campaign cannot be run or read until it is made again";
      case What::journal:
        return "times, attempts and failures that stood there; no results";
      case What::small_results:
        return small_results_cost();
      case What::edits:
        return "what was asked there: hold, release, cancel or prioritise";
      case What::result:
        return result_cost(damage.fingerprint);
      case What::checkpoint:
        return checkpoint_cost(damage.fingerprint);
      case What::segment:
      case What::trajectory:
        return frames_cost(damage.fingerprint, cure);
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

StoreCheck check_fences(const Inspection& inspection) {
  StoreCheck check;
  check.files = inspection.files;
  check.bytes = inspection.bytes;
  for (const Damage& damage : inspection.damages) {
    if (damage.what != What::fence) continue;
    check.findings.push_back({damage, "the campaign cannot be run or read until it is made again", Cure::rewrite});
  }
  return check;
}

namespace {

std::string next_run_text(const std::vector<std::string>& again, const std::string& folder) {
  if (again.empty()) return "no task would be computed again.\n";
  return fmt::format("the next run computes {} task{} again: vitriflow run {}\n", again.size(),
                     again.size() == 1 ? "" : "s", shell_word(folder));
}

std::string count_text(const StoreCheck& check) {
  return fmt::format("{} finding{}", check.findings.size(), check.findings.size() == 1 ? "" : "s");
}

std::string checked_text(const StoreCheck& check, const std::string& folder) {
  return fmt::format("checked   {} files, {} in {}\n", check.files, size_text(check.bytes), folder);
}

}  // namespace

std::string to_text(const StoreCheck& check, const std::string& folder) {
  std::string text = checked_text(check, folder);
  for (const auto& finding : check.findings) {
    text += fmt::format("DAMAGED   {}: {}\n          costs: {}\n", finding.damage.file, finding.damage.problem,
                        finding.cost);
  }
  if (check.clean()) return text + "sound     every file fits its checksum\n";
  text += count_text(check) + "; " + next_run_text(check.again, folder);
  return text + fmt::format("repair    vitriflow check --repair {}\n", shell_word(folder));
}

std::string repair_text(const StoreCheck& check, const std::map<std::string, std::string>& deeds,
                        const std::vector<std::string>& again, const std::string& folder) {
  std::string text = checked_text(check, folder);
  auto rest = deeds;
  for (const auto& finding : check.findings) {
    const auto deed = deeds.find(finding.damage.file);
    text += fmt::format("DAMAGED   {}: {}\n", finding.damage.file, finding.damage.problem);
    text += fmt::format("          costs: {}\n", finding.cost);
    text += fmt::format("          {}\n", deed == deeds.end() ? "left alone" : deed->second);
    rest.erase(finding.damage.file);
  }
  for (const auto& [file, deed] : rest) text += fmt::format("tidied    {}: {}\n", file, deed);
  if (check.clean() && deeds.empty()) return text + "sound     every file fits its checksum\n";
  return text + count_text(check) + "; " + next_run_text(again, folder);
}

}  // namespace vitriflow
