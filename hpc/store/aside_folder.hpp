// AsideFolder: CAMPAIGN/aside/<epoch>/, where the holder of an epoch writes what it will take into place.
//
// Whoever takes the campaign over renames the folders of older epochs away. A path through such a folder then leads
// nowhere, so that a replaced holder can neither take a file into place nor remove one, also when it was stopped
// between its last look at the lease and its rename: there is nothing to look at, the rename itself fails. What is
// removed is renamed into the folder first for the same reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hpc/base/files.hpp"

namespace vitriflow {

// Makes the folder of an epoch that was just claimed (claim_epoch) and ends those of all older ones. Throws Error
// (held) when somebody has claimed a higher one meanwhile. Until it has returned, and older epochs have been fenced
// (fence_older_epochs), nothing of the campaign may be read.
void begin_epoch(const std::string& campaign, std::int64_t epoch, FileSystem& files);
// Makes the folder of a member: of another job that works for the holder of the epoch. `member`: letters and digits.
// Throws Error (held) once replaced.
void begin_member(const std::string& campaign, std::int64_t epoch, const std::string& member, FileSystem& files);
// Ends it, so that nothing that the member still does is taken into place or removed; no error when it is gone.
void end_member(const std::string& campaign, std::int64_t epoch, const std::string& member, FileSystem& files);
// Removes the folders of an epoch whose holder has nothing more to write.
void end_epoch(const std::string& campaign, std::int64_t epoch, FileSystem& files);

// CAMPAIGN/scratch/<epoch>: for files of engines that nobody else reads; goes with the epoch.
std::string scratch_folder(const std::string& campaign, std::int64_t epoch);
// Makes an empty folder of that name in it. Throws Error (held) once replaced, and leaves nothing then.
void make_scratch_folder(const std::string& campaign, std::int64_t epoch, const std::string& name, FileSystem& files);

class AsideFolder {
 public:
  // `writer` tells the processes of one epoch apart; "MEMBER.NAME" is a member's, and its folder CAMPAIGN/aside/
  // <epoch>.<member>.
  AsideFolder(std::string campaign, std::int64_t epoch, std::string writer, FileSystem& files);

  // Where to write what will be taken to `path`, which lies in the campaign. Throws Error (held) once replaced.
  std::string name_for(const std::string& path) const;
  // Each is one rename through the folder; `path` and `to` lie in the campaign. They throw Error (held) once replaced.
  void take(const std::string& aside, const std::string& path) const;      // replaces what is there
  bool take_new(const std::string& aside, const std::string& path) const;  // false, with `aside` kept: it is there
  void move(const std::string& path, const std::string& to) const;         // replaces; no error when `path` is absent
  void remove(const std::string& path) const;                              // a file or a folder; no error when absent
  // Writes aside, syncs, takes into place, syncs the folder of `path`.
  void write(const std::string& path, std::string_view bytes) const;
  bool replaced() const { return !files_->exists(folder_); }

 private:
  bool take_away(const std::string& path, const std::string& aside) const;  // false: it is absent
  [[noreturn]] void refuse() const;

  std::string campaign_, folder_, writer_;
  FileSystem* files_;
};

}  // namespace vitriflow
