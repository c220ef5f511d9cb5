// MemberRun: a job of several at once of a submission whose ranks work for the coordinator in another one of them.
#pragma once

#include <string>

#include "runner/execution/launch.hpp"
#include "runner/submission/allocation.hpp"

namespace vitriflow {

enum class MemberEnd {
  nobody_plans,  // the campaign is free to be taken
  not_needed,    // who plans has no more use for this job
  stopped,       // a signal came
  in_vain        // its pool died again and again
};

class MemberRun {
 public:
  // `launch`: how to start a pool, but for whom it works.
  MemberRun(Allocation& allocation, Launch launch) : allocation_(&allocation), launch_(std::move(launch)) {}

  // Works for whoever plans the campaign, as long as somebody does.
  MemberEnd run();

 private:
  bool somebody_plans();
  bool is_taken_in(const std::string& folder);
  // Nothing: ask again.
  std::optional<MemberEnd> work();

  Allocation* allocation_;
  Launch launch_;
  int deaths_ = 0;
  double looked_s_ = 0.0;
  bool planned_ = false;  // as seen then
};

}  // namespace vitriflow
