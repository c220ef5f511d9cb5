// DistributionResult: the radial distributions of an ensemble's members as curves, figures and numbers.
#pragma once

#include "stages/analysis/structure_result.hpp"

namespace vitriflow {

// The part of put_structure under "rdf/", with first_minimum_AB and correlation_length_AB.
void put_distributions(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members);

}  // namespace vitriflow
