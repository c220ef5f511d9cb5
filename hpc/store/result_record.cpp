#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"
#include "hpc/store/result_file.hpp"

namespace vitriflow {

namespace {

// Quotes inside a JSON string are escaped, so these words stand only where a record has its members.
constexpr std::string_view kFingerprint = R"({"fingerprint":")";
constexpr std::string_view kResult = R"(,"result":)";

[[noreturn]] void not_a_result(const std::string& path, std::string_view why) {
  throw Error(fmt::format("file '{}' holds a record that is not a result: {}.", path, why));
}

nlohmann::ordered_json to_json(const Origin& origin) {
  nlohmann::ordered_json json;
  json["task"] = origin.task;
  json["kind"] = origin.kind;
  json["program"] = origin.program;
  json["engine"] = origin.engine;
  json["started"] = origin.started_s;
  json["finished"] = origin.finished_s;
  json["ranks"] = origin.ranks;
  json["attempt"] = origin.attempt;
  return json;
}

Origin to_origin(const nlohmann::json& json) {
  Origin origin;
  origin.task = json.at("task").get<std::string>();
  origin.kind = json.at("kind").get<std::string>();
  origin.program = json.at("program").get<std::string>();
  origin.engine = json.at("engine").get<std::string>();
  origin.started_s = json.at("started").get<double>();
  origin.finished_s = json.at("finished").get<double>();
  origin.ranks = json.at("ranks").get<std::vector<int>>();
  origin.attempt = json.at("attempt").get<std::int64_t>();
  return origin;
}

}  // namespace

std::string small_record(const std::string& fingerprint, const Origin& origin, std::string_view result_bytes) {
  return fmt::format("{}{}\",\"origin\":{}{}{}}}", kFingerprint, fingerprint,
                     to_json(origin).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), kResult,
                     result_bytes);
}

std::string record_fingerprint(std::string_view json, const std::string& path) {
  const auto end = json.find('"', kFingerprint.size());
  if (json.substr(0, kFingerprint.size()) != kFingerprint || end == std::string_view::npos) {
    not_a_result(path, "it does not begin with a fingerprint");
  }
  return std::string(json.substr(kFingerprint.size(), end - kFingerprint.size()));
}

Origin record_origin(std::string_view json, const std::string& path) {
  const auto at = json.find(kResult);
  if (at == std::string_view::npos || json.back() != '}') not_a_result(path, "it has no member 'result'");
  try {
    return to_origin(nlohmann::json::parse(std::string(json.substr(0, at)) + "}", nullptr, false).at("origin"));
  } catch (const nlohmann::json::exception& problem) {
    not_a_result(path, problem.what());
  }
}

StoredResult parse_small_record(std::string_view json, const std::string& path) {
  Origin origin = record_origin(json, path);
  const auto bytes = json.substr(json.find(kResult) + kResult.size());
  try {
    return {std::move(origin), Result::from_bytes(bytes.substr(0, bytes.size() - 1))};
  } catch (const nlohmann::json::exception& problem) {
    not_a_result(path, problem.what());
  }
}

}  // namespace vitriflow
