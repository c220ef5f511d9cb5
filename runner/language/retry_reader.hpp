// Reads `retry: 2` or `retry: {times: 2, wait: 30 s}`, of a stage or of the whole campaign.
#pragma once

#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "runner/retry_policy.hpp"

namespace vitriflow {

// `owner` is how messages call what the key belongs to: "stage 'cold' (kind 'md.sample')".
RetryPolicy read_retry(const Node& node, const std::string& owner, Diagnostics& problems);

}  // namespace vitriflow
