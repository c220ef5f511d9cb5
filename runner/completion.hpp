// Completion: what may follow a command line that is being typed, and the scripts by which shells ask for it.
//
// Commands and options are those of the program's own CLI11 description, so that nothing can go stale.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// A command line up to the cursor, as words; the last one is being typed and may be empty.
struct TypedLine {
  std::vector<std::string> words;  // without quotes and backslashes, the program's name left out
  std::string raw;                 // the last word as typed
  char quote = 0;                  // that is open in it: ' or "
};

// Splits as bash does: blanks, quotes and backslashes.
TypedLine split_line(const std::string& line);

// What bash replaces its own current word by, which ends at '=' and ':' too: `candidate` quoted as `line` began it,
// without what stands before that word.
std::string bash_replacement(const TypedLine& line, const std::string& candidate);

// Campaigns at and below the folder of the typed text: "campaigns/zif4".
std::vector<std::string> campaign_candidates(const std::string& typed);
// Files that end in .yaml, and folders with a slash at the end.
std::vector<std::string> workflow_candidates(const std::string& typed);
std::vector<std::string> folder_candidates(const std::string& typed);
// Names of tasks, from the plan that the campaign's last run kept; nothing is expanded.
std::vector<std::string> task_candidates(const std::string& campaign);

// The script that a user's shell reads; empty for a shell that is not known.
std::string completion_script(const std::string& shell);

}  // namespace vitriflow
