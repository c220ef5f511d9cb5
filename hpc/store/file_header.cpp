#include "hpc/store/file_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/h5.hpp"
#include "hpc/log.hpp"

namespace vitriflow {

namespace {

constexpr std::string_view kMagic = "vitriflow-file ";
constexpr int kHeaderVersion = 1;

[[noreturn]] void damaged(const std::string& path, const std::string& how) {
  throw Error(fmt::format("file '{}' is damaged: {}.", path, how));
}

std::string_view next_word(std::string_view& text, char end) {
  const auto length = text.find(end);
  const auto word = text.substr(0, length);
  text.remove_prefix(length == std::string_view::npos ? text.size() : length + 1);
  return word;
}

std::uint64_t parse_number(std::string_view word, int base) {
  std::uint64_t number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number, base);
  return number;
}

// Holds in every version of the header.
bool check_line_fits(std::string_view block) {
  constexpr std::string_view kCheck = "crc32c ";
  const auto at = block.rfind(kCheck);
  if (at == std::string_view::npos) return false;
  return block.substr(at + kCheck.size(), 8) == fmt::format("{:08x}", crc32c(block.substr(0, at)));
}

void check_sizes(const FileHeader& header, std::uint64_t file_bytes, const std::string& path) {
  if (header.payload + kUserBlockBytes != file_bytes) {
    damaged(path, fmt::format("it has {} bytes, its header says {}", file_bytes, header.payload + kUserBlockBytes));
  }
}

}  // namespace

NewerFormat::NewerFormat(const std::string& file, std::int64_t found, std::int64_t known)
    : Error(fmt::format("{} was written by format {}, this program reads up to {}. Use a newer build.", file, found,
                        known)) {}

std::string this_program() { return fmt::format("vitriflow {}", kVersion); }

std::string render_header(const FileHeader& header) {
  std::string text = fmt::format("{}{} {} {} {:016x}\n{}\n", kMagic, kHeaderVersion, header.what, header.payload,
                                 header.checksum, header.program);
  text += fmt::format("crc32c {:08x}\n", crc32c(text));
  ENSURE(text.size() <= kUserBlockBytes, "a header of {} bytes", text.size());
  text.resize(kUserBlockBytes, '\0');
  return text;
}

FileHeader parse_header(std::string_view block, const std::string& what, const std::string& path) {
  if (block.substr(0, kMagic.size()) != kMagic) damaged(path, "its header is not one of this program");
  std::string_view rest = block.substr(kMagic.size());
  const auto version = parse_number(next_word(rest, ' '), 10);
  FileHeader header;
  header.what = next_word(rest, ' ');
  header.payload = parse_number(next_word(rest, ' '), 10);
  header.checksum = parse_number(next_word(rest, '\n'), 16);
  header.program = next_word(rest, '\n').substr(0, kUserBlockBytes / 2);
  if (version == kHeaderVersion && header.what.size() < kUserBlockBytes / 4 && block == render_header(header)) {
    if (header.what == what) return header;
    throw Error(fmt::format("file '{}' holds a {}, expected a {}.", path, header.what, what));
  }
  if (version > kHeaderVersion && check_line_fits(block)) {
    throw NewerFormat(fmt::format("file '{}'", path), static_cast<std::int64_t>(version), kHeaderVersion);
  }
  damaged(path, "its header does not fit its check");
}

std::uint64_t checksum_blocks(std::uint64_t payload) { return (payload + kChecksumBlock - 1) / kChecksumBlock; }

std::uint64_t block_checksum(std::string_view block) {
  return xxh3_64(std::as_bytes(std::span(block.data(), block.size())));
}

std::uint64_t combined_checksum(const std::vector<std::uint64_t>& blocks) {
  std::string bytes;
  bytes.reserve(blocks.size() * 8);
  for (const std::uint64_t block : blocks) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((block >> shift) & 0xFFU);
  }
  return block_checksum(bytes);
}

std::uint64_t payload_checksum(std::string_view payload) {
  std::vector<std::uint64_t> blocks;
  for (std::size_t at = 0; at < payload.size(); at += kChecksumBlock) {
    blocks.push_back(block_checksum(payload.substr(at, kChecksumBlock)));
  }
  return combined_checksum(blocks);
}

std::vector<std::uint64_t> file_block_checksums(FileSystem& files, const std::string& path, std::uint64_t payload,
                                                std::uint64_t first, std::uint64_t step) {
  std::vector<std::uint64_t> sums;
  for (std::uint64_t block = first; block < checksum_blocks(payload); block += step) {
    const std::uint64_t offset = block * kChecksumBlock;
    const std::uint64_t size = std::min(kChecksumBlock, payload - offset);
    const std::string bytes = files.read(path, kUserBlockBytes + offset, size);
    if (bytes.size() != size) damaged(path, "it is shorter than it was");
    sums.push_back(block_checksum(bytes));
  }
  return sums;
}

void seal_bytes(std::string& bytes, const std::string& what) {
  ENSURE(bytes.size() >= kUserBlockBytes, "a file of {} bytes", bytes.size());
  const auto payload = std::string_view(bytes).substr(kUserBlockBytes);
  const FileHeader header{what, payload.size(), payload_checksum(payload), this_program()};
  bytes.replace(0, kUserBlockBytes, render_header(header));
}

void check_bytes(std::string_view bytes, const std::string& what, const std::string& path) {
  const FileHeader header = parse_header(bytes.substr(0, kUserBlockBytes), what, path);
  check_sizes(header, bytes.size(), path);
  if (payload_checksum(bytes.substr(kUserBlockBytes)) != header.checksum) damaged(path, "its checksum does not fit");
}

void check_file(FileSystem& files, const std::string& path, const std::string& what) {
  const FileHeader header = parse_header(files.read(path, 0, kUserBlockBytes), what, path);
  check_sizes(header, files.size(path), path);
  if (combined_checksum(file_block_checksums(files, path, header.payload, 0, 1)) != header.checksum) {
    damaged(path, "its checksum does not fit");
  }
}

std::string read_checked(FileSystem& files, const std::string& path, const std::string& what) {
  std::string bytes = files.read(path);
  check_bytes(bytes, what, path);
  return bytes;
}

void write_aside(FileSystem& files, const std::string& aside, std::string_view bytes) {
  try {
    const auto file = files.create(aside);
    file->write(bytes);
    file->sync();
    file->close();
  } catch (const Error&) {
    give_up(files, aside);
    throw;
  }
}

void give_up(FileSystem& files, const std::string& aside) {
  try {
    files.remove(aside);
  } catch (const Error& problem) {
    log_debug("{}", problem.what());  // the first failure is the one to report
  }
}

}  // namespace vitriflow
