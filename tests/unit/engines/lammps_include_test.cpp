#include "stages/engines/lammps_include.hpp"

#include <gtest/gtest.h>

namespace vitriflow {

namespace {

// The messages of the problems, one a line with its place.
std::string problems_of(const std::string& text) {
  Diagnostics problems;
  check_lammps_include(text, "field.lmp", problems);
  std::string all;
  for (const auto& item : problems.items())
    all += fmt::format("{}:{}: {}\n", item.place.line, item.place.column, item.message);
  return all;
}

}  // namespace

TEST(LammpsInclude, CommandsOfAForceFieldPassWithContinuationsJoinedAndCommentsCut) {
  EXPECT_EQ(lammps_include_commands("# a comment\n"
                                    "pair_style  lj/cut 8.0 # cut\n"
                                    "variable e equal 0.01*2\n"
                                    "pair_coeff * * &\n   ${e} 3.4\n"
                                    "set type 1 charge 0.5\n"
                                    "mass 1 12.0\n",
                                    "field.lmp"),
            (std::vector<std::string>{"pair_style  lj/cut 8.0 ", "variable e equal 0.01*2",
                                      "pair_coeff * *    ${e} 3.4", "set type 1 charge 0.5", "mass 1 12.0"}));
}

TEST(LammpsInclude, EveryRefusedCommandIsNamedWithItsLineAndTheWayOut) {
  EXPECT_EQ(
      problems_of("units metal\npair_style sw\nshell rm -rf x\n  fix 1 all nve\nrun 10\npair_stile sw\n"),
      "1:1: command 'units' is not allowed in a force field. Units are metal; remove the line and convert the "
      "numbers.\n"
      "3:1: command 'shell' is not allowed in a force field. A force field may not start programs; remove the line.\n"
      "4:3: command 'fix' is not allowed in a force field. Stages choose how particles move; remove the line.\n"
      "5:1: command 'run' is not allowed in a force field. Stages choose how long to run; remove the line.\n"
      "6:1: command 'pair_stile' is not allowed in a force field. Did you mean 'pair_style'?\n");
}

TEST(LammpsInclude, WhatIsNotAboutForcesIsRefused) {
  for (const std::string command : {"quit",
                                    "clear",
                                    "partition yes 1 print x",
                                    "python f source x",
                                    "include other.lmp",
                                    "read_data x",
                                    "read_restart x",
                                    "write_data x",
                                    "write_restart x",
                                    "dump 1 all atom 1 x",
                                    "atom_style full",
                                    "jump SELF a",
                                    "label a",
                                    "next x",
                                    "if 1 then quit",
                                    "print hello file x",
                                    "log x",
                                    "package omp 2",
                                    "plugin load x.so",
                                    "kim init x",
                                    "velocity all set 0 0 0",
                                    "rerun x",
                                    "pair_write 1 1 10 r 1 2 x y",
                                    "fix_modify 1 energy yes",
                                    "info all out overwrite x",
                                    "echo both",
                                    "suffix off",
                                    "timer off",
                                    "create_atoms 1 box",
                                    "delete_atoms all",
                                    "message client md file x"}) {
    EXPECT_FALSE(problems_of(command + "\n").empty()) << command;
  }
}

TEST(LammpsInclude, ContinuationsSmuggleNothing) {
  EXPECT_FALSE(problems_of("she&\nll touch x\n").empty());
  EXPECT_FALSE(problems_of("# harmless &\n\nshell touch x\n").empty());
  EXPECT_EQ(problems_of("pair_style sw # why &\npair_coeff * * Si.sw Si\n"),
            "1:1: a comment ends in '&', by which LAMMPS would make the next line part of it. Remove the '&'.\n");
  EXPECT_FALSE(problems_of("pair_style sw\r\nshell touch x\r\n").empty());
  EXPECT_FALSE(problems_of("pair_coeff * * \"\"\"Si.sw\nshell touch x\n\"\"\"\n").empty());
  EXPECT_FALSE(problems_of("pair_coeff * * \"Si.sw\nshell touch x\n").empty());
}

TEST(LammpsInclude, SubstitutionSmugglesNothing) {
  EXPECT_EQ(problems_of("variable s string shell\n${s} touch x\n"),
            "2:1: a command's name must stand as it is, without quotes or '$'. Write it out.\n");
  EXPECT_EQ(problems_of("variable a string py\nvariable b string thon\npair_style ${a}${b} 10\n"),
            "3:12: a style may use '${name}' only as a whole word for a variable that is a number.\n");
  EXPECT_FALSE(problems_of("variable a string python\nvariable a index 5\npair_style ${a} 5\n").empty());
  EXPECT_FALSE(problems_of("variable a index python\nvariable a index 5\npair_style $a 5\n").empty());
  EXPECT_FALSE(problems_of("pair_coeff * * $(shell) 1\n").empty());
  EXPECT_FALSE(problems_of("variable ${x} equal 1\n").empty());
  EXPECT_EQ(problems_of("variable rc equal 8\npair_style lj/cut ${rc}\n"), "");
}

TEST(LammpsInclude, VariablesThatReachOutAreRefused) {
  for (const std::string style :
       {"getenv HOME", "file x", "atomfile x", "python f", "format x %g", "loop 5", "world a b", "timer x"}) {
    EXPECT_FALSE(problems_of("variable v " + style + "\n").empty()) << style;
  }
  EXPECT_EQ(problems_of("variable v shell ls\n"),
            "1:12: variable style 'shell' is not allowed. Use 'equal', 'index' or 'string'.\n");
  EXPECT_FALSE(problems_of("variable v equal py_f(1)\n").empty());
}

TEST(LammpsInclude, StylesThatLoadForeignCodeAreRefused) {
  EXPECT_EQ(problems_of("pair_style hybrid/overlay lj/cut 8 python 10\n"),
            "1:36: style 'python' loads code from outside. Use a style of LAMMPS itself.\n");
  EXPECT_FALSE(problems_of("pair_style kim SW_Si\n").empty());
  EXPECT_FALSE(problems_of("pair_style 'python' 10\n").empty());
}

TEST(LammpsInclude, BytesOutsideAsciiAreRefusedOutsideComments) {
  EXPECT_EQ(problems_of("pair_style sw # \xC3\x85\n"), "");
  EXPECT_EQ(problems_of("pair_style\xC2\xA0sw\n"),
            "1:1: only plain ASCII characters are allowed outside comments. Retype the line.\n");
}

}  // namespace vitriflow
