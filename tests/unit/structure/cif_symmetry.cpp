#include "stages/structure/cif_symmetry.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

const Lattice kCubic{Vector{10, 10, 10}};
const Lattice kRhombohedral = lattice_of({10, 10, 10}, {80, 80, 80});
const Lattice kHexagonal = lattice_of({10, 10, 25}, {90, 90, 120});
const Lattice kMonoclinic = lattice_of({9, 10, 11}, {90, 104, 90});

CifSymmetry symmetry_of(const std::string& items, const Lattice& lattice, Diagnostics& problems) {
  const auto blocks = parse_cif("data_x\n" + items, "x.cif", problems);
  problems.throw_if_any();
  return read_cif_symmetry(blocks.front(), lattice, problems);
}

std::string refusal_of(const std::string& items, const Lattice& lattice) {
  Diagnostics problems;
  symmetry_of(items, lattice, problems);
  return problems.empty() ? "accepted" : problems.items().front().message;
}

struct Named {
  std::string name;
  const Lattice* lattice;
  int group;
  std::size_t operators;
};

TEST(CifSymmetry, NamesAreReadInEveryNotation) {
  for (const Named& named : {Named{"P 1", &kCubic, 1, 1},
                             {"I -4 3 m", &kCubic, 217, 48},
                             {"I-43m", &kCubic, 217, 48},
                             {"i -4 3 M", &kCubic, 217, 48},
                             {"P b c a", &kCubic, 61, 8},
                             {"P_b_c_a", &kCubic, 61, 8},
                             {"P c a b", &kCubic, 61, 8},
                             {"P 1 21/c 1", &kMonoclinic, 14, 4},
                             {"P21/c", &kMonoclinic, 14, 4},
                             {"P2(1)/n", &kMonoclinic, 14, 4},
                             {"I 2/a", &kMonoclinic, 15, 8},
                             {"R -3 m :H", &kHexagonal, 166, 36},
                             {"R -3 m H", &kHexagonal, 166, 36},
                             {"R-3m:R", &kRhombohedral, 166, 12},
                             {"R -3 m", &kHexagonal, 166, 36},
                             {"R -3 m", &kRhombohedral, 166, 12},
                             {"F d -3 m :2", &kCubic, 227, 192},
                             {"F d -3 m Z", &kCubic, 227, 192},
                             {"F d -3 m S", &kCubic, 227, 192}}) {
    Diagnostics problems;
    const auto found = symmetry_of("_space_group_name_H-M_alt '" + named.name + "'\n", *named.lattice, problems);
    EXPECT_TRUE(problems.empty()) << named.name << '\n' << problems.render();
    EXPECT_EQ(found.group, named.group) << named.name;
    EXPECT_EQ(found.operators.size(), named.operators) << named.name;
    EXPECT_TRUE(is_group(found.operators)) << named.name;
  }
}

TEST(CifSymmetry, EveryGroupOfTheTablesIsReadByItsNumberOrNeedsAnOrigin) {
  int read = 0;
  for (int number = 1; number <= 230; ++number) {
    const bool sixfold = number >= 143 && number <= 194;
    const Lattice& lattice = sixfold ? kHexagonal : kCubic;
    const std::string item = fmt::format("_symmetry_Int_Tables_number {}\n", number);
    Diagnostics problems;
    const auto found = symmetry_of(item, lattice, problems);
    EXPECT_EQ(found.group, number);
    if (problems.empty())
      ++read;
    else
      EXPECT_NE(problems.items().front().message.find("has two origins in use"), std::string::npos)
          << problems.render();
  }
  EXPECT_EQ(read, 230 - 24);  // groups with two origins in the International Tables
}

