// What a damaged log becomes: every record that still fits its check, in as many bytes as there were.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "hpc/store/fence.hpp"

namespace vitriflow {

// The bytes of a log with those records of `bytes` that fit their checks and that `keep` wants, given a record's offset
// and JSON text; the bytes themselves when nothing is wrong with them. A log of another format or writer has no
// records. What is left out makes the header longer, by spaces, until the log has `length` bytes again: fences of older
// epochs say in bytes how far it is read, and a shorter log would let in what a replaced writer appends. Throws
// NewerFormat.
std::string repaired_log(std::string_view bytes, std::uint64_t length, const EpochLog& log,
                         const std::function<bool(std::size_t offset, std::string_view json)>& keep);

// The wall clock of a log's earliest record; infinite without records.
double first_time_s(std::string_view bytes);
// How many bytes of a log were written before a moment (wall clock), as its records say.
std::uint64_t bytes_before(std::string_view bytes, double wall_s);

}  // namespace vitriflow
