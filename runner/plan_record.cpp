#include "runner/plan_record.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/json_value.hpp"
#include "hpc/base/version.hpp"
#include "hpc/h5.hpp"
#include "hpc/log.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/file_header.hpp"
#include "runner/kind_reference.hpp"
#include "stages/engines/engine.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {
namespace {

constexpr const char* kWhat = "plan";
constexpr int kVersionOfFormat = 1;

// Whatever of the program decides on names and fingerprints of tasks.
std::string program_digest() {
  const KindRegistry& registry = KindRegistry::instance();
  std::string text = std::string(kVersion) + "\n";
  for (const std::string& engine : engine_names()) text += engine + " " + engine_info(engine).version + "\n";
  std::vector<const KindDescription*> kinds;
  for (const std::string& name : registry.names()) kinds.push_back(registry.find(name));
  return blake2b_hex(text + kind_reference(kinds));
}

std::string workflow_digest(const Generation& generation) {
  std::string text = generation.original_path + "\n" + generation.text;
  for (const auto& [path, included] : generation.included) text += "\n" + path + "\n" + included;
  return blake2b_hex(text);
}

// Gives each text a number, the same to the same text.
class TextNumbers {
 public:
  explicit TextNumbers(TextTable& table) : table_(table) {}
  std::uint32_t of(const std::string& text) {
    const auto [place, is_new] = numbers_.try_emplace(text, static_cast<std::uint32_t>(table_.size()));
    if (is_new) table_.add(text);
    return place->second;
  }

 private:
  TextTable& table_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

void append_column(std::string& bytes, std::string_view column) {
  const std::uint64_t size = column.size();
  bytes.append(reinterpret_cast<const char*>(&size), sizeof size);
  bytes.append(column);
}

void append_column(std::string& bytes, const std::vector<std::uint32_t>& column) {
  append_column(bytes, std::string_view(reinterpret_cast<const char*>(column.data()), column.size() * 4));
}

class ColumnReader {
 public:
  ColumnReader(std::string_view rest, std::string path) : rest_(rest), path_(std::move(path)) {}

  std::string_view bytes() {
    std::uint64_t size = 0;
    if (rest_.size() < sizeof size) too_short();
    std::memcpy(&size, rest_.data(), sizeof size);
    rest_.remove_prefix(sizeof size);
    if (size > rest_.size()) too_short();
    const auto column = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return column;
  }
  std::vector<std::uint32_t> numbers() {
    const auto column = bytes();
    std::vector<std::uint32_t> numbers(column.size() / 4);
    if (!numbers.empty()) std::memcpy(numbers.data(), column.data(), numbers.size() * 4);
    return numbers;
  }

