// FilePattern: the files below a folder whose paths match a pattern such as `cifs/*.cif`.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct MatchingFiles {
  std::vector<std::string> paths;  // relative as the pattern is, sorted; always with a '/': "./a.cif", "cifs/a.cif"
  std::string problem;             // what was looked for, where nothing matches
};

// '*' and '?' stand for any characters of one name and '[abc]' for one of them; hidden files need their dot written. A
// relative pattern counts from `folder`.
MatchingFiles matching_files(const std::string& folder, const std::string& pattern);

}  // namespace vitriflow
