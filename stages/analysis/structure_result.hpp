// StructureResult: the surveys of an ensemble's members turned into numbers with errors, curves, figures and notices.
#pragma once

#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/analysis/structure_survey.hpp"

namespace vitriflow {

struct EnsembleMember {
  std::string task;  // "cold[hold=10ps]"
  StructureSurvey survey;
  Estimate density;       // g/cm3; without a value the note says why, as for the other
  Estimate bulk_modulus;  // GPa
};

std::vector<std::string> task_names(const std::vector<EnsembleMember>& members);

// Writes, for pairs A-B and angles A-B-C as requested:
//   density, bulk_modulus, d_AB, coordination_AB, undercoordinated_AB,       estimates over the ensemble
//   coordination_AB_sensitivity, angle_ABC, angle_ABC_sd, tau4_B, first_minimum_AB, correlation_length_AB
//   rdf/r, rdf/r_upper, rdf/A-B/g, rdf/A-B/n                                 means over the members
//   rdf/A-B/g_error                                                          standard error, over members or blocks
//   angle/A-B-C/theta, angle/A-B-C/p                                         probability density per degree
//   coordination/A-B/neighbours, coordination/A-B/fraction, and fraction_shorter, fraction_longer
//   members/task, members/<estimate>, members/<estimate>_error
// and the figures. d_AB is the mean over the pairs within the cutoff; for pairs that are never that close it is the
// mean over the request's number of nearest neighbours (four zinc around a zinc: the first shell of a tetrahedral net).
// The estimate's note says which. Numbers that a member lacks are left out with a notice.
void put_structure(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members);

}  // namespace vitriflow
