// StopToken: somebody asked this run to end at the next place where its state can be kept.
#pragma once

#include <atomic>

namespace vitriflow {

class StopToken {
 public:
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> requested_{false};
};

}  // namespace vitriflow
