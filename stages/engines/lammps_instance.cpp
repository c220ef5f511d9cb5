#include "stages/engines/lammps_instance.hpp"

#define LAMMPS_LIB_MPI 1
#include <lammps/library.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hpc/base/error.hpp"
#include "hpc/exit_guard.hpp"
#include "stages/engines/lammps_path.hpp"

namespace vitriflow {

namespace {

int abandoned = 0;

constexpr const char* kPackagedPotentials = "/usr/share/lammps/potentials";

// Debian sets this variable in login shells only.
void find_packaged_potentials() {
  std::error_code ignored;
  if (std::getenv("LAMMPS_POTENTIALS") == nullptr && std::filesystem::exists(kPackagedPotentials, ignored)) {
    ::setenv("LAMMPS_POTENTIALS", kPackagedPotentials, 0);
  }
}

std::uint64_t file_size(const std::string& path) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(path, absent);
  return absent ? 0 : size;
}

std::string read_from(const std::string& path, std::uint64_t offset) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The rest of the line that starts with `word`, the last such line; empty when there is none.
std::string last_line_with(const std::string& text, const std::string& word) {
  const auto at = text.rfind("\n" + word);
  if (at == std::string::npos) return {};
  const auto first = at + 1 + word.size();
  return text.substr(first, text.find('\n', first) - first);
}

// A full disk also keeps LAMMPS from saying so in its log.
bool out_of_space(const std::string& log_path) {
  constexpr std::uintmax_t kLeast = 4096;
  std::error_code unknown;
  const auto space = std::filesystem::space(std::filesystem::path(log_path).parent_path(), unknown);
  return !unknown && space.available < kLeast;
}

std::string trimmed(std::string text) {
  const auto last = text.find_last_not_of(" .\t\r");
  text.erase(last == std::string::npos ? 0 : last + 1);
  return text.substr(std::min(text.size(), text.find_first_not_of(" \t")));
}

}  // namespace

int abandoned_lammps_instances() { return abandoned; }

std::string lammps_failure_text(const std::string& log_tail, const std::string& command, const std::string& log_path) {
  std::string words = last_line_with("\n" + log_tail, "ERROR");
  // "ERROR: words (file:line)" or "ERROR on proc 0: words (file:line)".
  if (const auto colon = words.find(": "); colon != std::string::npos) words = words.substr(colon + 2);
  if (const auto source = words.rfind(" (../"); source != std::string::npos) words.erase(source);
  if (const auto source = words.rfind(" (src/"); source != std::string::npos) words.erase(source);
  std::string last_command = trimmed(last_line_with("\n" + log_tail, "Last command:"));
  if (last_command.empty() || last_command == "(unknown)") last_command = command;
  if (words.empty()) {
    words = out_of_space(log_path) ? "it ended because the disk is full. Free some space and run again"
                                   : "it ended without saying why";
  }
  return fmt::format("LAMMPS, command '{}': {}. Log: {}", last_command, trimmed(words), log_path);
}

LammpsInstance::LammpsInstance(const Communicator& group, const Communicator& own, const EngineSetup& setup)
    : group_(group), own_(own), setup_(setup) {
  find_packaged_potentials();
  guarded("open", [this] {
    std::vector<std::string> words{"vitriflow", "-log", "none", "-screen", "none", "-nocite"};
    for (std::string& word : lammps_switches(accelerator_of_root(), group_.size())) words.push_back(std::move(word));
    std::vector<char*> arguments;
    arguments.reserve(words.size());
    for (std::string& word : words) arguments.push_back(word.data());
    lammps_ = lammps_open(static_cast<int>(arguments.size()), arguments.data(), own_.handle(), nullptr);
  });
  ENSURE(lammps_ != nullptr, "LAMMPS did not open");
  if (group_.is_root()) log_read_ = file_size(setup_.log_path);
  const LammpsPath log(setup_.log_path, group_.is_root());
  command(fmt::format("log \"{}\" append", log.name()));
}

// Every rank gives LAMMPS the same words.
Accelerator LammpsInstance::accelerator_of_root() const {
  Accelerator accelerator = setup_.accelerator;
  if (!accelerator.any()) return accelerator;
  std::string node_rank = std::to_string(accelerator.node_rank);
  group_.broadcast(node_rank);
  accelerator.node_rank = std::stoi(node_rank);
  return accelerator;
}

