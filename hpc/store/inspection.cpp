#include "hpc/store/inspection.hpp"

#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/result_file.hpp"
#include "hpc/store/small_results.hpp"

namespace vitriflow {
namespace {

constexpr std::string_view kFileEnd = ".h5";

class Inspector {
 public:
  Inspector(std::string folder, FileSystem& files) : folder_(std::move(folder)), files_(files) {}

  Inspection inspect() {
    read_fences();
    for (const auto& name : files_.list(folder_ + "/journal")) look_at_journal("journal/" + name, name);
    for (const auto& name : files_.list(folder_ + "/results")) look_at_results("results/" + name, name);
    for (const auto& task : files_.list(folder_ + "/checkpoints")) look_at_checkpoints(task);
    for (const auto& name : files_.list(folder_ + "/trajectories")) look_at_trajectory(name);
    for (const auto& name : files_.list(folder_ + "/plans")) check(Damage::What::plan, "plans/" + name, "plan", "");
    if (files_.exists(folder_ + "/campaign.h5")) check(Damage::What::campaign, "campaign.h5", "campaign", "");
    return std::move(found_);
  }

 private:
  std::string path(const std::string& file) const { return folder_ + "/" + file; }

  void read_fences() {
    try {
      fences_ = Fences::read(folder_, files_);
    } catch (const Error& problem) {
      found_.damages.push_back({Damage::What::fence, "journal", problem.what(), ""});
    }
  }

  void count(const std::string& file) {
    ++found_.files;
    found_.bytes += files_.size(path(file));
  }

  // True when the file is whole.
  bool check(Damage::What what, const std::string& file, const std::string& header, const std::string& fingerprint) {
    count(file);
    try {
      check_file(files_, path(file), header);
      return true;
    } catch (const Error& problem) {
      found_.damages.push_back({what, file, problem.what(), fingerprint});
      return false;
    }
  }

  template <typename Visit>
  void scan(Damage::What what, const std::string& file, const LogFormat& format, std::int64_t epoch, Visit visit) {
    count(file);
    try {
      const auto damage = scan_log(files_, path(file), format, fences_.readable_bytes(file, epoch), visit);
      if (!damage) return;
      found_.damages.push_back(
          {what, file, fmt::format("it is damaged at byte {}: what follows is not read.", *damage), ""});
    } catch (const Error& problem) {
      found_.damages.push_back({what, file, problem.what(), ""});
    }
  }

  void look_at_journal(const std::string& file, const std::string& name) {
    std::int64_t epoch = 0;
    std::string writer;
    if (parse_epoch_name(name, "", epoch, writer)) {
      scan(Damage::What::journal, file, journal_format(), epoch, [](std::string_view) {});
    }
  }

  void look_at_results(const std::string& file, const std::string& name) {
    std::int64_t epoch = 0;
    std::string writer;
    if (name.ends_with(kFileEnd)) {
      const std::string fingerprint = name.substr(0, name.size() - kFileEnd.size());
      if (check(Damage::What::result, file, "result", fingerprint)) found_.results.insert(fingerprint);
    } else if (parse_epoch_name(name, "small-", epoch, writer)) {
      scan(Damage::What::small_results, file, small_results_format(), epoch,
           [&](std::string_view json) { found_.results.insert(record_fingerprint(json, path(file))); });
    }
  }

  void look_at_checkpoints(const std::string& task) {
    for (const auto& name : files_.list(folder_ + "/checkpoints/" + task)) {
      if (!name.ends_with(kFileEnd)) continue;
      const std::string file = fmt::format("checkpoints/{}/{}", task, name);
      if (check(Damage::What::checkpoint, file, "checkpoint", task)) found_.with_sound_checkpoint.insert(task);
    }
  }

  void look_at_trajectory(const std::string& name) {
    if (name.ends_with(kFileEnd)) {
      check(Damage::What::trajectory, "trajectories/" + name, "trajectory",
            name.substr(0, name.size() - kFileEnd.size()));
      return;
    }
    for (const auto& leg : files_.list(folder_ + "/trajectories/" + name)) {
      if (!leg.ends_with(kFileEnd)) continue;
      check(Damage::What::segment, fmt::format("trajectories/{}/{}", name, leg), "segment", name);
    }
  }

  std::string folder_;
  FileSystem& files_;
  Fences fences_;
  Inspection found_;
};

}  // namespace

Inspection inspect_store(const std::string& folder, FileSystem& files) { return Inspector(folder, files).inspect(); }

}  // namespace vitriflow
