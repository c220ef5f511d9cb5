// PlanRecord: the tasks of a campaign as a run planned them, compact: names, needs, fingerprints and what those are
// made of, so that a later look need not expand the workflow, and can tell what has changed since.
//
// CAMPAIGN/plans/<epoch> holds one (hpc/store/FORMATS.md). Derived from the workflow: nothing depends on its being
// there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"

namespace vitriflow {

// Many texts in one piece of memory.
class TextTable {
 public:
  void add(std::string_view text);
  std::string_view operator[](std::size_t i) const {
    return std::string_view(bytes).substr(ends[i], ends[i + 1] - ends[i]);
  }
  std::size_t size() const noexcept { return ends.size() - 1; }

  std::string bytes;
  std::vector<std::uint32_t> ends{0};  // [size + 1]; text i lies in [ends[i], ends[i + 1])
};

// Rows of numbers of different lengths.
struct NumberRows {
  struct Row {
    const std::uint32_t *first, *last;
    const std::uint32_t* begin() const { return first; }
    const std::uint32_t* end() const { return last; }
  };
  void end_row() { ends.push_back(static_cast<std::uint32_t>(values.size())); }
  Row operator[](std::size_t i) const { return {values.data() + ends[i], values.data() + ends[i + 1]}; }

  std::vector<std::uint32_t> values;
  std::vector<std::uint32_t> ends{0};
};

// What the tasks follow from: while all of it stands, they do.
struct PlanBasis {
  int generation = 0;
  std::string workflow;                      // digest of the generation's text and path
  std::string program;                       // digest of the kinds and engines
  std::string inputs_folder;                 // of the installation
  std::map<std::string, std::string> files;  // that the workflow names: digests by path
};

struct PlanRecord {
  static constexpr std::size_t kFingerprintDigits = 32;

  PlanBasis basis;
  TextTable names;           // of the tasks, in a topological order
  std::string fingerprints;  // kFingerprintDigits for each task
  NumberRows needs;          // of each task: what it waits for, tasks with smaller numbers, ascending
  NumberRows inputs;         // of each task: those of them whose results it takes
  TextTable part_texts;      // "parameter rate\n20 K/ps", each once
  NumberRows parts;          // of each task: what its fingerprint is made of besides its inputs

  std::uint32_t size() const { return static_cast<std::uint32_t>(names.size()); }
  std::string_view fingerprint(std::uint32_t task) const {
    return std::string_view(fingerprints).substr(task * kFingerprintDigits, kFingerprintDigits);
  }
  std::optional<std::uint32_t> find(std::string_view name) const;
  // "md.anneal"
  std::string kind(std::uint32_t task) const;
};

PlanRecord make_plan_record(const Workflow& workflow, const Generation& generation, const std::string& inputs_folder);

std::string to_bytes(const PlanRecord& record);
// Throws Error naming `path` when the bytes are damaged or of a newer format.
PlanRecord parse_plan_record(const std::string& bytes, const std::string& path);

// Writes CAMPAIGN/plans/<epoch> unless the newest record says the same. Root only.
void keep_plan_record(const std::string& folder, std::int64_t epoch, const PlanRecord& record, FileSystem& files);
// The epochs of the records that a campaign keeps, ascending.
std::vector<std::int64_t> plan_epochs(const std::string& folder, FileSystem& files);
// None when it is damaged, of which it warns, or of another format.
std::optional<PlanRecord> read_plan_record(const std::string& folder, std::int64_t epoch, FileSystem& files);
// CAMPAIGN/plans/expanded: what a command that only looks has found by expanding the workflow itself, because no run's
// record stands (of an earlier program or format, say), so that the next look need not do so. None: there is none.
std::optional<PlanRecord> read_expanded_plan(const std::string& folder, FileSystem& files);
// Any process, at any time; does nothing where the folder cannot be written.
void keep_expanded_plan(const std::string& folder, const PlanRecord& record, FileSystem& files);
// Whether the workflow, the program and every file are as they were.
bool still_stands(const PlanBasis& basis, const Generation& newest, const std::string& inputs_folder,
                  FileSystem& files);

}  // namespace vitriflow
