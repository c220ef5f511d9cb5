#include "stages/structure/cif_text.hpp"

#include <cctype>
#include <cmath>
#include <iterator>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "stages/structure/lattice.hpp"

namespace vitriflow {

namespace {

double degrees_between(const Vector& a, const Vector& b) {
  const double cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (length(a) * length(b));
  return std::acos(cosine) * 180.0 / std::numbers::pi;
}

// A name without blanks and other characters that a block's name may not have.
std::string block_name(const std::string& name) {
  std::string result;
  for (const char c : name) result += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return result.empty() ? "system" : result;
}

}  // namespace

std::string cif_text(const System& system) {
  const Lattice lattice(system.box.edges, system.box.tilts);
  const auto [a, b, c] = lattice.vectors();
  const Vector lengths = lattice.lengths();
  fmt::memory_buffer out;
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "data_{}\n", block_name(system.name));
  fmt::format_to(to, "_cell_length_a {:.12f}\n_cell_length_b {:.12f}\n_cell_length_c {:.12f}\n", lengths[0], lengths[1],
                 lengths[2]);
  fmt::format_to(to, "_cell_angle_alpha {:.12f}\n_cell_angle_beta {:.12f}\n_cell_angle_gamma {:.12f}\n",
                 degrees_between(b, c), degrees_between(a, c), degrees_between(a, b));
  fmt::format_to(to, "loop_\n_space_group_symop_operation_xyz\n'x, y, z'\n");
  fmt::format_to(to,
                 "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n"
                 "_atom_site_fract_z\n");
  std::map<std::string, int> counts;
  for (std::size_t i = 0; i < system.type.size(); ++i) {
    const std::string& element = system.types[static_cast<std::size_t>(system.type[i])].element;
    if (element == "X") continue;
    const double* r = &system.positions[3 * i];
    const auto& origin = system.box.origin;
    const Fraction f = lattice.fraction(lattice.inside({r[0] - origin[0], r[1] - origin[1], r[2] - origin[2]}));
    fmt::format_to(to, "{}{} {} {:.12f} {:.12f} {:.12f}\n", element, ++counts[element], element, f[0], f[1], f[2]);
  }
  return fmt::to_string(out);
}

}  // namespace vitriflow
