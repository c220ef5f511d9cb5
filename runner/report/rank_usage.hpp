// RankUsage: for how much of the time that a campaign had its ranks they were at work on tasks.
#pragma once

#include <vector>

#include "hpc/store/journal.hpp"
#include "runner/report/contents.hpp"

namespace vitriflow {

struct RankUsage {
  double busy_core_s = 0;  // ranks that had a task
  double had_core_s = 0;   // working ranks while their pool was up, those of other jobs while they had joined
};

// Several tasks that a rank is given in advance count once.
RankUsage rank_usage_of(const std::vector<JournalRecord>& journal, const std::vector<Stretch>& stretches);

}  // namespace vitriflow
