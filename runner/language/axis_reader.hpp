// Reads `for_each`: lists, ranges, files by pattern, and axes that advance together.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "runner/language/sweep.hpp"

namespace vitriflow {

// Reads `{hold: [10 ps, 20 ps], T: 300..900 step 50 K, structure: {files: cifs/*.cif}, zip: {a: [1, 2], b: [3, 4]}}`;
// patterns count from `folder`. `owner` is how messages call what has the axes: "stage 'glass'".
std::vector<Axis> read_axes(const Node& for_each, const std::string& owner, const std::string& folder,
                            Diagnostics& problems);

}  // namespace vitriflow
