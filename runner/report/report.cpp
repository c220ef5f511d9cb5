#include "runner/report/report.hpp"

#include "hpc/store/aside_folder.hpp"
#include "runner/report/contents.hpp"
#include "runner/report/page.hpp"
#include "runner/report/tables.hpp"

namespace vitriflow {

namespace {

std::vector<Store::Entry> entries_of(const ReportContents& contents) {
  std::vector<Store::Entry> entries;
  for (const auto& entry : contents.tasks) {
    if (entry.result) entries.push_back({entry.task->name, entry.task->fingerprint});
  }
  return entries;
}

}  // namespace

std::string write_report(const Campaign& campaign, const Workflow& workflow, FileSystem& files, Clock& clock,
                         const ReportOccasion& occasion) {
  const std::int64_t epoch = occasion.epoch;
  Store store(campaign.folder(), epoch, "report", files, clock);
  ReportContents contents = gather_contents(campaign, workflow, store, files);
  contents.jobs = occasion.jobs;
  for (auto& record : contents.allocations) {
    if (occasion.here && record.name == occasion.here->name) record = *occasion.here;
  }
  store.write_campaign_file(entries_of(contents));

  const std::string folder = campaign.folder() + "/report";
  files.make_directories(folder);
  const auto put = [&, aside = AsideFolder(campaign.folder(), epoch, "report", files)](const std::string& name,
                                                                                       const std::string& bytes) {
    if (epoch > 0) return aside.write(folder + name, bytes);
    write_atomically(files, folder + name, bytes);
  };
  put("/numbers.csv", numbers_csv(contents));
  put("/comparisons.csv", comparisons_csv(contents));
  put("/tasks.csv", tasks_csv(contents));
  put("/report.json", report_json(contents, clock.wall_s()));

  PageFacts facts;
  facts.command = "vitriflow run " + campaign.newest().original_path;
  facts.workflow_text = workflow.text;
  facts.seed = workflow.seed;
  facts.reproducible = workflow.reproducible;
  facts.written_s = clock.wall_s();
  put("/index.html", report_page(contents, workflow, facts));
  return folder + "/index.html";
}

}  // namespace vitriflow
