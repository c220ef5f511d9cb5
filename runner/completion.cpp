#include "runner/completion.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/find_campaign.hpp"
#include "runner/plan_record.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBash = R"sh(# vitriflow completion for bash. Put this line into ~/.bashrc:
#   eval "$(vitriflow completion bash)"
_vitriflow() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" complete --shell bash -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
  return 0
}
complete -F _vitriflow vitriflow
)sh";

constexpr const char* kZsh = R"sh(#compdef vitriflow
# vitriflow completion for zsh. Put this line into ~/.zshrc, after compinit:
#   eval "$(vitriflow completion zsh)"
_vitriflow() {
  local -a candidates
  candidates=("${(@f)$("${words[1]}" complete --shell zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(${candidates:#})
  compadd -S '' -- ${(M)candidates:#*/}
  compadd -- ${candidates:#*/}
}
compdef _vitriflow vitriflow
)sh";

constexpr const char* kFish = R"sh(# vitriflow completion for fish. Save it:
#   vitriflow completion fish > ~/.config/fish/completions/vitriflow.fish
function __vitriflow_complete
  set -l words (commandline -opc)
  $words[1] complete --shell fish -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c vitriflow -f -a '(__vitriflow_complete)'
)sh";

// The folder part of a path as typed, with its slash: "campaigns/" of "campaigns/zi".
std::string typed_folder(const std::string& typed) {
  const auto slash = typed.rfind('/');
  return slash == std::string::npos ? "" : typed.substr(0, slash + 1);
}

template <typename Wanted>
std::vector<std::string> entries_below(const std::string& typed, Wanted wanted) {
  const std::string folder = typed_folder(typed);
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, none)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.')) wanted(entry.path(), folder + name, found);
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool is_shell_special(char c) {
  return std::string_view(" \t'\"\\[]{}()*?!$&;|<>#~`").find(c) != std::string_view::npos;
}

// A candidate as the user would have typed it: within the quotes that are open, else with backslashes.
std::string as_typed(const TypedLine& line, const std::string& candidate) {
  if (line.quote != 0) return candidate;
  std::string text;
  for (const char c : candidate) {
    if (is_shell_special(c)) text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

TypedLine split_line(const std::string& line) {
  TypedLine typed;
  std::vector<std::string> words{""};
  bool in_word = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (typed.quote == 0 && (c == ' ' || c == '\t')) {
      if (in_word) words.emplace_back();
      if (in_word) typed.raw.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    typed.raw += c;
    if (c == '\\' && typed.quote != '\'' && i + 1 < line.size()) {
      typed.raw += line[++i];
      words.back() += line[i];
    } else if (typed.quote == c) {
      typed.quote = 0;
    } else if (typed.quote == 0 && (c == '\'' || c == '"')) {
      typed.quote = c;
    } else {
      words.back() += c;
    }
  }
  if (!words.empty()) words.erase(words.begin());
  if (words.empty()) words.emplace_back();
  typed.words = std::move(words);
  return typed;
}

// bash ends words at these even where they stand within one of ours, and replaces only what follows; not within quotes.
std::string bash_replacement(const TypedLine& line, const std::string& candidate) {
  const std::string whole = as_typed(line, candidate);
  if (line.quote != 0) return whole;
  const auto cut = line.raw.find_last_of("=:");
  if (cut == std::string::npos || !whole.starts_with(line.raw.substr(0, cut + 1))) return whole;
  return whole.substr(cut + 1);
}

std::vector<std::string> campaign_candidates(const std::string& typed) {
  auto found = entries_below(typed, [](const fs::path& path, const std::string& name, auto& into) {
    std::error_code none;
    if (is_campaign(path.string())) {
      into.push_back(name);
    } else if (fs::is_directory(path, none)) {
      into.push_back(name + "/");
    }
  });
  if (!typed.empty()) return found;
  for (const auto& campaign : campaign_candidates("campaigns/")) {
    if (is_campaign(campaign)) found.push_back(campaign);
  }
  return found;
}

std::vector<std::string> workflow_candidates(const std::string& typed) {
  return entries_below(typed, [](const fs::path& path, const std::string& name, auto& into) {
    std::error_code none;
    if (path.extension() == ".yaml" || path.extension() == ".yml") into.push_back(name);
    if (fs::is_directory(path, none)) into.push_back(name + "/");
  });
}

std::vector<std::string> folder_candidates(const std::string& typed) {
  return entries_below(typed, [](const fs::path& path, const std::string& name, auto& into) {
    std::error_code none;
    if (fs::is_directory(path, none)) into.push_back(name + "/");
  });
}

std::vector<std::string> task_candidates(const std::string& campaign) {
  std::vector<std::string> names;
  const auto epochs = plan_epochs(campaign, posix_files());
  if (epochs.empty()) return names;
  const auto plan = read_plan_record(campaign, epochs.back(), posix_files());
  if (!plan) return names;
  for (std::uint32_t task = 0; task < plan->size(); ++task) names.emplace_back(plan->names[task]);
  return names;
}

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  return shell == "fish" ? kFish : "";
}

}  // namespace vitriflow
