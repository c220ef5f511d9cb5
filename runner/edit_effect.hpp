// EditEffect: when what was asked of single tasks takes effect.
#pragma once

#include <optional>
#include <string>

#include "hpc/store/lease.hpp"

namespace vitriflow {

// A line without its label. `holder`: of who runs the campaign now; none: nobody does. `jobs`: where its jobs in a
// batch system stand, in a sentence; empty: it has none.
std::string edit_effect(const std::optional<LeaseHolder>& holder, const std::string& jobs, const std::string& folder);

}  // namespace vitriflow
