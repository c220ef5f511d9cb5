// Elements: the standard atomic masses that densities come from, whatever masses a simulation moves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// g/mol, abridged standard atomic weights (IUPAC 2021); none for a symbol that is no element or has no stable isotope.
std::optional<double> standard_atomic_mass(std::string_view symbol);

std::vector<std::string> element_symbols();  // those with a mass, by atomic number

}  // namespace vitriflow
