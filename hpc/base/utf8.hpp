// Utf8: characters in UTF-8 text, so that columns count what a person sees and damaged texts are recognised.
#pragma once

#include <cstddef>
#include <string_view>

namespace vitriflow {

// How many characters a text has.
int characters(std::string_view text);
// How many bytes stand before a column; columns count characters from 1.
std::size_t bytes_before(std::string_view line, int column);
// The length of the character that the text begins with, in bytes; 0 when there is none (The Unicode Standard, table
// 3-7).
std::size_t utf8_length(std::string_view text);
// The offset of the first byte that is no UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace vitriflow
