// What LAMMPS is told, and how its failures are worded: text in, text out.
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "stages/engines/lammps_commands.hpp"
#include "stages/engines/lammps_engine.hpp"
#include "stages/engines/lammps_instance.hpp"

namespace vitriflow {

namespace {

System two_types() {
  System system;
  system.name = "pair";
  system.types = {{"A", "C", 12.0, 0.5}, {"B", "X", 4.0, -0.5}};
  system.type = {0, 1};
  system.molecule = {1, 1};
  system.positions = {0.1, 0.2, 0.3, 1.0, 2.0, 1.0 / 3.0};
  system.box.edges = {10, 11, 12};
  system.topology.bonds = {{0, 0, 1}};
  system.topology.dihedrals = {{0, 0, 1, 0, 1}};
  auto& field = system.force_field;
  field.name = "field";
  field.bonds = {{"A-B", 5.0, 1.5}};
  field.dihedrals = {{"none", 0.0, 2, 180}};
  field.lennard_jones = {{0, 0, 0.01, 3.0, 9.0}, {1, 1, 1e-7, 1.0, 3.0}};
  field.morse = {{0, 1, 0.04, 2.0, 2.7, 8.0}};
  field.coulomb_cutoff = 8.5;
  field.kspace_accuracy = 1e-5;
  field.mesh = {12, 15, 18};
  field.ewald_per_A = 0.31;
  field.special_lj = {0, 0, 0.5};
  field.special_coulomb = {0, 0, 0.25};
  return system;
}

}  // namespace

TEST(LammpsText, DataFileHoldsEveryDigitAndLeavesOutWhatDoesNothing) {
  EXPECT_EQ(lammps_data_file(two_types()),
            "system pair\n\n2 atoms\n2 atom types\n1 bonds\n1 bond types\n\n0 10 xlo xhi\n0 11 ylo yhi\n0 12 zlo zhi\n"
            "\nMasses\n\n1 12\n2 4\n\nAtoms # full\n\n1 1 1 0.5 0.1 0.2 0.3\n2 1 2 -0.5 1 2 0.3333333333333333\n"
            "\nBonds\n\n1 1 1 2\n");
}

TEST(LammpsText, ChargedOverlayGivesEveryPairCoefficients) {
  EXPECT_EQ(lammps_force_field_commands(two_types(), true),
            (std::vector<std::string>{
                "pair_style hybrid/overlay lj/cut/coul/long/opt 9 8.5 morse/opt 8",
                "pair_coeff 1 1 lj/cut/coul/long/opt 0.01 3 9", "pair_coeff 1 2 lj/cut/coul/long/opt 0 1 1",
                "pair_coeff 1 2 morse/opt 0.04 2 2.7 8", "pair_coeff 2 2 lj/cut/coul/long/opt 1e-07 1 3",
                "bond_style harmonic", "bond_coeff 1 5 1.5", "special_bonds lj 0 0 0.5 coul 0 0 0.25",
                "kspace_style pppm 1e-05", "kspace_modify mesh 12 15 18 gewald 0.31", "neighbor 2 bin",
                "neigh_modify every 1 delay 0 check yes"}));
}

TEST(LammpsText, WithoutChargesPairsThatDoNothingAreNone) {
  System system = two_types();
  system.force_field.coulomb_cutoff = 0;
  system.force_field.lennard_jones.pop_back();
  const auto commands = lammps_force_field_commands(system, false);
  EXPECT_EQ(commands[0], "pair_style hybrid/overlay lj/cut 9 morse 8");
  EXPECT_EQ(commands[3], "pair_coeff 2 2 none");
}

TEST(LammpsText, RampsGoByAbsoluteSteps) {
  DynamicsRequest request{.ensemble = Ensemble::npt_isotropic,
                          .first_step = 200,
                          .steps = 100,
                          .temperature_from_K = 300,
                          .temperature_to_K = 900,
                          .ramp_first = 100,
                          .ramp_last = 1100};
  EXPECT_EQ(lammps_motion_command(request), "fix motion all npt temp 300 900 0.05 iso 1 1 0.5");
  EXPECT_EQ(lammps_ramp_words(request), " start 100 stop 1100");
  request.first_step = 1100;
  EXPECT_EQ(lammps_motion_command(request), "fix motion all npt temp 900 900 0.05 iso 1 1 0.5");
  EXPECT_EQ(lammps_ramp_words(request), "");
  request.first_step = 0;
  EXPECT_EQ(lammps_motion_command(request), "fix motion all npt temp 300 300 0.05 iso 1 1 0.5");
  request.first_step = 50;
  EXPECT_THROW(lammps_ramp_words(request), Bug);
}

TEST(LammpsText, BarostatsDifferByOneWord) {
  DynamicsRequest request{.ensemble = Ensemble::npt_anisotropic, .steps = 100};
  EXPECT_EQ(lammps_motion_command(request), "fix motion all npt temp 300 300 0.05 aniso 1 1 0.5");
  request.ensemble = Ensemble::npt_triclinic;
  EXPECT_EQ(lammps_motion_command(request), "fix motion all npt temp 300 300 0.05 tri 1 1 0.5 flip no");
}

TEST(LammpsText, WayToTheCubeIsCutByTheStepsThatAreLeft) {
  DynamicsRequest request{.ensemble = Ensemble::nvt, .first_step = 600, .steps = 100, .ramp_last = 1000};
  request.towards_cube = true;
  Box box;
  box.edges = {4, 10, 25};  // the cube's edge is 10
  EXPECT_EQ(lammps_shape_command(request, box),
            "fix shape all deform 1 x final -0.75 4.75 y final 0 10 z volume remap x flip no units box");
  box.tilts = {1, 0, -2};
  EXPECT_EQ(lammps_shape_command(request, box),
            "fix shape all deform 1 x final -0.75 4.75 y final 0 10 z volume xy final 0.75 yz final -1.5 remap x flip "
            "no units box");
  EXPECT_EQ(lammps_ramp_words(request), " start 600 stop 700");
  request.first_step = 950;
  EXPECT_THROW(lammps_shape_command(request, box), Bug);
}

TEST(LammpsText, ChosenMeshIsReadFromTheLog) {
  ForceField field;
  read_chosen_mesh("PPPM initialization ...\n  G vector (1/distance) = 0.31234567\n  grid = 15 18 20\n", field);
  EXPECT_EQ(field.mesh, (std::array<int, 3>{15, 18, 20}));
  EXPECT_EQ(field.ewald_per_A, 0.312346);
  EXPECT_THROW(read_chosen_mesh("nothing\n", field), Error);
}

TEST(LammpsText, FailureIsToldInItsOwnWords) {
  EXPECT_EQ(
      lammps_failure_text("ERROR: Lost atoms: original 400 current 399 (src/thermo.cpp:422)\nLast command: run 100\n",
                          "run 100 pre no", "a.log"),
      "LAMMPS, command 'run 100': Lost atoms: original 400 current 399. Log: a.log");
  EXPECT_EQ(lammps_failure_text("Step Temp\n", "run 100", "a.log"),
            "LAMMPS, command 'run 100': it ended without saying why. Log: a.log");
  EXPECT_EQ(lammps_failure_text("ERROR on proc 0: cannot open sw potential file x.sw: No such file or directory "
                                "(src/potential_file_reader.cpp:60)\nLast command: pair_coeff * * x.sw Si\n",
                                "", "a.log"),
            "LAMMPS, command 'pair_coeff * * x.sw Si': cannot open sw potential file x.sw: No such file or directory. "
            "Log: a.log");
}

TEST(LammpsText, PackagesAreListedWithoutOpeningASystem) {
  const auto info = engine_info("lammps");
  EXPECT_EQ(info.name, "LAMMPS");
  EXPECT_EQ(info.version.size(), 8U);
  const auto has = [&](const std::string& word) {
    return std::find(info.capabilities.begin(), info.capabilities.end(), word) != info.capabilities.end();
  };
  EXPECT_TRUE(has("package:KSPACE"));
  EXPECT_TRUE(has("package:MOLECULE"));
  EXPECT_TRUE(has("npt-isotropic"));
}

TEST(Engines, UnknownNameSaysWhatIsMeant) {
  try {
    engine_info("lamps");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "unknown engine 'lamps'. Did you mean 'lammps'?");
    EXPECT_EQ(error.failure(), Failure::invalid_input);
  }
}

}  // namespace vitriflow
