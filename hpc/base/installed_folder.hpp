// InstalledFolder: where files that come with the program are: inputs, clusters.
#pragma once

#include <string>

namespace vitriflow {

struct InstalledFolder {
  std::string name;       // "inputs", in the folder that `cmake --install` fills
  std::string in_source;  // "inputs", in the source
  std::string variable;   // "VITRIFLOW_INPUTS": its value goes first
  std::string holds;      // "structures/ and forcefields/": how a message says which folder is meant
};

// The folder that the variable names, else the one in the source, else the installed one. Throws Error (environment)
// when the variable names no folder or there is none.
std::string find_installed(const InstalledFolder& folder);

}  // namespace vitriflow
