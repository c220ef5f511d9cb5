#include "stages/engines/lammps_commands.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <utility>

#include "hpc/base/error.hpp"
#include "stages/engines/lammps_include.hpp"

namespace vitriflow {

namespace {

using Lines = std::vector<std::string>;
using Text = fmt::memory_buffer;

template <typename... T>
void line(Text& out, fmt::format_string<T...> text, T&&... values) {
  fmt::format_to(std::back_inserter(out), text, std::forward<T>(values)...);
  out.push_back('\n');
}

// Entries of a topology whose type has an amplitude.
template <typename Entry, typename Amplitude>
std::vector<Entry> without_zeros(const std::vector<Entry>& entries, const Amplitude& amplitude) {
  std::vector<Entry> kept;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(kept),
               [&](const Entry& e) { return amplitude(e[0]) != 0; });
  return kept;
}

Topology acting_topology(const System& system) {
  Topology topology = system.topology;
  if (!system.force_field.lammps_include.empty()) return topology;
  const auto& field = system.force_field;
  topology.dihedrals = without_zeros(topology.dihedrals,
                                     [&](std::int64_t t) { return field.dihedrals.at(static_cast<std::size_t>(t)).k; });
  topology.impropers = without_zeros(topology.impropers,
                                     [&](std::int64_t t) { return field.impropers.at(static_cast<std::size_t>(t)).k; });
  return topology;
}

// The number of types that a topology speaks of, at least those that the force field names.
template <typename Entry>
std::size_t type_count(const std::vector<Entry>& entries, std::size_t named) {
  std::int64_t count = static_cast<std::int64_t>(named);
  for (const auto& entry : entries) count = std::max(count, entry[0] + 1);
  return static_cast<std::size_t>(count);
}

template <typename Entry>
void section(Text& out, const char* title, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  line(out, "\n{}\n", title);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    fmt::format_to(std::back_inserter(out), "{}", i + 1);
    for (const auto value : entries[i]) fmt::format_to(std::back_inserter(out), " {}", value + 1);
    out.push_back('\n');
  }
}

void header(Text& out, const System& system, const Topology& topology) {
  const auto& field = system.force_field;
  line(out, "system {}\n\n{} atoms\n{} atom types", system.name, system.size(), system.types.size());
  const auto count = [&](const char* what, const auto& entries, std::size_t named) {
    if (!entries.empty()) line(out, "{} {}s\n{} {} types", entries.size(), what, type_count(entries, named), what);
  };
  count("bond", topology.bonds, field.bonds.size());
  count("angle", topology.angles, field.angles.size());
  count("dihedral", topology.dihedrals, field.dihedrals.size());
  count("improper", topology.impropers, field.impropers.size());
  out.push_back('\n');
  for (std::size_t c = 0; c < 3; ++c) {
    const char axis = "xyz"[c];
    line(out, "{} {} {}lo {}hi", system.box.origin[c], system.box.origin[c] + system.box.edges[c], axis, axis);
  }
  const auto& [xy, xz, yz] = system.box.tilts;
  if (xy != 0 || xz != 0 || yz != 0) line(out, "{} {} {} xy xz yz", xy, xz, yz);
}

// Every pair of types with Coulomb forces needs Lennard-Jones coefficients; what the table leaves out gets none.
struct PairTable {
  explicit PairTable(const System& system) : types(system.types.size()), lj(types * types), morse(types * types) {
    for (const auto& pair : system.force_field.lennard_jones) lj[index(pair.a, pair.b)] = &pair;
    for (const auto& pair : system.force_field.morse) morse[index(pair.a, pair.b)] = &pair;
  }
  std::size_t index(int a, int b) const {
    ENSURE(a >= 0 && b >= 0 && std::max(a, b) < static_cast<int>(types), "pair {} {} of {} types", a, b, types);
    return static_cast<std::size_t>(std::min(a, b)) * types + static_cast<std::size_t>(std::max(a, b));
  }
  std::size_t types;
  std::vector<const LennardJones*> lj;
  std::vector<const Morse*> morse;
};

double largest_cutoff(const auto& pairs, double least) {
  for (const auto& pair : pairs) least = std::max(least, pair.cutoff);
  return least;
}

