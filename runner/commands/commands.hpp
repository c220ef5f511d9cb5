// The commands of the program: each adds its own subcommand with its options, help and an example.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace vitriflow {

// What the chosen subcommand does; its exit code (hpc/base/error.hpp). Errors are thrown and shown by main.
using ChosenCommand = std::function<int()>;

void add_validate(CLI::App& program, ChosenCommand& chosen);
void add_plan(CLI::App& program, ChosenCommand& chosen);
void add_run(CLI::App& program, ChosenCommand& chosen);
void add_submit(CLI::App& program, ChosenCommand& chosen);
void add_status(CLI::App& program, ChosenCommand& chosen);
void add_edits(CLI::App& program, ChosenCommand& chosen);  // hold, release, prioritise
void add_cancel(CLI::App& program, ChosenCommand& chosen);
void add_report(CLI::App& program, ChosenCommand& chosen);
void add_compare(CLI::App& program, ChosenCommand& chosen);
void add_kinds(CLI::App& program, ChosenCommand& chosen);
void add_explain(CLI::App& program, ChosenCommand& chosen);
void add_log(CLI::App& program, ChosenCommand& chosen);
void add_watch(CLI::App& program, ChosenCommand& chosen);
void add_check(CLI::App& program, ChosenCommand& chosen);
void add_template(CLI::App& program, ChosenCommand& chosen);
void add_schema(CLI::App& program, ChosenCommand& chosen);
void add_extend(CLI::App& program, ChosenCommand& chosen);
void add_import(CLI::App& program, ChosenCommand& chosen);
void add_export(CLI::App& program, ChosenCommand& chosen);
void add_clean(CLI::App& program, ChosenCommand& chosen);
void add_archive(CLI::App& program, ChosenCommand& chosen);
void add_doctor(CLI::App& program, ChosenCommand& chosen);
void add_completion(CLI::App& program, ChosenCommand& chosen);
// Asked by the shells for what may follow; hidden from the help.
void add_complete(CLI::App& program, ChosenCommand& chosen);
// Started by the supervisor under mpirun, not by people; hidden from the help.
void add_pool(CLI::App& program, ChosenCommand& chosen);

// --no-cache and --cache, for choose_cache.
void add_cache_options(CLI::App& command, bool& off, std::vector<std::string>& folders);

// --core-hours, --disk, --notify and --shared, of `run` and `submit`.
void add_end_options(CLI::App& command, std::string& core_hours, std::string& disk, std::string& notify, bool& shared);

}  // namespace vitriflow
