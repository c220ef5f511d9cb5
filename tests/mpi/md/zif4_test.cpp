// The force field that the program is for, briefly; tests/physics has the long runs.
#include <algorithm>
#include <cmath>

#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

MPI_TEST(Zif4, EnergyIsConservedAtRoomTemperature, 1) {
  MdTask task("zif4");
  task.engine = "lammps";
  task.checkpoints = kSeldom;
  const std::string crystal = "000000000000000000000000000000c1";
  task.keep(crystal,
            task.run("structure.build",
                     {{"structure", std::string("zif-4")}, {"forcefield", std::string("nb-zif-ff-b")}}, crystal));
  const Result result = task.run("md.sample",
                                 {{"temperature", 300.0},
                                  {"ensemble", std::string("nve")},
                                  {"equilibration", 0.5},
                                  {"duration", 1.0},
                                  {"thermo_every", 10.0}},
                                 "000000000000000000000000000000c2", crystal);
  const auto& conserved = result.vector("thermo/conserved");
  ASSERT_EQ(conserved.size(), 100U);
  const auto [least, most] = std::minmax_element(conserved.begin(), conserved.end());
  std::printf("ZIF-4, NVE, 1 ps: total energy within %.4f eV, drift %.4f +- %.4f eV/ns/atom\n", *most - *least,
              result.estimate("drift").value, result.estimate("drift").standard_error);
  // Velocity Verlet keeps a shadow energy that differs from the true one by (w dt)^2/8 of what is in the fast modes.
  // Zn-He, heavy masses: w dt = 0.54, 3.6 % of kT in each of about 130 modes gives fluctuations of 0.0105 eV.
  EXPECT_LT(*most - *least, 0.05);
  EXPECT_NEAR(result.estimate("temperature").value, 300, 60);
  EXPECT_NEAR(result.estimate("density").value, 1.22, 0.02);  // of the cell as it was built: the volume is kept
}

}  // namespace
}  // namespace vitriflow::testing
