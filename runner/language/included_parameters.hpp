// IncludedParameters: what an included file may be given, and its stages with the given values in place.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"

namespace vitriflow {

// By name.
using ParameterValues = std::map<std::string, Node>;

// Reads `parameters` of an included file,
//   parameters:
//     structure:                               # required
//     rate: 4.8 K/ps                           # its default
//     hold: {default: 10 ps, doc: At the top.}
// and `with` of the entry that includes it. `label` is how messages call the entry. None, with the problem added, when
// a value is missing.
std::optional<ParameterValues> read_included_parameters(const Node& document, const Node::Entry& entry,
                                                        const std::string& label, Diagnostics& problems);

// The node under `stages` of an included file; nullptr, with the problem added, when there is none. Other keys of the
// file than `parameters` and `stages` are problems.
const Node* included_stages_node(const Node& document, Diagnostics& problems);

// The node with every `${parameter}` replaced. One that is a whole text may stand for a list, and has the place of the
// value that was given; one within a text must be a text, which keeps its place. Other names are axes and stay.
Node with_parameters(const Node& node, const ParameterValues& values, Diagnostics& problems);

}  // namespace vitriflow
