// What an open Store knows: the campaign's folder, its own log of small results and which large files it has verified.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <unordered_set>
#include <vector>

#include "hpc/h5.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/small_results.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {

struct Store::State {
  State(std::string folder_in, std::int64_t epoch_in, std::string writer_in, FileSystem& files_in, Clock& clock_in);

  std::string result_path(const std::string& fingerprint) const;
  std::string checkpoint_folder(const std::string& fingerprint) const;
  std::string segment_folder(const std::string& fingerprint) const;
  // Makes a folder whose name survives a power loss, unless it is there.
  void make_folder(const std::string& path);
  // Whether results/<fingerprint>.h5 is there and verifies; looked at once.
  bool has_large(const std::string& fingerprint);
  void put_large(const std::string& fingerprint, const StoredResult& result);
  // Takes a verified file from aside.
  void take_large(const std::string& fingerprint, const std::string& beside);
  void commit();

  std::string folder;
  std::int64_t epoch;
  std::string writer;
  FileSystem* files;
  Clock* clock;
  AsideFolder aside;
  SmallResults small;
  RecordWriter log;
  std::unordered_set<std::string> handed_over;  // by this process, durable or not
  std::unordered_set<std::string> verified;     // large results
  std::vector<std::string> pending;             // in memory, not yet synced
  std::vector<std::string> durable;             // to be returned by the next sync_if_due() or flush()
  double synced_s = -std::numeric_limits<double>::infinity();
};

// The numbers of the files <leg>.h5 in a folder, ascending.
std::vector<std::int64_t> stored_legs(const std::string& folder, FileSystem& files);
std::string leg_path(const std::string& folder, std::int64_t leg);

}  // namespace vitriflow
