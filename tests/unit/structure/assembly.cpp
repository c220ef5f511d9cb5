#include "stages/structure/assembly.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "hpc/base/error.hpp"
#include "stages/structure/neighbour_grid.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow {
namespace {

struct Case {
  std::string structure;
  double formula_mass;                  // g/mol
  std::array<std::size_t, 5> for_zinc;  // particles, bonds, angles, dihedrals, impropers of a formula unit
};

const std::array<Case, 3> kCases{{{"zif-4", 199.52, {25, 30, 60, 40, 6}},
                                  {"zif-zni", 199.52, {25, 30, 60, 40, 6}},
                                  {"zif-8", 227.57, {31, 36, 72, 52, 6}}}};

UnitCell structure(const std::string& name) { return read_structure("inputs/structures/" + name + ".yaml"); }
ForceFieldFile force_field(const std::string& name) { return read_force_field("inputs/forcefields/" + name + ".yaml"); }

System built(const std::string& name, std::array<std::int64_t, 3> supercell = {1, 1, 1},
             const std::string& set = "nb-zif-ff-b", const std::string& masses = "heavy") {
  return assemble(structure(name), force_field(set), {supercell, masses});
}

const ParticleType& type_of(const System& system, std::int64_t particle) {
  return system.types[static_cast<std::size_t>(system.type[static_cast<std::size_t>(particle)])];
}

Vector position(const System& system, std::int64_t particle) {
  const auto at = static_cast<std::size_t>(3 * particle);
  return {system.positions[at], system.positions[at + 1], system.positions[at + 2]};
}

Vector from_to(const System& system, std::int64_t a, std::int64_t b) {
  return Lattice(system.box.edges).shortest(position(system, b), position(system, a));
}

std::int64_t zinc_of(const System& system) {
  std::int64_t zinc = 0;
  for (std::int64_t i = 0; i < system.size(); ++i) zinc += type_of(system, i).element == "Zn" ? 1 : 0;
  return zinc;
}

template <typename Sum>
double total(const System& system, const Sum& of) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < system.size(); ++i) sum += of(type_of(system, i));
  return sum;
}

