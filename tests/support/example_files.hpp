// The files that an example names as "./glass.data": examples are validated where such files exist.
#pragma once

#include <fstream>
#include <regex>
#include <string>

#include "tests/support/scratch_folder.hpp"

namespace vitriflow::testing {

inline void make_files_of(const std::string& text, const ScratchFolder& folder) {
  static const std::regex name("\\./([A-Za-z0-9_.-]+)");
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it)
    std::ofstream(folder / (*it)[1].str()) << "an example\n";
}

}  // namespace vitriflow::testing
