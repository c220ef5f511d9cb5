// ValueSchema: the JSON Schema of one value of a stage: a parameter, or what stands under a key of every stage.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "stages/kind.hpp"

namespace vitriflow {

using Schema = nlohmann::ordered_json;

// A regular expression for all of a text: one of `pattern`, or any text that holds "${axis}".
std::string or_swept(const std::string& pattern);
// The name of a campaign or of a stage.
Schema name_schema();
// What names a stage elsewhere: of an included file as 'entry.stage'; swept or given as a parameter.
Schema stage_reference_schema();
// Any text; a number or truth value counts as its text.
Schema text_schema();
Schema swept_schema();
// A quantity in the unit, swept or not.
Schema quantity_schema(const std::string& unit);
// A whole number, swept or not.
Schema integer_schema(double least, double most);
// Any number of texts or numbers, one at least.
Schema list_of_values_schema();
// Numbers as `300..900 step 50 K`.
Schema range_schema();

// The value of a parameter, with its documentation, default, choices and range.
Schema parameter_schema(const ParameterDescription& parameter, const std::string& inputs_folder);

}  // namespace vitriflow
