// NotedDeaths: what tasks said of themselves just before they took the pool down, so that the next attempt can do
// better.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// By fingerprint, the first death first; of all epochs. The leg is the last one that the attempt had begun.
std::map<std::string, std::vector<EarlierDeath>> noted_deaths(const std::vector<JournalRecord>& records);

}  // namespace vitriflow
