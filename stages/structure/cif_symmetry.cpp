#include "stages/structure/cif_symmetry.hpp"

#include <spglib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <optional>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kSymmetryPrecision_A = 0.01;

// One of the ways in which a block says its symmetry.
struct Statement {
  std::string what;  // "'_space_group_name_Hall' ('-P 2ac 2ab')"
  Place place;
  int width = 1;
  std::vector<SymmetryOperator> operators;
  int number = 0;
  bool has_setting = true;   // whether the operators are all that it may mean
  bool two_origins = false;  // of which it names none
};

std::vector<SymmetryOperator> operators_of(const gemmi::GroupOps& group) {
  std::vector<SymmetryOperator> result;
  for (const gemmi::Op& op : group) {
    SymmetryOperator operation;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) operation.rotation[i][j] = op.rot[i][j] / gemmi::Op::DEN;
      operation.shift[i] = static_cast<double>(op.tran[i]) / gemmi::Op::DEN;
    }
    result.push_back(operation);
  }
  return result;
}

void copy_lattice(const Lattice& lattice, double (&columns)[3][3]) {
  const auto vectors = lattice.vectors();
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) columns[k][i] = vectors[i][k];
  }
}

// The number of the group that the operators make, in whatever setting; 0 when spglib cannot tell.
int group_number(const std::vector<SymmetryOperator>& operators, const Lattice& lattice) {
  struct Rotation {
    int rows[3][3];
  };
  struct Shift {
    double along[3];
  };
  std::vector<Rotation> rotations(operators.size());
  std::vector<Shift> shifts(operators.size());
  for (std::size_t n = 0; n < operators.size(); ++n) {
    for (std::size_t i = 0; i < 3; ++i) {
      shifts[n].along[i] = operators[n].shift[i];
      for (std::size_t j = 0; j < 3; ++j) rotations[n].rows[i][j] = operators[n].rotation[i][j];
    }
  }
  double columns[3][3];
  copy_lattice(lattice, columns);
  return spg_get_spacegroup_type_from_symmetry(reinterpret_cast<int(*)[3][3]>(rotations.data()),
                                               reinterpret_cast<double(*)[3]>(shifts.data()),
                                               static_cast<int>(operators.size()), columns, kSymmetryPrecision_A)
      .number;
}

// Shifts such as 0.333 are meant as thirds.
double exact_shift(double shift) {
  constexpr double kParts = 24.0;
  constexpr double kRounding = 1e-3;
  const double nearest = std::round(shift * kParts) / kParts;
  const double value = std::abs(nearest - shift) < kRounding ? nearest : shift;
  return value - std::floor(value);
}

bool holds(const std::vector<SymmetryOperator>& operators, const SymmetryOperator& wanted) {
  return std::any_of(operators.begin(), operators.end(),
                     [&](const SymmetryOperator& other) { return same_operator(other, wanted); });
}

bool same_set(const std::vector<SymmetryOperator>& a, const std::vector<SymmetryOperator>& b) {
  return a.size() == b.size() &&
         std::all_of(a.begin(), a.end(), [&](const SymmetryOperator& operation) { return holds(b, operation); });
}

