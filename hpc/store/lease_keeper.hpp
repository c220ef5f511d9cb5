// LeaseKeeper: renews a lease from a thread of its own while its owner is busy with something long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "hpc/store/lease.hpp"

namespace vitriflow {

class LeaseKeeper {
 public:
  // Looks every `interval_s`. Nobody else may use the lease while the keeper lives.
  explicit LeaseKeeper(Lease& lease, double interval_s = 1.0)
      : thread_([&lease, interval = std::chrono::duration<double>(interval_s)](const std::stop_token& stop) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any ended;
          while (!ended.wait_for(lock, stop, interval, [&stop] { return stop.stop_requested(); })) {
            if (!lease.keep()) return;  // lost: its owner will see it
          }
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace vitriflow
