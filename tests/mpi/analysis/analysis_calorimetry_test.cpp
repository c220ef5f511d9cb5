// analysis.calorimetry on made-up runs whose heat capacities and bend are known.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>

#include "hpc/base/error.hpp"
#include "stages/kind.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

constexpr double kBoltzmann_eV_K = 8.617333262145e-5, kJ_mol_per_eV = 96485.33212;
constexpr double kParticles = 400, kMass_g_mol = 3192.5;  // 16 formula units
constexpr double kVolume_A3 = 4000.0;

// A sample whose potential energy bends at 600 K and whose total energy fluctuates as 3 k a particle do.
Result sample(double temperature, const std::string& ensemble = "nvt") {
  std::mt19937_64 random(static_cast<std::uint64_t>(temperature));
  std::normal_distribution<double> gauss;
  const double capacity = 3.0 * kBoltzmann_eV_K * kParticles;                     // eV/K
  const double half = std::sqrt(kBoltzmann_eV_K * capacity / 2.0) * temperature;  // of U and of K, uncorrelated
  std::vector<double> time, potential, kinetic;
  for (int i = 0; i < 2000; ++i) {
    time.push_back(0.05 * i);
    const double mean = 0.5 * capacity * temperature + 0.3 * capacity * std::max(0.0, temperature - 600.0);
    potential.push_back(mean + half * gauss(random));
    kinetic.push_back(1.5 * kBoltzmann_eV_K * kParticles * temperature + half * gauss(random));
  }
  Result result;
  result.put_vector("thermo/time", time, "ps");
  result.put_vector("thermo/potential", potential, "eV");
  result.put_vector("thermo/kinetic", kinetic, "eV");
  result.put_vector("thermo/volume", std::vector<double>(time.size(), kVolume_A3), "A3");
  result.put_vector("thermo/density", std::vector<double>(time.size(), kMass_g_mol / kVolume_A3 / 0.602214076),
                    "g/cm3");
  result.put_scalar("target/temperature", temperature, "K");
  result.put_scalar("target/pressure", 1.0, "bar");
  result.put_text("target/ensemble", ensemble);
  return result;
}

class Runs {
 public:
  explicit Runs(const Communicator& group, const std::string& name)
      : group_(&group),
        store_(testing::begun(testing::scratch_folder(name)), 1, "rank" + std::to_string(group.rank()), posix_files(),
               system_clock()) {}

  void add(const std::string& task, const Result& result, const std::string& kind = "md.sample") {
    const std::string number = std::to_string(inputs_.size());
    const std::string fingerprint = std::string(32 - number.size(), 'f') + number;
    if (group_->is_root()) {
      Origin origin;
      origin.task = task;
      origin.ranks = {0};
      store_.put(fingerprint, {origin, result});
      store_.flush();
    }
    group_->barrier();
    inputs_.push_back({task, fingerprint, kind});
  }

  Result analyse(Parameters parameters) {
    StageContext context;
    context.group = Communicator::borrow(group_->handle());
    context.store = &store_;
    context.clock = &system_clock();
    context.inputs["runs"] = inputs_;
    const auto* kind = KindRegistry::instance().find("analysis.calorimetry");
    for (const auto& parameter : kind->parameters)
      if (parameter.fallback) parameters.try_emplace(parameter.name, *parameter.fallback);
    return kind->run(context, parameters);
  }

  std::string failure(const Parameters& parameters) {
    try {
      analyse(parameters);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  const Communicator* group_;
  Store store_;
  std::vector<TaskInput> inputs_;
};

MPI_TEST(AnalysisCalorimetry, FindsThePlantedBendAndHeatCapacities, 1, 2) {
  Runs runs(world, "calorimetry");
  for (double t = 900.0; t >= 300.0; t -= 50.0) runs.add("cold[T=" + std::to_string(t) + "]", sample(t));
  const auto result = runs.analyse({{"formula_mass", kMass_g_mol / 16.0}});
  const auto bend = result.estimate("glass_transition_temperature");
  EXPECT_NEAR(bend.value, 600.0, 3.0 * bend.standard_error);
  EXPECT_LT(bend.standard_error, 20.0);
  // The potential's part is 1.5 k a particle below, 2.4 k above.
  const double k = kBoltzmann_eV_K * kParticles * kJ_mol_per_eV / kMass_g_mol;
  const auto below = result.estimate("heat_capacity_below"), above = result.estimate("heat_capacity_above");
  EXPECT_NEAR(below.value, 1.5 * k, 4.0 * below.standard_error);
  EXPECT_NEAR(above.value, 2.4 * k, 4.0 * above.standard_error);
  EXPECT_LT(above.standard_error, 0.1 * above.value);
  EXPECT_NEAR(result.estimate("heat_capacity_below_molar").value, below.value * kMass_g_mol / 16.0, 1e-9);
  const auto& capacities = result.vector("heat_capacity/fluctuation");
  const double mean =
      std::accumulate(capacities.begin(), capacities.end(), 0.0) / static_cast<double>(capacities.size());
  EXPECT_NEAR(mean, 3.0 * k, 0.05 * 3.0 * k);
  EXPECT_EQ(result.vector("energy/temperature").front(), 300.0);  // in order, whatever the order of the runs
}

MPI_TEST(AnalysisCalorimetry, OneRunGivesItsFluctuation, 1) {
  Runs runs(world, "one-run");
  runs.add("cold", sample(300.0));
  const auto found = runs.analyse({}).estimate("heat_capacity_fluctuation");
  const double expected = 3.0 * kBoltzmann_eV_K * kParticles * kJ_mol_per_eV / kMass_g_mol;
  EXPECT_NEAR(found.value, expected, 3.0 * found.standard_error);
  EXPECT_LT(found.standard_error, 0.1 * expected);
}

MPI_TEST(AnalysisCalorimetry, RefusesRunsThatMakeNoCurve, 1, 2) {
  Runs mixed(world, "mixed");
  mixed.add("cold", sample(300.0));
  Result ramp = sample(300.0);
  ramp.put_vector("curve/cooling/temperature", {300, 400}, "K");
  ramp.put_vector("curve/cooling/potential", {1, 2}, "eV");
  ramp.put_scalar("target/rate", 5.0, "K/ps");
  mixed.add("glass", ramp, "md.anneal");
  EXPECT_EQ(mixed.failure({}), "'glass' is a ramp among 2 runs. Name one ramp alone, or samples only.");
  Runs alone(world, "alone");
  alone.add("glass", ramp, "md.anneal");
  EXPECT_EQ(alone.failure({{"energy", std::string("enthalpy")}}),
            "'glass' is a ramp, of which only the potential energy is known against temperature. Use 'energy: "
            "potential', or samples at several temperatures.");
  Runs other(world, "other");
  other.add("structure", Result(), "analysis.structure");
  EXPECT_EQ(other.failure({}),
            "'structure' (kind 'analysis.structure') has no energies of a simulation. Name stages of md.sample, or one "
            "of md.anneal.");
}

}  // namespace
}  // namespace vitriflow
