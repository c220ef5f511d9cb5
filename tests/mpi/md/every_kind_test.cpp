// What every registered kind owes to whoever stops it: a run stopped and continued equals one run.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "hpc/base/error.hpp"
#include "runner/language/workflow.hpp"
#include "tests/mpi/analysis/cubic_net.hpp"
#include "tests/mpi/md/md_task.hpp"

namespace vitriflow::testing {
namespace {

constexpr const char* kPlain = "000000000000000000000000000000aa";
constexpr const char* kHalted = "000000000000000000000000000000bb";

// A small task of a kind.
struct Trial {
  Parameters parameters;
  std::map<std::string, std::vector<TaskInput>> inputs;
  std::string engine = "reference";
  int stops = 0;  // at least so many can be asked for; 0: it is over in a moment
};

using Trials = std::map<std::string, std::function<Trial(Campaign&)>>;

TaskInput kept(Campaign& campaign, const std::string& task, const Result& result, char letter) {
  const std::string fingerprint(32, letter);
  campaign.put(fingerprint, result);
  return {task, fingerprint, "md.sample"};
}

TaskInput argon_in(Campaign& campaign, double displaced_A = 0.0) {
  System system = argon();
  system.positions[0] += displaced_A;
  Result result;
  put_system(result, system);
  return kept(campaign, "crystal", result, 'c');
}

Source trembling_net(std::uint64_t seed, int frames) {
  Source source = cubic_net(seed, frames, [](int f) { return f % 3 == 0; });
  source.result.put_vector("thermo/density", std::vector<double>(static_cast<std::size_t>(frames), 1.1), "g/cm3");
  return source;
}

// Two trajectories in segments of two frames, at each of whose ends a leg ends.
Trial survey_of_two(Campaign& campaign, Parameters parameters) {
  return {std::move(parameters),
          {{"frames",
            {campaign.add("cold[hold=1ps]", trembling_net(1, 11), "md.sample", 2),
             campaign.add("cold[hold=2ps]", trembling_net(2, 5), "md.sample", 2)}}},
          "",
          8};
}

void write(const Campaign& campaign, const std::string& name, const std::string& text) {
  world().on_root([&] { write_atomically(posix_files(), campaign.folder() + "/" + name, text); });
}

Trial dump(Campaign& campaign) {
  std::string text;
  Wobble wobble(5);
  for (int f = 0; f < 120; ++f) {
    text += fmt::format("ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n", f);
    text +=
        fmt::format("ITEM: ATOMS id element x y z\n1 Zn {} 1 1\n2 N {} 3 1\n", 2 + wobble.next(), 4 + wobble.next());
  }
  write(campaign, "run.lammpstrj", text);
  return {{{"file", std::string("./run.lammpstrj")}}, {}, "", 2};
}

Trial data_file(Campaign& campaign) {
  write(campaign, "argon.data",
        "argon\n\n2 atoms\n1 atom types\n0 10 xlo xhi\n0 10 ylo yhi\n0 10 zlo zhi\n\nMasses\n\n1 39.948\n\n"
        "Atoms # atomic\n\n1 1 0 0 0\n2 1 4 0 0\n");
  write(campaign, "argon.lmp", "pair_style lj/cut 4.0\npair_coeff 1 1 0.0104 3.405\n");
  return {{{"file", std::string("./argon.data")}, {"interactions", std::string("./argon.lmp")}}, {}, "lammps", 0};
}

Trial published(Campaign& campaign) {
  write(campaign, "mine.yaml", "citation: Mine\nentries: {glass: {density: {unit: kg/m3, reference: 1600}}}\n");
  Result ours;
  ours.put("density", Estimate{1.60, 0.03, 1e5, "g/cm3", ""});
  return {{{"reference", std::string("./mine.yaml")}, {"entry", std::string("glass")}},
          {{"results", {kept(campaign, "structure", ours, 'd')}}},
          "",
          0};
}

// Potential energies whose slope over the temperature bends.
Result run_at(double temperature_K) {
  Wobble wobble(static_cast<std::uint64_t>(temperature_K));
  std::vector<double> time, potential, kinetic;
  for (int i = 0; i < 1000; ++i) {
    time.push_back(0.05 * i);
    potential.push_back(0.02 * temperature_K + 0.01 * std::max(0.0, temperature_K - 600.0) + wobble.next());
    kinetic.push_back(0.05 * temperature_K + wobble.next());
  }
  Result result;
  result.put_vector("thermo/time", time, "ps");
  result.put_vector("thermo/potential", potential, "eV");
  result.put_vector("thermo/kinetic", kinetic, "eV");
  result.put_vector("thermo/volume", std::vector<double>(time.size(), 4000.0), "A3");
  result.put_vector("thermo/density", std::vector<double>(time.size(), 1.3), "g/cm3");
  result.put_scalar("target/temperature", temperature_K, "K");
  result.put_scalar("target/pressure", 1.0, "bar");
  result.put_text("target/ensemble", "nvt");
  return result;
}

Trial cooling(Campaign& campaign) {
  Trial trial;
  char letter = 'e';
  for (double t = 900.0; t >= 300.0; t -= 50.0)
    trial.inputs["runs"].push_back(kept(campaign, fmt::format("cold[T={}]", t), run_at(t), letter++));
  return trial;
}

const Trials& trials() {
  static const Trials all{
      {"analysis.calorimetry", cooling},
      {"analysis.rings",
       [](Campaign& c) {
         return survey_of_two(c, {{"largest", std::int64_t{6}}, {"coordination", std::int64_t{6}}});
       }},
      {"analysis.scattering",
       [](Campaign& c) {
         return survey_of_two(c, {{"r_max", 5.0}, {"q_box", 3.0}, {"q_max", 15.0}});
       }},
      {"analysis.structure",
       [](Campaign& c) {
         return survey_of_two(c, {{"r_max", 5.0}});
       }},
      {"analysis.voids",
       [](Campaign& c) {
         return survey_of_two(c, {{"grid", 0.5}, {"largest_size", 8.0}});
       }},
      {"frames.import", dump},
      {"md.anneal",
       [](Campaign& c) {
         return Trial{{{"from", 20.0}, {"to", 60.0}, {"rate", 20.0}, {"hold", 1.0}, {"timestep", 2.0}},
                      {{"system", {argon_in(c)}}},
                      "lammps",
                      2};
       }},
      {"md.minimize",
       [](Campaign& c) {
         return Trial{{{"force_tolerance", 1e-300}, {"max_iterations", std::int64_t{5000}}},
                      {{"system", {argon_in(c, 0.3)}}},
                      "reference",
                      2};
       }},
      {"md.sample",
       [](Campaign& c) {
         return Trial{{{"temperature", 60.0},
                       {"ensemble", std::string("nvt")},
                       {"timestep", 2.0},
                       {"equilibration", 1.0},
                       {"duration", 24.0}},
                      {{"system", {argon_in(c)}}},
                      "reference",
                      1};
       }},
      {"report.compare", published},
      {"structure.build",
       [](Campaign&) {
         return Trial{{{"structure", std::string("zif-4")}, {"forcefield", std::string("nb-zif-ff-b")}}, {}, "", 0};
       }},
      {"structure.import", data_file},
      {"test.number",
       [](Campaign&) {
         return Trial{{{"value", 3.0}}, {}, "", 0};
       }},
  };
  return all;
}

class TrialRun {
 public:
  TrialRun(Campaign& campaign, std::string kind, Trial trial)
      : campaign_(campaign), kind_(std::move(kind)), trial_(std::move(trial)) {}

