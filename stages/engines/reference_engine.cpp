#include "stages/engines/reference_engine.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "hpc/base/error.hpp"
#include "stages/engines/engine_units.hpp"
#include "stages/engines/fire.hpp"
#include "stages/engines/nose_hoover.hpp"
#include "stages/engines/reference_potential.hpp"

namespace vitriflow {

namespace {

class ReferenceEngine : public Engine {
 public:
  explicit ReferenceEngine(const Communicator& group) : group_(group.duplicate()) {}

  EngineInfo info() const override { return reference_info(); }
  void load(const System& system) override;
  System system() override;
  Evaluation evaluate() override;
  MinimizeOutcome minimize(const MinimizeRequest& request) override;
  void draw_velocities(double temperature_K, std::int32_t seed) override;
  void run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) override;
  void exchange(Archive& archive) override;

 private:
  const System& loaded() const {
    ENSURE(potential_ != nullptr, "no system was loaded");
    return system_;
  }
  double mass(std::size_t i) const { return system_.types[static_cast<std::size_t>(system_.type[i])].mass; }
  int degrees() const { return std::max<int>(1, 3 * static_cast<int>(system_.size()) - 3); }
  double kinetic_eV() const;
  std::array<double, 6> kinetic_tensor_eV() const;  // sum of m v v: xx, yy, zz, xy, xz, yz
  void step(const DynamicsRequest& request, double target_kT);
  Thermo thermo(const DynamicsRequest& request, double target_kT) const;

  Communicator group_;
  System system_;
  std::unique_ptr<ReferencePotential> potential_;
  PotentialTerms terms_;  // at the present positions, while a leg runs
  NoseHooverChain chain_;
  std::int64_t step_ = 0;
  double time_ps_ = 0.0;
};

class ReferenceSnapshot : public Snapshot {
 public:
  ReferenceSnapshot(const System& system, const Thermo& thermo) : system_(system), thermo_(thermo) {}
  const Thermo& thermo() const override { return thermo_; }
  Box box() override { return system_.box; }
  std::vector<double> positions_A() override {
    auto wrapped = system_.positions;
    wrap_positions(wrapped, system_.box);
    return wrapped;
  }

