#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

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

// What is known of every task, a column a dataset, in the order of the tasks.
class TaskIndex {
 public:
  void add(const std::string& task, const std::string& fingerprint, const Origin& origin) {
    texts_["task"].push_back(task);
    texts_["fingerprint"].push_back(fingerprint);
    texts_["kind"].push_back(origin.kind);
    texts_["program"].push_back(origin.program);
    texts_["engine"].push_back(origin.engine);
    started_.push_back(origin.started_s);
    finished_.push_back(origin.finished_s);
    attempts_.push_back(origin.attempt);
  }

  void write(H5Group group) const {
    for (const auto& [name, texts] : texts_) {
      std::size_t width = 1;
      for (const auto& text : texts) width = std::max(width, text.size());
      group.create_fixed_texts(name, width, {texts.size()}).write(std::span(texts));
    }
    write_times(group, "started", started_);
    write_times(group, "finished", finished_);
    group.create_dataset("attempt", H5Type::int64, {attempts_.size()}).write(std::span(attempts_));
  }

 private:
  static void write_times(H5Group& group, const char* name, const std::vector<double>& times) {
    H5Dataset made = group.create_dataset(name, H5Type::float64, {times.size()});
    made.set("unit", std::string("s"));  // since 1970-01-01 UTC
    made.write(std::span(times));
  }

  std::map<std::string, std::vector<std::string>> texts_;
  std::vector<double> started_;
  std::vector<double> finished_;
  std::vector<std::int64_t> attempts_;
};

}  // namespace

void Store::write_campaign_file(const std::vector<Entry>& tasks) {
  FileSystem& files = *state_->files;
  const std::string path = state_->folder + "/campaign.h5";
  H5File file = H5File::create_in_memory(path);
  file.root().set("format", std::string("vitriflow-campaign"));
  file.root().set("format_version", kFormatVersion);
  file.root().set("program", this_program());
  file.root().create_group("tasks");
  TaskIndex index;
  state_->small.refresh();
  for (const auto& [task, fingerprint] : tasks) {
    H5Group group = file.root().create_group(group_path(task));
    group.set("fingerprint", fingerprint);
    if (state_->small.contains(fingerprint)) {
      const StoredResult stored = state_->small.read(fingerprint);
      index.add(task, fingerprint, stored.origin);
      write_report_parts(group, stored.result);
      write_datasets(group, stored.result);
    } else {
      const std::string large = state_->result_path(fingerprint);
      if (!files.exists(large)) {
        throw Error(fmt::format("result '{}' is not in campaign '{}'.", fingerprint, state_->folder));
      }
      const std::string bytes = read_checked(files, large, "result");
      const StoredResult stored = parse_large_file(bytes, large, fingerprint);
      index.add(task, fingerprint, stored.origin);
      write_report_parts(group, stored.result);
      link_large(group, fingerprint, large, bytes);
    }
    if (files.exists(trajectory_path(fingerprint)) && !group.has("trajectory")) {
      group.link_external("trajectory", fmt::format("trajectories/{}.h5", fingerprint), "/");
    }
  }
  index.write(file.root().create_group("index"));
  std::string bytes = file.finish();
  seal_bytes(bytes, kWhat);
  if (state_->epoch > 0) return state_->aside.write(path, bytes);
  write_atomically(files, path, bytes);  // derived: anybody may write it
}

}  // namespace vitriflow
