// ResultText: one result as CSV or JSON for other programs.
#pragma once

#include <string>

#include "hpc/store/store.hpp"

namespace vitriflow {

// Every number of the result, a line each: name, value, standard error, effective samples, unit, note.
std::string numbers_csv(const Result& result);

// The curves of one figure of the result as columns, named with their units: "rdf/r [A]". Curves of other lengths leave
// their cells empty at the end. Throws Error with did-you-mean for a figure that the result lacks.
std::string figure_csv(const Result& result, const std::string& figure);

// Everything: origin, datasets with units and attributes, figures, comparisons and notices. Numbers that are not finite
// are the texts "nan", "inf" and "-inf".
std::string result_json(const StoredResult& stored);

}  // namespace vitriflow
