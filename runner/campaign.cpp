#include "runner/campaign.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/store/file_header.hpp"
#include "runner/sharing.hpp"

namespace vitriflow {
namespace {

constexpr std::string_view kHeadBegin = "# vitriflow generation ";
constexpr std::string_view kHeadCheck = ", crc32c ";
constexpr std::string_view kHeadMiddle = ", read from ";
// What a run may have made in the folder before its first workflow.yaml is in place.
constexpr std::array<std::string_view, 14> kOwnNames = {
    "lease", "journal", "results", "checkpoints", "trajectories", "campaign.h5", "report",
    "logs",  "plans",   "edits",   "aside",       "scratch",      "repaired",    "workflow."};

std::string generation_path(const std::string& folder, int number) {
  return number == 0 ? folder + "/workflow.yaml" : fmt::format("{}/workflow.{}.yaml", folder, number);
}

std::string include_path(const std::string& folder, int number, int include) {
  return fmt::format("{}/workflow.{}.include.{}.yaml", folder, number, include);
}

std::uint32_t check_of(const std::string& path, const std::string& text) { return crc32c(path + "\n" + text); }

std::string bytes_of(int number, const std::string& path, const std::string& text) {
  return fmt::format("{}{}{}{:08x}{}{}\n{}", kHeadBegin, number, kHeadCheck, check_of(path, text), kHeadMiddle, path,
                     text);
}

[[noreturn]] void throw_changed(const std::string& path, const std::string& check) {
  throw Error(
      fmt::format(
          "'{}' was changed after it was written: it does not fit its check. Put it back as it was; to change a "
          "campaign, change your own workflow file and run that. If this text is what you want, remove '{}{}' "
          "from its first line.",
          path, kHeadCheck, check),
      Failure::invalid_input);
}

Generation parse_generation(const std::string& path, int number, const std::string& bytes) {
  const std::string begin = fmt::format("{}{}", kHeadBegin, number);
  const auto end = bytes.find('\n');
  std::string head = bytes.starts_with(begin) ? bytes.substr(begin.size(), end - begin.size()) : "";
  std::string check;
  if (head.starts_with(kHeadCheck)) {  // those of older programs have none
    check = head.substr(kHeadCheck.size(), 8);
    head.erase(0, kHeadCheck.size() + check.size());
  }
  if (!head.starts_with(kHeadMiddle) || end == std::string::npos) {
    throw Error(
        fmt::format("'{}' does not begin with '{}{}PATH' as this program writes it. Put that line back, or start the "
                    "campaign over in another folder with --into.",
                    path, begin, kHeadMiddle),
        Failure::invalid_input);
  }
  Generation generation{number, bytes.substr(end + 1), head.substr(kHeadMiddle.size())};
  const std::string found = fmt::format("{:08x}", check_of(generation.original_path, generation.text));
  if (!check.empty() && check != found) throw_changed(path, check);
  return generation;
}

void put(const std::string& path, const std::string& bytes, FileSystem& files, const AsideFolder* aside) {
  if (aside != nullptr) return aside->write(path, bytes);
  write_atomically(files, path, bytes);
}

// Whoever is first has the number.
void put_generation(const std::string& path, const std::string& bytes, FileSystem& files, const AsideFolder* aside) {
  const std::string beside = aside != nullptr ? aside->name_for(path) : fmt::format("{}.new-{}", path, ::getpid());
  write_aside(files, beside, bytes);
  const bool first = aside != nullptr ? aside->take_new(beside, path) : files.rename_no_replace(beside, path);
  if (!first) {
    files.remove(beside);
    throw Error(fmt::format("somebody else wrote '{}' at the same moment. Try again.", path));
  }
  files.sync_directory(path.substr(0, path.rfind('/')));
}

void refuse_foreign_folder(const std::string& folder, FileSystem& files) {
  for (const std::string& name : files.list(folder)) {
    const bool own = std::any_of(kOwnNames.begin(), kOwnNames.end(),
                                 [&](std::string_view known) { return name.starts_with(known); });
    if (own) continue;
    throw Error(
        fmt::format("folder '{}' holds '{}' but no campaign. Choose an empty or new folder with --into.", folder, name),
        Failure::invalid_input);
  }
}

}  // namespace

WorkflowChange compare_tasks(const TaskGraph& before, const TaskGraph& after) {
  WorkflowChange change;
  for (const Task& task : after.tasks()) {
    const auto old = before.find(task.name);
    if (!old)
      change.added.push_back(task.name);
    else if (before.task(*old).fingerprint != task.fingerprint)
      change.changed.push_back(task.name);
  }
  for (const Task& task : before.tasks()) {
    if (!after.find(task.name)) change.removed.push_back(task.name);
  }
  return change;
}

Campaign Campaign::open(const std::string& folder, FileSystem& files) {
  if (!files.exists(generation_path(folder, 0))) {
    throw Error(
        fmt::format("'{}' is not a campaign: it has no workflow.yaml. Give the folder that 'vitriflow run' made, "
                    "such as campaigns/zif4-quickstart.",
                    folder),
        Failure::invalid_input);
  }
  heed_sharing(folder);
  Campaign campaign(folder);
  campaign.read_generations(files);
  return campaign;
}

Campaign Campaign::create_or_continue(const std::string& folder, const Workflow& workflow, FileSystem& files,
                                      const AsideFolder* aside) {
  Campaign campaign(folder);
  if (files.exists(generation_path(folder, 0))) {
    campaign.read_generations(files);
    const Generation& newest = campaign.newest();
    if (same_texts(newest, workflow) && newest.original_path == workflow.path) return campaign;
  } else {
    refuse_foreign_folder(folder, files);
    files.make_directories(folder);
  }
  campaign.add_generation(workflow, files, aside);
  return campaign;
}

void Campaign::read_generations(FileSystem& files) {
  for (int number = 0; files.exists(generation_path(folder_, number)); ++number) {
    const std::string path = generation_path(folder_, number);
    Generation generation = parse_generation(path, number, files.read(path));
    for (int i = 1; files.exists(include_path(folder_, number, i)); ++i) {
      const std::string kept = include_path(folder_, number, i);
      const Generation file = parse_generation(kept, number, files.read(kept));
      generation.included.emplace(file.original_path, file.text);
    }
    generations_.push_back(std::move(generation));
  }
}

void Campaign::add_generation(const Workflow& workflow, FileSystem& files, const AsideFolder* aside) {
  Generation generation{static_cast<int>(generations_.size()), workflow.text, workflow.path, workflow.included};
  const int number = generation.number;
  int count = 0;
  for (const auto& [path, text] : generation.included) {
    put(include_path(folder_, number, ++count), bytes_of(number, path, text), files, aside);
  }
  // Of a run that was killed before it wrote the generation itself.
  while (files.exists(include_path(folder_, number, ++count))) files.remove(include_path(folder_, number, count));
  put_generation(generation_path(folder_, number), bytes_of(number, generation.original_path, generation.text), files,
                 aside);
  generations_.push_back(std::move(generation));
}

Workflow Campaign::workflow(const std::string& inputs_folder) const { return load_generation(newest(), inputs_folder); }

bool same_texts(const Generation& generation, const Workflow& workflow) {
  return generation.text == workflow.text && generation.included == workflow.included;
}

Workflow load_generation(const Generation& generation, const std::string& inputs_folder) {
  return load_workflow(
      {generation.text, generation.original_path, generation.original_path, inputs_folder, generation.included});
}

}  // namespace vitriflow
