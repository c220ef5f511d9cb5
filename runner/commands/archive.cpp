// vitriflow archive: one file of a campaign, for publication.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/child.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/find_campaign.hpp"
#include "runner/keeping/archive_contents.hpp"
#include "runner/keeping/cleaning.hpp"
#include "runner/report/report.hpp"
#include "runner/stored_plan.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

struct ArchiveOptions {
  std::string campaign, to;
  bool trajectories = false;
};

void run_tar(const std::vector<std::string>& arguments, const std::string& log) {
  Child tar = Child::start({arguments, {}, {}, log});
  std::string ignored;
  while (tar.read_output(1.0, ignored)) {
  }
  std::optional<ChildStatus> status;
  while (!(status = tar.poll())) ::usleep(10000);
  if (status->success()) return;
  throw Error(fmt::format("'tar' ended with {}: {}", status->text(), posix_files().read(log)), Failure::environment);
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(fs::relative(entry.path(), folder));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Everything in one folder, by hard links where the file system allows them; removed with this object.
class Staging {
 public:
  Staging(const std::string& beside, const std::string& name)
      : root_(fmt::format("{}.staging-{}", beside, ::getpid())), folder_(root_ + "/" + name) {
    posix_files().make_directories(folder_);
  }
  ~Staging() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  const std::string& root() const { return root_; }
  const std::string& folder() const { return folder_; }
  void take(const std::string& from, const std::string& name) const {
    if (!fs::exists(from)) return;
    if (fs::is_directory(from)) {
      for (const std::string& file : files_below(from)) take(from + "/" + file, name + "/" + file);
      return;
    }
    const fs::path to = folder_ + "/" + name;
    fs::create_directories(to.parent_path());
    std::error_code failed;
    fs::create_hard_link(from, to, failed);
    if (failed) fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  }
  void write(const std::string& name, const std::string& bytes) const {
    write_atomically(posix_files(), folder_ + "/" + name, bytes);
  }

 private:
  std::string root_, folder_;
};

void fill(const Staging& staging, const std::string& folder, const Workflow& workflow, std::size_t done,
          const ArchiveOptions& options) {
  for (const std::string& name : posix_files().list(folder))
    if (name.starts_with("workflow.")) staging.take(folder + "/" + name, name);
  for (const char* name : {"results", "journal", "report", "plans", "campaign.h5"})
    staging.take(folder + "/" + name, name);
  if (options.trajectories) staging.take(folder + "/trajectories", "trajectories");
  const auto inputs = input_files_of(workflow, find_inputs_folder());
  for (const InputFile& input : inputs)
    staging.take(input.path, "inputs/" + input.folder + "/" + fs::path(input.path).filename().string());
  staging.write("CITATIONS.bib", bibtex(citations_of(workflow, inputs, posix_files())));
  staging.write("README.txt", archive_page(workflow, done, options.trajectories));
  staging.write("MANIFEST", manifest_of(staging.folder(), files_below(staging.folder()), posix_files()));
}

int archive(const ArchiveOptions& options) {
  const std::string folder = find_campaign(options.campaign);
  const Campaign campaign = Campaign::open(folder, posix_files());
  const Workflow workflow = campaign.workflow(find_inputs_folder());
  const std::string to = fs::absolute(options.to.empty() ? workflow.campaign + ".tar.gz" : options.to);
  if (!to.ends_with(".tar.gz")) {
    throw Error(
        fmt::format("'{}' does not end in .tar.gz, which is what an archive is. Write for example --to {}.tar.gz.",
                    options.to, workflow.campaign),
        Failure::invalid_input);
  }
  if (!fs::is_directory(fs::path(to).parent_path())) {
    throw Error(fmt::format("there is no folder '{}'. Make it first.", fs::path(to).parent_path().string()),
                Failure::invalid_input);
  }
  if (fs::exists(to)) {
    throw Error(fmt::format("'{}' exists. Remove it, or choose another name with --to.", to), Failure::invalid_input);
  }
  Store store(folder, 0, "archive", posix_files(), system_clock());
  const Plan plan = plan_from_store(workflow.graph, store, read_journal(folder, posix_files()));
  const auto done = plan.count(TaskState::done);
  write_report(campaign, workflow, posix_files(), system_clock());
  const Staging staging(to, workflow.campaign);
  fill(staging, folder, workflow, done, options);
  // The same bytes from the same campaign: names sorted, nobody's name, one time.
  run_tar({"tar", "--create", "--gzip", "--file", staging.root() + "/archive.tar.gz", "--sort=name", "--owner=0",
           "--group=0", "--numeric-owner", "--mtime=@0", "--directory", staging.root(), workflow.campaign},
          staging.root() + "/tar.log");
  posix_files().sync_file(staging.root() + "/archive.tar.gz");
  if (!posix_files().rename_no_replace(staging.root() + "/archive.tar.gz", to))
    throw Error(fmt::format("'{}' appeared meanwhile. Choose another name with --to.", to), Failure::invalid_input);
  posix_files().sync_directory(fs::path(to).parent_path());
  fmt::print("{}  ({}, {} of {} tasks done{})\n", to, size_text(posix_files().size(to)), done, workflow.graph.size(),
             options.trajectories ? "" : "; without trajectories");
  return 0;
}

}  // namespace

void add_archive(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<ArchiveOptions>();
  CLI::App* command = program.add_subcommand(
      "archive", "Packs a campaign for publication: workflow, inputs, results, report and BibTeX in one file.");
  command->add_option("campaign", options->campaign, "The campaign's folder; default: the only one under campaigns/");
  command->add_option("--to", options->to, "The file, ending in .tar.gz; default: the campaign's name, here");
  command->add_flag("--trajectories", options->trajectories, "With the trajectories");
  command->footer("Example:\n  vitriflow archive campaigns/zif4-quickstart --to zif4.tar.gz");
  command->callback([&chosen, options] { chosen = [options] { return archive(*options); }; });
}

}  // namespace vitriflow