double cosine(const Vector& a, const Vector& b) {
  return (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (length(a) * length(b));
}

// How often each bond length occurs, by the bond's name, to 1e-6 A.
std::map<std::pair<std::string, long>, std::size_t> bond_lengths(const System& system) {
  std::map<std::pair<std::string, long>, std::size_t> histogram;
  for (const auto& bond : system.topology.bonds) {
    const double size = length(from_to(system, bond[1], bond[2]));
    ++histogram[{system.force_field.bonds[static_cast<std::size_t>(bond[0])].name, std::lround(size * 1e6)}];
  }
  return histogram;
}

TEST(Assembly, EveryFormulaUnitHasItsParticlesAndTerms) {
  for (const Case& c : kCases) {
    const System system = built(c.structure);
    const auto zinc = static_cast<std::size_t>(zinc_of(system));
    EXPECT_EQ(system.type.size(), c.for_zinc[0] * zinc) << c.structure;
    EXPECT_EQ(system.topology.bonds.size(), c.for_zinc[1] * zinc) << c.structure;
    EXPECT_EQ(system.topology.angles.size(), c.for_zinc[2] * zinc) << c.structure;
    EXPECT_EQ(system.topology.dihedrals.size(), c.for_zinc[3] * zinc) << c.structure;
    EXPECT_EQ(system.topology.impropers.size(), c.for_zinc[4] * zinc) << c.structure;
  }
}

TEST(Assembly, EverySetIsNeutralAndWeighsWhatItsAtomsDo) {
  for (const Case& c : kCases) {
    for (const std::string set : {"nb-zif-ff-a", "nb-zif-ff-b"}) {
      for (const std::string masses : {"heavy", "light"}) {
        const System system = built(c.structure, {1, 1, 1}, set, masses);
        const auto zinc = static_cast<double>(zinc_of(system));
        EXPECT_NEAR(total(system, [](const ParticleType& t) { return t.charge; }), 0.0, 1e-10);
        EXPECT_NEAR(total(system, [](const ParticleType& t) { return t.mass; }) / zinc, c.formula_mass, 0.005);
        EXPECT_NEAR(system.true_mass / zinc, c.formula_mass, 0.01);  // IUPAC rounds C, N and H otherwise
      }
    }
  }
}

TEST(Assembly, DensitiesAreThoseOfTheCrystals) {
  EXPECT_NEAR(built("zif-4").density_g_cm3(), 1.221, 0.001);
  EXPECT_NEAR(built("zif-zni").density_g_cm3(), 1.551, 0.001);
  EXPECT_NEAR(built("zif-8").density_g_cm3(), 0.924, 0.001);
}

TEST(Assembly, DummiesOfZincPointAtItsNitrogens) {
  const System system = built("zif-4");
  std::map<std::int64_t, std::vector<Vector>> dummies;
  for (const auto& bond : system.topology.bonds) {
    if (type_of(system, bond[1]).name == "Zn" && type_of(system, bond[2]).name == "He") {
      dummies[bond[1]].push_back(from_to(system, bond[1], bond[2]));
    }
  }
  ASSERT_EQ(dummies.size(), 16U);
  for (const auto& [zinc, corners] : dummies) {
    ASSERT_EQ(corners.size(), 4U);
    for (const Vector& corner : corners) {
      EXPECT_NEAR(length(corner), 0.9, 1e-9);
      double best = -1.0;
      for (std::int64_t i = 0; i < system.size(); ++i) {
        if (type_of(system, i).name != "N1" || length(from_to(system, zinc, i)) > 2.5) continue;
        best = std::max(best, cosine(corner, from_to(system, zinc, i)));
      }
      EXPECT_NEAR(best, 1.0, 1e-12);
    }
  }
}

TEST(Assembly, ZincWithThreeNitrogensKeepsATetrahedronOfDummies) {
  UnitCell cell = structure("zif-4");
  const auto is = [&](const char* element) {
    return [&cell, element](const Atom& atom) { return cell.sites[atom.site].element == element; };
  };
  Atom& zinc = *std::find_if(cell.atoms.begin(), cell.atoms.end(), is("Zn"));
  for (const Atom& atom : cell.atoms) {
    const Vector away = cell.lattice.shortest(zinc.position, atom.position);
    if (!is("N")(atom) || length(away) > 2.5) continue;
    for (std::size_t k = 0; k < 3; ++k) zinc.position[k] += 0.6 * away[k] / length(away);
    break;
  }
  const auto particle = static_cast<std::int64_t>(&zinc - cell.atoms.data());
  const System system = assemble(cell, force_field("nb-zif-ff-b"), {});
  std::vector<Vector> corners;
  for (const auto& bond : system.topology.bonds) {
    if (bond[1] == particle) corners.push_back(from_to(system, particle, bond[2]));
  }
  ASSERT_EQ(corners.size(), 4U);
  for (std::size_t a = 0; a < 4; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      EXPECT_LT(cosine(corners[a], corners[b]), 0.2) << a << ' ' << b;   // at least 78 degrees apart
      EXPECT_GT(cosine(corners[a], corners[b]), -0.7) << a << ' ' << b;  // at most 134
    }
  }
}

