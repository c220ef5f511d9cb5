// ArchiveContents: what goes into the archive of a campaign, beside the campaign's own files: its inputs, the
// literature and a page that says how to read it.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/keeping/bibliography.hpp"
#include "runner/language/workflow.hpp"

namespace vitriflow {

struct InputFile {
  std::string folder;  // "structures"
  std::string path;    // where it is
};

// Every input file that a task names, with the files that it includes, each once, sorted by path. Files that are no
// longer there are left out.
std::vector<InputFile> input_files_of(const Workflow& workflow, const std::string& inputs_folder);

// Of the kinds, the engines and the input files (their keys `citation`, `source` and `doi`).
std::vector<Citation> citations_of(const Workflow& workflow, const std::vector<InputFile>& inputs, FileSystem& files);

// README.txt of the archive.
std::string archive_page(const Workflow& workflow, std::size_t done, bool with_trajectories);

// "<digest>  <path>" a line for every file below `folder`, sorted: what 'b2sum -l 128 -c' checks.
std::string manifest_of(const std::string& folder, const std::vector<std::string>& relative_paths, FileSystem& files);

}  // namespace vitriflow
