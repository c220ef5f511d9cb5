#include "hpc/store/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/store/edits_log.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/file_identity.hpp"
#include "hpc/store/frames_inspection.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/result_file.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {
namespace {

constexpr std::string_view kFileEnd = ".h5";
using What = Damage::What;

std::string stem_of(const std::string& name) { return name.substr(0, name.size() - kFileEnd.size()); }

class Inspector {
 public:
  Inspector(std::string folder, FileSystem& files) : folder_(std::move(folder)), files_(files) {}

  Inspection inspect() {
    attempt({What::lease, "lease"}, [&] { check_lease(folder_, files_); });
    fences_ = Fences::read_whole(folder_, files_, [&](std::int64_t epoch, const Error& problem) {
      note({What::fence, fmt::format("journal/fence-{}", epoch)}, problem);
    });
    for (const EpochLog& log : epoch_logs(folder_, files_)) look_at_log(log);
    look_for_lost_logs();
    for (const auto& name : files_.list(folder_ + "/edits")) look_at_edits("edits/" + name);
    for (const auto& name : files_.list(folder_ + "/results")) look_at_result(name);
    for (const auto& task : files_.list(folder_ + "/checkpoints")) look_at_checkpoints(task);
    inspect_frames(folder_, files_, found_);
    for (const auto& name : files_.list(folder_ + "/plans")) look_at_derived(What::plan, "plans/" + name, "plan");
    if (files_.exists(path("campaign.h5"))) look_at_derived(What::campaign, "campaign.h5", "campaign");
    return std::move(found_);
  }

 private:
  std::string path(const std::string& file) const { return folder_ + "/" + file; }

  void note(Damage damage, const Error& problem) {
    damage.problem = problem.what();
    damage.newer = dynamic_cast<const NewerFormat*>(&problem) != nullptr;
    found_.damages.push_back(std::move(damage));
  }

  // True when the file is whole.
  template <typename Check>
  bool attempt(Damage damage, Check check) {
    if (!files_.exists(path(damage.file))) return false;
    ++found_.files;
    found_.bytes += files_.size(path(damage.file));
    try {
      check();
      return true;
    } catch (const Error& problem) {
      note(std::move(damage), problem);
      return false;
    }
  }

  void look_at_log(const EpochLog& log) {
    const bool results = log.file.starts_with("results/");
    const std::uint64_t limit = fences_.readable_bytes(log.file, log.origin.epoch);
    attempt({results ? What::small_results : What::journal, log.file}, [&] {
      const auto visit = [&](std::string_view json) {
        if (results) found_.results.insert(record_fingerprint(json, path(log.file)));
      };
      const auto damage = scan_log(files_, path(log.file), log.format, limit, visit, &log.origin);
      if (damage && results) look_behind(log, *damage, limit);
      if (damage) throw Error(fmt::format("it is damaged at byte {}: what follows is not read.", *damage));
      check_length(log, limit);
    });
  }

  void look_behind(const EpochLog& log, std::uint64_t begin, std::uint64_t limit) {
    const std::uint64_t end = std::min(files_.size(path(log.file)), limit);
    const std::string bytes = files_.read(path(log.file), begin, end - begin);
    salvage_records(bytes, [&](std::size_t, std::string_view json) {
      found_.hidden_results.insert(record_fingerprint(json, path(log.file)));
    });
  }

  void check_length(const EpochLog& log, std::uint64_t limit) const {
    const std::uint64_t size = files_.size(path(log.file));
    if (limit == std::numeric_limits<std::uint64_t>::max() || size >= limit) return;
    throw Error(fmt::format("it has {} of the {} bytes that it had when a later run began.", size, limit));
  }

  void look_for_lost_logs() {
    for (const auto& file : fences_.named_files()) {
      const auto log = parse_epoch_log(file);
      if (!log || files_.exists(path(file)) || fences_.readable_bytes(file, log->origin.epoch) == 0) continue;
      const bool results = file.starts_with("results/");
      note({results ? What::small_results : What::journal, file}, Error("it is gone; it was there when a run began."));
    }
  }

  void look_at_edits(const std::string& file) {
    if (file.find(".new-") != std::string::npos) return;
    attempt({What::edits, file}, [&] {
      constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();
      std::uint64_t records = 0;
      const auto count = [&](std::string_view) { ++records; };
      const auto damage = scan_log(files_, path(file), edits_format(), kAll, count);
      if (damage) throw Error(fmt::format("it is damaged at byte {}: what follows is not read.", *damage));
      const std::string bytes = files_.read(path(file));  // complete when it appeared
      if (records == 0 || bytes.back() != '\n') throw Error("it is damaged: it ends within a record.");
    });
  }

  void look_at_result(const std::string& name) {
    if (!name.ends_with(kFileEnd)) return;
    const std::string file = "results/" + name, fingerprint = stem_of(name);
    const auto check = [&] { check_result_file(files_, path(file), fingerprint); };
    if (attempt({What::result, file, "", fingerprint}, check)) found_.results.insert(fingerprint);
  }

  void look_at_checkpoints(const std::string& task) {
    const std::string folder = "checkpoints/" + task;
    for (const auto leg : stored_legs(path(folder), files_)) {
      const std::string file = leg_path(folder, leg);
      const auto check = [&] { check_checkpoint_file(files_, path(file), task, leg); };
      if (attempt({What::checkpoint, file, "", task, leg}, check)) found_.with_sound_checkpoint.insert(task);
    }
  }

  void look_at_derived(What what, const std::string& file, const std::string& header) {
    if (file.find(".new-") != std::string::npos) return;
    attempt({what, file}, [&] { check_file(files_, path(file), header); });
  }

  std::string folder_;
  FileSystem& files_;
  Fences fences_;
  Inspection found_;
};

}  // namespace

Inspection inspect_store(const std::string& folder, FileSystem& files) { return Inspector(folder, files).inspect(); }

}  // namespace vitriflow
