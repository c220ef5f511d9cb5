#include "runner/language/retry_reader.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"
#include "runner/language/parameter_reader.hpp"
#include "runner/language/sweep.hpp"

namespace vitriflow {

namespace {

ParameterDescription times_description(const std::string& name) {
  ParameterDescription times;
  times.name = name;
  times.type = ParameterDescription::Type::integer;
  times.least = 0;
  times.most = 100;
  return times;
}

ParameterDescription wait_description() {
  ParameterDescription wait;
  wait.name = "wait";
  wait.unit = "s";
  wait.least = 0;
  wait.most = 86400;
  return wait;
}

int read_times(const std::string& name, const Node& node, const std::string& owner, Diagnostics& problems) {
  InputFiles none("", "");
  const ParameterDescription description = times_description(name);
  const auto value = ParameterReader(description, owner, "2", none).read(node, problems);
  return value ? static_cast<int>(std::get<std::int64_t>(*value)) : 0;
}

double read_wait(const Node& node, const std::string& owner, Diagnostics& problems) {
  InputFiles none("", "");
  const ParameterDescription description = wait_description();
  const auto value = ParameterReader(description, owner, "30 s", none).read(node, problems);
  return value ? std::get<double>(*value) : 0.0;
}

}  // namespace

RetryPolicy read_retry(const Node& node, const std::string& owner, Diagnostics& problems) {
  if (!node.is_map()) return {read_times("retry", node, owner, problems), 0.0};
  RetryPolicy policy;
  const std::vector<std::string> known{"times", "wait"};
  for (const auto& entry : node.entries) {
    const std::string of_retry = "'retry' of " + owner;
    if (entry.key == "times") {
      policy.times = read_times("times", entry.value, of_retry, problems);
    } else if (entry.key == "wait") {
      policy.wait_s = read_wait(entry.value, of_retry, problems);
    } else {
      problems.add(entry.place,
                   fmt::format("unknown key '{}' of {}.{}", entry.key, of_retry, did_you_mean(entry.key, known)),
                   static_cast<int>(entry.key.size()));
    }
  }
  if (node.find("times") == nullptr) {
    problems.add(
        node.place,
        fmt::format("'retry' of {} lacks 'times'. Write for example 'retry: {{times: 2, wait: 30 s}}'.", owner),
        caret_width(node));
  }
  return policy;
}

}  // namespace vitriflow
