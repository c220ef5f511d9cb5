// ShellWord: a text as one word of a shell's command line.
#pragma once

#include <string>

namespace vitriflow {

// In quotes only where they are needed: "campaigns/zif4", "'my campaigns/zif4'".
std::string shell_word(const std::string& text);

}  // namespace vitriflow
