// Fence: where the files of older epochs ended when an epoch began; what a replaced holder appends later is never read.
//
// CAMPAIGN/journal/fence-<epoch> is made by the one process to which that epoch belongs: first as a claim, which limits
// nothing, and again with the sizes of files when the holders of older epochs can remove nothing any more. In this
// order, because a holder removes what its records replace: a state once the result is in its log. What was appended
// before such a removal must lie below the fence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

// The epoch and the writer in "<epoch>-<writer>" after `prefix`; false when the name has another form.
bool parse_epoch_name(const std::string& name, const std::string& prefix, std::int64_t& epoch, std::string& writer);

// ENSUREs that a writer, a fingerprint or the like can be part of a file's name.
void ensure_file_name(const std::string& name);

// A log that belongs to an epoch, of which a fence says how far it is read.
struct EpochLog {
  std::string file;  // "journal/1-supervisor", relative to the campaign
  LogFormat format;
  LogOrigin origin;
};
// From its place and name; none for other files.
std::optional<EpochLog> parse_epoch_log(const std::string& file);
// Those that are there, by name.
std::vector<EpochLog> epoch_logs(const std::string& folder, FileSystem& files);

class Fences {
 public:
  // Reads every fence of a campaign. Throws Error when one is damaged.
  static Fences read(const std::string& folder, FileSystem& files);
  // Reads those that are whole; the others are handed over with their epochs.
  using Damaged = std::function<void(std::int64_t epoch, const Error& problem)>;
  static Fences read_whole(const std::string& folder, FileSystem& files, const Damaged& damaged);
  std::set<std::string> named_files() const;
  // How many bytes of a file ("journal/1-supervisor", relative to the campaign) written in `epoch` may be read.
  // No limit: the largest number.
  std::uint64_t readable_bytes(const std::string& file, std::int64_t epoch) const;
  std::int64_t newest() const;  // epoch of the newest fence that is no claim, 0 without

 private:
  std::map<std::int64_t, std::map<std::string, std::uint64_t>> sizes_;
};

// The highest epoch that a fence, a journal or a file of small results carries; 0 without.
std::int64_t newest_epoch(const std::string& folder, FileSystem& files);
// The highest epoch of a fence, also of a claim; 0 without.
std::int64_t newest_fence(const std::string& folder, FileSystem& files);

// The bytes of a fence that says where these files end.
std::string render_fence(std::int64_t epoch, const std::map<std::string, std::uint64_t>& sizes);

// Makes the epoch this process's own. False when another process was first.
bool claim_epoch(const std::string& folder, std::int64_t epoch, FileSystem& files, const std::string& claimant);
// States where the files of older epochs end, in the fence that was claimed; after begin_epoch (aside_folder.hpp).
// Throws Error (held) once replaced.
void fence_older_epochs(const std::string& folder, std::int64_t epoch, FileSystem& files);
// Of claimants of this and older epochs that were killed before they were done. Called when nobody can claim one of
// these any more: by the holder, at its end.
void remove_unmade_fences(const std::string& folder, std::int64_t epoch, FileSystem& files);

}  // namespace vitriflow
