// The documentation of kinds, made from their declarations alone: for the terminal and as a page of Markdown.
#pragma once

#include <string>
#include <vector>

#include "stages/kind.hpp"

namespace vitriflow {

// One line a kind: name and summary.
std::string kind_list(const std::vector<const KindDescription*>& kinds);

// Everything about one kind: ports, parameters with unit, default, range and meaning, references, an example.
std::string kind_page(const KindDescription& kind);

// What a parameter holds: "number in K", "nve, nvt, npt", "3 whole numbers".
std::string value_text(const ParameterDescription& parameter);

// stages/README.md: every kind. `vitriflow kinds --markdown` writes it, a test compares it.
std::string kind_reference(const std::vector<const KindDescription*>& kinds);

}  // namespace vitriflow
