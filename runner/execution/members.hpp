// Members: other jobs whose ranks work for this coordinator. Each asks by its record in CAMPAIGN/allocations, gets a
// folder for letters, and is taken for gone when its record falls silent.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/allocation_record.hpp"
#include "runner/execution/joined_mailbox.hpp"

namespace vitriflow {

// "j12-1": the first time that job 12 asks.
std::string member_name(const AllocationRecord& record);

// Where its letters lie; the files in it are "to" and "from", as the coordinator sees them.
std::string letter_folder(const std::string& campaign, std::int64_t epoch, const std::string& member);

class Members {
 public:
  struct Setup {
    std::string campaign;
    std::int64_t epoch = 0;
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    JoinedMailbox* mailbox = nullptr;
  };
  struct Joined {
    std::string member;
    int first = 0, count = 0;  // working ranks
  };
  struct Gone {
    std::string member;
    int first = 0;
    std::string why;
    bool by_its_tasks = false;  // its processes died, and one of its tasks may be the reason
  };
  struct Changes {
    std::vector<Joined> joined;
    std::vector<Gone> gone;
  };

  explicit Members(Setup setup) : setup_(std::move(setup)) {}

  // Looks at the records every few seconds. Throws Error (held) once replaced.
  Changes look();
  // Nothing that the member whose ranks begin there still does is kept, and nothing of it is heard.
  void shut_out(int first);

 private:
  Joined take_in(const std::string& member, const AllocationRecord& record);

  Setup setup_;
  double looked_s_ = -1e9;
  std::map<std::string, int> known_;  // first ranks by member; -1: gone
};

}  // namespace vitriflow
