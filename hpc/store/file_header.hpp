// FileHeader: the 512 bytes before HDF5's own in every file that we write; they tell damage before HDF5 sees a byte.
//
//   vitriflow-file 1 <what> <payload bytes> <checksum>\n
//   <program>\n
//   crc32c <of the lines above>\n
//   zero bytes up to 512
//
// The checksum covers every byte after the header: XXH3-64 of the XXH3-64s (8 bytes each, big-endian) of its blocks of
// 1 MiB, so that the ranks of a group can share the work.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

// A file that is whole but of a format that this program does not know yet.
class NewerFormat : public Error {
 public:
  // "checkpoint 'a/3.h5' was written by format 7, this program reads up to 5. Use a newer build."
  NewerFormat(const std::string& file, std::int64_t found, std::int64_t known);
  explicit NewerFormat(const std::string& message) : Error(message) {}
};

struct FileHeader {
  std::string what;  // "result", "checkpoint", "segment", "trajectory", "campaign"
  std::uint64_t payload = 0;
  std::uint64_t checksum = 0;
  std::string program;  // "vitriflow 0.1.0"
};

std::string this_program();

std::string render_header(const FileHeader& header);  // kUserBlockBytes long
// Throws Error naming the file when the block is damaged, of a newer format or of another kind than `what`.
FileHeader parse_header(std::string_view block, const std::string& what, const std::string& path);

inline constexpr std::uint64_t kChecksumBlock = std::uint64_t{1} << 20;
std::uint64_t checksum_blocks(std::uint64_t payload);  // how many there are
std::uint64_t block_checksum(std::string_view block);
std::uint64_t combined_checksum(const std::vector<std::uint64_t>& blocks);
std::uint64_t payload_checksum(std::string_view payload);
// The checksums of the blocks with number `first`, `first` + `step`, ... of the file's payload, read back from disk.
std::vector<std::uint64_t> file_block_checksums(FileSystem& files, const std::string& path, std::uint64_t payload,
                                                std::uint64_t first, std::uint64_t step);

// Writes the header into a file's bytes.
void seal_bytes(std::string& bytes, const std::string& what);
// Throws Error naming the file unless the bytes are a whole file of this kind.
void check_bytes(std::string_view bytes, const std::string& what, const std::string& path);
// The same for a file on disk, block by block.
void check_file(FileSystem& files, const std::string& path, const std::string& what);
// Reads and checks a file.
std::string read_checked(FileSystem& files, const std::string& path, const std::string& what);

// Writes `bytes` aside and syncs. The caller renames. What could not be written whole is removed.
void write_aside(FileSystem& files, const std::string& aside, std::string_view bytes);
// Removes a file that will not be taken into place: it would only take the space that is missing. Throws nothing of its
// own.
void give_up(FileSystem& files, const std::string& aside);

}  // namespace vitriflow
