#include "stages/md/system_input.hpp"

#include "hpc/base/error.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

std::vector<std::string> cautions_of(const Result& result) {
  std::vector<std::string> cautions;
  for (const auto& notice : result.notices) {
    if (notice.starts_with(kNotComparable)) cautions.push_back(notice);
  }
  return cautions;
}

}  // namespace

SystemInput read_system_input(const StageContext& context, const std::string& fingerprint) {
  const Result result = context.read_input(fingerprint).result;
  if (!result.has("system")) return {get_system(result), fingerprint, cautions_of(result)};
  const std::string& built_by = result.text("system");
  SystemInput input{get_system(context.read_input(built_by).result), built_by, cautions_of(result)};
  apply_state(result, input.system);
  return input;
}

System load_system(const StageContext& context, const std::string& fingerprint) {
  return read_system_input(context, fingerprint).system;
}

const TaskInput& only_input(const StageContext& context, const std::string& port) {
  const auto it = context.inputs.find(port);
  ENSURE(it != context.inputs.end() && it->second.size() == 1, "task '{}', port '{}'", context.task, port);
  return it->second.front();
}

}  // namespace vitriflow