TEST(Assembly, DummyOfNitrogenStandsOutwardsInThePlaneOfTheRing) {
  const System system = built("zif-8");
  std::map<std::int64_t, std::vector<std::int64_t>> bonded;
  for (const auto& bond : system.topology.bonds) {
    bonded[bond[1]].push_back(bond[2]);
    bonded[bond[2]].push_back(bond[1]);
  }
  int seen = 0;
  for (const auto& [particle, partners] : bonded) {
    if (type_of(system, particle).name != "Ne") continue;
    ++seen;
    const std::int64_t nitrogen = partners.front();
    const Vector outward = from_to(system, nitrogen, particle);
    EXPECT_NEAR(length(outward), 0.5, 1e-9);
    std::vector<double> cosines;
    for (const std::int64_t other : bonded[nitrogen]) {
      if (other != particle) cosines.push_back(cosine(outward, from_to(system, nitrogen, other)));
    }
    ASSERT_EQ(cosines.size(), 2U);
    EXPECT_NEAR(cosines[0], cosines[1], 1e-9);  // on the bisector
    EXPECT_LT(cosines[0], -0.5);                // away from the ring, whose angle is near 106 degrees
  }
  EXPECT_EQ(seen, 48);
}

TEST(Assembly, SupercellRepeatsEveryBondOfTheCell) {
  for (const Case& c : kCases) {
    auto once = bond_lengths(built(c.structure));
    for (auto& [key, count] : once) count *= 2 * 1 * 3;
    const System system = built(c.structure, {2, 1, 3});
    auto repeated_cell = bond_lengths(system);
    // Rounding may move a length across the edge of a bin: compare names and totals exactly, lengths to 2e-6 A.
    ASSERT_EQ(system.topology.bonds.size() % 6, 0U);
    std::map<std::string, std::pair<std::size_t, double>> sums;
    for (const auto& [key, count] : once) {
      sums[key.first].first += count;
      sums[key.first].second += static_cast<double>(count) * static_cast<double>(key.second);
    }
    for (const auto& [key, count] : repeated_cell) {
      sums[key.first].first -= count;
      sums[key.first].second -= static_cast<double>(count) * static_cast<double>(key.second);
    }
    for (const auto& [name, difference] : sums) {
      EXPECT_EQ(difference.first, 0U) << c.structure << ' ' << name;
      EXPECT_NEAR(difference.second / static_cast<double>(system.topology.bonds.size()), 0.0, 1.0)
          << c.structure << ' ' << name;
    }
  }
}

TEST(Assembly, MoleculesAreLinkersAndZincWithTheirDummies) {
  const System system = built("zif-8", {2, 2, 2});
  std::map<std::int64_t, std::size_t> sizes;
  for (const std::int64_t molecule : system.molecule) ++sizes[molecule];
  std::map<std::size_t, int> histogram;
  for (const auto& [molecule, size] : sizes) ++histogram[size];
  EXPECT_EQ(histogram, (std::map<std::size_t, int>{{5, 96}, {13, 192}}));
  EXPECT_EQ(sizes.begin()->first, 1);
}

