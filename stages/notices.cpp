#include "stages/notices.hpp"

#include <algorithm>

namespace vitriflow {

void add_notice(Result& result, std::string notice) {
  const auto& known = result.notices;
  if (std::find(known.begin(), known.end(), notice) == known.end()) result.notices.push_back(std::move(notice));
}

void inherit_notices(const Result& input, Result& result) {
  for (const auto& notice : input.notices) add_notice(result, notice);
}

std::string not_comparable_because(const std::vector<std::string>& notices) {
  for (const auto& notice : notices) {
    if (notice.starts_with(kNotComparable)) return notice.substr(kNotComparable.size());
  }
  return "";
}

}  // namespace vitriflow