TEST(CifSymmetry, ThirdsAreMeantWhereDigitsAreFew) {
  Diagnostics problems;
  const auto found = symmetry_of(
      "loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'-y,x-y,z'\n'-x+y,-x,z'\n'x+0.667,y+.333,z+.333'\n"
      "'-y+.667,x-y+.333,z+.333'\n'-x+y+.667,-x+.333,z+.333'\n'x+.333,y+.667,z+.667'\n'-y+.333,x-y+.667,z+.667'\n"
      "'-x+y+.333,-x+.667,z+.667'\n",
      kHexagonal, problems);
  EXPECT_TRUE(problems.empty()) << problems.render();
  EXPECT_EQ(found.group, 146);
}

TEST(CifSymmetry, WhatCannotBeMeantIsRefusedWithTheWayOut) {
  EXPECT_EQ(
      refusal_of("_journal_year 2024\n", kCubic),
      "block 'x' states no symmetry. Add a loop of '_space_group_symop_operation_xyz', with 'x, y, z' alone for P1.");
  EXPECT_EQ(refusal_of("_space_group_name_H-M_alt 'Q 1'\n", kCubic),
            "unknown space group 'Q 1'. Write it as in the International Tables, such as 'P b c a' or 'R -3 m :H', or "
            "list the operators.");
  EXPECT_EQ(refusal_of("_space_group_name_H-M_alt 'F d -3 m'\n", kCubic),
            "'_space_group_name_H-M_alt' ('F d -3 m') has two origins in use and none is named. Append ':1' or ':2' to "
            "the name of the space group, or list the operators.");
  EXPECT_EQ(refusal_of("_space_group_IT_number 231\n", kCubic),
            "'231' is no number of a space group, which run from 1 to 230.");
  EXPECT_EQ(
      refusal_of("loop_\n_space_group_symop_operation_xyz\n'x,y,z'\n'-x+1/2,-y,z+1/2'\n'-x,y+1/2,-z+1/2'\n", kCubic),
      "the 3 operators make no group: the product of two of them is missing. Complete the list, the shifts of the "
      "lattice centring included.");
  EXPECT_EQ(refusal_of("loop_\n_space_group_symop_operation_xyz\n'x,y,z'\n'-x,-y,w'\n", kCubic),
            "'-x,-y,w' is no symmetry operator. Write three expressions in x, y and z, such as '-x+1/2, y, z'.");
}

TEST(CifSymmetry, ContradictionsNameBothStatements) {
  EXPECT_EQ(
      refusal_of("_space_group_name_H-M_alt 'P b c a'\n_space_group_IT_number 62\n", kCubic),
      "'_space_group_IT_number' ('62') means Pnma (62), but '_space_group_name_H-M_alt' ('P b c a') (line 2) means "
      "Pbca (61). Correct the wrong one or remove it.");
  EXPECT_EQ(
      refusal_of("_space_group_name_Hall '-P 2ac 2ab'\nloop_\n_space_group_symop_operation_xyz\n'x,y,z'\n", kCubic),
      "'_space_group_name_Hall' ('-P 2ac 2ab') means Pbca (61), but the list of '_space_group_symop_operation_xyz' "
      "(line 4) means P1 (1). Correct the wrong one or remove it.");
  EXPECT_EQ(
      refusal_of("_space_group_name_Hall '-P 2bc 2ac'\nloop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n"
                 "'-x+1/2,-y,z+1/2'\n'-x,y+1/2,-z+1/2'\n'x+1/2,-y+1/2,-z'\n'-x,-y,-z'\n'x+1/2,y,-z+1/2'\n"
                 "'x,-y+1/2,z+1/2'\n'-x+1/2,y+1/2,z'\n",
                 kCubic),
      "'_space_group_name_Hall' ('-P 2bc 2ac') and the list of '_symmetry_equiv_pos_as_xyz' (line 4) mean Pbca (61) "
      "in different settings. Correct the wrong one or remove it.");
  // The name alone leaves the origin open, so it agrees with either.
  EXPECT_EQ(refusal_of("_space_group_name_H-M_alt 'F d -3 m'\n_space_group_name_Hall '-F 4vw 2vw 3'\n", kCubic),
            "accepted");
}

