// MemorySize: amounts of memory as people write them: "2 GB", "512 MiB".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vitriflow {

// Bytes. Units B, kB, MB, GB, TB (powers of 1000) and KiB, MiB, GiB, TiB (of 1024); a space before the unit is
// optional. None for anything else and for amounts that are not positive.
std::optional<double> parse_memory(std::string_view text);
std::string memory_text(double bytes);  // "2 GB", "537 MB"

}  // namespace vitriflow
