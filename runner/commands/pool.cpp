// vitriflow pool: one process of the MPI job that the supervisor starts.
#include <CLI/CLI.hpp>
#include <memory>

#include "runner/commands/commands.hpp"
#include "runner/execution/pool.hpp"

namespace vitriflow {

void add_pool(CLI::App& program, ChosenCommand& chosen) {
  auto request = std::make_shared<PoolRequest>();
  auto patience = std::make_shared<std::string>(), accelerator = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("pool", "One process of the MPI job that 'vitriflow run' starts.");
  command->group("");  // not shown in the help
  command->add_option("campaign", request->campaign_folder, "The campaign's folder")->required();
  command->add_option("--epoch", request->epoch, "Of the supervisor's lease")->required();
  command->add_option("--start", request->start, "How often the pool was started, this time included");
  command->add_option("--memory", request->memory_bytes, "Bytes for all tasks that run together");
  command->add_option("--mtbf", request->checkpoints.mean_time_to_failure_s, "Seconds between failures");
  command->add_option("--patience", *patience, "How long what runs may be silent");
  command->add_option("--member", request->member, "The name under which it works for another job's pool");
  command->add_flag("--joinable", request->joinable, "Other jobs may work for it");
  command->add_option("--accelerator", *accelerator, "How engines use GPUs");
  command->add_option("--allocation", request->allocation, "The record of the job that this is a step of");
  command->add_option("--command", request->command, "What the user typed, for the journal");
  command->footer("Example:\n  mpirun -n 3 vitriflow pool campaigns/zif4-quickstart --epoch 1");
  command->callback([&chosen, request, patience, accelerator] {
    chosen = [request, patience, accelerator] {
      request->patience = parse_patience(*patience);
      request->accelerator = parse_accelerator(*accelerator);
      return run_pool(*request);
    };
  });
}

}  // namespace vitriflow