LammpsInstance::~LammpsInstance() {
  if (failed_) return;
  try {
    guarded("close", [this] { lammps_close(lammps_); });
  } catch (const Error& error) {
    std::fputs(error.what(), stderr);
  }
}

void LammpsInstance::guarded(const std::string& what, const std::function<void()>& work) {
  ENSURE(!failed_, "LAMMPS failed before '{}'", what);
  try {
    const ExitGuard guard(own_.handle(), [&] {
      std::fflush(nullptr);
      if (!setup_.note_abort) return;
      setup_.note_abort(note(what));
    });
    work();
  } catch (const EngineExit&) {
    abandon(what);
  }
}

// LAMMPS writes the error of one rank to that rank's log, and only the root has one.
std::string LammpsInstance::note(const std::string& what) const {
  if (group_.is_root()) return lammps_failure_text(read_from(setup_.log_path, log_read_), what, setup_.log_path);
  return fmt::format("LAMMPS, command '{}': rank {} of its group met an error alone, whose words LAMMPS loses. Log: {}",
                     what, group_.rank(), setup_.log_path);
}

void LammpsInstance::abandon(const std::string& what) {
  failed_ = true;
  ++abandoned;
  std::fflush(nullptr);  // LAMMPS's log among others
  std::string text;
  if (group_.is_root()) text = note(what);
  group_.broadcast(text);
  throw Error(text);
}

void LammpsInstance::command(const std::string& text) {
  guarded(text, [&] { lammps_command(lammps_, text.c_str()); });
}

double LammpsInstance::thermo(const std::string& keyword) {
  double value = 0;
  guarded("thermo " + keyword, [&] { value = lammps_get_thermo(lammps_, keyword.c_str()); });
  return value;
}

std::vector<double> LammpsInstance::gather(const std::string& property, int components) {
  std::vector<double> values(static_cast<std::size_t>(atoms()) * static_cast<std::size_t>(components));
  std::string name = property;
  guarded("gather " + name, [&] { lammps_gather_atoms(lammps_, name.data(), 1, components, values.data()); });
  return values;
}

std::vector<int> LammpsInstance::gather_integers(const std::string& property, int components) {
  std::vector<int> values(static_cast<std::size_t>(atoms()) * static_cast<std::size_t>(components));
  std::string name = property;
  guarded("gather " + name, [&] { lammps_gather_atoms(lammps_, name.data(), 0, components, values.data()); });
  return values;
}

std::vector<double> LammpsInstance::compute_vector(const std::string& id, int size) {
  const double* values = nullptr;
  guarded("compute " + id, [&] {
    values = static_cast<const double*>(lammps_extract_compute(lammps_, id.c_str(), LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR));
  });
  ENSURE(values != nullptr, "compute {} has no vector", id);
  return {values, values + size};
}

Box LammpsInstance::box() {
  std::array<double, 3> low{};
  std::array<double, 3> high{};
  std::array<int, 3> periodic{};
  Box box;
  int changing = 0;
  guarded("box", [&] {
    lammps_extract_box(lammps_, low.data(), high.data(), &box.tilts[0], &box.tilts[2], &box.tilts[1], periodic.data(),
                       &changing);
  });
  box.origin = low;
  for (std::size_t c = 0; c < 3; ++c) box.edges[c] = high[c] - low[c];
  return box;
}

bool LammpsInstance::triclinic() {
  int setting = 0;
  guarded("triclinic", [&] { setting = lammps_extract_setting(lammps_, "triclinic"); });
  return setting == 1;
}

std::int64_t LammpsInstance::atoms() {
  double count = 0;
  guarded("count", [&] { count = lammps_get_natoms(lammps_); });
  return static_cast<std::int64_t>(count);
}

std::int64_t LammpsInstance::version() {
  int number = 0;
  guarded("version", [&] { number = lammps_version(lammps_); });
  return number;
}

bool LammpsInstance::has_style(const std::string& category, const std::string& style) {
  int there = 0;
  guarded("styles", [&] { there = lammps_has_style(lammps_, category.c_str(), style.c_str()); });
  return there != 0;
}

std::string LammpsInstance::new_log_text() {
  std::string text;
  if (group_.is_root()) {
    std::fflush(nullptr);
    text = read_from(setup_.log_path, log_read_);
    log_read_ += text.size();
  }
  group_.broadcast(text);
  return text;
}

}  // namespace vitriflow
