// The format of the files in CAMPAIGN/edits (hpc/store/FORMATS.md).
#pragma once

#include "hpc/store/record_log.hpp"

namespace vitriflow {

inline LogFormat edits_format() { return {"vitriflow-edits", 1}; }

}  // namespace vitriflow
