#include "tests/unit/language/toy_kinds.hpp"

#include "hpc/base/error.hpp"
#include "stages/declaration.hpp"

namespace vitriflow {
namespace {

struct BuildParameters {
  std::string structure;
  std::vector<std::int64_t> supercell;
};

KindDescription build() {
  using P = BuildParameters;
  Declaration<P> d("toy.build", 1, "Builds a toy.");
  d.text(&P::structure, "structure").input("structures").doc("What is built.");
  d.integers(&P::supercell, "supercell")
      .fallback(std::vector<std::int64_t>{1, 1, 1})
      .count(3)
      .at_least(1)
      .doc("Repetitions along each edge.");
  d.gives(PortType::system);
  d.example("crystal:\n  kind: toy.build\n  structure: zif-4\n");
  return d.description();
}

struct AnnealParameters {
  double from_K = 0, to_K = 0, rate_K_ps = 0, hold_ps = 0;
};

std::vector<StageProblem> check_anneal(const AnnealParameters& p) {
  std::vector<StageProblem> problems;
  if (p.to_K <= p.from_K) problems.push_back({"to", "'to' is not above 'from': there is nothing to heat."});
  if (p.rate_K_ps > 5) problems.push_back({"rate", "above 5 K/ps glasses come out damaged.", true});
  return problems;
}

KindDescription anneal() {
  using P = AnnealParameters;
  Declaration<P> d("toy.anneal", 3, "Heats, holds and cools a toy.");
  d.number(&P::from_K, "from", "K").above(0).at_most(10000).doc("Where the heating starts.");
  d.number(&P::to_K, "to", "K").above(0).at_most(10000).doc("Where the heating ends.");
  d.number(&P::rate_K_ps, "rate", "K/ps").above(0).doc("Of heating and of cooling.");
  d.number(&P::hold_ps, "hold", "ps").fallback(0).at_least(0).doc("How long the top is kept.");
  d.takes("system", PortType::system, "What is annealed.");
  d.gives(PortType::system);
  d.gives(PortType::frames);
  d.uses_engine({"forces"});
  d.draws_random_numbers();
  d.checks(std::function(check_anneal));
  d.reference("Somebody, J. Toys 1, 2 (2024)");
  d.example("kind: toy.anneal\nsystem: crystal\nfrom: 300 K\nto: 900 K\nrate: 4.8 K/ps\n");
  return d.description();
}

struct SampleParameters {
  std::string ensemble;
  double temperature_K = 0, duration_ps = 0, weight = 1;
  std::int64_t frames_kept = 1;
  bool relax = false;
  std::string until_quantity;
  double until_error = 0, until_most_ps = 0;
};

std::vector<StageProblem> check_sample(const SampleParameters& p) {
  std::vector<StageProblem> problems;
  if (p.until_most_ps > p.duration_ps) problems.push_back({"until.most", "'until.most' is above 'duration'."});
  if (p.until_quantity == "volume" && p.ensemble == "nvt") problems.push_back({"until", "the volume is fixed."});
  return problems;
}

KindDescription sample() {
  using P = SampleParameters;
  Declaration<P> d("toy.sample", 1, "Samples a toy.");
  d.choice(&P::ensemble, "ensemble", {"nve", "nvt", "npt"}).fallback("npt").doc("What is kept.");
  d.number(&P::temperature_K, "temperature", "K").above(0).at_most(10000).doc("Of the thermostat.");
  d.number(&P::duration_ps, "duration", "ps").above(0).doc("Length of what is recorded.");
  d.number(&P::weight, "weight", "1").fallback(1).at_least(0).doc("Of the sample.");
  d.integer(&P::frames_kept, "frames_kept").fallback(1).at_least(1).at_most(1000).doc("Number of frames.");
  d.boolean(&P::relax, "relax").fallback(false).doc("Whether it relaxes first.");
  d.map("until", "When it may end early.");
  d.choice(&P::until_quantity, "until.quantity", {"none", "volume", "energy"})
      .fallback("none")
      .needed_in_map()
      .doc("What has to be known.");
  d.number(&P::until_error, "until.error", "1").fallback(0.01).above(0).doc("How well.");
  d.number(&P::until_most_ps, "until.most", "ps").fallback(0).at_least(0).doc("How long at most.");
  d.checks(std::function(check_sample));
  d.takes("system", PortType::system, "What is simulated.");
  d.gives(PortType::system);
  d.gives(PortType::frames);
  d.uses_engine({"forces"});
  d.example("cold:\n  kind: toy.sample\n  system: glass\n  temperature: 300 K\n  duration: 10 ps\n");
  return d.description();
}

struct AnalyseParameters {
  std::vector<double> cutoffs_A;
};

KindDescription analyse() {
  using P = AnalyseParameters;
  Declaration<P> d("toy.analyse", 1, "Counts neighbours in a toy.");
  d.numbers(&P::cutoffs_A, "cutoffs", "A").fallback(std::vector<double>{2.5, 10.0}).count(2).above(0).doc("Distances.");
  d.takes_many("frames", PortType::frames, "What is counted.");
  d.gives(PortType::results);
  d.example("structure:\n  kind: toy.analyse\n  frames: cold\n  gather: all\n");
  return d.description();
}

struct NoParameters {};

KindDescription pair() {
  Declaration<NoParameters> d("toy.pair", 1, "Compares two toys.");
  d.takes("first", PortType::system, "One toy.");
  d.takes("second", PortType::system, "Another.");
  d.gives(PortType::results);
  d.example("both:\n  kind: toy.pair\n  first: glass\n  second: crystal\n");
  return d.description();
}

KindDescription exotic() {
  Declaration<NoParameters> d("toy.exotic", 1, "Needs what no engine can do.");
  d.takes("system", PortType::system, "A toy.");
  d.uses_engine({"forces", "telepathy"});
  d.example("odd:\n  kind: toy.exotic\n  system: crystal\n");
  return d.description();
}

const RegisterKind kBuild{build()}, kAnneal{anneal()}, kSample{sample()}, kAnalyse{analyse()}, kPair{pair()},
    kExotic{exotic()};

}  // namespace

Workflow load_text(const std::string& text) {
  return load_workflow({text, "study.yaml", "/nowhere/study.yaml", kToyInputs});
}

std::string fingerprint_in(const std::string& text, const std::string& task) {
  const Workflow workflow = load_text(text);
  const auto index = workflow.graph.find(task);
  if (!index) throw Error("no task '" + task + "'");
  return workflow.graph.task(*index).fingerprint;
}

}  // namespace vitriflow