 private:
  const System& system_;
  const Thermo& thermo_;
};

void ReferenceEngine::load(const System& system) {
  system_ = system;
  if (system_.velocities.empty()) system_.velocities.assign(system_.positions.size(), 0.0);
  potential_ = std::make_unique<ReferencePotential>(system_);
  chain_ = {};
  step_ = 0;
  time_ps_ = 0.0;
}

System ReferenceEngine::system() { return loaded(); }

Evaluation ReferenceEngine::evaluate() {
  loaded();
  auto terms = potential_->evaluate(group_, system_.positions, system_.box);
  Evaluation evaluation;
  evaluation.energy_eV = terms.energy_eV;
  evaluation.forces_eV_A = std::move(terms.forces_eV_A);
  for (std::size_t c = 0; c < 6; ++c) {
    evaluation.stress_GPa[c] = -terms.virial_eV[c] / system_.box.volume() * kGPaPerEvA3;
  }
  for (const auto type : system_.type) {
    evaluation.charges_e.push_back(system_.types[static_cast<std::size_t>(type)].charge);
  }
  return evaluation;
}

MinimizeOutcome ReferenceEngine::minimize(const MinimizeRequest& request) {
  if (request.relax_box) {
    throw Error("engine 'reference' cannot relax the box. Set 'relax_box: false' or use engine 'lammps'.",
                Failure::invalid_input);
  }
  loaded();
  return descend(system_.positions, request, [this](const std::vector<double>& positions) {
    return potential_->evaluate(group_, positions, system_.box);
  });
}

void ReferenceEngine::draw_velocities(double temperature_K, std::int32_t seed) {
  loaded();
  std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
  std::normal_distribution<double> gaussian;
  std::array<double, 3> momentum{};
  double total = 0;
  auto& v = system_.velocities;
  for (std::size_t i = 0; i < v.size(); ++i) {
    v[i] = gaussian(generator) / std::sqrt(mass(i / 3));
    momentum[i % 3] += mass(i / 3) * v[i];
    if (i % 3 == 0) total += mass(i / 3);
  }
  for (std::size_t i = 0; i < v.size(); ++i) v[i] -= momentum[i % 3] / total;
  const double scale = std::sqrt(0.5 * degrees() * kBoltzmann * temperature_K / kinetic_eV());
  for (auto& component : v) component *= scale;
  chain_ = {};
}

double ReferenceEngine::kinetic_eV() const {
  double sum = 0;
  for (std::size_t i = 0; i < system_.velocities.size(); ++i) {
    sum += 0.5 * mass(i / 3) * system_.velocities[i] * system_.velocities[i];
  }
  return sum * kEvPerMassVelocity2;
}

std::array<double, 6> ReferenceEngine::kinetic_tensor_eV() const {
  std::array<double, 6> sum{};
  for (std::size_t i = 0; i < system_.velocities.size(); i += 3) {
    const double* v = &system_.velocities[i];
    const double m = mass(i / 3) * kEvPerMassVelocity2;
    const std::array<double, 6> own{v[0] * v[0], v[1] * v[1], v[2] * v[2], v[0] * v[1], v[0] * v[2], v[1] * v[2]};
    for (std::size_t c = 0; c < 6; ++c) sum[c] += m * own[c];
  }
  return sum;
}

// Velocity Verlet, with half a step of the chain before and after (NVT).
void ReferenceEngine::step(const DynamicsRequest& request, double target_kT) {
  const double dt = request.timestep_fs * 1e-3;
  const auto thermostat = [&] {
    if (request.ensemble != Ensemble::nvt) return;
    const double scale = chain_.half_step(kinetic_eV(), target_kT, degrees(), request.thermostat_ps, dt);
    for (auto& v : system_.velocities) v *= scale;
  };
  const auto kick = [&] {
    for (std::size_t i = 0; i < system_.velocities.size(); ++i) {
      system_.velocities[i] += 0.5 * dt * terms_.forces_eV_A[i] / (mass(i / 3) * kEvPerMassVelocity2);
    }
  };
  thermostat();
  kick();
  for (std::size_t i = 0; i < system_.positions.size(); ++i) system_.positions[i] += dt * system_.velocities[i];
  terms_ = potential_->evaluate(group_, system_.positions, system_.box);
  kick();
  thermostat();
}

Thermo ReferenceEngine::thermo(const DynamicsRequest& request, double target_kT) const {
  Thermo now;
  now.step = step_;
  now.time_ps = time_ps_;
  now.potential_eV = terms_.energy_eV;
  now.kinetic_eV = kinetic_eV();
  now.temperature_K = 2 * now.kinetic_eV / (degrees() * kBoltzmann);
  now.conserved_eV = now.potential_eV + now.kinetic_eV;
  if (request.ensemble == Ensemble::nvt) now.conserved_eV += chain_.energy(target_kT, degrees(), request.thermostat_ps);
  now.volume_A3 = system_.box.volume();
  now.box = system_.box;
  const double virial = terms_.virial_eV[0] + terms_.virial_eV[1] + terms_.virial_eV[2];
  const double bar = kGPaPerEvA3 * 1e4 / now.volume_A3;
  now.pressure_bar = (2 * now.kinetic_eV + virial) / 3 * bar;
  const auto motion = kinetic_tensor_eV();
  for (std::size_t c = 0; c < 6; ++c) now.pressure_tensor_bar[c] = (motion[c] + terms_.virial_eV[c]) * bar;
  return now;
}

void ReferenceEngine::run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) {
  loaded();
  if (has_barostat(request.ensemble) || request.towards_cube) {
    throw Error("engine 'reference' keeps the volume. Use ensemble 'nve' or 'nvt', or engine 'lammps'.",
                Failure::invalid_input);
  }
  if (request.ensemble == Ensemble::nve) chain_ = {};
  terms_ = potential_->evaluate(group_, system_.positions, system_.box);
  step_ = request.first_step;
  const double start_ps = time_ps_;
  for (const std::int64_t last = step_ + request.steps; step_ < last;) {
    const double target_kT = kBoltzmann * target_temperature(request, step_ + 1);
    step(request, target_kT);
    ++step_;
    time_ps_ = start_ps + static_cast<double>(step_ - request.first_step) * request.timestep_fs * 1e-3;
    if (step_ != last &&
        std::none_of(observers.begin(), observers.end(), [&](const auto& o) { return step_ % o.every == 0; })) {
      continue;
    }
    const Thermo now = thermo(request, target_kT);
    check_thermo(now, system_.name);
    for (const auto& observer : observers) {
      if (step_ % observer.every != 0) continue;
      ReferenceSnapshot snapshot(system_, now);
      observer.see(snapshot);
    }
  }
}

void ReferenceEngine::exchange(Archive& archive) {
  loaded();
  archive.field("engine/step", step_);
  archive.field("engine/time", time_ps_, "ps");
  archive.field("engine/positions", system_.positions, "A");
  archive.field("engine/velocities", system_.velocities, "A/ps");
  std::vector<double> links(chain_.positions.begin(), chain_.positions.end());
  links.insert(links.end(), chain_.rates.begin(), chain_.rates.end());
  archive.field("engine/thermostat", links, "1");
  if (!archive.reading()) return;
  if (links.size() != 6 || system_.positions.size() != 3 * system_.type.size()) {
    throw Error(fmt::format("the checkpoint does not belong to system '{}'. Start the stage over.", system_.name));
  }
  std::copy_n(links.begin(), 3, chain_.positions.begin());
  std::copy_n(links.begin() + 3, 3, chain_.rates.begin());
}

}  // namespace

EngineInfo reference_info() { return {"reference", "1", {"forces", "stress", "minimize", "nve", "nvt"}}; }

std::unique_ptr<Engine> open_reference(const Communicator& group, const EngineSetup&) {
  return std::make_unique<ReferenceEngine>(group);
}

}  // namespace vitriflow
