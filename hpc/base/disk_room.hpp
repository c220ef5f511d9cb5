// What is said of a disk without room, where it is known how much would do.
#pragma once

#include <cstdint>
#include <string>

namespace vitriflow {

// As throw_file_error(verb, path, code), and for a full disk with the bytes for which there was no room, rounded up:
// "cannot write to 'x': No space left on device. Free at least 12 MB and run again: what was finished is kept."
[[noreturn]] void throw_write_error(const char* verb, const std::string& path, int code, std::uint64_t missing);

}  // namespace vitriflow