// "P2(1)/c", "R_-3_m H" and "F d -3 m Z" in the spelling that the tables have.
std::string spelled_as_in_tables(const std::string& name) {
  std::string result;
  for (const char c : name) {
    if (c == '(' || c == ')') continue;
    result += c == '_' ? ' ' : c;
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  const std::size_t size = result.size();
  if (size < 3 || result[size - 2] != ' ') return result;
  switch (result.back()) {  // the setting behind a blank, as some databases write it
    case 'H':
    case 'R':
      return result.substr(0, size - 2) + ":" + result.back();
    case 'S':
      return result.substr(0, size - 2) + ":1";
    case 'Z':
      return result.substr(0, size - 2) + ":2";
    default:
      return result;
  }
}

class Reader {
 public:
  Reader(const CifBlock& block, const Lattice& lattice, Diagnostics& problems)
      : block_(block), lattice_(lattice), problems_(problems) {}

  CifSymmetry read() {
    read_operators();
    read_hall();
    read_name();
    read_number();
    if (statements_.empty() && problems_.empty()) {
      problems_.add(block_.place, fmt::format("block '{}' states no symmetry. Add a loop of "
                                              "'_space_group_symop_operation_xyz', with 'x, y, z' alone for P1.",
                                              block_.name));
    }
    if (statements_.empty()) return {};
    const Statement& first = statements_.front();
    for (const Statement& other : statements_) compare(first, other);
    check_origin(first);
    check_lattice(first);
    return {first.operators, first.number};
  }

 private:
  void state(const CifItem& item, const CifValue& value, std::vector<SymmetryOperator> operators, int number,
             bool has_setting, bool two_origins = false) {
    statements_.push_back({fmt::format("'{}' ('{}')", item.tag, value.text), value.place, value.width,
                           std::move(operators), number, has_setting, two_origins});
  }

  const CifItem* item_with_value(std::initializer_list<std::string_view> tags) const {
    for (const std::string_view tag : tags) {
      const CifItem* item = block_.find({tag});
      if (item != nullptr && !item->values.empty() && !item->values.front().missing) return item;
    }
    return nullptr;
  }

  void read_operators() {
    const CifItem* item = item_with_value({"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"});
    if (item == nullptr) return;
    std::vector<SymmetryOperator> operators;
    for (const CifValue& value : item->values) {
      auto parsed = parse_operator(value.text);
      if (!parsed || std::abs(parsed->determinant()) != 1) {
        problems_.add(value.place,
                      fmt::format("'{}' is no symmetry operator. Write three expressions in x, y and z, such as "
                                  "'-x+1/2, y, z'.",
                                  value.text),
                      value.width);
        continue;
      }
      for (double& shift : parsed->shift) shift = exact_shift(shift);
      if (!holds(operators, *parsed)) operators.push_back(*parsed);
    }
    if (!problems_.empty()) return;
    if (!is_group(operators)) {
      problems_.add(item->place,
                    fmt::format("the {} operators make no group: the product of two of them is missing. Complete the "
                                "list, the shifts of the lattice centring included.",
                                operators.size()),
                    static_cast<int>(item->tag.size()));
      return;
    }
    const int number = group_number(operators, lattice_);
    statements_.push_back({fmt::format("the list of '{}'", item->tag), item->place, static_cast<int>(item->tag.size()),
                           operators, number, true, false});
  }

  void read_hall() {
    const CifItem* item = item_with_value({"_space_group_name_hall", "_symmetry_space_group_name_hall"});
    if (item == nullptr) return;
    const CifValue& value = item->values.front();
    try {
      const auto operators = operators_of(gemmi::symops_from_hall(value.text.c_str()));
      state(*item, value, operators, group_number(operators, lattice_), true);
    } catch (const std::exception& error) {
      problems_.add(
          value.place,
          fmt::format("'{}' is no Hall symbol: {}. Correct it or remove '{}'.", value.text, error.what(), item->tag),
          value.width);
    }
  }

  void read_name() {
    const CifItem* item =
        item_with_value({"_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m", "_space_group_name_h-m_full"});
    if (item == nullptr) return;
    const CifValue& value = item->values.front();
    const std::string name = spelled_as_in_tables(value.text);
    const auto [alpha, gamma] = angles();
    const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(name, alpha, gamma);
    if (group == nullptr) {
      if (!statements_.empty()) return;  // a setting that no table has; its operators say what it is
      problems_.add(
          value.place,
          fmt::format("unknown space group '{}'. Write it as in the International Tables, such as 'P b c a' or "
                      "'R -3 m :H', or list the operators.",
                      value.text),
          value.width);
      return;
    }
    const bool chosen = name.find(':') != std::string::npos;
    state(*item, value, operators_of(group->operations()), group->number, chosen, !chosen && group->ext == '1');
  }

  void read_number() {
    const CifItem* item = item_with_value({"_space_group_it_number", "_symmetry_int_tables_number"});
    if (item == nullptr) return;
    const CifValue& value = item->values.front();
    const auto number = cif_number(value);
    if (!number || *number < 1 || *number > 230 || *number != std::floor(*number)) {
      problems_.add(value.place,
                    fmt::format("'{}' is no number of a space group, which run from 1 to 230.", value.text),
                    value.width);
      return;
    }
    const auto [alpha, gamma] = angles();
    const auto& reference = gemmi::get_spacegroup_reference_setting(static_cast<int>(*number));
    const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(reference.hm, alpha, gamma);
    ENSURE(group != nullptr, "no group '{}'", reference.hm);
    state(*item, value, operators_of(group->operations()), group->number, false, group->ext == '1');
  }

  // Alpha and gamma in degrees: they tell rhombohedral from hexagonal axes.
  std::pair<double, double> angles() const {
    const auto [a, b, c] = lattice_.vectors();
    const auto angle = [](const Vector& u, const Vector& v) {
      return std::acos((u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (length(u) * length(v))) * 180.0 / std::acos(-1.0);
    };
    return {angle(b, c), angle(a, b)};
  }

  void compare(const Statement& first, const Statement& other) {
    const bool known = first.number != 0 && other.number != 0;
    if (known && first.number != other.number) {
      problems_.add(
          other.place,
          fmt::format("{} means {}, but {} (line {}) means {}. Correct the wrong one or remove it.", other.what,
                      space_group_name(other.number), first.what, first.place.line, space_group_name(first.number)),
          other.width);
    } else if (first.has_setting && other.has_setting && !same_set(first.operators, other.operators)) {
      problems_.add(
          other.place,
          fmt::format("{} and {} (line {}) mean {} in different settings. Correct the wrong one or remove it.",
                      other.what, first.what, first.place.line, space_group_name(first.number)),
          other.width);
    }
  }

  void check_origin(const Statement& first) {
    if (!first.two_origins) return;
    problems_.add(
        first.place,
        fmt::format("{} has two origins in use and none is named. Append ':1' or ':2' to the name of the space "
                    "group, or list the operators.",
                    first.what),
        first.width);
  }

  // Of the vectors after an operation, lengths and angles must be what they were.
  void check_lattice(const Statement& first) {
    constexpr double kTolerance = 5e-3;  // of the largest product, for rounded cells
    const auto vectors = lattice_.vectors();
    const auto product = [&](const std::array<double, 3>& u, const std::array<double, 3>& v) {
      const Vector a = lattice_.cartesian(u), b = lattice_.cartesian(v);
      return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    };
    double largest = 0.0;
    for (const Vector& vector : vectors) largest = std::max(largest, length(vector) * length(vector));
    for (const SymmetryOperator& operation : first.operators) {
      const auto column = [&](std::size_t j) {
        std::array<double, 3> result{};
        for (std::size_t i = 0; i < 3; ++i) result[i] = operation.rotation[i][j];
        return result;
      };
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = i; j < 3; ++j) {
          std::array<double, 3> u{}, v{};
          u[i] = 1.0;
          v[j] = 1.0;
          if (std::abs(product(column(i), column(j)) - product(u, v)) < kTolerance * largest) continue;
          problems_.add(
              first.place,
              fmt::format("{} does not fit the cell: it makes edges or angles equal that are not. Correct the "
                          "cell or the symmetry; 'P 1' needs all atoms in the list.",
                          first.what),
              first.width);
          return;
        }
      }
    }
  }

  const CifBlock& block_;
  const Lattice& lattice_;
  Diagnostics& problems_;
  std::vector<Statement> statements_;
};

}  // namespace

CifSymmetry read_cif_symmetry(const CifBlock& block, const Lattice& lattice, Diagnostics& problems) {
  return Reader(block, lattice, problems).read();
}

std::string space_group_name(int number) {
  if (number < 1 || number > 230) return fmt::format("group {}", number);
  std::string name = gemmi::get_spacegroup_reference_setting(number).hm;
  name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
  return fmt::format("{} ({})", name, number);
}

int find_space_group(const Lattice& lattice, const std::vector<Vector>& positions, const std::vector<int>& kinds) {
  struct Point {
    double along[3];
  };
  std::vector<Point> points;
  for (const Vector& position : positions) {
    const Fraction f = lattice.fraction(position);
    points.push_back({{f[0], f[1], f[2]}});
  }
  double columns[3][3];
  copy_lattice(lattice, columns);
  SpglibDataset* found = spg_get_dataset(columns, reinterpret_cast<double(*)[3]>(points.data()), kinds.data(),
                                         static_cast<int>(kinds.size()), kSymmetryPrecision_A);
  const int number = found == nullptr ? 0 : found->spacegroup_number;
  if (found != nullptr) spg_free_dataset(found);
  return number;
}

}  // namespace vitriflow
