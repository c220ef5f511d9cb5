// vitriflow compare: two campaigns side by side.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/comparison/campaign_comparison.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kRows = 60;

struct CompareOptions {
  std::string a, b, html;
  bool json = false, csv = false, all = false;
};

// The contents refer to the workflow.
struct Opened {
  Workflow workflow;
  ReportContents contents;
};

std::unique_ptr<Opened> opened(const std::string& folder) {
  const Campaign campaign = Campaign::open(folder, posix_files());
  auto opened = std::make_unique<Opened>(Opened{campaign.workflow(find_inputs_folder()), {}});
  Store store(folder, 0, "compare", posix_files(), system_clock());
  opened->contents = gather_contents(campaign, opened->workflow, store, posix_files());
  return opened;
}

int show_comparison(const CompareOptions& options) {
  const auto a = opened(options.a), b = opened(options.b);
  const CampaignComparison comparison = compare_campaigns(a->contents, b->contents);
  if (!options.html.empty()) write_atomically(posix_files(), options.html, comparison_page(comparison));
  if (options.json)
    fmt::print("{}", comparison_json(comparison));
  else if (options.csv)
    fmt::print("{}", comparison_csv(comparison));
  else
    fmt::print("{}", comparison_text(comparison, options.all ? 0 : kRows));
  return 0;
}

}  // namespace

void add_compare(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command = program.add_subcommand(
      "compare", "Sets two campaigns side by side: their numbers, and what was done differently.");
  command->add_option("a", options->a, "A campaign's folder")->required();
  command->add_option("b", options->b, "Another campaign's folder")->required();
  CLI::Option* json = command->add_flag("--json", options->json, "As JSON");
  command->add_flag("--csv", options->csv, "The numbers as CSV")->excludes(json);
  command->add_option("--html", options->html, "Writes a page into this file, too")->type_name("FILE");
  command->add_flag("--all", options->all, fmt::format("Every number, also beyond {}", kRows));
  command->footer("Example:\n  vitriflow compare campaigns/zif4-quickstart campaigns/zif4-slower");
  command->callback([&chosen, options] { chosen = [options] { return show_comparison(*options); }; });
}

}  // namespace vitriflow
