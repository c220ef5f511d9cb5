// Toy kinds: what the tests of the language sweep, link and misspell; none of them runs.
#pragma once

#include <string>

#include "runner/language/workflow.hpp"

namespace vitriflow {

inline const std::string kGoldenFolder = "tests/golden";
inline const std::string kToyInputs = kGoldenFolder + "/inputs";

// The file as 'study.yaml' in a folder that does not exist.
Workflow load_text(const std::string& text);

// The task's fingerprint in a workflow of this text.
std::string fingerprint_in(const std::string& text, const std::string& task);

}  // namespace vitriflow
