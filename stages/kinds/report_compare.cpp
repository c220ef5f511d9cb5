// report.compare: sets results beside published numbers, with the deviation in standard errors and a verdict.
#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "stages/analysis/comparison.hpp"
#include "stages/analysis/published.hpp"
#include "stages/declaration.hpp"
#include "stages/inputs.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

struct CompareParameters {
  std::string reference, entry;
};

PublishedEntry read_entry(const StageContext& context, const CompareParameters& p) {
  const auto path = existing_input("reference", p.reference, context.inputs_folder, context.workflow_folder);
  return parse_published(posix_files().read(path), p.reference, p.entry);
}

// One row for each number that is published and that the input estimates; how many there were.
std::size_t compare_with(const Result& input, const PublishedEntry& entry, const std::string& suffix, Result& result) {
  const auto forbidden = not_comparable_because(input.notices);
  std::size_t found = 0;
  for (const auto& quantity : entry.quantities) {
    if (!input.has(quantity.name)) continue;
    ++found;
    const auto ours = input.estimate(quantity.name);
    for (const auto* number : {&quantity.reference, &quantity.model}) {
      if (!number->has_value()) continue;
      result.comparisons.push_back(
          compare(quantity.name + suffix, ours, **number, quantity.unit, entry.citation, forbidden));
    }
  }
  return found;
}

std::vector<std::string> names_of(const PublishedEntry& entry) {
  std::vector<std::string> names;
  for (const auto& quantity : entry.quantities) names.push_back("'" + quantity.name + "'");
  return names;
}

void note_missing(const PublishedEntry& entry, const TaskInput& task, const Result& input, Result& result) {
  std::vector<std::string> missing;
  for (const auto& quantity : entry.quantities) {
    if (!input.has(quantity.name)) missing.push_back("'" + quantity.name + "'");
  }
  if (missing.empty()) return;
  add_notice(result, fmt::format("Published but not found in '{}': {}.", task.task, fmt::join(missing, ", ")));
}

Result compare_all(const StageContext& context, const CompareParameters& p, const std::vector<StoredResult>& read) {
  const auto entry = read_entry(context, p);
  const auto& inputs = context.inputs.at("results");
  Result result;
  std::size_t found = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto suffix = inputs.size() > 1 ? fmt::format(" ({})", inputs[i].task) : std::string();
    inherit_notices(read[i].result, result);
    found += compare_with(read[i].result, entry, suffix, result);
    note_missing(entry, inputs[i], read[i].result, result);
  }
  if (found == 0) {
    throw Error(
        fmt::format("nothing to compare: none of {} of entry '{}' is among the results of '{}'. Name a stage that "
                    "gives them, such as one of kind 'analysis.structure'",
                    fmt::join(names_of(entry), ", "), p.entry, inputs.front().task),
        Failure::invalid_input);
  }
  result.put_scalar("comparisons", static_cast<double>(result.comparisons.size()), "1");
  return result;
}

Result run_compare(StageContext& context, const CompareParameters& p) {
  std::vector<StoredResult> read;
  for (const auto& input : context.inputs.at("results")) read.push_back(context.read_input(input.fingerprint));
  Result result;
  context.group.on_root([&] { result = compare_all(context, p, read); });
  return result;
}

Declaration<CompareParameters> declaration() {
  using P = CompareParameters;
  Declaration<P> d("report.compare", 1, "Sets results beside published numbers, with deviations in standard errors.");
  d.text(&P::reference, "reference").input("reference").doc("File of published numbers.");
  d.text(&P::entry, "entry")
      .doc("Which of the file's entries: the state that the results stand for, such as 'glass_300K'.");
  d.takes_many("results", PortType::results, "What is compared; every estimate whose name the entry has.");
  d.gives(PortType::results);
  d.example(
      "verdict:\n"
      "  kind: report.compare\n"
      "  results: structure\n"
      "  reference: mendez-semino-2024\n"
      "  entry: glass_300K\n");
  d.runs(run_compare);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
