// What structure.build makes, seen by LAMMPS.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "stages/engines/engine.hpp"
#include "stages/exchange/atoms_text.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/cif_structure.hpp"
#include "stages/structure/structure_file.hpp"
#include "stages/structure/structure_input.hpp"
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

// One lattice point of the body-centred ZIF-8: a rhombohedral cell with angles of 109.47 degrees.
UnitCell primitive_zif8() {
  UnitCell cell = read_structure("inputs/structures/zif-8.yaml");
  const Lattice cubic = cell.lattice;
  const double edge = cubic.edges[0] * std::sqrt(0.75);
  const double angle = std::acos(-1.0 / 3.0) * 180.0 / std::acos(-1.0);
  cell.lattice = lattice_of({edge, edge, edge}, {angle, angle, angle});
  std::vector<Atom> kept;
  for (Atom atom : cell.atoms) {
    const Fraction f = cubic.fraction(atom.position);
    atom.position = cell.lattice.inside(cell.lattice.cartesian({f[1] + f[2], f[0] + f[2], f[0] + f[1]}));
    const bool twin = std::any_of(kept.begin(), kept.end(), [&](const Atom& other) {
      return length(cell.lattice.shortest(atom.position, other.position)) < 0.1;
    });
    if (!twin) kept.push_back(atom);
  }
  cell.atoms = kept;
  return cell;
}

MPI_TEST(Frameworks, PrimitiveCellHasHalfTheEnergyOfTheCubicOne, 1, 2) {
  ForceFieldFile fine = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  fine.settings.kspace_accuracy = 1e-8;
  const std::string folder = scratch_folder("primitive");
  const UnitCell primitive = primitive_zif8();
  ASSERT_EQ(primitive.atoms.size(), 138U);
  const double cubic = energy_of(assemble(read_structure("inputs/structures/zif-8.yaml"), fine, {}), world, folder);
  const double once = energy_of(assemble(primitive, fine, {}), world, folder);
  EXPECT_NEAR(2 * once / cubic, 1.0, 1e-6);
  EXPECT_NEAR(energy_of(assemble(primitive, fine, {{1, 2, 1}, "heavy"}), world, folder) / cubic, 1.0, 1e-6);
}

MPI_TEST(Frameworks, PublishedFilesHaveTheEnergyOfTheirPlainForm, 1) {
  // Cells of other shapes have other meshes: 1e-8 leaves an error below the tolerance.
  ForceFieldFile fine = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  fine.settings.kspace_accuracy = 1e-8;
  const std::string cifs = "tests/unit/structure/cif/";
  const std::string folder = scratch_folder("published");
  const std::string zif4 = "inputs/structures/zif-4.yaml", zni = "inputs/structures/zif-zni.yaml";
  for (const auto& [plain, published] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {zif4, {"other-setting.cif", "hall-crlf.cif"}},
           {zni, {"number-only.cif", "odd-name.cif"}},
           {cifs + "zif-8.yaml",
            {"disorder-groups.cif", "solvent.cif", "rhombohedral.cif", "hexagonal.cif", "triclinic.cif"}},
           {cifs + "no-hydrogens.yaml", {"no-hydrogens.cif"}},
           {cifs + "mixed-linkers.yaml", {"mixed-linkers.cif"}},
           {cifs + "xray-hydrogens.yaml", {"xray-hydrogens.cif"}}}) {
    const System known = assemble(read_structure(plain), fine, {});
    const double expected = energy_of(known, world, folder) / static_cast<double>(known.size());
    for (const std::string& file : published) {
      const System system = assemble(read_structure_input(cifs + file, "", true).cell, fine, {});
      const double energy = energy_of(system, world, folder) / static_cast<double>(system.size());
      EXPECT_NEAR(energy / expected, 1.0, 1e-6) << file;
    }
  }
}

MPI_TEST(Frameworks, WrittenAsCifAndBuiltAgainHaveTheSameEnergy, 1) {
  const ForceFieldFile file = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  const std::string folder = scratch_folder("round-trip");
  for (const std::string name : {"triclinic", "hexagonal", "mixed-linkers", "no-hydrogens", "special-position"}) {
    const std::string published = "tests/unit/structure/cif/" + name + ".cif";
    const System system = assemble(read_structure_input(published, "", true).cell, file, {});
    PublishedStructure again = parse_cif_structure(cif_text(atoms_of(system), "again", "round trip"), "again.cif", "");
    complete_structure(again, true);
    EXPECT_TRUE(again.notices.empty()) << name;
    const double energy = energy_of(system, world, folder);
    EXPECT_NEAR(energy_of(assemble(again.cell, file, {}), world, folder) / energy, 1.0, 1e-6) << name;
  }
}

// Legs begin from stored images, and the particles of this crystal lie on the faces of its leaning cell.
MPI_TEST(Frameworks, LeaningCrystalsRunLegsInEveryEnsemble, 1, 2) {
  const ForceFieldFile file = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  const System system =
      assemble(read_structure_input("tests/unit/structure/cif/triclinic.cif", "", true).cell, file, {});
  ASSERT_NE(system.box.tilts[0], 0);
  const std::string folder = scratch_folder("leaning");
  for (const Ensemble ensemble :
       {Ensemble::nvt, Ensemble::npt_isotropic, Ensemble::npt_anisotropic, Ensemble::npt_triclinic}) {
    const auto engine = open_engine("lammps", world, setup_in(folder));
    engine->load(system);
    engine->draw_velocities(300, 11);
    DynamicsRequest request{.ensemble = ensemble, .steps = 20};
    for (int leg = 0; leg < 3; ++leg, request.first_step += request.steps) engine->run_dynamics(request, {});
    const Box end = engine->system().box;
    EXPECT_EQ(end.edges != system.box.edges, ensemble != Ensemble::nvt);
    EXPECT_TRUE(std::isfinite(engine->evaluate().energy_eV));
  }
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
