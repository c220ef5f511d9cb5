#include "runner/node_blame.hpp"

namespace vitriflow {

namespace {

constexpr int kMostFailures = 1;  // of a machine that is not avoided
constexpr double kRemembered_s = 86400.0;

}  // namespace

NodeBlame::NodeBlame(const std::vector<JournalRecord>& past, double now_s) {
  for (const JournalRecord& record : past) {
    if (record.event != "attempt_failed" && record.event != "failed") continue;
    const auto nodes = record.values.find("nodes");
    const auto fingerprint = record.values.find("fingerprint");
    if (nodes == record.values.end() || fingerprint == record.values.end()) continue;
    if (now_s - record.time_s <= kRemembered_s) failed(fingerprint->second, nodes->second);
  }
}

void NodeBlame::failed(const std::string& fingerprint, const std::string& nodes) {
  if (nodes.empty() || nodes.find(' ') != std::string::npos) return;  // any of them may be the reason
  ++failures_[fingerprint][nodes];
  judge();
}

std::set<std::string> NodeBlame::shunned_by(const std::string& fingerprint) const {
  std::set<std::string> shunned = avoided_;
  if (const auto own = failures_.find(fingerprint); own != failures_.end()) {
    for (const auto& [node, times] : own->second) shunned.insert(node);
  }
  return shunned;
}

void NodeBlame::judge() {
  std::map<std::string, int> against;
  for (const auto& [fingerprint, nodes] : failures_) {
    if (nodes.size() == 1) against[nodes.begin()->first] += nodes.begin()->second;
  }
  avoided_.clear();
  for (const auto& [node, times] : against) {
    if (times > kMostFailures) avoided_.insert(node);
  }
}

}  // namespace vitriflow
