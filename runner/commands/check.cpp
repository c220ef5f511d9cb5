// vitriflow check: compares every file of a campaign with its checksum and says what damage costs; it changes nothing.
#include <CLI/CLI.hpp>
#include <memory>
#include <set>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/commands/commands.hpp"
#include "runner/find_campaign.hpp"
#include "runner/store_check.hpp"

namespace vitriflow {
namespace {

// What every run of the campaign has finished, as far as the journal can be read.
std::set<std::string> finished_before(const std::string& folder) {
  std::set<std::string> fingerprints;
  scan_journal(folder, posix_files(), [&](const JournalGlance& glance) {
    if (glance.event() == "done") fingerprints.insert(value_of(glance.record(), "fingerprint"));
  });
  return fingerprints;
}

int check(const std::string& named) {
  const std::string folder = find_campaign(named);
  const Inspection inspection = inspect_store(folder, posix_files());
  const CampaignView view = look_at_campaign(folder, "", find_inputs_folder(), posix_files(), system_clock());
  const StoreCheck found = check_store(inspection, view, finished_before(folder));
  fmt::print("{}", to_text(found, folder));
  return found.clean() ? 0 : static_cast<int>(Failure::failed);
}

}  // namespace

void add_check(CLI::App& program, ChosenCommand& chosen) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand(
      "check", "Compares every file of a campaign with its checksum and says what damage costs.");
  command->add_option("campaign", *folder, "The campaign's folder (default: this one, or the one below campaigns/)");
  command->footer("Example:\n  vitriflow check campaigns/zif4-quickstart\n\nExit code: 0 sound, 1 damaged.");
  command->callback([&chosen, folder] { chosen = [folder] { return check(*folder); }; });
}

}  // namespace vitriflow
