// EnsembleVisit: the trajectories that an analysis takes, one after the other.
#pragma once

#include <cstdint>
#include <functional>

#include "hpc/result.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// Looks at a trajectory from `from_ps` on and returns how many frames it used.
using VisitMember = std::function<std::int64_t(const TaskInput& task, const Result& input, double from_ps)>;

// Calls `visit` for each trajectory of port "frames" with the result beside it, whose notices `result` inherits.
// `discard_ps` are left out at each one's beginning. Collective. Throws Error where no frame is left; an Error of
// `visit`, the same on every rank, is thrown on with the trajectory's name before it. Throws Stopped between two of
// them on request.
void visit_ensemble(const StageContext& context, double discard_ps, Result& result, const VisitMember& visit);

}  // namespace vitriflow
