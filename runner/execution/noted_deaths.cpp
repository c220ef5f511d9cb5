#include "runner/execution/noted_deaths.hpp"

#include <cstdlib>

namespace vitriflow {

namespace {

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

}  // namespace

std::map<std::string, std::vector<EarlierDeath>> noted_deaths(const std::vector<JournalRecord>& records) {
  std::map<std::string, std::vector<EarlierDeath>> deaths;
  std::map<std::string, std::int64_t> legs;  // by task
  for (const auto& record : records) {
    const std::string task = value(record, "task");
    if (record.event == "started") {
      legs[task] = -1;
    } else if (record.event == "leg") {
      legs[task] = std::strtoll(value(record, "leg").c_str(), nullptr, 10);
    } else if (record.event == "suspect" && value(record, "noted") == "1") {
      const auto leg = legs.find(task);
      deaths[value(record, "fingerprint")].push_back({value(record, "message"), leg == legs.end() ? -1 : leg->second});
    }
  }
  return deaths;
}

}  // namespace vitriflow
