#include "runner/language/fingerprint.hpp"

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

void append_counted(std::string& bytes, const std::string& text) {
  fmt::format_to(std::back_inserter(bytes), "{}:", text.size());
  bytes += text;
}

}  // namespace

std::string fingerprint_of(const FingerprintParts& parts) {
  std::string bytes;
  for (const auto& [name, value] : parts) {
    append_counted(bytes, name);
    append_counted(bytes, value);
  }
  return blake2b_hex(bytes);
}

FingerprintParts fingerprint_parts(const Task& task, const NamedEntries& parameters, const std::vector<Task>& earlier,
                                   const std::string& engine_version, bool reproducible) {
  FingerprintParts parts;
  parts.reserve(parameters.size() + 6);
  parts.emplace_back("kind", task.kind->name + " " + std::to_string(task.kind->version));
  for (const auto& [name, entry] : parameters) parts.emplace_back("parameter " + *name, entry->text);
  for (const auto& [name, entry] : parameters) {
    if (!entry->file_digest.empty()) parts.emplace_back("file of " + *name, entry->file_digest);
  }
  for (const auto& [port, inputs] : task.inputs) {
    std::size_t position = 0;
    for (const TaskIndex input : inputs) {
      const std::string& fingerprint = earlier[static_cast<std::size_t>(input)].fingerprint;
      ENSURE(!fingerprint.empty(), "input {} of task '{}' has no fingerprint yet", input, task.name);
      parts.emplace_back("input " + port + " " + std::to_string(position), fingerprint);
      const std::string& presence = earlier[static_cast<std::size_t>(input)].presence;
      if (inputs.size() > 1 && !presence.empty())  // it may be left out
        parts.emplace_back("condition of input " + port + " " + std::to_string(position), presence);
      ++position;
    }
  }
  if (!task.engine.empty()) parts.emplace_back("engine", engine_version);
  if (task.kind->draws_random_numbers) parts.emplace_back("seed", std::to_string(task.seed));
  if (reproducible) parts.emplace_back("ranks", std::to_string(task.ranks));
  return parts;
}

}  // namespace vitriflow
