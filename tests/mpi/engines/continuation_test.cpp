// Continuation: a run that is cut at any leg end and carried on by a fresh engine shows the frames of the run that was
// never cut, bit for bit, watched or not.
#include <cmath>

#include "hpc/store/memory_archive.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"
#include "tests/mpi/engines/protocols.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

constexpr std::int64_t kShortLeg = 24;
constexpr int kShortLegs = 3;

using Row = std::vector<double>;

Row series_row(const Thermo& t) {
  Row row{static_cast<double>(t.step),
          t.time_ps,
          t.temperature_K,
          t.potential_eV,
          t.kinetic_eV,
          t.conserved_eV,
          t.pressure_bar,
          t.volume_A3};
  row.insert(row.end(), t.pressure_tensor_bar.begin(), t.pressure_tensor_bar.end());
  for (const auto* part : {&t.box.origin, &t.box.edges, &t.box.tilts})
    row.insert(row.end(), part->begin(), part->end());
  return row;
}

// Everything that can be seen of a run: the series every 3 steps, frames with positions every 8.
struct Seen {
  std::vector<Row> series, frames;

  std::vector<Observer> observers() {
    const auto look = [this](Snapshot& snapshot) { series.push_back(series_row(snapshot.thermo())); };
    const auto keep = [this](Snapshot& snapshot) {
      Row row = series_row(snapshot.thermo());
      const auto positions = snapshot.positions_A();
      row.insert(row.end(), positions.begin(), positions.end());
      frames.push_back(std::move(row));
    };
    return {{3, look}, {8, keep}};
  }
};

Row state_of(Engine& engine) {
  const System system = engine.system();
  Row row = system.positions;
  row.insert(row.end(), system.velocities.begin(), system.velocities.end());
  for (const auto* part : {&system.box.origin, &system.box.edges, &system.box.tilts})
    row.insert(row.end(), part->begin(), part->end());
  return row;
}

// The rows of `whole` from its end; names the first number that differs.
void expect_end_of(const std::vector<Row>& part, const std::vector<Row>& whole, const std::string& what) {
  ASSERT_LE(part.size(), whole.size()) << what;
  ASSERT_GT(part.size(), 0U) << what;
  const std::size_t skipped = whole.size() - part.size();
  for (std::size_t i = 0; i < part.size(); ++i) {
    ASSERT_EQ(part[i].size(), whole[skipped + i].size()) << what;
    for (std::size_t k = 0; k < part[i].size(); ++k)
      ASSERT_EQ(part[i][k], whole[skipped + i][k]) << what << ", step " << part[i][0] << ", number " << k;
  }
}

struct Run {
  Row state;
  std::vector<MemoryArchive> kept;  // after each leg
};

Run whole_run(const Protocol& protocol, const Communicator& group, std::span<const Observer> observers) {
  Run run;
  const auto engine = prepared(protocol, group);
  for (int leg = 0; leg < kShortLegs; ++leg) {
    run_leg(*engine, protocol.request, leg, observers, kShortLeg);
    engine->exchange(run.kept.emplace_back());
    run.kept.back().read_from_now_on();
  }
  run.state = state_of(*engine);
  return run;
}

// What a kept state becomes in a fresh engine.
std::unique_ptr<Engine> continued(const Protocol& protocol, MemoryArchive& kept, const Communicator& group) {
  auto engine = open(protocol.engine, group);
  engine->load(protocol.system);
  engine->exchange(kept);
  return engine;
}

// The states that a run kept which nobody watched are carried on by one that is watched, and by one that is not.
void expect_continuation(const Protocol& protocol, const Communicator& group) {
  const std::string name = protocol.engine + " " + protocol.name;
  Seen whole;
  const Run watched = whole_run(protocol, group, whole.observers());
  Run blind = whole_run(protocol, group, {});
  EXPECT_EQ(watched.state, blind.state) << name << ", with and without observers";
  ASSERT_EQ(whole.frames.size(), static_cast<std::size_t>(kShortLegs * kShortLeg / 8)) << name;
  ASSERT_NE(whole.frames.front(), whole.frames.back()) << name;
  for (int done = 1; done < kShortLegs; ++done) {
    const std::string what = fmt::format("{}, cut after leg {}", name, done);
    const auto engine = continued(protocol, blind.kept[static_cast<std::size_t>(done - 1)], group);
    Seen rest;
    for (int leg = done; leg < kShortLegs; ++leg) run_leg(*engine, protocol.request, leg, rest.observers(), kShortLeg);
    EXPECT_EQ(state_of(*engine), blind.state) << what;
    expect_end_of(rest.frames, whole.frames, what);
    expect_end_of(rest.series, whole.series, what);
  }
}

Protocol zif4() {
  Protocol protocol{"lammps", "ZIF-4 with PPPM, npt", {}, {.ensemble = Ensemble::npt_isotropic, .timestep_fs = 0.5}};
  protocol.system = assemble(read_structure("inputs/structures/zif-4.yaml"),
                             read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  shake(protocol.system.positions, 0.03);
  return protocol;
}

void expect_same_physics(const Evaluation& a, const Evaluation& b, const std::string& what) {
  EXPECT_NEAR(a.energy_eV, b.energy_eV, 1e-10 * std::abs(a.energy_eV)) << what;
  ASSERT_EQ(a.forces_eV_A.size(), b.forces_eV_A.size()) << what;
  double largest = 0, difference = 0;
  for (std::size_t i = 0; i < a.forces_eV_A.size(); ++i) {
    largest = std::max(largest, std::abs(a.forces_eV_A[i]));
    difference = std::max(difference, std::abs(a.forces_eV_A[i] - b.forces_eV_A[i]));
  }
  EXPECT_LT(difference, 1e-10 * largest) << what;
}

}  // namespace

MPI_TEST(Continuation, FramesSeriesAndStateAreThoseOfTheRunNeverCut, 1, 2) {
  for (const Protocol& protocol : protocols()) expect_continuation(protocol, world);
}

MPI_TEST(Continuation, ManyBodySiliconIsTheSameToo, 1, 2) {
  for (const Protocol& protocol : silicon_protocols()) expect_continuation(protocol, world);
}

MPI_TEST(Continuation, CrystalWithMeshIsTheSameToo, 1, 2) { expect_continuation(zif4(), world); }

// A state that two ranks kept on one rank, and one that a single rank kept on two.
MPI_TEST(Continuation, OtherNumbersOfRanksBeginWithTheSameEnergyAndForces, 2) {
  const Communicator alone = Communicator::borrow(MPI_COMM_SELF);
  std::vector<Protocol> all = protocols();
  for (Protocol& protocol : silicon_protocols()) all.push_back(std::move(protocol));
  for (const Protocol& protocol : all) {
    const std::string name = protocol.engine + " " + protocol.name;
    const auto together = prepared(protocol, world);
    run_leg(*together, protocol.request, 0, {}, kShortLeg);
    MemoryArchive of_two;
    together->exchange(of_two);
    of_two.read_from_now_on();
    const Evaluation on_two = continued(protocol, of_two, world)->evaluate();
    if (world.is_root()) expect_same_physics(continued(protocol, of_two, alone)->evaluate(), on_two, name + ", 2 to 1");

    const auto single = prepared(protocol, alone);
    run_leg(*single, protocol.request, 0, {}, kShortLeg);
    MemoryArchive of_one;
    single->exchange(of_one);
    of_one.read_from_now_on();
    const Evaluation on_one = continued(protocol, of_one, alone)->evaluate();
    expect_same_physics(continued(protocol, of_one, world)->evaluate(), on_one, name + ", 1 to 2");
  }
}

}  // namespace vitriflow::testing