  Result once(const Communicator& group, const std::string& fingerprint, bool stopping) {
    StopToken stop;
    if (stopping) stop.request();
    StageContext context = campaign_.context(group, "", {});
    context.group = group.duplicate();
    context.stop = &stop;
    context.fingerprint = fingerprint;
    context.engine = trial_.engine;
    context.inputs = trial_.inputs;
    context.scratch = campaign_.folder();
    context.log_path = campaign_.folder() + "/engine.log";
    context.seed = 4711;
    if (kind_ == "structure.build") context.inputs_folder = find_inputs_folder();
    context.note_abort = [](const std::string&) {};
    return run(kind_, context, trial_.parameters);
  }

  // Stops as soon as it can, again and again; how often it did.
  int stopped(const Communicator& group, const std::string& fingerprint, int most, Result& result) {
    for (int stops = 0; stops < most; ++stops) {
      try {
        result = once(group, fingerprint, true);
        return stops;
      } catch (const Stopped&) {
      }
    }
    return most;
  }

 private:
  Campaign& campaign_;
  std::string kind_;
  Trial trial_;
};

MPI_TEST(EveryKind, StoppedAtEveryOpportunityRepeatsTheBits, 1, 2) {
  for (const std::string& kind : KindRegistry::instance().names()) {
    SCOPED_TRACE(kind);
    const auto trial = trials().find(kind);
    ASSERT_NE(trial, trials().end()) << "say in this file how a small task of this kind looks";
    Campaign campaign(world, "stopped-" + kind);
    const Trial small = trial->second(campaign);
    TrialRun task(campaign, kind, small);
    const Result plain = task.once(world, kPlain, false);
    Result halted;
    const int stops = task.stopped(world, kHalted, 100, halted);
    EXPECT_LT(stops, 100);
    EXPECT_GE(stops, small.stops);
    EXPECT_EQ(plain.to_bytes(), halted.to_bytes());
  }
}

MPI_TEST(EveryKind, AnalysisMayGoOnWithFewerOrMoreRanks, 2) {
  const auto self = Communicator::borrow(MPI_COMM_SELF);
  for (const std::string kind : {"analysis.rings", "analysis.scattering", "analysis.structure", "analysis.voids"}) {
    SCOPED_TRACE(kind);
    Campaign campaign(world, "other-ranks-" + kind);
    TrialRun task(campaign, kind, trials().at(kind)(campaign));
    const Result plain = task.once(world, kPlain, false);
    Result halted;
    ASSERT_EQ(task.stopped(world, kHalted, 3, halted), 3);
    world.on_root([&] { ASSERT_EQ(task.stopped(self, kHalted, 2, halted), 2); });
    halted = task.once(world, kHalted, false);
    EXPECT_EQ(plain.to_bytes(), halted.to_bytes());
  }
}

}  // namespace
}  // namespace vitriflow::testing
