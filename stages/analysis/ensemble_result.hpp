// EnsembleResult: how an analysis writes a number that every member of an ensemble has, or lacks.
#pragma once

#include <string>
#include <vector>

#include "hpc/result.hpp"

namespace vitriflow {

enum class Lacking { gets_notice, is_silent };

// Writes the estimate over the ensemble at `path` (its note begins with `how`), and what each member says, with its
// error, at "members/<path>" and "members/<path>_error". `estimates` [members] as `tasks`; the reasons of those without
// a value (their notes) make a notice. `common_error` is one that all members share, such as that of the method: it is
// added in quadrature and named in the note. Nothing but that is written when no member has a value; then false.
bool put_ensemble(Result& result, const std::string& path, const std::vector<std::string>& tasks,
                  const std::vector<Estimate>& estimates, const std::string& how = "",
                  Lacking lacking = Lacking::gets_notice, double common_error = 0.0);

}  // namespace vitriflow
