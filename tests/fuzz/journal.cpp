// The record logs of a campaign's folder: journal, fences, lease, edits, small results. A line "=== FOLDER/NAME" begins
// a file; each line below it becomes a record whose check fits, unless it begins with "!": it is taken as it stands.
#include "hpc/store/journal.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/small_results.hpp"
#include "runner/edits.hpp"
#include "tests/fuzz/support/input.hpp"
#include "tests/support/memory_files.hpp"

using namespace vitriflow;

namespace {

std::string log_of(std::string_view lines) {
  std::string bytes;
  while (!lines.empty()) {
    const auto line = fuzz::next_part(lines, "\n");
    if (line.starts_with('!'))
      bytes += std::string(line.substr(1)) + "\n";
    else
      bytes += record_line(line);
  }
  return bytes;
}

// The folder "c" with what the input says.
void fill(FileSystem& files, std::string_view input) {
  for (const char* folder : {"c", "c/journal", "c/results", "c/edits"}) files.make_directories(folder);
  fuzz::next_part(input, "=== ");
  while (!input.empty()) {
    std::string_view file = fuzz::next_part(input, "\n=== ");
    const std::string name(fuzz::next_part(file, "\n"));
    const auto slash = name.rfind('/');
    if (name.ends_with('/') || !files.exists("c" + (slash == std::string::npos ? "" : "/" + name.substr(0, slash))))
      continue;
    fuzz::may_refuse([&] { files.create("c/" + name)->write(log_of(file)); });
  }
}

void read_small_results(FileSystem& files) {
  SmallResults results("c", files);
  results.refresh();
  for (const auto& fingerprint : results.fingerprints()) fuzz::may_refuse([&] { results.read(fingerprint); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vitriflow::testing::MemoryFiles files;
  const std::string input = fuzz::text_of(data, size);
  fill(files, input);
  fuzz::may_refuse([&] { read_journal("c", files); });
  fuzz::may_refuse([&] { JournalTail("c", files).next(); });
  fuzz::may_refuse([&] { newest_epoch("c", files); });
  fuzz::may_refuse([&] { read_small_results(files); });
  fuzz::may_refuse([&] { visit_result_names("c", files, [](std::string_view) {}); });
  fuzz::may_refuse([&] { kept_back_tasks(EditReader("c", files).read_new()); });
  LeaseHolder holder;
  fuzz::may_refuse([&] { read_lease("c", files, holder); });
  return 0;
}
