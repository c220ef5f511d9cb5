// Units: conversion with a check of dimensions. The field's own spellings come first, udunits2 reads the rest.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vitriflow {

struct Quantity {
  double value = 0.0;
  std::string unit;  // "1" when dimensionless
};

// Own spellings, which udunits2 would read otherwise or not at all: A, Å (angstrom), Ha, bohr, eV, kcal/mol and kJ/mol
// (per particle: divided by Avogadro's number), e (elementary charge), amu, g/mol (per particle), K, bar, GPa, fs, ps,
// ns. Compound units: products with '*' or a space, quotients with '/', powers with '^' or a trailing integer (A3),
// groups in parentheses (kJ/(mol K)). CODATA 2018. Throws Error (invalid_input) that names the unit.
bool is_unit(std::string_view unit);
bool same_dimension(std::string_view a, std::string_view b);
// Throws Error (invalid_input): "unit 'ps' is a time, expected a temperature such as 'K'".
double convert(double value, std::string_view from, std::string_view to);
// What a unit measures: "time", "temperature", "pressure", "heating rate" ...; the unit itself when it has no name.
std::string dimension_name(std::string_view unit);

// Reads "300 K", "20 K/ps", "-1.5e3 kcal/mol", "0.5" (dimensionless). Throws Error (invalid_input).
Quantity parse_quantity(std::string_view text);
// "8h" in seconds; none for what is no length of time, or a negative one.
std::optional<double> seconds_in(std::string_view text);

// The shortest text that reads back as the same number: "300", "0.5", "1e-05".
std::string shortest(double value);
// "300 K"; "0.5" when dimensionless.
std::string to_text(const Quantity& quantity);
// A value with its standard error, rounded to two digits of the error: "1.327 ± 0.012 g/cm3". Without an error
// (not finite, or below the digits of a double) six significant digits.
std::string to_text(double value, double standard_error, std::string_view unit);

}  // namespace vitriflow
