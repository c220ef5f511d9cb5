// CampaignHead: what a workflow says about the campaign as a whole, above its stages.
#pragma once

#include <cstdint>
#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "runner/retry_policy.hpp"

namespace vitriflow {

struct CampaignHead {
  std::string campaign;
  std::string title;
  std::uint64_t seed = 1;
  bool reproducible = false;
  RetryPolicy retry;             // of stages that state none
  const Node* engine = nullptr;  // of stages that name none; nullptr: the default
  const Node* stages = nullptr;  // a map with entries; nullptr: absent or not one
};

CampaignHead read_head(const Node& document, Diagnostics& problems);

}  // namespace vitriflow
