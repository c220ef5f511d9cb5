// analysis.scattering: what neutron and X-ray experiments would measure of
// trajectories: pair distributions, structure factors, and their transforms,
// over an ensemble of them.
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_visit.hpp"
#include "stages/analysis/scattering_result.hpp"
#include "stages/declaration.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {

namespace {

constexpr const char* kMeasurements = "measurements";  // folder of inputs/

struct ScatteringParameters {
  double r_max_A = 0, q_min = 0, q_max = 0, q_step = 0, q_box = 0,
         discard_ps = 0;  // q: 1/A
  std::int64_t bins = 0;
  std::string window, r_window, xray_normalisation;
  std::string measured, measured_as;
  double measured_from_A = 0;
  bool deuterated = false;
};

std::vector<StageProblem> check(const ScatteringParameters& p) {
  std::vector<StageProblem> problems;
  if (p.q_min >= p.q_max) {
    problems.push_back({"q_min", fmt::format("'q_min' ({} 1/A) is not below 'q_max' ({} 1/A).", shortest(p.q_min),
                                             shortest(p.q_max))});
  }
  if (p.q_step * p.r_max_A > 3.0) {
    problems.push_back({"q_step", fmt::format("'q_step' ({} 1/A) is too coarse for distances "
                                              "up to 'r_max' ({} A): D(r) "
                                              "would repeat itself. Use at most {:.3g} 1/A.",
                                              shortest(p.q_step), shortest(p.r_max_A), 3.0 / p.r_max_A)});
  }
  if (p.q_max * p.r_max_A / static_cast<double>(p.bins) > 1.0) {
    problems.push_back(
        {"bins", fmt::format("{} bins up to {} A are too wide for Q up to {} "
                             "1/A. Use at least {:.0f}.",
                             p.bins, shortest(p.r_max_A), shortest(p.q_max), std::ceil(p.q_max * p.r_max_A))});
  }
  return problems;
}

Window window_named(const std::string& name) { return name == "lorch" ? Window::lorch : Window::none; }

std::optional<MeasuredComparison> measured_curve(const StageContext& context, const ScatteringParameters& p) {
  std::optional<MeasuredComparison> measured;
  if (p.measured.empty()) return measured;
  context.group.all_or_none([&] {
    const auto path = resolve_input(kMeasurements, p.measured, context.inputs_folder, context.workflow_folder);
    if (path.empty())
      throw Error(fmt::format("the measured curve '{}' is no longer there. Put it back.", p.measured),
                  Failure::invalid_input);
    auto name = p.measured_as;
    name[name.find('-')] = '/';
    measured = {read_measured_curve(path), "pdf/" + name, p.measured_from_A};
  });
  return measured;
}

Result run_scattering(StageContext& context, const ScatteringParameters& p) {
  Result result;
  const auto measured = measured_curve(context, p);
  std::vector<ScatteringMember> members;
  ScatteringRequest request{p.r_max_A, static_cast<std::size_t>(p.bins), p.q_box, p.q_step, 0.0};
  const TransformRequest transform{p.q_min,
                                   p.q_max,
                                   p.q_step,
                                   window_named(p.r_window),
                                   window_named(p.window),
                                   p.xray_normalisation == "mean-square"};
  const auto begin = [&](double from_ps) {
    request.from_ps = from_ps;
    return ScatteringSurveyor(request);
  };
  const auto end = [&](const VisitedMember& member, const ScatteringSurveyor& surveyor) {
    auto survey = surveyor.gather(context.group, member.frames_in_all);
    const auto frames = survey.frames;
    if (frames > 0) members.push_back({member.task.task, std::move(survey)});
    return frames;
  };
  visit_ensemble(context, p.discard_ps, result, surveying<ScatteringSurveyor>(begin, end));
  put_scattering(result, request, transform, p.deuterated, members, measured);
  return result;
}

void declare_ranges(Declaration<ScatteringParameters>& d) {
  using P = ScatteringParameters;
  d.number(&P::r_max_A, "r_max", "A")
      .fallback(10.0)
      .above(0)
      .at_most(100)
      .doc(
          "How far pair distributions reach; limited to half the smallest "
          "box.");
  d.integer(&P::bins, "bins").fallback(500).at_least(10).at_most(100000).doc("Number of bins from 0 to 'r_max'.");
  d.number(&P::q_min, "q_min", "1/A")
      .fallback(0.5)
      .at_least(0)
      .at_most(100)
      .doc(
          "Where the transform of F(Q) to D(r) begins, as the experiment's "
          "does.");
  d.number(&P::q_max, "q_max", "1/A")
      .fallback(25.0)
      .above(0)
      .at_most(100)
      .doc(
          "Where S(Q), F(Q) and the transform to D(r) end, as the "
          "experiment's do; form factors hold up to 25 1/A.");
  d.number(&P::q_step, "q_step", "1/A")
      .fallback(0.05)
      .at_least(0.001)
      .at_most(1)
      .doc(
          "Between points of S(Q) and F(Q), and the width of a shell of "
          "reciprocal lattice vectors.");
  d.number(&P::q_box, "q_box", "1/A")
      .fallback(6.0)
      .at_least(0)
      .at_most(50)
      .doc(
          "Up to here S(Q) is also summed at the reciprocal lattice vectors "
          "of the box, where it is exact; the work "
          "grows with its cube. 0 for none.");
}

void declare_parameters(Declaration<ScatteringParameters>& d) {
  using P = ScatteringParameters;
  declare_ranges(d);
  d.choice(&P::window, "window", {"lorch", "none"})
      .fallback("lorch")
      .doc(
          "Of the transform from F(Q) to D(r): Lorch's, or none (ripples of "
          "period 2 pi / 'q_max').");
  d.choice(&P::r_window, "r_window", {"lorch", "none"})
      .fallback("lorch")
      .doc(
          "Of the transform from g(r) to S(Q) and F(Q), against the end of "
          "g(r) at 'r_max'; D(r) does without.");
  d.choice(&P::xray_normalisation, "xray_normalisation", {"squared-mean", "mean-square"})
      .fallback("squared-mean")
      .doc(
          "What F(Q), D(r), G(r) and T(r) of X-rays are divided by: <f(Q)>^2, "
          "or <f(Q)^2> where the experiment's are.");
  d.boolean(&P::deuterated, "deuterated")
      .fallback(false)
      .doc("Whether neutrons see deuterium where the system has hydrogen.");
  d.number(&P::discard_ps, "discard", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("What each trajectory leaves out at its beginning.");
}

void declare_measurement(Declaration<ScatteringParameters>& d) {
  using P = ScatteringParameters;
  d.text(&P::measured, "measured")
      .fallback("")
      .input(kMeasurements)
      .doc(
          "A measured curve to set beside the simulated one, such as "
          "./sample.dofr: columns of r in A and of the curve.");
  d.choice(&P::measured_as, "measured_as", {"xray-D", "neutron-D", "neutron-Gpdf"})
      .fallback("xray-D")
      .doc(
          "What 'measured' holds: D(r) of X-rays (1/A2) or neutrons "
          "(barn/A2), or G(r) = D(r) / <b>^2 (1/A2).");
  d.number(&P::measured_from_A, "measured_from", "A")
      .fallback(1.0)
      .at_least(0)
      .at_most(100)
      .doc(
          "From here on the two are compared; below the shortest distance a "
          "measurement holds noise.");
}

Declaration<ScatteringParameters> declaration() {
  Declaration<ScatteringParameters> d("analysis.scattering", 1,
                                      "Neutron- and X-ray-weighted g(r), S(Q), F(Q), D(r), G(r) and T(r) of a "
                                      "trajectory or of an ensemble.");
  declare_parameters(d);
  declare_measurement(d);
  d.takes_many("frames", PortType::frames,
               "The trajectories; with 'gather: all' an ensemble, whose "
               "members count alike.");
  d.gives(PortType::results);
  d.reference(
      "Conventions: D. A. Keen, J. Appl. Cryst. 34, 172 (2001), "
      "doi:10.1107/S0021889800019993");
  d.reference(
      "Scattering lengths: V. F. Sears, Neutron News 3(3), 26 (1992), "
      "doi:10.1080/10448639208218770");
  d.reference(
      "Form factors: International Tables for Crystallography C, table "
      "6.1.1.4 (1992)");
  d.reference(
      "Window: E. Lorch, J. Phys. C 2, 229 (1969), "
      "doi:10.1088/0022-3719/2/2/305");
  d.example(
      "scattering:\n"
      "  kind: analysis.scattering\n"
      "  frames: cold\n"
      "  q_max: 25 1/A\n"
      "  window: lorch\n");
  d.checks(check);
  d.rehearses_without(&ScatteringParameters::discard_ps);
  d.runs(run_scattering);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
