// Files as they are published, with the troubles they have: each builds, or is refused in these words.
#include <gtest/gtest.h>

#include <map>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/cif_structure.hpp"
#include "stages/structure/guests.hpp"
#include "stages/structure/structure_input.hpp"

namespace vitriflow {
namespace {

const std::string kFolder = "tests/unit/structure/cif/";

StructureInput read(const std::string& file, const std::string& block = "") {
  return read_structure_input(kFolder + file, block, true);
}

std::string formula(const UnitCell& cell) {
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) elements.push_back(cell.site_of(i).element);
  return hill_formula(elements);
}

struct Published {
  std::string file;
  std::size_t atoms;
  std::string formula;
  double density;  // g/cm3
  int space_group;
  std::vector<std::string> notices;
};

std::ostream& operator<<(std::ostream& out, const Published& published) { return out << published.file; }

class PublishedCif : public ::testing::TestWithParam<Published> {};

TEST_P(PublishedCif, BuildsAndTellsWhatWasChosen) {
  const Published& expected = GetParam();
  const StructureInput input = read(expected.file);
  EXPECT_EQ(input.cell.atoms.size(), expected.atoms);
  EXPECT_EQ(formula(input.cell), expected.formula);
  EXPECT_EQ(input.space_group, expected.space_group);
  EXPECT_EQ(input.notices, expected.notices);
  const System system = assemble(input.cell, read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  EXPECT_NEAR(system.density_g_cm3(), expected.density, 5e-4);
}

INSTANTIATE_TEST_SUITE_P(
    Files, PublishedCif,
    ::testing::Values(
        Published{
            "disorder-groups.cif",
            276,
            "C96H120N48Zn12",
            0.924,
            217,
            {"disorder: kept group '1' of occupancy 0.63 (C2, H1); left out group '2' of occupancy 0.37 (C2B, H1B)",
             "disorder: kept group '1' of occupancy 0.63 (H2); left out group '2' of occupancy 0.37 (H2B)",
             "disorder: left out group '1' of occupancy 0.3 (O1W); kept group '2' of occupancy 0.45 (O2W)",
             "removed from the pores of each cell, being bonded to no metal: 8 O"}},
        Published{"solvent.cif",
                  276,
                  "C96H120N48Zn12",
                  0.924,
                  217,
                  {"removed from the pores of each cell, being bonded to no metal: 1 C3NO, 1 O (occupancy 0.5)",
                   "space group: the atoms as built have I-43m (217), the file states P1 (1)"}},
        Published{
            "no-hydrogens.cif",
            272,
            "C96H96N64Zn16",
            1.221,
            61,
            {"96 H of each cell placed by geometry, 1.08 A from ring carbons: of C1, C10, C11, C12, C2, C3, C4, C5, "
             "C6, C7, C8, C9"}},
        Published{"other-setting.cif", 272, "C96H96N64Zn16", 1.221, 61, {}},
        Published{"hall-crlf.cif", 272, "C96H96N64Zn16", 1.221, 61, {}},
        Published{"rhombohedral.cif",
                  138,
                  "C48H60N24Zn6",
                  0.924,
                  217,
                  {"space group: the atoms as built have I-43m (217), the file states R3m (160)"}},
        Published{"hexagonal.cif",
                  414,
                  "C144H180N72Zn18",
                  0.924,
                  217,
                  {"space group: the atoms as built have I-43m (217), the file states R3m (160)"}},
        Published{"triclinic.cif",
                  138,
                  "C48H60N24Zn6",
                  0.924,
                  217,
                  {"space group: the atoms as built have I-43m (217), the file states P1 (1)"}},
        Published{"number-only.cif", 544, "C192H192N128Zn32", 1.551, 110, {}},
        Published{"odd-name.cif", 544, "C192H192N128Zn32", 1.551, 110, {}},
        Published{"mixed-linkers.cif",
                  129,
                  "C45H54N24Zn6",
                  0.896,
                  1,
                  {"3 H of each cell placed by geometry, 1.08 A from ring carbons: of C12, C4, C8"}},
        Published{
            "xray-hydrogens.cif",
            276,
            "C96H120N48Zn12",
            0.924,
            217,
            {"deuterium counts as hydrogen (1 of the sites)",
             "120 H of each cell moved outwards to 1.08 A (ring) or 1.09 A (methyl) from their carbons, being nearer "
             "than 1 A: of C2, C3"}},
        Published{"special-position.cif",
                  276,
                  "C96H120N48Zn12",
                  0.924,
                  23,
                  {"disorder: kept group '-1' of occupancy 0.5 (H3A, H3B, H3C)",
                   "disorder: of group '-1' about a special position 24 of 48 copies are kept",
                   "space group: the atoms as built have I222 (23), the file states I-43m (217)"}}),
    [](const auto& tested) {
      std::string name = tested.param.file.substr(0, tested.param.file.find('.'));
      std::erase(name, '-');
      return name;
    });

struct Refused {
  std::string file;
  std::string message;
};

std::string refusal_of(const std::string& file, const std::string& block = "") {
  try {
    const StructureInput input = read(file, block);
    assemble(input.cell, read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  } catch (const Error& error) {
    EXPECT_EQ(error.failure(), Failure::invalid_input);
    std::string text = error.what();
    for (auto at = text.find(kFolder); at != std::string::npos; at = text.find(kFolder)) text.erase(at, kFolder.size());
    return text;
  }
  return "nothing was thrown";
}

TEST(RefusedCif, SeveralBlocksWithAtomsNeedAChoice) {
  EXPECT_EQ(refusal_of("two-blocks.cif"),
            "two-blocks.cif:25:1: the file has atoms in 2 blocks. Choose one with 'block: as_made'. Known: 'as_made', "
            "'cold'.\n"
            "  data_cold\n"
            "  ^\n"
            "1 problem.\n");
  EXPECT_EQ(refusal_of("two-blocks.cif", "colt"),
            "two-blocks.cif:1:1: no block 'colt' has atoms. Did you mean 'cold'?\n"
            "  data_global\n"
            "  ^\n"
            "1 problem.\n");
  EXPECT_NEAR(read("two-blocks.cif", "cold").cell.lattice.edges[0], 0.99 * 16.991, 1e-4);
  EXPECT_NEAR(read("two-blocks.cif", "as_made").cell.lattice.edges[0], 16.991, 1e-6);
}

TEST(RefusedCif, BlockOfAYamlFileIsRefused) {
  EXPECT_EQ(refusal_of("zif-8.yaml", "cold"), "'zif-8.yaml' has no blocks, being no CIF. Remove 'block: cold'.");
}

TEST(RefusedCif, ContradictionNamesBothStatements) {
  EXPECT_EQ(refusal_of("contradiction.cif"),
            "contradiction.cif:18:27: '_space_group_name_H-M_alt' ('P n m a') means Pnma (62), but the list of "
            "'_space_group_symop_operation_xyz' (line 9) means Pbca (61). Correct the wrong one or remove it.\n"
            "  _space_group_name_H-M_alt 'P n m a'\n"
            "                            ^~~~~~~\n"
            "1 problem.\n");
}

TEST(RefusedCif, HalvesWithoutGroupsLeaveNoChoice) {
  EXPECT_EQ(
      refusal_of("halves.cif"),
      "halves.cif:18:1: atom 'C2'' has an occupancy of 0.5 and overlaps 'C2' of occupancy 0.5: neither prevails. "
      "Write what belongs together as groups of a disorder ('_atom_site_disorder_group'), or give the atom that is "
      "to stay an occupancy of 1 and remove the others.\n"
      "  C2' C 0.64990 0.12304 0.70675 0.50\n"
      "  ^~~\n"
      "1 problem.\n");
}

TEST(RefusedCif, EverythingThatIsLackingIsListed) {
  EXPECT_EQ(
      refusal_of("lacking.cif"),
      "lacking.cif:6:1: block 'zif8_lacking' lacks '_cell_angle_beta'. Add it: a cell has three lengths (A) and "
      "three angles (degrees).\n"
      "  _cell_angle_beta     ?\n"
      "  ^\n"
      "lacking.cif:12:1: the loop of atoms lacks '_atom_site_fract_z'. Add it to every atom.\n"
      "  _atom_site_fract_x\n"
      "  ^~~~~~~~~~~~~~~~~~\n"
      "lacking.cif:20:14: '_atom_site_fract_y' of atom 'N1' is '?', expected a number such as 0.1234(5). Give its "
      "coordinates or remove the atom.\n"
      "  N1 N 0.58999 ?\n"
      "               ^\n"
      "3 problems.\n");
}

TEST(RefusedCif, RowThatIsTooLongIsNoticed) {
  EXPECT_EQ(refusal_of("blank.cif"),
            "blank.cif:22:24: the loop of line 9 has 5 tags and 41 values: its last row, which ends here, is 4 short. "
            "Complete it, or put quotes around values with blanks.\n"
            "  Zn1 Zn 0.50000 0.00000 0.75000\n"
            "                         ^\n"
            "1 problem.\n");
}

TEST(RefusedCif, LoopWithoutTagsIsNoticed) {
  try {
    parse_cif_structure("data_a\nloop_\n60 0.55 0.84\n", "a.cif", "");
    FAIL() << "read";
  } catch (const InvalidInput& error) {
    EXPECT_EQ(error.diagnostics().render(),
              "a.cif:3:1: the loop of line 2 has no tags before its first value. Name its columns.\n"
              "  60 0.55 0.84\n"
              "  ^~\n"
              "1 problem.\n");
  }
}

TEST(RefusedCif, OtherMetalsAndLinkersAreNamedWithTheirPositions) {
  EXPECT_EQ(
      refusal_of("strangers.cif"),
      "strangers.cif:20:1: atom 'Co1' (Co) at (0.5, 0, 0.75) is bonded to no C, N or H: no atom of Zn, imidazolate "
      "or 2-methylimidazolate, which are all that this force field knows. Correct the coordinates or choose "
      "another force field.\n"
      "  Co1 Co 0.50000 0.00000 0.75000\n"
      "  ^\n"
      "strangers.cif:21:1: atom 'Cl1' (Cl) at (0.5698, 0.8545, 0.5698) is bonded to no C, N or H: no atom of Zn, "
      "imidazolate or 2-methylimidazolate, which are all that this force field knows. Correct the coordinates or "
      "choose another force field.\n"
      "  Cl1 Cl 0.56980 0.85450 0.56980\n"
      "  ^\n"
      "2 problems.\n");
}

}  // namespace
}  // namespace vitriflow
