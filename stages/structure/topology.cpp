#include "stages/structure/topology.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

using Index = std::int64_t;

// The terms of one sort: finds the coefficients of a path by its types and numbers those that occur.
template <typename Term>
class TermTable {
 public:
  TermTable(const std::vector<Term>& known, std::vector<Term>& used) : known_(known), used_(used) {}

  // The number of the term among those used; -1 when the file has none.
  Index number(const std::vector<std::string>& types) {
    const auto [it, fresh] = numbers_.try_emplace(types, -1);
    if (!fresh) return it->second;
    const auto term =
        std::find_if(known_.begin(), known_.end(), [&](const Term& t) { return names_types(t.name, types); });
    if (term == known_.end()) return -1;
    const auto before = std::find_if(used_.begin(), used_.end(), [&](const Term& t) { return t.name == term->name; });
    it->second = before - used_.begin();
    if (before == used_.end()) used_.push_back(*term);
    return it->second;
  }

 private:
  const std::vector<Term>& known_;
  std::vector<Term>& used_;
  std::map<std::vector<std::string>, Index> numbers_;
};

class Builder {
 public:
  Builder(const Particles& particles, const ForceFieldFile& file, Topology& topology, ForceField& force_field)
      : particles_(particles),
        file_(file),
        topology_(topology),
        bonds_(file.bonds, force_field.bonds),
        angles_(file.angles, force_field.angles),
        dihedrals_(file.dihedrals, force_field.dihedrals),
        force_field_(force_field) {}

  void build() {
    for (std::size_t i = 0; i < particles_.graph.size(); ++i) {
      add_angles(i);
      add_improper(i);
      for (const std::size_t j : particles_.graph.of(i)) {
        if (j > i) add_bond(i, j);
      }
    }
    if (missing_.empty()) return;
    throw Error(
        fmt::format("force field '{}' has no coefficients for {}. Add them to its file or choose another force field.",
                    file_.name, fmt::join(missing_, ", ")),
        Failure::invalid_input);
  }

 private:
  static Index index(std::size_t i) { return static_cast<Index>(i); }
  const std::string& type(std::size_t i) const { return particles_.type[i]; }

  void miss(const char* sort, const std::vector<std::string>& types) {
    missing_.insert(fmt::format("{} '{}'", sort, fmt::join(types, "-")));
  }

  void add_bond(std::size_t i, std::size_t j) {
    const std::vector<std::string> types{type(i), type(j)};
    const Index term = bonds_.number(types);
    if (term < 0) miss("the bond", types);
    topology_.bonds.push_back({term, index(i), index(j)});
    const bool none = std::any_of(file_.no_dihedrals_about.begin(), file_.no_dihedrals_about.end(),
                                  [&](const std::string& bond) { return names_types(bond, types); });
    if (!none) add_dihedrals(i, j);
  }

  void add_angles(std::size_t vertex) {
    const auto& ends = particles_.graph.of(vertex);
    for (std::size_t a = 0; a < ends.size(); ++a) {
      for (std::size_t b = a + 1; b < ends.size(); ++b) {
        const std::vector<std::string> types{type(ends[a]), type(vertex), type(ends[b])};
        const Index term = angles_.number(types);
        if (term < 0) miss("the angle", types);
        topology_.angles.push_back({term, index(ends[a]), index(vertex), index(ends[b])});
      }
    }
  }

  void add_dihedrals(std::size_t j, std::size_t k) {
    for (const std::size_t i : particles_.graph.of(j)) {
      for (const std::size_t l : particles_.graph.of(k)) {
        if (i == k || l == j || i == l) continue;
        const std::vector<std::string> types{type(i), type(j), type(k), type(l)};
        const Index term = dihedrals_.number(types);
        if (term < 0) miss("the dihedral", types);
        topology_.dihedrals.push_back({term, index(i), index(j), index(k), index(l)});
      }
    }
  }

  // A particle with three bonds, in the order in which the term names its neighbours.
  void add_improper(std::size_t centre) {
    const auto& around = particles_.graph.of(centre);
    if (around.size() != 3) return;
    for (const ImproperType& improper : file_.impropers) {
      auto wanted = split_term(improper.name);
      if (wanted.front() != type(centre)) continue;
      std::vector<std::size_t> left = around;
      std::array<Index, 5> row{number_of(improper), index(centre), 0, 0, 0};
      bool fits = true;
      for (std::size_t n = 1; n < wanted.size() && fits; ++n) {
        const auto it = std::find_if(left.begin(), left.end(), [&](std::size_t p) { return type(p) == wanted[n]; });
        fits = it != left.end();
        if (!fits) break;
        row[n + 1] = index(*it);
        left.erase(it);
      }
      if (!fits) continue;
      if (row[0] == index(force_field_.impropers.size())) force_field_.impropers.push_back(improper);
      topology_.impropers.push_back(row);
      return;
    }
  }

  Index number_of(const ImproperType& improper) const {
    const auto& used = force_field_.impropers;
    return std::find_if(used.begin(), used.end(), [&](const ImproperType& t) { return t.name == improper.name; }) -
           used.begin();
  }

  const Particles& particles_;
  const ForceFieldFile& file_;
  Topology& topology_;
  TermTable<BondType> bonds_;
  TermTable<AngleType> angles_;
  TermTable<DihedralType> dihedrals_;
  ForceField& force_field_;
  std::set<std::string> missing_;
};

}  // namespace

void build_topology(const Particles& particles, const ForceFieldFile& file, Topology& topology,
                    ForceField& force_field) {
  Builder(particles, file, topology, force_field).build();
}

}  // namespace vitriflow
