// What holds for LAMMPS alone: its errors come back as Errors, include texts, ids of fixes in the restart image.
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hpc/base/error.hpp"
#include "hpc/exit_guard.hpp"
#include "stages/engines/lammps_engine.hpp"
#include "stages/engines/lammps_instance.hpp"
#include "stages/engines/lammps_styles.hpp"
#include "tests/mpi/engines/systems.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string file_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

EngineSetup setup_in(const std::string& folder) {
  EngineSetup setup;
  setup.scratch = folder;
  setup.log_path = folder + "/lammps.log";
  return setup;
}

}  // namespace

MPI_TEST(Lammps, StylesAreInThePackagesThatTheListNames, 1) {
  const auto setup = setup_in(scratch_folder("styles"));
  LammpsInstance lammps(world, world, setup);
  const auto built = lammps_info().capabilities;
  for (const LammpsStyle& style : styles_with_known_package()) {
    const std::string package = lammps_package_of(style);
    const bool expected =
        package == "core" || std::find(built.begin(), built.end(), "package:" + package) != built.end();
    EXPECT_EQ(lammps.has_style(style.category, style.name), expected)
        << style.category << " " << style.name << " of " << package;
  }
}

MPI_TEST(Lammps, BadCommandComesBackAsItsOwnWordsAndTheNextInstanceWorks, 1, 2) {
  const auto setup = setup_in(scratch_folder("bad-command"));
  System broken = argon(3, 0.0);
  broken.force_field.lammps_include = "pair_style eam\npair_coeff * * Fe_absent.eam\n";
  const int abandoned = abandoned_lammps_instances();
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto engine = open_lammps(world, setup);
    EXPECT_EQ(
        message_of([&] { engine->load(broken); }),
        "LAMMPS, command 'pair_coeff * * Fe_absent.eam': cannot open eam potential file Fe_absent.eam: No such file "
        "or directory. Log: " +
            setup.log_path);
  }
  // On several ranks the include text is tried on the root alone.
  EXPECT_EQ(abandoned_lammps_instances() - abandoned, world.is_root() ? 3 : 0);
  const auto engine = open_lammps(world, setup);
  engine->load(argon(3, 0.0));
  EXPECT_LT(engine->evaluate().energy_eV, 0.0);
}

MPI_TEST(Lammps, UnknownStyleNamesTheCommand, 1, 2) {
  const auto setup = setup_in(scratch_folder("unknown-style"));
  System broken = argon(3, 0.0);
  broken.force_field.lammps_include = "pair_style lj/cutt 8.0\npair_coeff * * 0.01 3.4\n";
  const auto engine = open_lammps(world, setup);
  EXPECT_EQ(message_of([&] { engine->load(broken); }),
            "LAMMPS, command 'pair_style lj/cutt 8.0': Unrecognized pair style 'lj/cutt'. Log: " + setup.log_path);
}

MPI_TEST(Lammps, TrajectoryThatBlowsUpIsAnError, 1, 2) {
  const auto setup = setup_in(scratch_folder("blow-up"));
  const auto engine = open_lammps(world, setup);
  engine->load(argon(3, 0.0));
  engine->draw_velocities(5e4, 1);
  const std::string message = message_of([&] { engine->run_dynamics({.timestep_fs = 100.0, .steps = 200}, {}); });
  EXPECT_NE(message, "no error");
  const auto next = open_lammps(world, setup);
  next->load(argon(3, 0.0));
  next->run_dynamics({.timestep_fs = 1.0, .steps = 10}, {});
}

MPI_TEST(ExitGuard, AbortOfOneRankIsAnException, 1) {
  const ExitGuard guard(MPI_COMM_SELF, {});
  EXPECT_THROW(MPI_Abort(MPI_COMM_SELF, 1), EngineExit);
}

MPI_TEST(ExitGuard, FinalizeOnAnyGroupIsAnException, 1, 2, 4) {
  {
    const ExitGuard guard(world.handle(), {});
    EXPECT_THROW(MPI_Finalize(), EngineExit);
  }
  EXPECT_EQ(world.sum(std::int64_t{1}), world.size());
}

MPI_TEST(ExitGuard, InnerGuardGivesWayToTheOuterOne, 1) {
  const ExitGuard outer(MPI_COMM_SELF, {});
  { const ExitGuard inner(MPI_COMM_SELF, {}); }
  EXPECT_THROW(MPI_Finalize(), EngineExit);
}

