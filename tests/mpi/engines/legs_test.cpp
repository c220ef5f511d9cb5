// Legs: what happens to the bits of a trajectory when it is cut, kept, read back by another engine, and observed.
#include <numbers>

#include "hpc/store/memory_archive.hpp"
#include "stages/structure/lattice.hpp"
#include "tests/mpi/engines/protocols.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

void expect_same_bits(const System& a, const System& b, const std::string& name) {
  EXPECT_EQ(a.positions, b.positions) << name;
  EXPECT_EQ(a.velocities, b.velocities) << name;
  EXPECT_EQ(a.box.edges, b.box.edges) << name;
  EXPECT_EQ(a.box.origin, b.box.origin) << name;
  EXPECT_EQ(a.box.tilts, b.box.tilts) << name;
}

}  // namespace

MPI_TEST(Legs, ResumedRunRepeatsTheBits, 1, 2, 4) {
  for (const auto& protocol : protocols()) {
    const std::string name = protocol.engine + " " + protocol.name;
    const auto whole = prepared(protocol, world);
    for (int leg = 0; leg < kLegs; ++leg) run_leg(*whole, protocol.request, leg);

    MemoryArchive archive;
    {
      const auto first_part = prepared(protocol, world);
      for (int leg = 0; leg < 2; ++leg) run_leg(*first_part, protocol.request, leg);
      first_part->exchange(archive);
    }
    archive.read_from_now_on();
    const auto second_part = open(protocol.engine, world);
    second_part->load(protocol.system);
    second_part->exchange(archive);
    for (int leg = 2; leg < kLegs; ++leg) run_leg(*second_part, protocol.request, leg);
    expect_same_bits(second_part->system(), whole->system(), name);
    EXPECT_NE(whole->system().positions, protocol.system.positions) << name;
  }
}

// A leg of the same engine after looks at the state in between: evaluation must not change what follows.
MPI_TEST(Legs, LookingBetweenLegsChangesNoBits, 1, 2) {
  for (const auto& protocol : protocols()) {
    const auto blind = prepared(protocol, world);
    const auto watched = prepared(protocol, world);
    for (int leg = 0; leg < 2; ++leg) {
      run_leg(*blind, protocol.request, leg);
      run_leg(*watched, protocol.request, leg);
      watched->evaluate();
      MemoryArchive archive;
      watched->exchange(archive);
    }
    expect_same_bits(watched->system(), blind->system(), protocol.engine + " " + protocol.name);
  }
}

MPI_TEST(Legs, ObserversChangeNoBits, 1, 2) {
  for (const auto& protocol : protocols()) {
    const std::string name = protocol.engine + " " + protocol.name;
    const auto blind = prepared(protocol, world);
    run_leg(*blind, protocol.request, 0);
    const auto watched = prepared(protocol, world);
    std::vector<std::int64_t> steps;
    std::vector<double> last;
    const std::vector<Observer> observers{{7, [&](Snapshot& snapshot) { steps.push_back(snapshot.thermo().step); }},
                                          {20, [&](Snapshot& snapshot) { last = snapshot.positions_A(); }}};
    run_leg(*watched, protocol.request, 0, observers);
    expect_same_bits(watched->system(), blind->system(), name);
    EXPECT_EQ(steps, (std::vector<std::int64_t>{7, 14, 21, 28, 35, 42, 49, 56})) << name;
    EXPECT_EQ(last.size(), protocol.system.positions.size());
  }
}

MPI_TEST(Legs, SnapshotsAreWrappedAndThermoIsConsistent, 1, 2) {
  for (const auto& protocol : protocols()) {
    const auto engine = prepared(protocol, world);
    const Observer observer{
        kLeg, [&](Snapshot& snapshot) {
          const auto& thermo = snapshot.thermo();
          const auto box = snapshot.box();
          EXPECT_DOUBLE_EQ(thermo.time_ps, kLeg * 0.5e-3);
          EXPECT_NEAR(thermo.volume_A3, box.volume(), 1e-9 * box.volume());
          const double degrees = 3.0 * static_cast<double>(protocol.system.size()) - 3.0;
          EXPECT_NEAR(thermo.kinetic_eV, 0.5 * degrees * 8.617333e-5 * thermo.temperature_K, 1e-5 * thermo.kinetic_eV);
          const auto positions = snapshot.positions_A();
          const Lattice lattice(box.edges, box.tilts);
          for (std::size_t i = 0; i < positions.size(); i += 3) {
            const double* r = &positions[i];
            for (const double f :
                 lattice.fraction({r[0] - box.origin[0], r[1] - box.origin[1], r[2] - box.origin[2]})) {
              EXPECT_GE(f, -1e-12) << protocol.name;
              EXPECT_LE(f, 1 + 1e-12) << protocol.name;
            }
          }
        }};
    run_leg(*engine, protocol.request, 0, {&observer, 1});
  }
}

// Unwrapped: no particle jumps by a box edge between legs.
MPI_TEST(Legs, PositionsStayUnwrapped, 1, 2) {
  for (const auto& protocol : protocols()) {
    const auto engine = prepared(protocol, world);
    auto before = engine->system().positions;
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], protocol.system.positions[i], 1e-12);
    run_leg(*engine, protocol.request, 0);
    const auto after = engine->system().positions;
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i], before[i], 2.5) << protocol.name;
  }
}

MPI_TEST(Legs, ThermostatReachesTheRampsEnd, 1, 2) {
  for (const std::string engine_name : {"reference", "lammps"}) {
    const auto engine = open(engine_name, world);
    engine->load(argon(3, 0.0));
    engine->draw_velocities(40.0, 99);
    DynamicsRequest request{.ensemble = Ensemble::nvt,
                            .timestep_fs = 5.0,
                            .steps = 1000,
                            .temperature_from_K = 20.0,
                            .temperature_to_K = 60.0,
                            .ramp_first = 0,
                            .ramp_last = 1000,
                            .thermostat_ps = 0.2};
    double sum = 0;
    int count = 0;
    const Observer observer{20, [&](Snapshot& snapshot) {
                              if (snapshot.thermo().step <= 900) return;
                              sum += snapshot.thermo().temperature_K;
                              ++count;
                            }};
    engine->run_dynamics(request, {&observer, 1});
    // The mean target of the last tenth is 58 K; 108 particles over 0.5 ps scatter by some K.
    EXPECT_NEAR(sum / count, 58.0, 8.0) << engine_name;
  }
}

}  // namespace vitriflow::testing
