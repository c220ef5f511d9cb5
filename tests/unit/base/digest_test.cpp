#include "hpc/base/digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace vitriflow {
namespace {

// RFC 3720, appendix B.4, and the usual check value.
TEST(Crc32c, AgreesWithRfc3720) {
  EXPECT_EQ(crc32c(""), 0u);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  std::string rising;
  for (char c = 0; c < 32; ++c) rising += c;
  EXPECT_EQ(crc32c(rising), 0x46DD794Eu);
}

// Python: hashlib.blake2b(text, digest_size=16).hexdigest()
TEST(Blake2b, AgreesWithPython) {
  EXPECT_EQ(blake2b_hex(""), "cae66941d9efbd404e4d88758ea67670");
  EXPECT_EQ(blake2b_hex("abc"), "cf4ab791c62b8d2b2109c90275287816");
}

// The check value of the reference implementation for an empty input.
TEST(Xxh3, AgreesWithTheReference) { EXPECT_EQ(xxh3_64({}), 0x2D06800538D394C2u); }

TEST(Seeds, AreStableDistinctAndInLammpsRange) {
  std::set<std::int32_t> seeds;
  for (int i = 0; i < 1000; ++i) {
    const auto seed = derive_seed(20240117, "glass[hold=" + std::to_string(i) + "ps]");
    EXPECT_GE(seed, 1);
    seeds.insert(seed);
  }
  EXPECT_EQ(seeds.size(), 1000u);
  EXPECT_EQ(derive_seed(1, "a"), derive_seed(1, "a"));
  EXPECT_NE(derive_seed(1, "a"), derive_seed(2, "a"));
}

TEST(Digest, TheProcessorsCrcIsThatOfTheTables) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(crc32c(bytes), crc32c_by_tables(bytes)) << i;
    bytes += static_cast<char>(i * 37);
  }
}

}  // namespace
}  // namespace vitriflow
