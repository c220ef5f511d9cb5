// Fingerprint: the name of a result, made of everything that decides it; the same parts always give the same name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runner/language/parameter_table.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

using FingerprintParts = std::vector<std::pair<std::string, std::string>>;
// The complete parameters of a task, sorted by name.
using NamedEntries = std::vector<std::pair<const std::string*, const ParameterEntry*>>;

// 128-bit BLAKE2b over the parts in order, each name and value preceded by its length: no two lists of parts give the
// same bytes. 32 hexadecimal digits.
std::string fingerprint_of(const FingerprintParts& parts);

// What decides the task's result, in this order: kind and version; every parameter; digests of input files;
// fingerprints of inputs by port and position (taken from `earlier`, where they must stand already); engine and
// version; the seed where the kind draws random numbers; ranks where the campaign is reproducible.
FingerprintParts fingerprint_parts(const Task& task, const NamedEntries& parameters, const std::vector<Task>& earlier,
                                   const std::string& engine_version, bool reproducible);

}  // namespace vitriflow
