// Data and dump files of LAMMPS: what is read, and what is said of files that cannot be.
#include <gtest/gtest.h>

#include <fstream>

#include "hpc/base/diagnostic.hpp"
#include "stages/exchange/lammps_data.hpp"
#include "stages/exchange/lammps_dump.hpp"
#include "tests/support/scratch_folder.hpp"

namespace vitriflow {
namespace {

constexpr const char* kWater =
    "water by hand\n"
    "\n"
    "3 atoms\n2 atom types\n2 bonds\n1 bond types\n1 angles\n1 angle types\n"
    "0 10 xlo xhi\n-1 9 ylo yhi\n0 12 zlo zhi\n1 0 0 xy xz yz\n"
    "\nMasses\n\n1 15.9994  # O\n2 1.008\n"
    "\nPair Coeffs\n\n1 0.1 3\n2 0 0\n"
    "\nAtoms # full\n\n2 1 2 0.4 1.0 0 0 0 0 0\n1 1 1 -0.8 0 0 0 0 0 0\n3 1 2 0.4 0 1.0 0 0 0 0\n"
    "\nVelocities\n\n1 0.001 0 0\n2 0 0.002 0\n3 0 0 0\n"
    "\nBonds\n\n1 1 1 2\n2 1 1 3\n\nAngles\n\n1 1 2 1 3\n";

System read(const std::string& text, const LammpsDataRequest& request = {}) {
  return parse_lammps_data(text, "water.data", request);
}

TEST(LammpsData, GivesParticlesByIdWithElementsChargesAndTerms) {
  const System system = read(kWater, {{}, true, ""});
  EXPECT_EQ(system.type, (std::vector<std::int64_t>{0, 1, 1}));
  EXPECT_EQ(system.types[0].element, "O");
  EXPECT_EQ(system.types[1].element, "H");
  EXPECT_DOUBLE_EQ(system.types[0].charge, -0.8);
  EXPECT_DOUBLE_EQ(system.types[0].mass, 15.9994);
  EXPECT_EQ(system.positions[3], 1.0);
  EXPECT_EQ(system.velocities[4], 2.0);  // 0.002 A/fs
  EXPECT_EQ(system.box.origin[1], -1.0);
  EXPECT_EQ(system.box.edges[2], 12.0);
  EXPECT_EQ(system.box.tilts[0], 1.0);
  EXPECT_EQ(system.topology.bonds[1], (std::array<std::int64_t, 3>{0, 0, 2}));
  EXPECT_EQ(system.topology.angles[0], (std::array<std::int64_t, 4>{0, 1, 0, 2}));
  EXPECT_NEAR(system.true_mass, 18.015, 1e-9);
}

std::string refusal(std::string text, const std::string& from, const std::string& to,
                    const LammpsDataRequest& request = {}) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  text.replace(at, from.size(), to);
  try {
    read(text, request);
  } catch (const InvalidInput& error) {
    const std::string all = error.diagnostics().render();
    return all.substr(0, all.find('\n'));
  }
  return "accepted";
}

TEST(LammpsData, SaysWhatIsWrongAndInWhichLine) {
  EXPECT_EQ(refusal(kWater, "2 1.008", "2 300"),
            "water.data:17:1: no element weighs 300 g/mol. Name the elements of all types with 'elements'.");
  EXPECT_EQ(refusal(kWater, "Atoms # full", "Atoms # sphere"),
            "water.data:24:1: atom style 'sphere' is not read. Known: atomic, charge, molecular, full.");
  EXPECT_EQ(refusal(kWater, "Atoms # full", "Atoms"),
            "water.data:24:1: the section does not say its style. Write 'Atoms # full', or state 'atom_style'.");
  EXPECT_EQ(refusal(kWater, "3 1 2 0.4 0 1.0", "2 1 2 0.4 0 1.0"), "water.data:28:1: id 2 stands twice.");
  EXPECT_EQ(refusal(kWater, "3 atoms", "4 atoms"),
            "water.data:24:1: the section has 3 lines, the header promises 4 atoms.");
  EXPECT_EQ(refusal(kWater, "3 1 2 0.4", "3 1 2 0.5"),
            "water.data:24:1: atoms of type 2 carry charges of 0.4 and 0.5 e. Give each charge a type of its own.");
  EXPECT_EQ(refusal(kWater, "0 10 xlo xhi\n", ""),
            "water.data: the header has no line '... ... xlo xhi'. Add the box.");
  EXPECT_EQ(refusal(kWater, "Velocities", "Ellipsoids"),
            "water.data:30:1: section 'Ellipsoids' is not read. Known: Masses, Atoms, Velocities, Bonds, Angles, "
            "Dihedrals, Impropers and those of coefficients. Remove it.");
  EXPECT_EQ(refusal(kWater, "2 1.008", "2 1.008", {{"O", "Hx"}, false, ""}),
            "water.data:17:1: 'Hx' of 'elements' is no element. Did you mean 'H'?");
}

TEST(LammpsData, PromisedTypesAreBelievedOnlyAsFarAsThereAreMasses) {
  EXPECT_EQ(refusal(kWater, "2 atom types", "1000000000000000000 atom types"),
            "water.data:14:1: the section has 2 lines, the header promises 1000000000000000000 types. Add a line for "
            "each type.");
}

TEST(LammpsData, NumbersAreFinite) {
  EXPECT_EQ(refusal(kWater, "0 12 zlo", "0 nan zlo"),
            "water.data:11:1: '0 nan' are no bounds of a box: the first must be below the second.");
  EXPECT_EQ(refusal(kWater, "0.4 1.0 0 0", "0.4 inf 0 0"), "water.data:26:1: 'inf' is no number.");
}

TEST(ElementOfMass, TakesTheNearestAndKnowsDummies) {
  EXPECT_EQ(element_of_mass(65.409), "Zn");
  EXPECT_EQ(element_of_mass(0.5), "X");
  EXPECT_EQ(element_of_mass(5.5), "");
}

class LammpsDumpTest : public ::testing::Test {
 protected:
  std::string path() { return folder_.path() + "/run.lammpstrj"; }
  void write(const std::string& text) { std::ofstream(path()) << text; }
  std::string refused(const LammpsDumpRequest& request = {{"Zn", "N"}, 0.5, false}) {
    try {
      LammpsDump dump(path(), request);
      while (dump.next()) {
      }
    } catch (const Error& error) {
      return std::string(error.what()).substr(path().size());
    }
    return "accepted";
  }
  testing::ScratchFolder folder_;
};

std::string frame(int step, const std::string& columns, const std::string& atoms, const std::string& box) {
  return fmt::format("ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS {}ITEM: ATOMS {}\n{}", step, box,
                     columns, atoms);
}
const std::string kBox = "pp pp pp\n1 11\n0 10\n0 10\n";

TEST_F(LammpsDumpTest, SortsByIdAndMeasuresFromTheOrigin) {
  write(frame(100, "id type x y z", "2 2 2 3 4\n1 1 1 0 0\n", kBox) +
        frame(200, "id type x y z", "1 1 1 0 0\n2 2 2 3 5\n", kBox));
  LammpsDump dump(path(), {{"Zn", "N"}, 0.5, false});
  const auto first = dump.next();
  EXPECT_EQ(dump.particles().elements, (std::vector<std::string>{"Zn", "N"}));
  EXPECT_EQ(first->positions, (std::vector<double>{0, 0, 0, 1, 3, 4}));
  EXPECT_DOUBLE_EQ(first->time_ps, 0.05);
  EXPECT_EQ(dump.next()->positions[5], 5.0);
  EXPECT_FALSE(dump.next().has_value());
}

TEST_F(LammpsDumpTest, ReadsScaledPositionsInATiltedBox) {
  // Edges (10, 0, 0), (2, 10, 0), (0, 0, 10): the bounds enclose the tilted box.
  write(
      frame(0, "id element xs ys zs", "1 Zn 0.5 0.5 0\n2 N 0 0 0.5\n", "xy xz yz pp pp pp\n0 12 2\n0 10 0\n0 10 0\n"));
  LammpsDump dump(path(), {});
  const auto frame = dump.next();
  EXPECT_EQ(frame->edges, (std::vector<double>{10, 0, 0, 2, 10, 0, 0, 0, 10}));
  EXPECT_EQ(frame->positions, (std::vector<double>{6, 5, 0, 0, 0, 5}));
}

TEST_F(LammpsDumpTest, NamesTheLineOfWhatIsWrong) {
  write(frame(0, "type x y z", "1 0 0 0\n2 1 1 1\n", kBox));
  EXPECT_EQ(refused(), ":9: there is no column 'id'. Write the dump with it: only then atoms can be told apart.");
  write(frame(0, "id type x y z", "1 1 0 0 0\n2 3 1 1 1\n", kBox));
  EXPECT_EQ(refused(), ":11: type '3' has no element: 'elements' names 2.");
  write(frame(0, "id type x y z", "1 1 0 0 0\n", kBox));
  EXPECT_EQ(refused(), ":11: the file ends where an atom should stand. Cut off its last frame.");
  write(frame(0, "id type x y z", "1 1 0 0 0\n2 2 1 1 1\n", kBox) +
        frame(1, "id type x y z", "1 1 0 0 0\n3 2 1 1 1\n", kBox));
  EXPECT_EQ(refused(), ":22: this frame has other atoms than the first one. Dump one group of atoms throughout.");
  write(frame(0, "id type x y z", "1 1 0 0 nan\n2 2 1 1 1\n", kBox));
  EXPECT_EQ(refused(), ":10: 'nan' is no coordinate.");
  write("nonsense\n");
  EXPECT_EQ(refused(), ":1: 'ITEM: TIMESTEP' is missing: this is no LAMMPS text dump.");
}

TEST_F(LammpsDumpTest, PromisedAtomsTakeNoMemoryBeforeTheyAreRead) {
  std::string text = frame(0, "id type x y z", "1 1 0 0 0\n", kBox);
  text.replace(text.find("ATOMS\n2"), 7, "ATOMS\n100000000000000000");
  write(text);
  EXPECT_EQ(refused(), ":11: the file ends where an atom should stand. Cut off its last frame.");
}

}  // namespace
}  // namespace vitriflow
