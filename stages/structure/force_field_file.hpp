// A force field file: a table of coefficients by names of particle types, or a plain LAMMPS include file, in YAML
// (inputs/README.md has the format).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "stages/system.hpp"

namespace vitriflow {

struct ForceFieldFile {
  struct Type {
    std::string name;
    std::string element;                   // "X" for a dummy
    double charge = 0.0;                   // e
    std::map<std::string, double> masses;  // g/mol by the name of the set: "light", "heavy", or "" for the only one
  };
  struct Well {
    double epsilon = 0.0;  // eV
    double sigma = 0.0;    // A
  };
  // A dummy's weak repulsion from everything, which keeps charges of opposite sign from falling into one another.
  struct SoftCore {
    std::vector<std::string> types;
    Well well;
    double cutoff = 0.0;  // A
  };
  struct MorsePair {
    std::array<std::string, 2> types;
    Morse form;  // its types are not set
  };

  std::string name;  // title
  std::string source;
  std::string particles;           // how atoms become particles: "zinc-imidazolate" or "elements"
  std::vector<std::string> notes;  // what a reader of results must know
  std::vector<Type> types;
  std::vector<BondType> bonds;
  std::vector<AngleType> angles;
  std::vector<DihedralType> dihedrals;
  std::vector<ImproperType> impropers;          // named with the central particle first
  std::vector<std::string> no_dihedrals_about;  // bonds by name
  std::map<std::string, Well> wells;            // by type; mixed by Lorentz and Berthelot
  std::optional<SoftCore> soft_core;
  std::vector<MorsePair> morse;       // in place of Lennard-Jones
  double lennard_jones_cutoff = 0.0;  // A
  ForceField settings;                // special factors, cutoffs, accuracy, include text; the tables are empty

  const Type* find(const std::string& type) const;
};

// Reads a file and those it includes. Throws InvalidInput with every problem at once.
ForceFieldFile read_force_field(const std::string& path);
// The same for a text; files that it includes are looked for beside `path`.
ForceFieldFile parse_force_field(const std::string& yaml, const std::string& path);

// Whether a term's name, "C4-N1-C2", means these types, in either direction.
bool names_types(const std::string& term, const std::vector<std::string>& types);
std::vector<std::string> split_term(const std::string& term);

}  // namespace vitriflow
