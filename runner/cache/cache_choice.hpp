// CacheChoice: from which other campaigns finished results may be taken over.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow {

// The campaigns that lie beside the campaign itself, and those in each of `folders` or that are one of them.
struct CacheChoice {
  bool off = false;
  std::vector<std::string> folders;
};

// What was asked for on the command line; without that, what VITRIFLOW_CACHE says: folders between colons, or "off".
// Throws Error (invalid_input) for a folder that is none.
CacheChoice choose_cache(bool off, const std::vector<std::string>& folders);

// Absolute folders of the campaigns of a cache, without `campaign` itself; each once, those beside it first.
std::vector<std::string> campaigns_of(const CacheChoice& choice, const std::string& campaign);

}  // namespace vitriflow
