// NearestResult: the result of another campaign that would have served a task, had one part of it been the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/plan_record.hpp"

namespace vitriflow {

struct NearestResult {
  std::string campaign;              // its folder
  std::vector<std::string> reasons;  // what differs, there -> here; at most 8
};

// Among finished tasks of the same name and kind, as the newest plans of the campaigns have them, the one of which the
// least differs. None: there is no such task, or one is the same in every part. A plan that cannot be read is passed
// over.
std::optional<NearestResult> nearest_result(const PlanRecord& plan, std::uint32_t task,
                                            const std::vector<std::string>& campaigns, FileSystem& files);

}  // namespace vitriflow
