// What structure.build makes, seen by LAMMPS.
#include <cmath>
#include <fstream>
#include <sstream>

#include "stages/engines/engine.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

System built(const std::string& structure, std::array<std::int64_t, 3> supercell, const std::string& force_field) {
  return assemble(read_structure("inputs/structures/" + structure + ".yaml"),
                  read_force_field("inputs/forcefields/" + force_field + ".yaml"), {supercell, "heavy"});
}

EngineSetup setup_in(const std::string& folder) {
  EngineSetup setup;
  setup.scratch = folder;
  setup.log_path = folder + "/lammps.log";
  return setup;
}

double energy_of(const System& system, const Communicator& world, const std::string& folder) {
  const auto engine = open_engine("lammps", world, setup_in(folder));
  engine->load(system);
  return engine->evaluate().energy_eV;
}

MPI_TEST(Frameworks, EnergiesAreThoseOfAnIndependentBuild, 1, 2) {
  // Topologies written by another program from the same facts, evaluated by lmp with an Ewald sum of relative accuracy
  // 6e-8. The mesh's error of a force, 3e-5 of the force between unit charges, stands for the tolerance: 1.5e-5 eV a
  // particle.
  struct Known {
    const char* structure;
    double energy_eV;
  };
  for (const Known& known :
       {Known{"zif-4", -98.83917596}, Known{"zif-zni", -26.64352904}, Known{"zif-8", -11.80273584}}) {
    const System system = built(known.structure, {1, 1, 1}, "nb-zif-ff-b");
    const double energy = energy_of(system, world, scratch_folder(known.structure));
    EXPECT_NEAR(energy, known.energy_eV, 1.5e-5 * static_cast<double>(system.size())) << known.structure;
  }
}

MPI_TEST(Frameworks, SupercellHasTheEnergyOfItsCells, 1, 2) {
  const std::string folder = scratch_folder("supercell");
  const System cell = built("zif-4", {1, 1, 1}, "nb-zif-ff-b");
  System supercell = built("zif-4", {2, 1, 2}, "nb-zif-ff-b");
  supercell.force_field.mesh = cell.force_field.mesh;  // the same spacing, so that the same error is made
  supercell.force_field.mesh[0] *= 2;
  supercell.force_field.mesh[2] *= 2;
  supercell.force_field.ewald_per_A = cell.force_field.ewald_per_A;
  const double once = energy_of(cell, world, folder);
  EXPECT_NEAR(energy_of(supercell, world, folder) / (4 * once), 1.0, 1e-9);
}

MPI_TEST(Frameworks, LammpsStatesAtMostTheAccuracyAskedFor, 1) {
  const std::string words = "estimated relative force accuracy = ";
  for (const std::string structure : {"zif-4", "zif-zni", "zif-8"}) {
    const std::string folder = scratch_folder("accuracy-" + structure);
    const System system = built(structure, {1, 1, 1}, "nb-zif-ff-b");
    energy_of(system, world, folder);
    std::ifstream log(folder + "/lammps.log");
    std::stringstream text;
    text << log.rdbuf();
    const auto at = text.str().rfind(words);
    ASSERT_NE(at, std::string::npos) << structure;
    const double stated = std::stod(text.str().substr(at + words.size()));
    EXPECT_LE(stated, system.force_field.kspace_accuracy) << structure;
  }
}

MPI_TEST(Frameworks, SiliconHasTheCohesiveEnergyOfItsPotential, 1, 2) {
  // The diamond structure has 2 bonds an atom of depth 2.1683 eV each (Stillinger & Weber 1985, table I, epsilon).
  const System silicon = built("silicon", {2, 2, 2}, "silicon-sw");
  const double energy = energy_of(silicon, world, scratch_folder("silicon"));
  EXPECT_NEAR(energy / static_cast<double>(silicon.size()), -2 * 2.1683, 1e-3);
}

}  // namespace
}  // namespace vitriflow::testing
