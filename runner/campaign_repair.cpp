#include "runner/campaign_repair.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/store_repair.hpp"
#include "hpc/store/store_state.hpp"
#include "runner/store_check.hpp"

namespace vitriflow {

namespace {

constexpr const char* kWriter = "repair";

// "20261121T150203Z"
std::string folder_name(double wall_s) {
  std::string name = iso_utc(wall_s);
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  return name;
}

class Repairer {
 public:
  Repairer(std::string folder, std::string inputs_folder, FileSystem& files, Clock& clock)
      : folder_(std::move(folder)),
        inputs_folder_(std::move(inputs_folder)),
        files_(files),
        clock_(clock),
        lease_(Lease::take(folder_, files, clock, this_machine())),
        aside_(folder_, lease_.epoch(), kWriter, files),
        mend_(folder_, folder_name(clock.wall_s()), files, aside_) {}

  CampaignRepair run() {
    StoreCheck fences = check_fences(inspect_store(folder_, files_));
    add(mend_.mend_fences());
    Inspection inspection = inspect_store(folder_, files_);
    const std::set<std::string> readable = inspection.results;
    inspection.results.merge(inspection.hidden_results);
    const auto done_before = finished_before(folder_, files_);
    StoreCheck found = check_store(inspection, view(), done_before);
    mend(found, readable);
    const StoreCheck after = check_store(inspect_store(folder_, files_), view(), done_before);
    write_journal(found, after.lost);
    found.findings.insert(found.findings.begin(), fences.findings.begin(), fences.findings.end());
    const bool whole = check_store(inspect_store(folder_, files_), view(), finished_before(folder_, files_)).clean();
    lease_.release();
    return {repair_text(found, deeds_, after.again, folder_), whole};
  }

 private:
  CampaignView view() { return look_at_campaign(folder_, "", inputs_folder_, files_, clock_); }

  void add(StoreRepair::Deeds deeds) { deeds_.merge(deeds); }

  void move_away(const std::string& file, const std::string& reported_as) {
    const std::string kept = mend_.set_aside(file);
    if (!kept.empty()) deeds_.emplace(reported_as, "moved to " + kept);
  }

  // First what is believed, then what it rests on: a repair that is killed in between is only repeated.
  void mend(const StoreCheck& found, const std::set<std::string>& readable) {
    std::set<std::string> unwanted;
    for (const auto& finding : found.findings) {
      if (finding.cure == Cure::drop_result) unwanted.insert(finding.damage.fingerprint);
    }
    for (const auto& fingerprint : unwanted) mend_.set_aside(fmt::format("results/{}.h5", fingerprint));
    add(mend_.mend_logs(unwanted, readable));
    add(mend_.mend_edits());
    for (const auto& finding : found.findings) mend(finding);
    add(mend_.remove_leftovers());
    for (const auto& finding : found.findings) {
      if (finding.damage.what == Damage::What::lease) deeds_.emplace("lease", "written anew");
    }
  }

  void mend(const StoreCheck::Finding& finding) {
    const Damage& damage = finding.damage;
    switch (finding.cure) {
      case Cure::none:
      case Cure::rewrite:
        return;
      case Cure::set_aside:
        if (damage.what == Damage::What::segment) return move_frames(damage);
        return move_away(damage.file, damage.file);
      case Cure::rejoin:
        return rejoin(damage);
      case Cure::start_over:
        return start_over(damage);
      case Cure::drop_result:
        move_frames(damage);
        deeds_[damage.file] = "dropped with the result: the next run computes the task again";
        return;
      case Cure::record:
        deeds_[damage.file] = "noted in the journal";
        return;
    }
  }

  void move_frames(const Damage& damage) {
    const std::string frames = "trajectories/" + damage.fingerprint;
    mend_.set_aside(frames + ".h5");
    move_away(frames, damage.file);
  }

  void rejoin(const Damage& damage) {
    move_away(damage.file, damage.file);
    Store store(folder_, lease_.epoch(), kWriter, files_, clock_);
    store.join_segments(damage.fingerprint, title_of(damage.fingerprint));
    deeds_[damage.file] = "written again over its segments";
  }

  std::string title_of(const std::string& fingerprint) {
    const PlanRecord plan = view().plan;
    for (TaskNumber task = 0; task < plan.size(); ++task) {
      if (plan.fingerprint(task) == fingerprint) return std::string(plan.names[task]);
    }
    return fingerprint;
  }

  // Checkpoints at or behind the lost leg would go on without its frames.
  void start_over(const Damage& damage) {
    const std::string checkpoints = "checkpoints/" + damage.fingerprint;
    for (const auto leg : stored_legs(folder_ + "/" + checkpoints, files_)) {
      if (leg >= damage.leg) mend_.set_aside(leg_path(checkpoints, leg));
    }
    move_away(damage.leg < 0 ? damage.file + ".h5" : damage.file, damage.file);
    deeds_.emplace(damage.file, "the task starts over");
  }

  // What the journal calls done and the store has no more.
  void write_journal(const StoreCheck& found, const std::set<std::string>& lost) {
    if (found.clean()) return;
    JournalWriter journal(folder_, lease_.epoch(), kWriter, files_, clock_);
    for (const auto& [file, deed] : deeds_) journal.append("repaired", {{"file", file}, {"message", deed}});
    for (const auto& fingerprint : lost) journal.append("dropped", {{"fingerprint", fingerprint}});
    journal.sync();
  }

  std::string folder_, inputs_folder_;
  FileSystem& files_;
  Clock& clock_;
  Lease lease_;
  AsideFolder aside_;
  StoreRepair mend_;
  StoreRepair::Deeds deeds_;
};

}  // namespace

CampaignRepair repair_campaign(const std::string& folder, const std::string& inputs_folder, FileSystem& files,
                               Clock& clock) {
  return Repairer(folder, inputs_folder, files, clock).run();
}

std::set<std::string> finished_before(const std::string& folder, FileSystem& files) {
  std::set<std::string> fingerprints;
  scan_journal(folder, files, [&](const JournalGlance& glance) {
    const bool ends = glance.event() == "done" || glance.event() == "reused";
    if (ends) fingerprints.insert(value_of(glance.record(), "fingerprint"));
    if (glance.event() == "dropped") fingerprints.erase(value_of(glance.record(), "fingerprint"));
  });
  return fingerprints;
}

}  // namespace vitriflow
