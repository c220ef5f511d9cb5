// SweepExtension: adds values to an axis in the text of a workflow, which otherwise stays as somebody wrote it.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// The text with `values` at the end of the list of `axis` in `for_each` of `stage`. The list stands in brackets or has
// a line for each item. Values that are there already are left out. Throws Error that says what there is to choose from
// for an unknown stage or axis, and what to do by hand for an axis that is no list (a range, files, zipped). `name` is
// what messages call the file.
std::string with_values_added(const std::string& text, const std::string& name, const std::string& stage,
                              const std::string& axis, const std::vector<std::string>& values);

}  // namespace vitriflow
