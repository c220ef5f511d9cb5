// Letter log: letters between two jobs that share nothing but a file system, one file a direction, appended to by one
// side and read by the other.
//
// Letters are of use only while both sides live: nothing is synced, and what a side that died has left is never read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/mailbox.hpp"

namespace vitriflow {

class LetterWriter {
 public:
  // Begins the file, in a folder that exists.
  LetterWriter(const std::string& path, FileSystem& files);
  // `rank`: whom the letter is for, or whom it is from.
  void append(int rank, int subject, const std::string& bytes);

 private:
  std::unique_ptr<OutputFile> file_;
};

class LetterReader {
 public:
  LetterReader(std::string path, FileSystem& files) : path_(std::move(path)), files_(&files) {}
  // Those that came since the last call; `from` holds the rank. A file that is not there yet holds none.
  std::vector<Letter> next();

 private:
  std::string path_;
  FileSystem* files_;
  std::uint64_t read_ = 0;
};

}  // namespace vitriflow
