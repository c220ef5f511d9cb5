#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"
#include "hpc/h5.hpp"
#include "hpc/log.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/result_file.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {

namespace {

constexpr const char* kWhat = "campaign";
constexpr std::int64_t kFormatVersion = 1;

// "glass[hold=10ps]" stands at tasks/glass/glass[hold=10ps]. A slash would part groups.
std::string group_path(const std::string& task) {
  const std::string stage = task.substr(0, task.find('['));
  std::string name = task;
  std::replace(name.begin(), name.end(), '/', '|');
  return fmt::format("tasks/{}/{}", stage, name);
}

// Everything at the root of a large file appears in the task's group.
void link_large(H5Group& group, const std::string& fingerprint, const std::string& path, std::string_view bytes) {
  const std::string relative = fmt::format("results/{}.h5", fingerprint);
  H5File file = H5File::open_image(bytes, path);
  for (const auto& member : file.root().members()) group.link_external(member.name, relative, "/" + member.name);
}

}  // namespace

void Store::write_campaign_file(const std::vector<Entry>& tasks) {
  FileSystem& files = *state_->files;
  const std::string path = state_->folder + "/campaign.h5";
  H5File file = H5File::create_in_memory(path);
  file.root().set("format", std::string("vitriflow-campaign"));
  file.root().set("format_version", kFormatVersion);
  file.root().set("program", this_program());
  file.root().create_group("tasks");
  state_->small.refresh();
  for (const auto& [task, fingerprint] : tasks) {
    H5Group group = file.root().create_group(group_path(task));
    if (state_->small.contains(fingerprint)) {
      const StoredResult stored = state_->small.read(fingerprint);
      write_origin(group, fingerprint, stored.origin);
      write_report_parts(group, stored.result);
      write_datasets(group, stored.result);
    } else {
      const std::string large = state_->result_path(fingerprint);
      const std::string bytes = read_checked(files, large, "result");
      const StoredResult stored = parse_large_file(bytes, large);
      write_origin(group, fingerprint, stored.origin);
      write_report_parts(group, stored.result);
      link_large(group, fingerprint, large, bytes);
    }
    if (files.exists(trajectory_path(fingerprint)) && !group.has("trajectory")) {
      group.link_external("trajectory", fmt::format("trajectories/{}.h5", fingerprint), "/");
    }
  }
  std::string bytes = file.finish();
  seal_bytes(bytes, kWhat);
  const std::string aside = state_->aside(path);
  write_aside(files, aside, bytes);
  files.rename(aside, path);
  files.sync_directory(state_->folder);
}

}  // namespace vitriflow
