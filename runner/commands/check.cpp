// vitriflow check: compares every file of a campaign with its checksum and says what damage costs; --repair mends it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign_repair.hpp"
#include "runner/commands/commands.hpp"
#include "runner/find_campaign.hpp"
#include "runner/store_check.hpp"

namespace vitriflow {
namespace {

bool is_fence(const Damage& damage) { return damage.what == Damage::What::fence; }

StoreCheck look(const std::string& folder) {
  const Inspection inspection = inspect_store(folder, posix_files());
  if (std::any_of(inspection.damages.begin(), inspection.damages.end(), is_fence)) return check_fences(inspection);
  const CampaignView view = look_at_campaign(folder, "", find_inputs_folder(), posix_files(), system_clock());
  return check_store(inspection, view, finished_before(folder, posix_files()));
}

int check(const std::string& named, bool repair) {
  const std::string folder = find_campaign(named);
  if (repair) {
    const CampaignRepair done = repair_campaign(folder, find_inputs_folder(), posix_files(), system_clock());
    fmt::print("{}", done.text);
    return done.whole ? 0 : static_cast<int>(Failure::failed);
  }
  const StoreCheck found = look(folder);
  fmt::print("{}", to_text(found, folder));
  return found.clean() ? 0 : static_cast<int>(Failure::failed);
}

}  // namespace

void add_check(CLI::App& program, ChosenCommand& chosen) {
  auto folder = std::make_shared<std::string>();
  auto repair = std::make_shared<bool>(false);
  CLI::App* command = program.add_subcommand(
      "check", "Compares every file of a campaign with its checksum and says what damage costs.");
  command->add_option("campaign", *folder, "The campaign's folder (default: this one, or the one below campaigns/)");
  command->add_flag("--repair", *repair,
                    "Keep what verifies, move the rest to CAMPAIGN/repaired, cut torn ends; what is lost the next run "
                    "computes again");
  command->footer(
      "Example:\n  vitriflow check campaigns/zif4-quickstart\n\nExit code: 0 sound or repaired, 1 damaged.");
  command->callback([&chosen, folder, repair] { chosen = [folder, repair] { return check(*folder, *repair); }; });
}

}  // namespace vitriflow
