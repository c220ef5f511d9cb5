// analysis.voids: how much of a framework is empty, by the three meanings of the word, and how wide its pores are.
#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_visit.hpp"
#include "stages/analysis/void_result.hpp"
#include "stages/analysis/void_survey.hpp"
#include "stages/declaration.hpp"

namespace vitriflow {

namespace {

struct VoidParameters {
  std::string radii;
  double probe_A = 0, grid_A = 0, size_step_A = 0, largest_size_A = 0, discard_ps = 0;
  bool distribution = true;
};

std::vector<StageProblem> check(const VoidParameters& p) {
  std::vector<StageProblem> problems;
  if (p.distribution && p.size_step_A > p.largest_size_A) {
    problems.push_back({"size_step", fmt::format("'size_step' ({} A) is above 'largest_size' ({} A).",
                                                 shortest(p.size_step_A), shortest(p.largest_size_A))});
  }
  if (p.grid_A > p.probe_A / 3.0) {
    problems.push_back({"grid",
                        fmt::format("a grid of {} A is coarse for a probe of {} A: use at most a third of it",
                                    shortest(p.grid_A), shortest(p.probe_A)),
                        true});
  }
  return problems;
}

VoidRequest request_of(const VoidParameters& p) {
  VoidRequest request;
  request.radii = radius_set(p.radii);
  request.probe = p.probe_A;
  request.grid = p.grid_A;
  request.size_step = p.size_step_A;
  request.sizes = p.distribution ? static_cast<std::size_t>(p.largest_size_A / p.size_step_A * (1.0 + 1e-12)) : 0;
  return request;
}

Result run_voids(StageContext& context, const VoidParameters& p) {
  Result result;
  std::vector<VoidMember> members;
  auto request = request_of(p);
  const auto begin = [&](double from_ps) {
    request.from_ps = from_ps;
    return VoidSurveyor(request);
  };
  const auto end = [&](const VisitedMember& member, const VoidSurveyor& surveyor) {
    members.push_back({member.task.task, surveyor.gather(context.group)});
    return static_cast<std::int64_t>(members.back().survey.frames);
  };
  visit_ensemble(context, p.discard_ps, result, surveying<VoidSurveyor>(begin, end));
  put_voids(result, request, members);
  return result;
}

void declare_parameters(Declaration<VoidParameters>& d) {
  using P = VoidParameters;
  d.number(&P::probe_A, "probe", "A").fallback(1.6).above(0).at_most(20).doc("Radius of the probe.");
  d.choice(&P::radii, "radii", radius_set_names())
      .fallback("bondi")
      .doc(
          "Radii of the atoms: of Bondi with hydrogen 1.09 A, as he gave them in 1964 with 1.20 A, or half the sigma "
          "of UFF.");
  d.number(&P::grid_A, "grid", "A").fallback(0.2).at_least(0.02).at_most(2).doc("Spacing of the grid.");
  d.boolean(&P::distribution, "distribution")
      .fallback(true)
      .doc("Whether the pore size distribution is found too, on a grid of twice the spacing.");
  d.number(&P::size_step_A, "size_step", "A").fallback(0.5).at_least(0.05).at_most(5).doc("Step of its diameters.");
  d.number(&P::largest_size_A, "largest_size", "A").fallback(20.0).above(0).at_most(100).doc("Its largest diameter.");
  d.number(&P::discard_ps, "discard", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("What each trajectory leaves out at its beginning.");
}

Declaration<VoidParameters> declaration() {
  Declaration<VoidParameters> d("analysis.voids", 1,
                                "Void fractions, channels and pockets, pore limiting and largest cavity diameter and "
                                "pore sizes of a trajectory or of an ensemble.");
  declare_parameters(d);
  d.takes_many("frames", PortType::frames,
               "The trajectories; with 'gather: all' an ensemble, whose members count alike.");
  d.gives(PortType::results);
  d.reference("L. D. Gelb, K. E. Gubbins, Langmuir 15, 305 (1999), doi:10.1021/la9808418");
  d.reference(
      "L. Sarkisov, R. Bueno-Perez, M. Sutharson, D. Fairen-Jimenez, Chem. Mater. 32, 9849 (2020), "
      "doi:10.1021/acs.chemmater.0c03575");
  d.reference("A. Bondi, J. Phys. Chem. 68, 441 (1964), doi:10.1021/j100785a001");
  d.reference("R. S. Rowland, R. Taylor, J. Phys. Chem. 100, 7384 (1996), doi:10.1021/jp953141+");
  d.reference("A. K. Rappe et al., J. Am. Chem. Soc. 114, 10024 (1992), doi:10.1021/ja00051a040");
  d.example(
      "voids:\n"
      "  kind: analysis.voids\n"
      "  frames: cold\n"
      "  probe: 1.6 A\n"
      "  grid: 0.2 A\n"
      "  radii: bondi\n");
  d.checks(check);
  d.rehearses_without(&VoidParameters::discard_ps);
  d.runs(run_voids);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
