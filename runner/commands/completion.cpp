// vitriflow completion, and the hidden command by which shells ask what may follow.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "hpc/base/error.hpp"
#include "runner/commands/commands.hpp"
#include "runner/completion.hpp"
#include "runner/find_campaign.hpp"
#include "stages/kind.hpp"

namespace vitriflow {
namespace {

const std::vector<std::string> kShells{"bash", "zsh", "fish"};

// What stands on the line before the word that is typed.
struct TypedCommand {
  const CLI::App* app = nullptr;          // the subcommand, or the program itself
  std::vector<std::string> positionals;   // its own
  const CLI::Option* awaiting = nullptr;  // an option whose value is typed now
};

std::vector<const CLI::App*> shown_commands(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); });
}

const CLI::Option* find_option(const CLI::App& app, const std::string& word) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->nonpositional() && option->check_name(word)) return option;
  }
  return nullptr;
}

TypedCommand understand(const CLI::App& program, const std::vector<std::string>& words) {
  TypedCommand typed{&program, {}, nullptr};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (typed.awaiting != nullptr) {
      typed.awaiting = nullptr;
    } else if (word.size() > 1 && word[0] == '-') {
      const CLI::Option* option = find_option(*typed.app, word);
      if (option != nullptr && option->get_expected_max() > 0) typed.awaiting = option;
    } else if (typed.app == &program) {
      for (const CLI::App* command : shown_commands(program)) {
        if (command->get_name() == word) typed.app = command;
      }
      if (typed.app == &program) return {nullptr, {}, nullptr};
    } else {
      typed.positionals.push_back(word);
    }
  }
  return typed;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->nonpositional() || option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// By what the program's own description calls the value.
std::vector<std::string> values_of(const std::string& name, const TypedCommand& typed, const std::string& word) {
  if (name == "kind") return KindRegistry::instance().names();
  if (name == "shell") return kShells;
  if (name == "campaign") return campaign_candidates(word);
  if (name == "into" || name == "folder") return folder_candidates(word);
  if (name == "task") return task_candidates(find_campaign(typed.positionals.empty() ? "" : typed.positionals[0]));
  if (name != "workflow") return {};
  std::vector<std::string> found = workflow_candidates(word);
  if (typed.app->get_name() == "run") append(found, campaign_candidates(word));
  return found;
}

std::vector<std::string> candidates(const CLI::App& program, const std::vector<std::string>& words) {
  const TypedCommand typed = understand(program, words);
  const std::string& word = words.back();
  if (typed.app == nullptr) return {};
  if (typed.awaiting != nullptr) return values_of(typed.awaiting->get_single_name(), typed, word);
  if (word.starts_with('-')) return option_names(*typed.app);
  std::vector<std::string> found;
  if (typed.app == &program) {
    for (const CLI::App* command : shown_commands(program)) found.push_back(command->get_name());
    return found;
  }
  std::size_t position = 0;
  for (const CLI::Option* option : typed.app->get_options()) {
    if (option->nonpositional() || option->get_group().empty()) continue;
    if (position++ == typed.positionals.size()) return values_of(option->get_single_name(), typed, word);
  }
  return {};
}

struct CompleteOptions {
  std::string shell;
  std::vector<std::string> words;
};

int complete(const CLI::App& program, const CompleteOptions& options) {
  const bool bash = options.shell == "bash";
  TypedLine line;
  if (bash)
    line = split_line(options.words.empty() ? "" : options.words.front());
  else
    line.words = options.words;
  if (line.words.empty()) line.words.emplace_back();
  std::vector<std::string> found = candidates(program, line.words);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const std::string& candidate : found) {
    if (!candidate.starts_with(line.words.back())) continue;
    fmt::print("{}\n", bash ? bash_replacement(line, candidate) : candidate);
  }
  return 0;
}

}  // namespace

void add_completion(CLI::App& program, ChosenCommand& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("completion", "Writes a script that lets a shell complete this program's command lines.");
  command->add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember(kShells));
  command->footer("Example, in ~/.bashrc:\n  eval \"$(vitriflow completion bash)\"");
  command->callback([&chosen, shell] {
    chosen = [shell] {
      fmt::print("{}", completion_script(*shell));
      return 0;
    };
  });
}

void add_complete(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<CompleteOptions>();
  CLI::App* command = program.add_subcommand("complete", "What may follow a command line; asked by shells.");
  command->group("");  // not shown in the help
  command->add_option("--shell", options->shell, "Whose quoting is wanted")->required();
  command->add_option("words", options->words, "The line up to the cursor (bash), else its words after the program");
  command->callback(
      [&chosen, options, &program] { chosen = [options, &program] { return complete(program, *options); }; });
}

}  // namespace vitriflow