TEST(Assembly, OnlyTypesAndTermsThatOccurAreKept) {
  const System system = built("zif-4");
  std::vector<std::string> names;
  for (const ParticleType& type : system.types) names.push_back(type.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Zn", "He", "N1", "Ne", "C2", "H2", "C4", "H4"}));
  EXPECT_EQ(system.force_field.lennard_jones.size(), 36U);
  EXPECT_EQ(system.force_field.bonds.size(), 8U);
  EXPECT_EQ(system.force_field.impropers.size(), 2U);
  ASSERT_EQ(system.force_field.morse.size(), 1U);
  EXPECT_EQ(system.force_field.morse[0].a, 0);
  EXPECT_EQ(system.force_field.morse[0].b, 2);
}

TEST(Assembly, PairsAreMixedExceptAtDummiesAndTheCoordinationBond) {
  const System system = built("zif-4");
  const auto pair = [&](int a, int b) {
    const auto& all = system.force_field.lennard_jones;
    return *std::find_if(all.begin(), all.end(), [&](const LennardJones& p) { return p.a == a && p.b == b; });
  };
  const double kcal = 0.0433641;                                                     // eV
  EXPECT_NEAR(pair(0, 4).epsilon, std::sqrt(0.01250717 * 0.08604207) * kcal, 1e-9);  // Zn-C2
  EXPECT_NEAR(pair(0, 4).sigma, 2.68, 1e-12);
  EXPECT_EQ(pair(0, 4).cutoff, 10.0);
  EXPECT_EQ(pair(0, 2).epsilon, 0.0);   // Zn-N1: Morse
  EXPECT_EQ(pair(1, 3).epsilon, 1e-7);  // He-Ne: soft core
  EXPECT_EQ(pair(1, 4).cutoff, 3.0);
}

TEST(Assembly, IncludeFileTravelsAsTextAndNothingIsBonded) {
  const System system = assemble(structure("silicon"), force_field("silicon-sw"), {{2, 2, 2}, "heavy"});
  EXPECT_EQ(system.size(), 64);
  EXPECT_TRUE(system.topology.bonds.empty());
  EXPECT_NEAR(system.density_g_cm3(), 2.329, 0.001);
  EXPECT_NE(system.force_field.lammps_include.find("pair_coeff * * Si.sw Si"), std::string::npos);
}

TEST(Assembly, StructureThatIsNoFrameworkIsRefusedAtItsAtoms) {
  const UnitCell cell = parse_structure(
      "structure: water\n"
      "source: none\n"
      "cell: {a: 10, b: 10, c: 10}\n"
      "atoms:\n"
      "  - [O1, O, 0, 0, 0, 1]\n"
      "  - [H1, H, 0.1, 0, 0, 1]\n",
      "water.yaml");
  try {
    assemble(cell, force_field("nb-zif-ff-b"), {});
    FAIL() << "nothing was thrown";
  } catch (const InvalidInput& error) {
    EXPECT_STREQ(
        error.what(),
        "water.yaml:5:5: atom 'O1' (O) at (0, 0, 0) is bonded to no C, N or H: no atom of Zn, imidazolate or "
        "2-methylimidazolate, which are "
        "all that this force field knows. Correct the coordinates or choose another force field.\n"
        "    - [O1, O, 0, 0, 0, 1]\n"
        "      ^\n"
        "water.yaml:6:5: atom 'H1' (H) at (0.1, 0, 0) is bonded to no C, N or H: no atom of Zn, imidazolate or "
        "2-methylimidazolate, which are "
        "all that this force field knows. Correct the coordinates or choose another force field.\n"
        "    - [H1, H, 0.1, 0, 0, 1]\n"
        "      ^\n"
        "2 problems.\n");
  }
}

TEST(Assembly, NarrowCellIsRefusedWithTheSupercellThatWouldDo) {
  const UnitCell cell = parse_structure(
      "structure: narrow\n"
      "source: none\n"
      "cell: {a: 9, b: 5, c: 7.5, gamma: 60}\n"
      "atoms:\n"
      "  - [Zn1, Zn, 0, 0, 0, 1]\n",
      "narrow.yaml");
  try {
    assemble(cell, force_field("nb-zif-ff-b"), {{1, 1, 1}, "heavy"});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "the cell of 'narrow' is 7.79 x 4.33 x 7.50 A wide from face to face, but a linker needs 8 A, or it "
                 "meets its own image. Use 'supercell: [2, 2, 2]'.");
    EXPECT_EQ(error.failure(), Failure::invalid_input);
  }
}

TEST(Assembly, MissingZincIsNamedAsAChargeThatDoesNotBalance) {
  UnitCell cell = structure("zif-4");
  std::erase_if(cell.atoms, [&](const Atom& atom) { return cell.sites[atom.site].label == "Zn1"; });
  try {
    assemble(cell, force_field("nb-zif-ff-b"), {});
    FAIL() << "nothing was thrown";
  } catch (const InvalidInput& error) {
    ASSERT_EQ(error.diagnostics().items().size(), 1U);
    EXPECT_EQ(
        error.diagnostics().items()[0].message,
        "the cell holds 8 Zn and 64 N, but a neutral framework has four N for each Zn. Complete the list of atoms.");
  }
}

