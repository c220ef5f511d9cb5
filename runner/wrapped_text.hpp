// Text of people in lines of a terminal's width.
#pragma once

#include <string>

namespace vitriflow {

// The words of a sentence on lines that begin with `indent`, at most 100 characters long where words allow it. Each
// line ends in a line feed.
std::string wrapped(const std::string& sentence, const std::string& indent);

}  // namespace vitriflow
