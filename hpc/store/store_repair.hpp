// StoreRepair: makes the files of a campaign's store whole again. What does not verify is moved to
// CAMPAIGN/repaired/<time>/, under the name that it had, and never erased.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/store/aside_folder.hpp"

namespace vitriflow {

class StoreRepair {
 public:
  // Under the lease of the epoch that `aside` belongs to. `time` names the folder: "20261121T150203Z".
  StoreRepair(std::string folder, std::string time, FileSystem& files, const AsideFolder& aside);

  // What was done to files, by their names.
  using Deeds = std::map<std::string, std::string>;

  // Makes damaged fences again; before anything is read through them. What a log of an older epoch holds is read up to
  // the first record that is later than the first of the fence's epoch: a replaced holder may have written what
  // follows. An epoch without a journal planned nothing, and what later fences say is enough.
  Deeds mend_fences();
  // Every record that verifies is kept, but for results in `unwanted` and for those found behind damage that are in
  // `known`, since they are there already. Torn ends are cut.
  Deeds mend_logs(const std::set<std::string>& unwanted, const std::set<std::string>& known);
  Deeds mend_edits();
  // Moves a file or a folder away; where it is now, relative to the campaign. Nothing when it is absent.
  std::string set_aside(const std::string& file);
  // Files that were written aside and never taken into place, and what engines left.
  Deeds remove_leftovers();

 private:
  void replace(const std::string& file, const std::string& bytes);
  std::uint64_t fenced_bytes(const std::string& file, std::uint64_t readable, std::int64_t epoch);
  std::string path(const std::string& file) const { return folder_ + "/" + file; }
  std::string kept_path(const std::string& file) const { return kept_ + "/" + file; }
  void make_folder_of(const std::string& file);

  std::string folder_, kept_;
  FileSystem* files_;
  const AsideFolder* aside_;
};

}  // namespace vitriflow
