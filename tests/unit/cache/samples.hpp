// Two campaigns on one disk in memory, for the tests of taking results over.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hpc/store/aside_folder.hpp"
#include "hpc/store/store.hpp"
#include "runner/task_graph.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow::testing {

inline const KindDescription& frames_reader() {
  static const KindDescription kind = [] {
    KindDescription made;
    made.name = "test.reader";
    made.takes = {{"frames", PortType::frames, true, true, ""}};
    return made;
  }();
  return kind;
}

struct TwoCampaigns {
  TwoCampaigns() {
    for (const char* campaign : {"first", "second", "mine"}) begin_epoch(campaign, 1, disk);
  }
  Store open(const std::string& campaign) { return Store(campaign, 1, "rank0", disk, clock); }
  void finish(const std::string& campaign, const std::string& fingerprint, const StoredResult& result) {
    Store store = open(campaign);
    store.put(fingerprint, result);
    store.flush();
  }

  MemoryFiles disk;
  FakeClock clock;
};

// crystal -> glass -> structure; the last one reads the frames of the glass.
inline TaskGraph glass_graph() {
  std::vector<Task> tasks{task_with("crystal", {}), task_with("glass", {0}), task_with("structure", {})};
  tasks[2].kind = &frames_reader();
  tasks[2].inputs["frames"] = {1};
  return TaskGraph(std::move(tasks));
}

}  // namespace vitriflow::testing
