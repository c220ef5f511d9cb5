#include "runner/cache/nearest_result.hpp"

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/small_results.hpp"
#include "runner/explain/plan_history.hpp"

namespace vitriflow {

namespace {

std::optional<PlanRecord> newest_plan(const std::string& campaign, FileSystem& files) {
  const auto epochs = plan_epochs(campaign, files);
  return epochs.empty() ? std::nullopt : read_plan_record(campaign, epochs.back(), files);
}

bool is_stored(const std::string& campaign, std::string_view fingerprint, FileSystem& files) {
  bool found = false;
  visit_result_names(campaign, files, [&](std::string_view name) { found = found || name == fingerprint; });
  return found;
}

std::optional<std::vector<std::string>> differences(const PlanRecord& plan, std::uint32_t task,
                                                    const std::string& campaign, FileSystem& files) {
  const auto theirs = newest_plan(campaign, files);
  const auto same_name = theirs ? theirs->find(plan.names[task]) : std::nullopt;
  if (!same_name || theirs->kind(*same_name) != plan.kind(task)) return std::nullopt;
  const std::string_view fingerprint = theirs->fingerprint(*same_name);
  if (fingerprint == plan.fingerprint(task) || !is_stored(campaign, fingerprint, files)) return std::nullopt;
  return compare_parts(*theirs, *same_name, plan, task);
}

}  // namespace

std::optional<NearestResult> nearest_result(const PlanRecord& plan, std::uint32_t task,
                                            const std::vector<std::string>& campaigns, FileSystem& files) {
  std::optional<NearestResult> nearest;
  for (const auto& campaign : campaigns) {
    try {
      const auto reasons = differences(plan, task, campaign, files);
      const bool nearer = reasons && (!nearest || reasons->size() < nearest->reasons.size());
      if (nearer) nearest = NearestResult{campaign, *reasons};
    } catch (const Error& problem) {
      log_warning("campaign '{}' is passed over: {}", campaign, problem.what());
    }
  }
  return nearest;
}

}  // namespace vitriflow
