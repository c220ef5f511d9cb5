// TaskWidth: how many ranks a task may run on: '4', a range '1..8', or 'auto', where the scheduler decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vitriflow {

inline constexpr int kMostRanks = 100000;

struct TaskWidth {
  int least = 1;
  int most = 1;  // kMostRanks: all that there are
  bool fixed() const noexcept { return least == most; }
};

// None for what is no width, or one outside 1..kMostRanks, or a range that runs backwards.
std::optional<TaskWidth> parse_width(std::string_view text);
std::string to_text(const TaskWidth& width);  // "4", "1..8", "auto"

}  // namespace vitriflow
