#include "stages/structure/structure_file.hpp"

#include <gtest/gtest.h>

#include <map>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

std::map<std::string, int> composition(const UnitCell& cell) {
  std::map<std::string, int> counts;
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) ++counts[cell.site_of(i).element];
  return counts;
}

std::string message_of(const std::string& text) {
  try {
    parse_structure(text, "cell.yaml");
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

TEST(StructureFile, CrystalsHaveTheCompositionOfTheirSpaceGroups) {
  const auto of = [](const char* name) {
    return composition(read_structure(fmt::format("inputs/structures/{}.yaml", name)));
  };
  EXPECT_EQ(of("zif-4"), (std::map<std::string, int>{{"Zn", 16}, {"N", 64}, {"C", 96}, {"H", 96}}));
  EXPECT_EQ(of("zif-zni"), (std::map<std::string, int>{{"Zn", 32}, {"N", 128}, {"C", 192}, {"H", 192}}));
  EXPECT_EQ(of("zif-8"), (std::map<std::string, int>{{"Zn", 12}, {"N", 48}, {"C", 96}, {"H", 120}}));
  EXPECT_EQ(of("silicon"), (std::map<std::string, int>{{"Si", 8}}));
}

TEST(StructureFile, AtomNearASpecialPositionIsPutOntoIt) {
  const UnitCell cell = parse_structure(
      "structure: two\n"
      "source: none\n"
      "cell: {a: 10 A, b: 10, c: 1 nm}\n"
      "operators: [\"x, y, z\", \"-x, -y, -z\"]\n"
      "atoms:\n"
      "  - [Zn1, Zn, 0.503, 0.5, 0, 1]\n"
      "  - [O1, O, 0.1, 0.2, 0.3, 2]\n",
      "cell.yaml");
  ASSERT_EQ(cell.atoms.size(), 3U);
  EXPECT_NEAR(cell.atoms[0].position[0], 5.0, 1e-12);
  EXPECT_NEAR(cell.lattice.edges[2], 10.0, 1e-12);
}

TEST(StructureFile, EveryProblemOfAFileIsListedWithItsPlace) {
  EXPECT_EQ(message_of("structure: bad\n"
                       "cell: {a: 0 A, b: 10 K, c: 10, gamma: 120}\n"
                       "operators: [\"x, y, z\", \"-x, q, z\", \"2*x, y, z\"]\n"
                       "colour: red\n"
                       "atoms:\n"
                       "  - [Zn1, Zm, 0, 0, 0, 1]\n"
                       "  - [O1, O, 0.1, 0.2, 0.3]\n"
                       "  - [O2, O, 0.1, 0.2, 0.3, 1.5]\n"),
            "cell.yaml:1:1: the structure file lacks 'source'. Add it.\n"
            "  structure: bad\n"
            "  ^\n"
            "cell.yaml:2:11: cell edge 'a' is 0 A, expected more than 0.\n"
            "  cell: {a: 0 A, b: 10 K, c: 10, gamma: 120}\n"
            "            ^\n"
            "cell.yaml:2:19: unit 'K' is a temperature, expected a length such as 'A'.\n"
            "  cell: {a: 0 A, b: 10 K, c: 10, gamma: 120}\n"
            "                    ^~~~\n"
            "cell.yaml:3:24: '-x, q, z' is no symmetry operator. Write three expressions in x, y and z, such as "
            "\"-x+1/2, y, z\".\n"
            "  operators: [\"x, y, z\", \"-x, q, z\", \"2*x, y, z\"]\n"
            "                         ^\n"
            "cell.yaml:3:36: '2*x, y, z' is no symmetry operator. Write three expressions in x, y and z, such as "
            "\"-x+1/2, y, z\".\n"
            "  operators: [\"x, y, z\", \"-x, q, z\", \"2*x, y, z\"]\n"
            "                                     ^\n"
            "cell.yaml:4:1: unknown key 'colour' of the structure file. Known: 'structure', 'source', 'space_group', "
            "'note', 'cell', "
            "'operators', 'centring', 'atoms'.\n"
            "  colour: red\n"
            "  ^~~~~~\n"
            "cell.yaml:6:11: unknown element 'Zm' of atom 'Zn1'. Did you mean 'Zn'?\n"
            "    - [Zn1, Zm, 0, 0, 0, 1]\n"
            "            ^~\n"
            "cell.yaml:7:5: an atom is a list of label, element, x, y, z and multiplicity: [C1, C, 0.25, 0.5, 0, 8].\n"
            "    - [O1, O, 0.1, 0.2, 0.3]\n"
            "      ^\n"
            "cell.yaml:8:28: a multiplicity is a whole number from 1 on, not 1.5.\n"
            "    - [O2, O, 0.1, 0.2, 0.3, 1.5]\n"
            "                             ^~~\n"
            "9 problems.\n");
}

TEST(StructureFile, WrongMultiplicityAndOverlapAreFoundTogether) {
  EXPECT_EQ(
      message_of("structure: bad\n"
                 "source: none\n"
                 "cell: {a: 10, b: 10, c: 10}\n"
                 "operators: [\"x, y, z\", \"-x, -y, -z\"]\n"
                 "atoms:\n"
                 "  - [Zn1, Zn, 0, 0, 0, 2]\n"
                 "  - [O1, O, 0.1, 0.2, 0.3, 2]\n"
                 "  - [O2, O, 0.1, 0.2, 0.34, 2]\n"
                 "  - [O3, O, 0.51, 0.5, 0.5, 2]\n"),
      "cell.yaml:6:5: atom 'Zn1' has 1 images under the operators, but its multiplicity is given as 2. Correct the "
      "multiplicity, the coordinates or the operators.\n"
      "    - [Zn1, Zn, 0, 0, 0, 2]\n"
      "      ^\n"
      "cell.yaml:8:5: atom 'O2' lies 0.40 A from 'O1' (line 7), nearer than 0.5 A. Correct the coordinates or the "
      "operators.\n"
      "    - [O2, O, 0.1, 0.2, 0.34, 2]\n"
      "      ^\n"
      "cell.yaml:9:5: atom 'O3' lies 0.20 A from an image of itself, nearer than 0.5 A. Correct the coordinates or the "
      "operators.\n"
      "    - [O3, O, 0.51, 0.5, 0.5, 2]\n"
      "      ^\n"
      "3 problems.\n");
}

// Whether they make a group takes the third power of their number: hours for a file of 4 kB.
TEST(StructureFile, MoreOperatorsThanAnySpaceGroupHasAreRefused) {
  std::string text = "structure: many\nsource: none\ncell: {a: 5 A, b: 5 A, c: 5 A}\noperators:\n";
  for (int i = 0; i < 96; ++i) text += fmt::format("  - x, y, z+{}/96\n", i);
  text += "centring:\n";
  for (int i = 0; i < 96; ++i) text += fmt::format("  - 0, 0, {}/96\n", i);
  text += "atoms:\n  - [C1, C, 0.25, 0.5, 0, 8]\n";
  EXPECT_EQ(
      message_of(text),
      "cell.yaml:5:3: 96 operators with 96 shifts are more than the 192 that a space group can have. Remove those "
      "that stand twice.\n"
      "    - x, y, z+0/96\n"
      "    ^\n"
      "1 problem.\n");
}

TEST(StructureFile, OperatorsThatMakeNoGroupAreRefused) {
  EXPECT_EQ(message_of("structure: bad\n"
                       "source: none\n"
                       "cell: {a: 10, b: 10, c: 10}\n"
                       "operators: [\"x, y, z\", \"-x, y, z\", \"x, -y, z\"]\n"
                       "atoms: [[Zn1, Zn, 0, 0, 0, 1]]\n"),
            "cell.yaml:4:12: the operators and shifts make no group: the product of two of them is missing. Complete "
            "the list.\n"
            "  operators: [\"x, y, z\", \"-x, y, z\", \"x, -y, z\"]\n"
            "             ^\n"
            "1 problem.\n");
}

}  // namespace
}  // namespace vitriflow