void pair_commands(Lines& out, const System& system, bool opt) {
  const auto& field = system.force_field;
  const bool charged = field.coulomb_cutoff > 0;
  const bool overlay = !field.morse.empty();
  const std::string suffix = opt ? "/opt" : "";
  const std::string lj_style = (charged ? "lj/cut/coul/long" : "lj/cut") + suffix;
  const std::string morse_style = "morse" + suffix;
  const double lj_cutoff = largest_cutoff(field.lennard_jones, 1.0);
  std::string style = fmt::format("{} {}", lj_style, lj_cutoff);
  if (charged) style += fmt::format(" {}", field.coulomb_cutoff);
  if (overlay) style = fmt::format("hybrid/overlay {} {} {}", style, morse_style, largest_cutoff(field.morse, 1.0));
  out.push_back("pair_style " + style);
  const std::string lj_word = overlay ? lj_style + " " : "";
  const PairTable table(system);
  for (int a = 0; a < static_cast<int>(table.types); ++a) {
    for (int b = a; b < static_cast<int>(table.types); ++b) {
      const auto* lj = table.lj[table.index(a, b)];
      const auto* morse = table.morse[table.index(a, b)];
      const std::string start = fmt::format("pair_coeff {} {} ", a + 1, b + 1);
      if (lj != nullptr) {
        out.push_back(fmt::format("{}{}{} {} {}", start, lj_word, lj->epsilon, lj->sigma, lj->cutoff));
      } else if (charged || !overlay) {
        out.push_back(fmt::format("{}{}0 1 1", start, lj_word));
      }
      if (morse != nullptr) {
        out.push_back(
            fmt::format("{}{} {} {} {} {}", start, morse_style, morse->depth, morse->alpha, morse->r0, morse->cutoff));
      } else if (lj == nullptr && !charged && overlay) {
        out.push_back(start + "none");
      }
    }
  }
  if (field.tail_correction) out.emplace_back("pair_modify tail yes");
}

void bonded_commands(Lines& out, const System& system) {
  const auto& field = system.force_field;
  const Topology topology = acting_topology(system);
  if (!topology.bonds.empty()) out.emplace_back("bond_style harmonic");
  for (std::size_t i = 0; i < field.bonds.size() && !topology.bonds.empty(); ++i) {
    out.push_back(fmt::format("bond_coeff {} {} {}", i + 1, field.bonds[i].k, field.bonds[i].r0));
  }
  if (!topology.angles.empty()) out.emplace_back("angle_style charmm");
  for (std::size_t i = 0; i < field.angles.size() && !topology.angles.empty(); ++i) {
    const auto& angle = field.angles[i];
    out.push_back(fmt::format("angle_coeff {} {} {} {} {}", i + 1, angle.k, angle.theta0, angle.k_ub, angle.r_ub));
  }
  if (!topology.dihedrals.empty()) out.emplace_back("dihedral_style charmm");
  for (std::size_t i = 0; i < field.dihedrals.size() && !topology.dihedrals.empty(); ++i) {
    const auto& dihedral = field.dihedrals[i];
    out.push_back(fmt::format("dihedral_coeff {} {} {} {} 0.0", i + 1, dihedral.k, dihedral.n, dihedral.d));
  }
  if (!topology.impropers.empty()) out.emplace_back("improper_style cvff");
  for (std::size_t i = 0; i < field.impropers.size() && !topology.impropers.empty(); ++i) {
    const auto& improper = field.impropers[i];
    out.push_back(fmt::format("improper_coeff {} {} {} {}", i + 1, improper.k, improper.sign, improper.n));
  }
  const auto& lj = field.special_lj;
  const auto& coulomb = field.special_coulomb;
  out.push_back(
      fmt::format("special_bonds lj {} {} {} coul {} {} {}", lj[0], lj[1], lj[2], coulomb[0], coulomb[1], coulomb[2]));
}

void kspace_commands(Lines& out, const ForceField& field) {
  if (field.coulomb_cutoff <= 0) return;
  out.push_back(fmt::format("kspace_style pppm {}", field.kspace_accuracy));
  if (field.mesh[0] > 0) {
    out.push_back(fmt::format("kspace_modify mesh {} {} {} gewald {}", field.mesh[0], field.mesh[1], field.mesh[2],
                              field.ewald_per_A));
  }
}

// A box that flips would break the mesh of PPPM, which is laid out for a leg, and the series of angles.
const char* coupling_word(Ensemble ensemble) {
  if (ensemble == Ensemble::npt_anisotropic) return "aniso";
  return ensemble == Ensemble::npt_triclinic ? "tri" : "iso";
}

}  // namespace

std::string lammps_data_file(const System& system) {
  Text out;
  const Topology topology = acting_topology(system);
  header(out, system, topology);
  line(out, "\nMasses\n");
  for (std::size_t i = 0; i < system.types.size(); ++i) line(out, "{} {}", i + 1, system.types[i].mass);
  line(out, "\nAtoms # full\n");
  for (std::size_t i = 0; i < system.type.size(); ++i) {
    const auto type = system.type[i];
    const double* r = &system.positions[3 * i];
    line(out, "{} {} {} {} {} {} {}", i + 1, system.molecule.empty() ? 1 : system.molecule[i], type + 1,
         system.types.at(static_cast<std::size_t>(type)).charge, r[0], r[1], r[2]);
  }
  if (!system.velocities.empty()) {
    line(out, "\nVelocities\n");
    for (std::size_t i = 0; i < system.type.size(); ++i) {
      const double* v = &system.velocities[3 * i];
      line(out, "{} {} {} {}", i + 1, v[0], v[1], v[2]);
    }
  }
  section(out, "Bonds", topology.bonds);
  section(out, "Angles", topology.angles);
  section(out, "Dihedrals", topology.dihedrals);
  section(out, "Impropers", topology.impropers);
  return fmt::to_string(out);
}

