// RecordText: records of the journal as lines for people.
#pragma once

#include <string>

#include "hpc/store/journal.hpp"

namespace vitriflow {

// "rank 0", "ranks 0,1"
std::string ranks_words(const std::string& ranks);

// What happened, without when: "started glass[hold=10ps] on rank 0, attempt 1". An event of another program is shown
// with its values.
std::string event_words(const JournalRecord& record);

// "2026-11-21 09:41:03  run 1  done after 3 min 23 s": of one task, whose name is left out.
std::string record_line_text(const JournalRecord& record);

}  // namespace vitriflow
