// Engine: what computes energies and moves particles. It speaks physics in metal units; nobody above it knows a
// program.
//
// Declared once, here: positions A, velocities A/ps, energies eV, forces eV/A, temperatures K, pressures bar, stress
// GPa with tension positive (stress = (1/V) dE/dstrain; pressure = -trace/3), reference state: isolated particles at
// rest with intramolecular terms at their minimum as the force field defines them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/archive.hpp"
#include "stages/engines/accelerator.hpp"
#include "stages/system.hpp"

namespace vitriflow {

struct EngineInfo {
  std::string name;     // "LAMMPS"
  std::string version;  // "20210929"
  // "forces", "stress", "minimize", "relax-box", "nve", "nvt", "npt-isotropic", "npt-anisotropic", "npt-triclinic",
  // "reshape" (towards_cube), "lammps-include"; "package:KSPACE", "accelerator:kokkos" ... of LAMMPS
  std::vector<std::string> capabilities;
};

struct Evaluation {
  double energy_eV = 0.0;              // potential
  std::vector<double> forces_eV_A;     // [N][3], in the system's order, on every rank
  std::array<double, 6> stress_GPa{};  // xx, yy, zz, xy, xz, yz, tension positive, virial part only
  std::vector<double> charges_e;       // [N]
};

// An instant of the dynamics, for observers: the same on every rank.
struct Thermo {
  std::int64_t step = 0;
  double time_ps = 0.0;
  double temperature_K = 0.0;
  double potential_eV = 0.0;
  double kinetic_eV = 0.0;
  double conserved_eV = 0.0;  // total energy plus thermostat and barostat terms
  double pressure_bar = 0.0;
  std::array<double, 6> pressure_tensor_bar{};  // xx, yy, zz, xy, xz, yz, kinetic part included
  double volume_A3 = 0.0;
  Box box;
};

// A look at the running dynamics; each call is collective over the group.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual const Thermo& thermo() const = 0;
  virtual Box box() = 0;
  virtual std::vector<double> positions_A() = 0;  // [N][3] wrapped, system's order, on every rank
};

struct Observer {
  // Steps; called at absolute steps that `every` divides, after a leg's first step and up to its last one.
  std::int64_t every = 100;
  std::function<void(Snapshot&)> see;
};

// The barostats: all edges by one factor; each edge on its own; edges and tilts, all towards a hydrostatic pressure.
enum class Ensemble { nve, nvt, npt_isotropic, npt_anisotropic, npt_triclinic };

constexpr bool has_barostat(Ensemble ensemble) { return ensemble != Ensemble::nve && ensemble != Ensemble::nvt; }

struct DynamicsRequest {
  Ensemble ensemble = Ensemble::nve;
  double timestep_fs = 0.5;
  std::int64_t first_step = 0;  // absolute step at which this request's leg begins
  std::int64_t steps = 0;       // length of the leg
  // Temperature runs linearly from `from` at absolute step ramp_first to `to` at ramp_last (equal: constant).
  // A leg lies within the ramp or outside it: it must not cross an end.
  double temperature_from_K = 300.0, temperature_to_K = 300.0;
  std::int64_t ramp_first = 0, ramp_last = 0;
  double pressure_bar = 1.0;
  double thermostat_ps = 0.05, barostat_ps = 0.5;  // damping times
  // Without a barostat: the particles are carried along while the box becomes the cube of its volume at ramp_last. The
  // edges along x and y run linearly, the one along z keeps the volume, tilts run linearly to 0.
  bool towards_cube = false;
};

struct MinimizeRequest {
  double force_tolerance_eV_A = 1e-3;  // largest component
  double energy_tolerance = 1e-10;     // relative
  std::int64_t max_iterations = 10000;
  bool relax_box = false;  // isotropic, to `pressure_bar`
  double pressure_bar = 0.0;
};

struct MinimizeOutcome {
  bool converged = false;
  std::int64_t iterations = 0;
  double energy_before_eV = 0.0, energy_after_eV = 0.0;
  double max_force_eV_A = 0.0;
  std::string stopped_by;      // the engine's own words
  bool limit_reached = false;  // nothing but the number of iterations ended it
};

// One engine on one group. All calls are collective over the group. An engine's failure is an Error with the program's
// own message; after it the instance must not be used again (the destructor copes).
class Engine {
 public:
  virtual ~Engine() = default;
  virtual EngineInfo info() const = 0;
  virtual void load(const System& system) = 0;
  virtual System system() = 0;  // as loaded, with the present positions, velocities and box
  virtual Evaluation evaluate() = 0;
  virtual MinimizeOutcome minimize(const MinimizeRequest& request) = 0;
  virtual void draw_velocities(double temperature_K, std::int32_t seed) = 0;  // Gaussian, no net momentum
  // One leg. It always starts from stored state in canonical order: before the first leg and between legs the engine
  // passes its state through the same image that a checkpoint holds, so that a resumed run repeats the bits.
  virtual void run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) = 0;
  virtual void exchange(Archive& archive) = 0;  // the whole state at a leg end, thermostat and barostat included
};

struct EngineSetup {
  std::string scratch;   // an existing folder of the group's own for files of the engine
  std::string log_path;  // where the engine's own log goes
  std::function<void(const std::string& message)> note_abort;  // called just before an abort of the process group
  Accelerator accelerator = {};                                // of engines that have it
};

// Engines by name: "lammps", "reference", "faulty". Throws Error (invalid_input) with did-you-mean.
std::vector<std::string> engine_names();
EngineInfo engine_info(const std::string& name);  // without opening a system
std::unique_ptr<Engine> open_engine(const std::string& name, const Communicator& group, const EngineSetup& setup);

}  // namespace vitriflow
