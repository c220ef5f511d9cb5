#include "stages/system.hpp"

#include <cmath>
#include <numbers>
#include <type_traits>
#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kGramPerMoleAndA3 = 1.66053906660;  // g/cm3 of 1 g/mol in 1 A3 (CODATA 2018)

// Writes fields into a result or reads them from it, so that one description serves both ways. Empty arrays are absent.
class Fields {
 public:
  Fields(Result* target, const Result* source, std::string group)
      : target_(target), source_(source), group_(std::move(group)) {}

  void text(const std::string& name, std::string& value) {
    if (target_ != nullptr)
      target_->put_text(path(name), value);
    else
      value = source_->text(path(name));
  }
  void number(const std::string& name, double& value, const std::string& unit) {
    if (target_ != nullptr)
      target_->put_scalar(path(name), value, unit);
    else
      value = source_->scalar(path(name));
  }
  void flag(const std::string& name, bool& value) {
    double number_value = value ? 1.0 : 0.0;
    number(name, number_value, "1");
    value = number_value != 0.0;
  }
  void numbers(const std::string& name, std::vector<double>& values, const std::string& unit, std::uint64_t width = 1) {
    if (target_ == nullptr) {
      values = source_->has(path(name)) ? source_->vector(path(name)) : std::vector<double>{};
    } else if (!values.empty()) {
      target_->put_vector(path(name), values, unit, shape(values.size(), width));
    }
  }
  void integers(const std::string& name, std::vector<std::int64_t>& values, std::uint64_t width = 1) {
    if (target_ == nullptr) {
      values = source_->has(path(name)) ? source_->integers(path(name)) : std::vector<std::int64_t>{};
    } else if (!values.empty()) {
      target_->put_integers(path(name), values, shape(values.size(), width));
    }
  }
  template <std::size_t N>
  void triple(const std::string& name, std::array<double, N>& values, const std::string& unit) {
    std::vector<double> flat(values.begin(), values.end());
    numbers(name, flat, unit);
    fill(name, flat, values);
  }
  template <std::size_t N>
  void triple(const std::string& name, std::array<int, N>& values) {
    std::vector<std::int64_t> flat(values.begin(), values.end());
    integers(name, flat);
    fill(name, flat, values);
  }
  // Rows of integers, such as the bonds.
  template <std::size_t N>
  void rows(const std::string& name, std::vector<std::array<std::int64_t, N>>& table) {
    std::vector<std::int64_t> flat;
    for (const auto& row : table) flat.insert(flat.end(), row.begin(), row.end());
    integers(name, flat, N);
    if (target_ != nullptr) return;
    check(name, flat.size() % N == 0);
    table.resize(flat.size() / N);
    for (std::size_t i = 0; i < flat.size(); ++i) table[i / N][i % N] = flat[i];
  }
  // One member of every element of a table. The first column that is read gives the table its length.
  template <typename Row, typename T>
  void column(const std::string& name, std::vector<Row>& table, T Row::*member, const std::string& unit = "1") {
    if constexpr (std::is_same_v<T, std::string>) {
      std::vector<std::string> values;
      values.reserve(table.size());
      for (const auto& row : table) values.push_back(row.*member);
      if (target_ != nullptr && !values.empty()) target_->put_names(path(name), values);
      if (target_ == nullptr && source_->has(path(name))) values = source_->names(path(name));
      take(name, values, table, member);
    } else if constexpr (std::is_same_v<T, double>) {
      std::vector<double> values;
      values.reserve(table.size());
      for (const auto& row : table) values.push_back(row.*member);
      numbers(name, values, unit);
      take(name, values, table, member);
    } else {
      std::vector<std::int64_t> values;
      values.reserve(table.size());
      for (const auto& row : table) values.push_back(row.*member);
      integers(name, values);
      take(name, values, table, member);
    }
  }

  bool reading() const { return target_ == nullptr; }
  void check(const std::string& name, bool fits) const {
    if (!fits)
      throw Error(
          fmt::format("result field '{}' has a length that does not fit its neighbours. "
                      "The file is damaged or comes from another program.",
                      path(name)));
  }

 private:
  std::string path(const std::string& name) const { return group_ + "/" + name; }
  static std::vector<std::uint64_t> shape(std::size_t size, std::uint64_t width) {
    if (width == 1) return {};
    return {size / width, width};
  }
  template <typename From, typename To>
  void fill(const std::string& name, const From& flat, To& values) const {
    if (target_ != nullptr) return;
    check(name, flat.size() == values.size());
    for (std::size_t i = 0; i < flat.size(); ++i) values[i] = static_cast<typename To::value_type>(flat[i]);
  }
  template <typename Value, typename Row, typename T>
  void take(const std::string& name, const std::vector<Value>& values, std::vector<Row>& table, T Row::*member) const {
    if (target_ != nullptr) return;
    if (table.empty()) table.resize(values.size());
    check(name, table.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) table[i].*member = static_cast<T>(values[i]);
  }

  Result* target_;
  const Result* source_;
  std::string group_;
};