 private:
  [[noreturn]] void too_short() const { throw Error(fmt::format("file '{}' is no plan: it ends early.", path_)); }
  std::string_view rest_;
  std::string path_;
};

std::string head_of(const PlanRecord& record) {
  nlohmann::ordered_json head;
  head["format"] = "vitriflow-plan";
  head["version"] = kVersionOfFormat;
  head["generation"] = record.basis.generation;
  head["workflow"] = record.basis.workflow;
  head["program"] = record.basis.program;
  head["inputs"] = record.basis.inputs_folder;
  head["files"] = record.basis.files;
  return head.dump() + "\n";
}

// Of whichever format; 0 when the head cannot be read.
int version_of(std::string_view bytes) {
  const std::size_t end = bytes.find('\n', std::min(bytes.size(), kUserBlockBytes));
  if (end == std::string_view::npos) return 0;
  const auto head = nlohmann::json::parse(bytes.substr(kUserBlockBytes, end - kUserBlockBytes), nullptr, false);
  return json_value(head, "format", std::string()) == "vitriflow-plan" ? json_value(head, "version", 0) : 0;
}

PlanBasis parse_head(std::string_view line, const std::string& path) {
  const auto head = nlohmann::json::parse(line, nullptr, false);
  if (json_value(head, "version", 0) != kVersionOfFormat) {
    throw Error(fmt::format("file '{}' is a plan of another format than this program reads.", path));
  }
  return {head.at("generation").get<int>(), head.at("workflow").get<std::string>(),
          head.at("program").get<std::string>(), head.at("inputs").get<std::string>(),
          head.at("files").get<std::map<std::string, std::string>>()};
}

bool fits(const std::vector<std::uint32_t>& ends, std::size_t rows, std::size_t values) {
  return ends.size() == rows + 1 && ends.front() == 0 && ends.back() == values &&
         std::is_sorted(ends.begin(), ends.end());
}

void check_columns(const PlanRecord& record, const std::string& path) {
  const std::size_t tasks = record.fingerprints.size() / PlanRecord::kFingerprintDigits;
  const auto known = [](const std::vector<std::uint32_t>& values, std::size_t count) {
    return std::all_of(values.begin(), values.end(), [count](std::uint32_t value) { return value < count; });
  };
  if (fits(record.names.ends, tasks, record.names.bytes.size()) &&
      fits(record.needs.ends, tasks, record.needs.values.size()) &&
      fits(record.inputs.ends, tasks, record.inputs.values.size()) &&
      fits(record.parts.ends, tasks, record.parts.values.size()) && !record.part_texts.ends.empty() &&
      fits(record.part_texts.ends, record.part_texts.ends.size() - 1, record.part_texts.bytes.size()) &&
      known(record.needs.values, tasks) && known(record.inputs.values, tasks) &&
      known(record.parts.values, record.part_texts.size())) {
    return;
  }
  throw Error(fmt::format("file '{}' is no plan: its columns do not fit each other.", path));
}

void append_inputs(const Task& task, NumberRows& rows) {
  const auto begin = static_cast<std::ptrdiff_t>(rows.values.size());
  for (const auto& [port, inputs] : task.inputs) rows.values.insert(rows.values.end(), inputs.begin(), inputs.end());
  std::sort(rows.values.begin() + begin, rows.values.end());
  rows.values.erase(std::unique(rows.values.begin() + begin, rows.values.end()), rows.values.end());
  rows.end_row();
}

std::string record_path(const std::string& folder, std::int64_t epoch) {
  return fmt::format("{}/plans/{}", folder, epoch);
}

std::string expanded_path(const std::string& folder) { return folder + "/plans/expanded"; }

std::optional<PlanRecord> read_record(const std::string& path, FileSystem& files) {
  try {
    const std::string bytes = files.read(path);
    const int version = version_of(bytes);
    if (version != 0 && version != kVersionOfFormat) return std::nullopt;  // whole, but of another program
    return parse_plan_record(bytes, path);
  } catch (const Error& problem) {
    log_warning("{}", problem.what());
    return std::nullopt;
  }
}

}  // namespace

void TextTable::add(std::string_view text) {
  bytes += text;
  ENSURE(bytes.size() <= 0xFFFFFFFFU, "{} bytes of texts", bytes.size());
  ends.push_back(static_cast<std::uint32_t>(bytes.size()));
}

std::optional<std::uint32_t> PlanRecord::find(std::string_view name) const {
  for (std::uint32_t task = 0; task < size(); ++task) {
    if (names[task] == name) return task;
  }
  return std::nullopt;
}

std::string PlanRecord::kind(std::uint32_t task) const {
  constexpr std::string_view kKind = "kind\n";
  for (const std::uint32_t part : parts[task]) {
    const std::string_view text = part_texts[part];
    if (text.starts_with(kKind)) return std::string(text.substr(kKind.size(), text.rfind(' ') - kKind.size()));
  }
  return "";
}

PlanRecord make_plan_record(const Workflow& workflow, const Generation& generation, const std::string& inputs_folder) {
  PlanRecord record;
  record.basis = {generation.number, workflow_digest(generation), program_digest(), inputs_folder, workflow.files};
  TextNumbers numbers(record.part_texts);
  for (TaskIndex index = 0; index < workflow.graph.size(); ++index) {
    const Task& task = workflow.graph.task(index);
    ENSURE(task.fingerprint.size() == PlanRecord::kFingerprintDigits, "fingerprint '{}'", task.fingerprint);
    record.names.add(task.name);
    record.fingerprints += task.fingerprint;
    for (const TaskIndex need : workflow.graph.needs(index)) {
      record.needs.values.push_back(static_cast<std::uint32_t>(need));
    }
    record.needs.end_row();
    append_inputs(task, record.inputs);
    for (const auto& [name, value] : task.fingerprint_parts) {
      if (!name.starts_with("input ")) record.parts.values.push_back(numbers.of(name + "\n" + value));
    }
    record.parts.end_row();
  }
  return record;
}

std::string to_bytes(const PlanRecord& record) {
  std::string bytes(kUserBlockBytes, '\0');
  bytes += head_of(record);
  append_column(bytes, record.names.ends);
  append_column(bytes, record.names.bytes);
  append_column(bytes, record.fingerprints);
  append_column(bytes, record.needs.ends);
  append_column(bytes, record.needs.values);
  append_column(bytes, record.inputs.ends);
  append_column(bytes, record.inputs.values);
  append_column(bytes, record.part_texts.ends);
  append_column(bytes, record.part_texts.bytes);
  append_column(bytes, record.parts.ends);
  append_column(bytes, record.parts.values);
  seal_bytes(bytes, kWhat);
  return bytes;
}

PlanRecord parse_plan_record(const std::string& bytes, const std::string& path) {
  check_bytes(bytes, kWhat, path);
  const std::size_t end = bytes.find('\n', kUserBlockBytes);
  if (end == std::string::npos) throw Error(fmt::format("file '{}' is no plan: it has no first line.", path));
  const std::string_view whole = bytes;
  PlanRecord record;
  record.basis = parse_head(whole.substr(kUserBlockBytes, end - kUserBlockBytes), path);
  ColumnReader columns(whole.substr(end + 1), path);
  record.names.ends = columns.numbers();
  record.names.bytes = columns.bytes();
  record.fingerprints = columns.bytes();
  record.needs.ends = columns.numbers();
  record.needs.values = columns.numbers();
  record.inputs.ends = columns.numbers();
  record.inputs.values = columns.numbers();
  record.part_texts.ends = columns.numbers();
  record.part_texts.bytes = columns.bytes();
  record.parts.ends = columns.numbers();
  record.parts.values = columns.numbers();
  check_columns(record, path);
  return record;
}

std::vector<std::int64_t> plan_epochs(const std::string& folder, FileSystem& files) {
  std::vector<std::int64_t> epochs;
  for (const std::string& name : files.list(folder + "/plans")) {
    std::int64_t epoch = 0;
    const char* end = name.data() + name.size();
    const auto [rest, problem] = std::from_chars(name.data(), end, epoch);
    if (problem == std::errc() && rest == end) epochs.push_back(epoch);
  }
  std::sort(epochs.begin(), epochs.end());
  return epochs;
}

std::optional<PlanRecord> read_plan_record(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  return read_record(record_path(folder, epoch), files);
}

std::optional<PlanRecord> read_expanded_plan(const std::string& folder, FileSystem& files) {
  const std::string path = expanded_path(folder);
  return files.exists(path) ? read_record(path, files) : std::nullopt;
}

void keep_expanded_plan(const std::string& folder, const PlanRecord& record, FileSystem& files) {
  try {
    files.make_directories(folder + "/plans");
    write_atomically(files, expanded_path(folder), to_bytes(record));
  } catch (const Error& problem) {
    log_debug("{}", problem.what());
  }
}

void keep_plan_record(const std::string& folder, std::int64_t epoch, const PlanRecord& record, FileSystem& files) {
  const std::string bytes = to_bytes(record);
  const auto epochs = plan_epochs(folder, files);
  if (!epochs.empty() && files.read(record_path(folder, epochs.back())) == bytes) return;
  files.make_directories(folder + "/plans");
  AsideFolder(folder, epoch, "plan", files).write(record_path(folder, epoch), bytes);
}

bool still_stands(const PlanBasis& basis, const Generation& newest, const std::string& inputs_folder,
                  FileSystem& files) {
  if (basis.generation != newest.number || basis.workflow != workflow_digest(newest) ||
      basis.inputs_folder != inputs_folder || basis.program != program_digest()) {
    return false;
  }
  return std::all_of(basis.files.begin(), basis.files.end(), [&](const auto& file) {
    return files.exists(file.first) && input_digest(file.first) == file.second;
  });
}

}  // namespace vitriflow
