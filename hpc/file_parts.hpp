// Parts of a file that another library or other ranks fill in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vitriflow {

// Makes a file of so many bytes, with room for them on disk where the file system can reserve it. Throws Error naming
// the file and how much to free when there is none.
void reserve_space(const std::string& path, std::uint64_t bytes);

// Writes at an offset of a file that is there. Throws Error naming the file.
void write_part(const std::string& path, std::uint64_t offset, std::string_view bytes);

}  // namespace vitriflow
