// Digests: names for contents (BLAKE2b), checks of records (CRC-32C) and of files (XXH3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vitriflow {

// 128-bit BLAKE2b of the text, 32 lower-case hexadecimal digits. What fingerprints are made of.
std::string blake2b_hex(std::string_view text);

std::uint32_t crc32c(std::string_view bytes);             // Castagnoli, as in RFC 3720
std::uint32_t crc32c_by_tables(std::string_view bytes);   // the same on any processor
std::uint64_t xxh3_64(std::span<const std::byte> bytes);  // for large buffers

// A seed in 1 .. 2^31-1 (LAMMPS's range) derived from a campaign's seed and a name.
std::int32_t derive_seed(std::uint64_t campaign_seed, std::string_view name);

}  // namespace vitriflow