TEST(Assembly, MissingCoefficientsAreAllNamed) {
  ForceFieldFile file = force_field("nb-zif-ff-b");
  std::erase_if(file.bonds, [](const BondType& bond) { return bond.name == "C2-C2"; });
  std::erase_if(file.angles, [](const AngleType& angle) { return angle.name == "N1-C4-N1"; });
  try {
    assemble(structure("zif-4"), file, {});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "force field 'nb-ZIF-FF, charge set B' has no coefficients for the angle 'N1-C4-N1', the bond "
                 "'C2-C2'. Add them to "
                 "its file or choose another force field.");
    EXPECT_EQ(error.failure(), Failure::invalid_input);
  }
}

TEST(Assembly, ChargedCellIsRefused) {
  ForceFieldFile file = force_field("nb-zif-ff-b");
  for (auto& type : file.types) {
    if (type.name == "C4") type.charge = 0.27708;
  }
  try {
    assemble(structure("zif-4"), file, {});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "the cell of 'ZIF-4' carries -0.00064 e with force field 'nb-ZIF-FF, charge set B', expected 0. Correct its "
        "charges.");
  }
}

TEST(Assembly, MassThatIsLostIsRefused) {
  ForceFieldFile file = force_field("nb-zif-ff-b");
  for (auto& type : file.types) {
    if (type.name == "He") type.masses["heavy"] = 1.00794;
  }
  try {
    assemble(structure("zif-4"), file, {});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "the particles of 'ZIF-4' weigh 2936.806 g/mol with force field 'nb-ZIF-FF, charge set B', its atoms 3192.352 "
        "g/mol. Moving mass between particles must keep the sum: correct its masses.");
  }
}

// The published crystal, solved from other data: the same framework within the difference of the two cells.
TEST(Assembly, ZincAndNitrogenStandAsInAPublishedCrystal) {
  const char* folder = std::getenv("VITRIFLOW_REFERENCE_DATA");
  if (folder == nullptr)
    GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset: it must name the folder that holds data/md/ZIF-4.xyz";
  std::ifstream file(std::string(folder) + "/data/md/ZIF-4.xyz");
  std::string line;
  std::getline(file, line);
  const int count = std::stoi(line);
  std::getline(file, line);
  const Vector edges{15.4231, 15.4042, 18.4379};  // its off-diagonal elements are below 1e-3 A
  std::vector<Vector> positions;
  std::vector<std::string> elements;
  for (int i = 0; i < count && std::getline(file, line); ++i) {
    std::istringstream words(line);
    std::string element;
    Vector p{};
    words >> element >> p[0] >> p[1] >> p[2];
    for (std::size_t k = 0; k < 3; ++k) p[k] -= edges[k] * std::floor(p[k] / edges[k]);
    elements.push_back(element);
    positions.push_back(p);
  }
  ASSERT_EQ(positions.size(), 272U);
  const auto distances = [](const std::vector<Vector>& at, const std::vector<std::string>& of, const Lattice& cell) {
    std::vector<double> found;
    visit_close_pairs(at, cell, 2.5, [&](std::size_t i, std::size_t j, const Vector& difference) {
      if ((of[i] == "Zn" && of[j] == "N") || (of[i] == "N" && of[j] == "Zn")) found.push_back(length(difference));
    });
    return found;
  };
  const UnitCell ours = structure("zif-4");
  std::vector<Vector> our_positions;
  std::vector<std::string> our_elements;
  for (std::size_t i = 0; i < ours.atoms.size(); ++i) {
    our_positions.push_back(ours.atoms[i].position);
    our_elements.push_back(ours.site_of(i).element);
  }
  const auto published = distances(positions, elements, edges);
  const auto mine = distances(our_positions, our_elements, ours.lattice);
  ASSERT_EQ(published.size(), 64U);
  ASSERT_EQ(mine.size(), 64U);
  const auto mean = [](const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  };
  EXPECT_NEAR(mean(published), 2.02691, 1e-4);
  EXPECT_NEAR(mean(mine), mean(published), 0.02);
}

}  // namespace
}  // namespace vitriflow
