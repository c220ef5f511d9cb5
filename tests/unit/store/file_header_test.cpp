#include "hpc/store/file_header.hpp"

#include <gtest/gtest.h>

#include "hpc/base/digest.hpp"
#include "hpc/h5.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::MemoryFiles;
using testing::message_of;

std::string sealed(std::size_t payload) {
  std::string bytes(kUserBlockBytes + payload, 'x');
  for (std::size_t i = kUserBlockBytes; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  seal_bytes(bytes, "result");
  return bytes;
}

TEST(FileHeader, IsReadableText) {
  const std::string block = render_header({"result", 123456, 0x0123456789abcdefULL, "vitriflow 0.1.0"});
  EXPECT_EQ(block.size(), 512U);
  const std::string lines = "vitriflow-file 1 result 123456 0123456789abcdef\nvitriflow 0.1.0\n";
  EXPECT_EQ(block.substr(0, lines.size() + 16), lines + fmt::format("crc32c {:08x}\n", crc32c(lines)));
  EXPECT_EQ(block.find_first_not_of('\0', lines.size() + 16), std::string::npos);
}

TEST(FileHeader, WholeFilePasses) {
  for (const std::size_t payload : {std::size_t{0}, std::size_t{1}, kChecksumBlock, kChecksumBlock + 1}) {
    EXPECT_NO_THROW(check_bytes(sealed(payload), "result", "f")) << payload;
  }
}

TEST(FileHeader, ChecksumOverBlocksIsTheSameInSharesAndAtOnce) {
  MemoryFiles disk;
  const std::string bytes = sealed(3 * kChecksumBlock + 5);
  disk.make_directories("d");
  write_aside(disk, "d/f", bytes);
  const std::uint64_t payload = bytes.size() - kUserBlockBytes;
  std::vector<std::uint64_t> shared(checksum_blocks(payload));
  for (std::uint64_t rank = 0; rank < 3; ++rank) {
    const auto own = file_block_checksums(disk, "d/f", payload, rank, 3);
    for (std::size_t i = 0; i < own.size(); ++i) shared[rank + 3 * i] = own[i];
  }
  EXPECT_EQ(combined_checksum(shared), payload_checksum(std::string_view(bytes).substr(kUserBlockBytes)));
}

TEST(FileHeader, FlippedBitAtAnyByteIsRecognised) {
  const std::string good = sealed(700);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      EXPECT_THROW(check_bytes(bytes, "result", "f"), Error) << at;
    }
  }
}

TEST(FileHeader, ShorterOrLongerFileIsRecognised) {
  const std::string good = sealed(700);
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_THROW(check_bytes(good.substr(0, size), "result", "f"), Error) << size;
  }
  EXPECT_EQ(message_of([&] { check_bytes(good + "x", "result", "f"); }),
            "file 'f' is damaged: it has 1213 bytes, its header says 1212.");
}

TEST(FileHeader, OtherKindAndNewerFormatAreNamed) {
  EXPECT_EQ(message_of([] { check_bytes(sealed(10), "checkpoint", "f"); }),
            "file 'f' holds a result, expected a checkpoint.");
  std::string lines = "vitriflow-file 3 result 10 0123456789abcdef and more\nvitriflow 9.0\n";
  lines += fmt::format("crc32c {:08x}\n", crc32c(lines));
  lines.resize(kUserBlockBytes + 10, '\0');
  EXPECT_EQ(message_of<NewerFormat>([&] { check_bytes(lines, "result", "f"); }),
            "file 'f' was written by format 3, this program reads up to 1. Use a newer build.");
}

}  // namespace
}  // namespace vitriflow
