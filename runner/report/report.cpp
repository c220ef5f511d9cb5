#include "runner/report/report.hpp"

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

std::string write_report(const Campaign& campaign, const Workflow& workflow, FileSystem& files, Clock& clock) {
  Store store(campaign.folder(), 0, "report", files, clock);
  const ReportContents contents = gather_contents(campaign, workflow, store, files);
  store.write_campaign_file(entries_of(contents));

  const std::string folder = campaign.folder() + "/report";
  files.make_directories(folder);
  write_atomically(files, folder + "/numbers.csv", numbers_csv(contents));
  write_atomically(files, folder + "/comparisons.csv", comparisons_csv(contents));
  write_atomically(files, folder + "/tasks.csv", tasks_csv(contents));
  write_atomically(files, folder + "/report.json", report_json(contents));

  PageFacts facts;
  facts.command = "vitriflow run " + campaign.newest().original_path;
  facts.workflow_text = workflow.text;
  facts.seed = workflow.seed;
  facts.reproducible = workflow.reproducible;
  facts.written = iso_utc(clock.wall_s());
  std::string page = folder + "/index.html";
  write_atomically(files, page, report_page(contents, workflow, facts));
  return page;
}

}  // namespace vitriflow
