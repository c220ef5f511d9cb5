// FIRE: a minimiser by damped dynamics, for engines that have none of their own.
#pragma once

#include <functional>
#include <vector>

#include "stages/engines/engine.hpp"
#include "stages/engines/reference_potential.hpp"

namespace vitriflow {

// Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006). Moves `positions` [N][3] to a minimum of what `evaluate` gives.
MinimizeOutcome descend(std::vector<double>& positions, const MinimizeRequest& request,
                        const std::function<PotentialTerms(const std::vector<double>&)>& evaluate);

}  // namespace vitriflow
