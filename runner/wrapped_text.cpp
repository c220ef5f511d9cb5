#include "runner/wrapped_text.hpp"

#include <algorithm>

namespace vitriflow {

std::string wrapped(const std::string& sentence, const std::string& indent) {
  constexpr std::size_t kWidth = 100;
  std::string result, line = indent;
  std::size_t begin = 0;
  while (begin < sentence.size()) {
    const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
    const std::string word = sentence.substr(begin, end - begin);
    if (line.size() + word.size() + 1 > kWidth && line.size() > indent.size()) {
      result += line + "\n";
      line = indent;
    }
    line += (line.size() > indent.size() ? " " : "") + word;
    begin = end + 1;
  }
  return result + line + "\n";
}

}  // namespace vitriflow