MPI_TEST(Lammps, ThermostatAndBarostatStateComeFromTheImage, 1, 2) {
  const auto setup = setup_in(scratch_folder("fix-state"));
  const auto engine = open_lammps(world, setup);
  engine->load(molecules());
  engine->draw_velocities(300.0, 7);
  DynamicsRequest request{.ensemble = Ensemble::npt_isotropic, .timestep_fs = 0.5, .steps = 20};
  engine->run_dynamics(request, {});
  EXPECT_EQ(file_text(setup.log_path).find("Resetting global fix info from restart file"), std::string::npos);
  request.first_step = 20;
  engine->run_dynamics(request, {});
  EXPECT_NE(file_text(setup.log_path).find("Resetting global fix info from restart file"), std::string::npos);
}

MPI_TEST(Lammps, MeshIsChosenOnceAndStaysFrozen, 1, 2) {
  const System chosen = with_mesh("lammps", world, molecules());
  EXPECT_GT(chosen.force_field.mesh[0], 0);
  EXPECT_GT(chosen.force_field.ewald_per_A, 0.0);
  System smaller = chosen;
  for (auto& edge : smaller.box.edges) edge *= 0.8;
  for (auto& x : smaller.positions) x *= 0.8;
  const auto again = with_mesh("lammps", world, smaller);
  EXPECT_EQ(again.force_field.mesh, chosen.force_field.mesh);
  EXPECT_EQ(again.force_field.ewald_per_A, chosen.force_field.ewald_per_A);
}

// The packaged potential and silicon's known cohesive energy with it: 4.3363 eV at a = 5.431 A (Stillinger & Weber 1985
// give 4.3363 eV as the scale that fixes epsilon).
MPI_TEST(Lammps, IncludeTextWithAPackagedPotentialWorks, 1, 2) {
  System silicon;
  silicon.name = "silicon";
  silicon.types = {{"Si", "Si", 28.0855, 0.0}};
  constexpr double kEdge = 5.431;
  for (const auto& [x, y, z] : std::vector<std::array<double, 3>>{
           {0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0}, {1, 1, 1}, {1, 3, 3}, {3, 1, 3}, {3, 3, 1}}) {
    silicon.positions.insert(silicon.positions.end(), {x * kEdge / 4, y * kEdge / 4, z * kEdge / 4});
    silicon.type.push_back(0);
    silicon.molecule.push_back(1);
  }
  silicon.box.edges = {kEdge, kEdge, kEdge};
  silicon.force_field.lammps_include = "# silicon\npair_style sw  # Stillinger & Weber\npair_coeff * * &\n  Si.sw Si\n";
  const auto engine = open("lammps", world);
  engine->load(silicon);
  EXPECT_NEAR(engine->evaluate().energy_eV / 8, -4.3363, 2e-3);
}

// What FFTW's planner knows; its length is that of a planner that knows nothing after a clean-up.
std::size_t length_of_wisdom() {
  const auto wisdom = reinterpret_cast<char* (*)()>(::dlsym(RTLD_DEFAULT, "fftw_export_wisdom_to_string"));
  char* text = wisdom != nullptr ? wisdom() : nullptr;
  const std::size_t length = text != nullptr ? std::string(text).size() : 0;
  std::free(text);
  return length;
}

MPI_TEST(Lammps, FftsAreCleanedUpWhenNoneIsLeft, 1, 2) {
  const auto clean_up = reinterpret_cast<void (*)()>(::dlsym(RTLD_DEFAULT, "fftw_cleanup_threads"));
  ASSERT_NE(clean_up, nullptr);
  if (length_of_wisdom() == 0) GTEST_SKIP() << "LAMMPS uses another library of FFTs";
  auto engine = open("lammps", world);
  engine->load(molecules());
  engine->evaluate();
  const std::size_t used = length_of_wisdom();
  clean_up();  // as LAMMPS does when it destroys one FFT of several
  EXPECT_EQ(length_of_wisdom(), used);
  engine.reset();
  EXPECT_LT(length_of_wisdom(), used);
}

MPI_TEST(Lammps, CellRelaxesToThePressureAskedFor, 1, 2) {
  const auto engine = open("lammps", world);
  engine->load(argon(3, 0.0));
  const double before = engine->evaluate().stress_GPa[0];
  engine->minimize({.force_tolerance_eV_A = 1e-4,
                    .energy_tolerance = 0,
                    .max_iterations = 1000,
                    .relax_box = true,
                    .pressure_bar = 0});
  const double after = engine->evaluate().stress_GPa[0];
  EXPECT_GT(std::abs(before), 0.005);
  EXPECT_LT(std::abs(after), 0.002);
}

}  // namespace vitriflow::testing
