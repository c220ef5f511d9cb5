// VoidResult: the void surveys of an ensemble's members turned into numbers with errors, curves and notices.
#pragma once

#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/analysis/void_survey.hpp"

namespace vitriflow {

struct VoidMember {
  std::string task;  // "cold[hold=10ps]"
  VoidSurvey survey;
};

// Writes the quantities as estimates over the ensemble; pores/diameter, pores/coverable (fraction of the cell that
// spheres of this diameter cover), pores/centre_diameter, pores/density (how that falls), the first with its error;
// members/task, members/frames, members/<estimate>, members/<estimate>_error; and the figures. The error of an estimate
// holds that of the grid: half of what the mean changes when the spacing is doubled.
void put_voids(Result& result, const VoidRequest& request, const std::vector<VoidMember>& members);

}  // namespace vitriflow