TEST(CifSymmetry, SymmetryThatTheCellHasNotIsRefused) {
  EXPECT_EQ(
      refusal_of("_space_group_name_H-M_alt 'I -4 3 m'\n", Lattice(Vector{10, 10, 11})),
      "'_space_group_name_H-M_alt' ('I -4 3 m') does not fit the cell: it makes edges or angles equal that are not. "
      "Correct the cell or the symmetry; 'P 1' needs all atoms in the list.");
}

TEST(CifDocument, ReadsQuotesTextFieldsCommentsAndEveryLineEnd) {
  const std::string text =
      "# head\ndata_a\n_one 'it''s a # text' # and a comment\n_two \"with 'quotes'\"\n_three\n;first\n second\n;\n"
      "loop_\n_Atom.Site_x\n_y\n1 ?\n2 '?'\n";
  for (const std::string& end : {std::string("\n"), std::string("\r\n"), std::string("\r")}) {
    std::string lines;
    for (const char c : text) lines += c == '\n' ? end : std::string(1, c);
    Diagnostics problems;
    const auto blocks = parse_cif(lines, "a.cif", problems);
    ASSERT_TRUE(problems.empty()) << problems.render();
    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(blocks[0].value({"_one"})->text, "it''s a # text");
    EXPECT_EQ(blocks[0].value({"_two"})->text, "with 'quotes'");
    EXPECT_EQ(blocks[0].value({"_three"})->text, "first\n second");
    const CifItem* x = blocks[0].find({"_atom_site_x"});
    ASSERT_NE(x, nullptr);
    EXPECT_EQ(x->values.size(), 2U);
    EXPECT_EQ(x->values[1].place.line, 13);
    EXPECT_TRUE(blocks[0].find({"_Y"})->values[0].missing);
    EXPECT_FALSE(blocks[0].find({"_Y"})->values[1].missing);
  }
}

TEST(CifDocument, WhatIsNoCifIsRefusedAtItsPlace) {
  const auto first_problem = [](const std::string& text) {
    Diagnostics problems;
    parse_cif(text, "a.cif", problems);
    return problems.empty() ? "accepted" : render(problems.items().front());
  };
  EXPECT_EQ(first_problem("data_a\n_x 'open\n"),
            "a.cif:2:4: the text that begins here has no closing ' on its line. Add it.\n  _x 'open\n     ^\n");
  EXPECT_EQ(
      first_problem("data_a\n_x\n;open\n"),
      "a.cif:3:1: the text field that begins here does not end. Close it with ';' on a line of its own.\n  ;open\n"
      "  ^\n");
  EXPECT_EQ(first_problem("data_a\n_x\n_y 1\n"), "a.cif:2:1: '_x' has no value. Write '?' for none.\n  _x\n  ^~\n");
  EXPECT_EQ(first_problem("data_a\n_x 1 2\n"),
            "a.cif:2:6: '2' belongs to no tag. A text with blanks needs quotes around it.\n  _x 1 2\n       ^\n");
  EXPECT_EQ(first_problem("data_a\n_x 1\n_X 2\n"),
            "a.cif:3:1: '_X' stands in line 2 of the block 'a' already. Remove one of them.\n  _X 2\n  ^\n");
  EXPECT_EQ(first_problem("_x 1\n"),
            "a.cif:1:1: '_x' stands before the first data block. A CIF begins with 'data_' and a name.\n  _x 1\n  ^\n");
  EXPECT_EQ(first_problem(""), "a.cif:1:1: there is no data block. A CIF begins with 'data_' and a name.\n");
}

TEST(CifDocument, UncertaintiesInBracketsAreRead) {
  const auto number = [](const std::string& text) { return cif_number({text, false, {}, 1}); };
  EXPECT_EQ(number("0.1234(5)"), 0.1234);
  EXPECT_EQ(number("-.5"), -0.5);
  EXPECT_EQ(number("+12(3)"), 12.0);
  EXPECT_FALSE(number("0.12a").has_value());
  EXPECT_FALSE(number("nan").has_value());
  EXPECT_FALSE(number("").has_value());
}

}  // namespace
}  // namespace vitriflow
