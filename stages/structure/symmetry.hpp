// SymmetryOperator: one operation of a space group on fractional coordinates, read from text such as "-x+1/2, y, z".
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace vitriflow {

using Fraction = std::array<double, 3>;  // fractional coordinates

struct SymmetryOperator {
  std::array<std::array<int, 3>, 3> rotation{};  // rows: the new x, y, z
  Fraction shift{};

  Fraction apply(const Fraction& point) const;
  int determinant() const;
};

// Reads three expressions in x, y and z: sums of signed letters and numbers, "1/2" or "0.5". None for anything else.
std::optional<SymmetryOperator> parse_operator(std::string_view text);
// Reads three numbers such as "1/2, 0, 0.5". None for anything else.
std::optional<Fraction> parse_shift(std::string_view text);

// Every operator followed by every shift of the lattice centring.
std::vector<SymmetryOperator> with_centring(const std::vector<SymmetryOperator>& operators,
                                            const std::vector<Fraction>& centring);
// Whether two do the same to a crystal: shifts may differ by whole cells.
bool same_operator(const SymmetryOperator& a, const SymmetryOperator& b);
// Whether the product of any two is one of them (to whole cells).
bool is_group(const std::vector<SymmetryOperator>& operators);

}  // namespace vitriflow
