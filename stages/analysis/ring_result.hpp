// RingResult: the ring surveys of an ensemble's members turned into numbers with errors, curves and notices.
#pragma once

#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/analysis/ring_survey.hpp"

namespace vitriflow {

struct RingMember {
  std::string task;  // "cold[hold=10ps]"
  RingSurvey survey;
};

// Writes
//   rings_<k>, connectivity, node_defects, linker_defects   estimates over the ensemble
//   rings/size, rings/per_node, rings/per_formula_unit, rings/nodes_in, each with _error    by size
//   series/<m>/time, series/<m>/rings_3       of member m = 0, 1, ..., where it has more than one frame
//   formula_unit, members/task, members/frames, members/<estimate>, members/<estimate>_error
// and the figures.
void put_rings(Result& result, const RingRequest& request, const std::vector<RingMember>& members);

}  // namespace vitriflow
