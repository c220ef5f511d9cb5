#include "stages/exchange/atoms_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>

#include "stages/analysis/periodic_cell.hpp"

namespace vitriflow {

namespace {

using Edge = std::array<double, 3>;

Edge edge_of(const Atoms& atoms, std::size_t k) {
  return {atoms.edges[3 * k], atoms.edges[3 * k + 1], atoms.edges[3 * k + 2]};
}

double dot(const Edge& a, const Edge& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

double angle_degree(const Edge& a, const Edge& b) {
  return std::acos(dot(a, b) / std::sqrt(dot(a, a) * dot(b, b))) * 180.0 / std::numbers::pi;
}

std::string data_name(const std::string& name) {
  std::string safe;
  for (const char c : name) safe.push_back(c > ' ' && c < 127 ? c : '_');
  return safe.empty() ? "structure" : safe;
}

std::string cell_text(const Atoms& atoms) {
  const Edge a = edge_of(atoms, 0), b = edge_of(atoms, 1), c = edge_of(atoms, 2);
  std::string text;
  const auto add = [&](const char* tag, double value) { text += fmt::format("{:<30} {:.10f}\n", tag, value); };
  add("_cell_length_a", std::sqrt(dot(a, a)));
  add("_cell_length_b", std::sqrt(dot(b, b)));
  add("_cell_length_c", std::sqrt(dot(c, c)));
  add("_cell_angle_alpha", angle_degree(b, c));
  add("_cell_angle_beta", angle_degree(a, c));
  add("_cell_angle_gamma", angle_degree(a, b));
  return text;
}

}  // namespace

Atoms atoms_of(const System& system) {
  Atoms atoms;
  const Box& box = system.box;
  atoms.edges = box.vectors();
  for (std::size_t i = 0; i < system.type.size(); ++i) {
    const std::string& element = system.types[static_cast<std::size_t>(system.type[i])].element;
    if (element == "X") continue;
    atoms.elements.push_back(element);
    for (std::size_t k = 0; k < 3; ++k) atoms.positions.push_back(system.positions[3 * i + k] - box.origin[k]);
  }
  return atoms;
}

Atoms atoms_of(const TrajectoryParticles& particles, const Frame& frame) {
  Atoms atoms;
  std::copy_n(frame.edges.begin(), 9, atoms.edges.begin());
  atoms.time_ps = frame.time_ps;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    if (particles.elements[i] == "X") continue;
    atoms.elements.push_back(particles.elements[i]);
    for (std::size_t k = 0; k < 3; ++k) atoms.positions.push_back(frame.positions[3 * i + k]);
  }
  return atoms;
}

std::string extxyz_text(const Atoms& atoms) {
  std::string text = fmt::format("{}\nLattice=\"{:.8f}\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"",
                                 atoms.elements.size(), fmt::join(atoms.edges, " "));
  if (atoms.time_ps) text += fmt::format(" Time={:.6g}", *atoms.time_ps);
  text += "\n";
  for (std::size_t i = 0; i < atoms.elements.size(); ++i) {
    const double* r = &atoms.positions[3 * i];
    fmt::format_to(std::back_inserter(text), "{:<2} {:.8f} {:.8f} {:.8f}\n", atoms.elements[i], r[0], r[1], r[2]);
  }
  return text;
}

std::string cif_text(const Atoms& atoms, const std::string& name, const std::string& remark) {
  std::string text = fmt::format("# {}\ndata_{}\n{}", remark, data_name(name), cell_text(atoms));
  text +=
      "_space_group_name_H-M_alt      'P 1'\n"
      "_space_group_IT_number         1\n"
      "loop_\n_space_group_symop_operation_xyz\n'x, y, z'\n"
      "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
  const PeriodicCell cell(atoms.edges);
  std::map<std::string, int> numbers;
  for (std::size_t i = 0; i < atoms.elements.size(); ++i) {
    const auto f = cell.wrapped_fraction(&atoms.positions[3 * i]);
    const std::string& element = atoms.elements[i];
    fmt::format_to(std::back_inserter(text), "{}{} {} {:.12f} {:.12f} {:.12f}\n", element, ++numbers[element], element,
                   f[0], f[1], f[2]);
  }
  return text;
}

}  // namespace vitriflow
