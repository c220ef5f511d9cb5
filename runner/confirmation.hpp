// Confirmation: a question at the terminal that is to be answered with yes before something is done.
#pragma once

#include <string>

namespace vitriflow {

// Whether there is somebody to ask.
bool can_ask();
// Prints the question and reads one line; false for anything but "y" and "yes".
bool is_confirmed(const std::string& question);

}  // namespace vitriflow
