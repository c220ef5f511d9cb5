// Takeover: brings results that another campaign has finished into this one's store, so that it needs the other no
// more.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/cache/found_results.hpp"

namespace vitriflow {

class Takeover {
 public:
  // Lent for its life. `go_on` is asked before each result; false: what is left stays untaken.
  struct Setup {
    const TaskGraph* graph = nullptr;
    Store* store = nullptr;
    JournalWriter* journal = nullptr;
    FileSystem* files = nullptr;
    std::function<bool()> go_on;
  };
  explicit Takeover(Setup setup) : setup_(std::move(setup)) {}

  // Takes every result from the first of its sources where all of it is whole, with a warning for each other one. All
  // are on disk when it returns, and journaled as "reused" with who made them. Returns how many came from each
  // campaign. Throws Error (held) when another runner has taken the campaign over.
  std::map<std::string, std::size_t> take(const FoundResults& found);

 private:
  void take_large(const std::unordered_map<std::string_view, TaskIndex>& wanted, const std::string& campaign);
  void take_from(std::uint32_t number, const FoundResults& found);
  void attempt(TaskIndex task, const std::string& campaign, std::string_view record);
  void sync();
  void note(TaskIndex task, const std::string& campaign, const Origin& origin);

  Setup setup_;
  std::vector<bool> taken_;
  std::map<std::string, std::size_t> counts_;
  int unsynced_ = 0;
  bool stopped_ = false;
};

// "3 results of campaign /home/ada/campaigns/first", at most six lines.
std::vector<std::string> takeover_lines(const std::map<std::string, std::size_t>& counts);

}  // namespace vitriflow
