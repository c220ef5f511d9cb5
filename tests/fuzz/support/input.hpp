// What a fuzz target is given, and what its reader may do with it: return, or throw Error. Anything else ends the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hpc/base/error.hpp"

namespace vitriflow::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Bug and every exception of a library pass through.
template <typename Read>
void may_refuse(const Read& read) {
  try {
    read();
  } catch (const Error&) {
    // a refusal is an answer
  }
}

// The text up to a separator, which is removed with it; all of it where there is none.
inline std::string_view next_part(std::string_view& text, std::string_view separator) {
  const auto at = text.find(separator);
  const auto part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + separator.size());
  return part;
}

}  // namespace vitriflow::fuzz
