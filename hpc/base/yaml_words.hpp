// YamlWords: what yaml-cpp complains about, in one sentence of ours with the way out.
#pragma once

#include <string>

#include "hpc/base/diagnostic.hpp"

namespace vitriflow {

// `message` as yaml-cpp gives it; the place may be the whole file.
std::string explain_yaml(const std::string& message, const Place& place);

}  // namespace vitriflow
