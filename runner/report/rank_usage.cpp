#include "runner/report/rank_usage.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

namespace vitriflow {

namespace {

using Span = std::pair<double, double>;

double covered_s(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end());
  double covered = 0, until = 0;
  bool first = true;
  for (const auto& [from, to] : spans) {
    const double begin = first ? from : std::max(from, until);
    if (to > begin) covered += to - begin;
    until = first ? to : std::max(until, to);
    first = false;
  }
  return covered;
}

double ranks_in(const JournalRecord& record) {
  const auto it = record.values.find("ranks");
  return it == record.values.end() ? 0.0 : std::strtod(it->second.c_str(), nullptr);
}

// Core seconds from one event to the next, with the number of ranks that there are in between.
class RankTime {
 public:
  void read(const JournalRecord& record) {
    pass(record.time_s);
    if (record.event == "pool_started") {
      own_ = ranks_in(record);
      members_.clear();
    } else if (record.event == "joined") {
      members_[record.values.at("member")] = ranks_in(record);
    } else if (record.event == "left") {
      members_.erase(record.values.at("member"));
    } else if (record.event == "pool_died" || record.event == "finished" || record.event == "stopped") {
      own_ = 0;
      members_.clear();
    }
  }
  double core_s() const noexcept { return core_s_; }

 private:
  void pass(double now_s) {
    double ranks = own_;
    for (const auto& [member, count] : members_) ranks += count;
    if (now_s > last_s_) core_s_ += ranks * (now_s - last_s_);
    last_s_ = std::max(last_s_, now_s);
  }
  double own_ = 0, last_s_ = 0, core_s_ = 0;
  std::map<std::string, double> members_;
};

}  // namespace

RankUsage rank_usage_of(const std::vector<JournalRecord>& journal, const std::vector<Stretch>& stretches) {
  RankUsage found;
  RankTime time;
  for (const JournalRecord& record : journal) time.read(record);
  found.had_core_s = time.core_s();
  std::map<int, std::vector<Span>> by_rank;
  for (const Stretch& stretch : stretches) {
    for (const int rank : stretch.ranks) by_rank[rank].emplace_back(stretch.from_s, stretch.to_s);
  }
  for (auto& [rank, spans] : by_rank) found.busy_core_s += covered_s(std::move(spans));
  return found;
}

}  // namespace vitriflow