void describe_bonded(Fields& fields, ForceField& force_field) {
  fields.column("bond_names", force_field.bonds, &BondType::name);
  fields.column("bond_k", force_field.bonds, &BondType::k, "eV/A2");
  fields.column("bond_r0", force_field.bonds, &BondType::r0, "A");
  fields.column("angle_names", force_field.angles, &AngleType::name);
  fields.column("angle_k", force_field.angles, &AngleType::k, "eV");
  fields.column("angle_theta0", force_field.angles, &AngleType::theta0, "degree");
  fields.column("angle_k_ub", force_field.angles, &AngleType::k_ub, "eV/A2");
  fields.column("angle_r_ub", force_field.angles, &AngleType::r_ub, "A");
  fields.column("dihedral_names", force_field.dihedrals, &DihedralType::name);
  fields.column("dihedral_k", force_field.dihedrals, &DihedralType::k, "eV");
  fields.column("dihedral_n", force_field.dihedrals, &DihedralType::n);
  fields.column("dihedral_d", force_field.dihedrals, &DihedralType::d);
  fields.column("improper_names", force_field.impropers, &ImproperType::name);
  fields.column("improper_k", force_field.impropers, &ImproperType::k, "eV");
  fields.column("improper_sign", force_field.impropers, &ImproperType::sign);
  fields.column("improper_n", force_field.impropers, &ImproperType::n);
}

void describe_pairs(Fields& fields, ForceField& force_field) {
  fields.column("lj_a", force_field.lennard_jones, &LennardJones::a);
  fields.column("lj_b", force_field.lennard_jones, &LennardJones::b);
  fields.column("lj_epsilon", force_field.lennard_jones, &LennardJones::epsilon, "eV");
  fields.column("lj_sigma", force_field.lennard_jones, &LennardJones::sigma, "A");
  fields.column("lj_cutoff", force_field.lennard_jones, &LennardJones::cutoff, "A");
  fields.column("morse_a", force_field.morse, &Morse::a);
  fields.column("morse_b", force_field.morse, &Morse::b);
  fields.column("morse_depth", force_field.morse, &Morse::depth, "eV");
  fields.column("morse_alpha", force_field.morse, &Morse::alpha, "1/A");
  fields.column("morse_r0", force_field.morse, &Morse::r0, "A");
  fields.column("morse_cutoff", force_field.morse, &Morse::cutoff, "A");
}

void describe_force_field(Fields& fields, ForceField& force_field) {
  fields.text("force_field", force_field.name);
  fields.text("force_field_source", force_field.source);
  describe_bonded(fields, force_field);
  describe_pairs(fields, force_field);
  fields.triple("special_lj", force_field.special_lj, "1");
  fields.triple("special_coulomb", force_field.special_coulomb, "1");
  fields.number("coulomb_cutoff", force_field.coulomb_cutoff, "A");
  fields.number("kspace_accuracy", force_field.kspace_accuracy, "1");
  fields.number("skin", force_field.skin, "A");
  fields.flag("tail_correction", force_field.tail_correction);
  fields.triple("mesh", force_field.mesh);
  fields.number("ewald", force_field.ewald_per_A, "1/A");
  fields.text("lammps_include", force_field.lammps_include);
}

void describe_state(Fields& fields, System& system) {
  fields.numbers("positions", system.positions, "A", 3);
  fields.numbers("velocities", system.velocities, "A/ps", 3);
  fields.triple("box_origin", system.box.origin, "A");
  fields.triple("box_edges", system.box.edges, "A");
  fields.triple("box_tilts", system.box.tilts, "A");
}

void describe_system(Fields& fields, System& system) {
  fields.text("name", system.name);
  fields.column("type_names", system.types, &ParticleType::name);
  fields.column("type_elements", system.types, &ParticleType::element);
  fields.column("type_masses", system.types, &ParticleType::mass, "g/mol");
  fields.column("type_charges", system.types, &ParticleType::charge, "e");
  fields.integers("type", system.type);
  fields.integers("molecule", system.molecule);
  fields.rows("bonds", system.topology.bonds);
  fields.rows("angles", system.topology.angles);
  fields.rows("dihedrals", system.topology.dihedrals);
  fields.rows("impropers", system.topology.impropers);
  fields.number("true_mass", system.true_mass, "g/mol");
  describe_force_field(fields, system.force_field);
  describe_state(fields, system);
}

void check_sizes(const Fields& fields, const System& system) {
  const std::size_t n = system.type.size();
  fields.check("molecule", system.molecule.size() == n);
  fields.check("positions", system.positions.size() == 3 * n);
  fields.check("velocities", system.velocities.empty() || system.velocities.size() == 3 * n);
}

}  // namespace

std::array<double, 9> Box::vectors() const {
  return {edges[0], 0, 0, tilts[0], edges[1], 0, tilts[1], tilts[2], edges[2]};
}

std::array<double, 3> Box::lengths() const {
  return {edges[0], std::hypot(tilts[0], edges[1]), std::hypot(tilts[1], tilts[2], edges[2])};
}

std::array<double, 3> Box::angles() const {
  const auto [a, b, c] = lengths();
  const auto degrees = [](double cosine) { return std::acos(cosine) * 180.0 / std::numbers::pi; };
  return {degrees((tilts[0] * tilts[1] + edges[1] * tilts[2]) / (b * c)), degrees(tilts[1] / c), degrees(tilts[0] / b)};
}

double System::density_g_cm3() const { return true_mass / box.volume() * kGramPerMoleAndA3; }

void put_system(Result& result, const System& system) {
  System copy = system;
  Fields fields(&result, nullptr, "system");
  describe_system(fields, copy);
}

System get_system(const Result& result) {
  System system;
  Fields fields(nullptr, &result, "system");
  describe_system(fields, system);
  check_sizes(fields, system);
  return system;
}

void put_state(Result& result, const System& system, const std::string& system_fingerprint) {
  System copy = system;
  result.put_text("system", system_fingerprint);
  Fields fields(&result, nullptr, "state");
  describe_state(fields, copy);
}

void apply_state(const Result& result, System& system) {
  Fields fields(nullptr, &result, "state");
  describe_state(fields, system);
  check_sizes(fields, system);
}

}  // namespace vitriflow
