// SmallResults: an index of the records in results/small-<epoch>-<writer>, kept up with what other processes append.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {

LogFormat small_results_format();

// Calls `visit` with the fingerprint and the JSON text of every small result that a campaign's folder holds, some
// perhaps twice; all fit their checks.
void visit_small_records(const std::string& folder, FileSystem& files,
                         const std::function<void(std::string_view fingerprint, std::string_view record)>& visit);

// Calls `visit` with the fingerprint of every result that a campaign's folder holds, some perhaps twice. Small ones
// fit their checks; of large ones only the name is looked at.
void visit_result_names(const std::string& folder, FileSystem& files,
                        const std::function<void(std::string_view fingerprint)>& visit);

class SmallResults {
 public:
  SmallResults(std::string folder, FileSystem& files);

  bool contains(const std::string& fingerprint) const { return places_.count(fingerprint) > 0; }
  StoredResult read(const std::string& fingerprint);
  std::vector<std::string> fingerprints() const;
  // Reads what was appended since, also in files that are new.
  void refresh();

 private:
  struct Log {
    std::string name;
    LogOrigin origin;
    std::uint64_t scanned = 0;  // bytes that are indexed
    std::uint64_t seen = 0;     // bytes there were when it was last looked at
    bool damaged = false;       // beyond a torn tail
  };
  struct RecordPlace {
    std::size_t log = 0;
    std::uint64_t offset = 0;  // of the JSON text
    std::size_t size = 0;
  };

  std::string path(const Log& log) const { return folder_ + "/results/" + log.name; }
  void find_logs();
  void scan(std::size_t number);
  bool index_records(std::size_t number, std::string_view bytes, std::size_t& valid);

  std::string folder_;
  FileSystem* files_;
  Fences fences_;
  std::vector<Log> logs_;
  std::map<std::string, std::size_t> known_;
  std::unordered_map<std::string, RecordPlace> places_;
};

}  // namespace vitriflow
