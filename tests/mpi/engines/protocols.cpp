#include "tests/mpi/engines/protocols.hpp"

#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow::testing {

namespace {

DynamicsRequest with(Ensemble ensemble) {
  DynamicsRequest request{.ensemble = ensemble, .timestep_fs = 0.5};
  if (has_barostat(ensemble)) request.pressure_bar = 100;
  return request;
}

DynamicsRequest heated(DynamicsRequest request) {
  request.temperature_to_K = 500;
  request.ramp_last = kLeg * kLegs;
  return request;
}

DynamicsRequest towards_cube() {
  DynamicsRequest request = with(Ensemble::nvt);
  request.towards_cube = true;
  request.ramp_last = kLeg * kLegs;
  return request;
}

}  // namespace

std::vector<Protocol> protocols() {
  const auto nve = with(Ensemble::nve), nvt = with(Ensemble::nvt), npt = with(Ensemble::npt_isotropic),
             aniso = with(Ensemble::npt_anisotropic), tri = with(Ensemble::npt_triclinic), cube = towards_cube();
  return {{"reference", "nve", argon(3, 0.1), nve},
          {"reference", "nvt", argon(3, 0.1), nvt},
          {"reference", "ramp", argon(3, 0.1), heated(nvt)},
          {"lammps", "nve", molecules(), nve},
          {"lammps", "nvt", molecules(), nvt},
          {"lammps", "npt", molecules(), npt},
          {"lammps", "ramp", molecules(), heated(npt)},
          {"lammps", "aniso", molecules(), aniso},
          {"lammps", "tri", argon(3, 0.1), tri},
          {"lammps", "charged tri", molecules(), tri},
          {"lammps", "leaning nvt", leaning_molecules({1, 0, 2}), nvt},
          {"lammps", "leaning npt", leaning_molecules({1, 0, 2}), npt},
          {"lammps", "leaning aniso", leaning_molecules({-1, 1, 1}), aniso},
          {"lammps", "leaning tri", leaning_molecules({1, 0, 2}), tri},
          {"lammps", "leaning cube", leaning_molecules({1, 1, 1}), cube},
          {"lammps", "cube", molecules(), cube}};
}

std::vector<Protocol> silicon_protocols() {
  System silicon = assemble(read_structure("inputs/structures/silicon.yaml"),
                            read_force_field("inputs/forcefields/silicon-sw.yaml"), {.supercell = {2, 2, 2}});
  shake(silicon.positions, 0.1);
  return {{"lammps", "silicon nve", silicon, with(Ensemble::nve)},
          {"lammps", "silicon nvt ramp", silicon, heated(with(Ensemble::nvt))},
          {"lammps", "silicon npt", silicon, with(Ensemble::npt_isotropic)},
          {"lammps", "silicon aniso ramp", silicon, heated(with(Ensemble::npt_anisotropic))},
          {"lammps", "silicon tri", silicon, with(Ensemble::npt_triclinic)},
          {"lammps", "silicon cube", silicon, towards_cube()}};
}

std::unique_ptr<Engine> prepared(const Protocol& protocol, const Communicator& group) {
  auto engine = open(protocol.engine, group);
  engine->load(protocol.system);
  engine->draw_velocities(300.0, 12345);
  return engine;
}

void run_leg(Engine& engine, DynamicsRequest request, int leg, std::span<const Observer> observers,
             std::int64_t steps) {
  request.first_step = leg * steps;
  request.steps = steps;
  engine.run_dynamics(request, observers);
}

}  // namespace vitriflow::testing