std::vector<std::string> lammps_force_field_commands(const System& system, bool opt) {
  const auto& field = system.force_field;
  if (!field.lammps_include.empty()) return lammps_include_commands(field.lammps_include, field.name);
  Lines out;
  pair_commands(out, system, opt);
  bonded_commands(out, system);
  kspace_commands(out, field);
  out.push_back(fmt::format("neighbor {} bin", field.skin));
  out.emplace_back("neigh_modify every 1 delay 0 check yes");
  return out;
}

std::string lammps_motion_command(const DynamicsRequest& request) {
  double from = request.temperature_from_K;
  double to = request.temperature_to_K;
  const auto last = request.first_step + request.steps;
  if (request.first_step >= request.ramp_last) from = to;
  if (last <= request.ramp_first) to = from;
  switch (request.ensemble) {
    case Ensemble::nve:
      return "fix motion all nve";
    case Ensemble::nvt:
      return fmt::format("fix motion all nvt temp {} {} {}", from, to, request.thermostat_ps);
    default:
      return fmt::format("fix motion all npt temp {} {} {} {} {} {} {}{}", from, to, request.thermostat_ps,
                         coupling_word(request.ensemble), request.pressure_bar, request.pressure_bar,
                         request.barostat_ps, request.ensemble == Ensemble::npt_triclinic ? " flip no" : "");
  }
}

std::string lammps_shape_command(const DynamicsRequest& request, const Box& box) {
  const auto left = request.ramp_last - request.first_step;
  ENSURE(!has_barostat(request.ensemble) && request.steps <= left, "{} of {} steps towards a cube", request.steps,
         left);
  const double part = static_cast<double>(request.steps) / static_cast<double>(left);
  const double cube = std::cbrt(box.volume());
  std::string command = "fix shape all deform 1";
  for (std::size_t c = 0; c < 2; ++c) {
    const double centre = box.origin[c] + 0.5 * box.edges[c];
    const double edge = box.edges[c] + part * (cube - box.edges[c]);
    command += fmt::format(" {} final {} {}", "xy"[c], centre - 0.5 * edge, centre + 0.5 * edge);
  }
  command += " z volume";
  const std::array<const char*, 3> names{"xy", "xz", "yz"};
  for (std::size_t c = 0; c < 3; ++c) {
    if (box.tilts[c] != 0) command += fmt::format(" {} final {}", names[c], (1 - part) * box.tilts[c]);
  }
  return command + " remap x flip no units box";
}

std::string lammps_ramp_words(const DynamicsRequest& request) {
  if (request.towards_cube) {
    ENSURE(request.temperature_from_K == request.temperature_to_K, "a ramp of temperature towards a cube");
    return fmt::format(" start {} stop {}", request.first_step, request.first_step + request.steps);
  }
  const auto last = request.first_step + request.steps;
  const bool constant = request.temperature_from_K == request.temperature_to_K ||
                        request.ramp_last <= request.ramp_first || request.first_step >= request.ramp_last ||
                        last <= request.ramp_first;
  if (constant) return {};
  ENSURE(request.first_step >= request.ramp_first && last <= request.ramp_last,
         "a leg of steps {} to {} crosses an end of the ramp {} to {}", request.first_step, last, request.ramp_first,
         request.ramp_last);
  return fmt::format(" start {} stop {}", request.ramp_first, request.ramp_last);
}

void read_chosen_mesh(const std::string& log_text, ForceField& force_field) {
  const auto number_after = [&](const char* words, const char* form, auto*... values) {
    const auto at = log_text.rfind(words);
    return at != std::string::npos && std::sscanf(log_text.c_str() + at + std::char_traits<char>::length(words), form,
                                                  values...) == sizeof...(values);
  };
  double splitting = 0;
  auto& mesh = force_field.mesh;
  if (!number_after("G vector (1/distance) =", "%lf", &splitting) ||
      !number_after("grid =", "%d %d %d", &mesh[0], &mesh[1], &mesh[2])) {
    throw Error(fmt::format("LAMMPS did not say which mesh it chose for force field '{}'. Give 'mesh' and 'ewald'.",
                            force_field.name));
  }
  // Six digits: the same on any number of ranks, whose sums differ in the last bits.
  force_field.ewald_per_A = std::stod(fmt::format("{:.6g}", splitting));
}

}  // namespace vitriflow
