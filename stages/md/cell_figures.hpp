// Cell figures: the curves of a cell whose shape may change.
#pragma once

#include "hpc/result.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

// Adds the figure of the cell's lengths over time and, where they may change, of its angles, from the series that
// put_thermo wrote.
void add_cell_figures(Result& result, Ensemble ensemble);

}  // namespace vitriflow
