#include "runner/submission/submission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

namespace {

constexpr const char* kSuffix = ".json";

std::string record_path(const std::string& campaign, const std::string& id) {
  return submission_folder(campaign) + "/" + id + kSuffix;
}

std::string mark_path(const std::string& campaign, const std::string& id) {
  return submission_folder(campaign) + "/" + id + ".cancelled";
}

std::string to_bytes(const Submission& submission) {
  nlohmann::ordered_json json;
  json["format"] = "vitriflow-submission";
  json["version"] = 1;
  json["program"] = fmt::format("vitriflow {}", kVersion);
  json["id"] = submission.id;
  json["created"] = submission.created_s;
  json["cluster"] = submission.cluster;
  json["partition"] = submission.partition;
  json["launcher"] = submission.launcher;
  json["continuation"] = static_cast<int>(submission.continuation);
  json["requeue_exit"] = submission.requeue_exit;
  json["nodes"] = submission.nodes;
  json["ranks"] = submission.ranks;
  json["walltime"] = submission.walltime_s;
  json["warning"] = submission.warning_s;
  json["memory"] = submission.memory_bytes;
  json["allocations"] = submission.allocations;
  json["at_once"] = submission.at_once;
  json["mtbf"] = submission.mean_time_to_failure;
  json["accelerator"] = submission.accelerator;
  json["core_hours"] = submission.core_hours;
  json["disk"] = submission.disk;
  json["notify"] = submission.notify;
  return json.dump(2) + "\n";
}

Submission parse(const std::string& bytes) {
  const auto json = nlohmann::json::parse(bytes);
  Submission submission;
  json.at("id").get_to(submission.id);
  json.at("created").get_to(submission.created_s);
  json.at("cluster").get_to(submission.cluster);
  json.at("partition").get_to(submission.partition);
  json.at("launcher").get_to(submission.launcher);
  submission.continuation = static_cast<Continuation>(json.at("continuation").get<int>());
  json.at("requeue_exit").get_to(submission.requeue_exit);
  json.at("nodes").get_to(submission.nodes);
  json.at("ranks").get_to(submission.ranks);
  json.at("walltime").get_to(submission.walltime_s);
  json.at("warning").get_to(submission.warning_s);
  json.at("memory").get_to(submission.memory_bytes);
  json.at("allocations").get_to(submission.allocations);
  json.at("at_once").get_to(submission.at_once);
  json.at("mtbf").get_to(submission.mean_time_to_failure);
  submission.accelerator = json.value("accelerator", "");
  submission.core_hours = json.value("core_hours", "");
  submission.disk = json.value("disk", "");
  submission.notify = json.value("notify", "");
  return submission;
}

void write_whole(const std::string& path, const std::string& bytes, FileSystem& files) {
  const std::string beside = path + ".new-submit";
  try {
    write_aside(files, beside, bytes);
    files.rename(beside, path);
  } catch (const Error&) {
    give_up(files, beside);
    throw;
  }
}

}  // namespace

std::string comment_of(const std::string& submission) { return "vitriflow " + submission; }

std::string submission_folder(const std::string& campaign) { return campaign + "/submissions"; }

std::string script_path(const std::string& campaign, const std::string& id) {
  return submission_folder(campaign) + "/" + id + ".sh";
}

void write_submission(const std::string& campaign, const Submission& submission, const std::string& script,
                      FileSystem& files) {
  const std::string folder = submission_folder(campaign);
  files.make_directories(folder);
  write_whole(script_path(campaign, submission.id), script, files);
  write_whole(record_path(campaign, submission.id), to_bytes(submission), files);
  files.sync_directory(folder);
}

Submission read_submission(const std::string& campaign, const std::string& id, FileSystem& files) {
  const std::string path = record_path(campaign, id);
  if (id.empty() || id.find('/') != std::string::npos || !files.exists(path)) {
    throw Error(fmt::format("campaign '{}' knows no submission '{}'. 'vitriflow submit' makes one.", campaign, id),
                Failure::invalid_input);
  }
  try {
    return parse(files.read(path));
  } catch (const nlohmann::json::exception&) {
    throw Error(fmt::format("file '{}' is damaged. Submit the campaign again.", path), Failure::invalid_input);
  }
}

void mark_cancelled(const std::string& campaign, const std::string& id, double now_s, FileSystem& files) {
  const std::string path = mark_path(campaign, id);
  if (files.exists(path)) return;
  nlohmann::ordered_json json;
  json["format"] = "vitriflow-cancellation";
  json["version"] = 1;
  json["program"] = fmt::format("vitriflow {}", kVersion);
  json["time"] = now_s;
  write_whole(path, json.dump(2) + "\n", files);
  files.sync_directory(submission_folder(campaign));
}

std::optional<double> cancelled_at(const std::string& campaign, const std::string& id, FileSystem& files) {
  const std::string path = mark_path(campaign, id);
  if (!files.exists(path)) return std::nullopt;
  const auto json = nlohmann::json::parse(files.read(path), nullptr, false);
  const bool told = json.is_object() && json.contains("time") && json["time"].is_number();
  return told ? json["time"].get<double>() : 0.0;  // damaged or not: that it is there is what counts
}

std::vector<Submission> read_submissions(const std::string& campaign, FileSystem& files) {
  std::vector<Submission> found;
  for (const auto& name : files.list(submission_folder(campaign))) {
    if (!name.ends_with(kSuffix)) continue;
    try {
      found.push_back(read_submission(campaign, name.substr(0, name.size() - std::string(kSuffix).size()), files));
    } catch (const Error&) {  // says nothing to anybody
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.created_s < b.created_s; });
  return found;
}

}  // namespace vitriflow
