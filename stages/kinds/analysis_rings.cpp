// analysis.rings: primitive rings of the net of a framework, over trajectories and ensembles.
#include <algorithm>
#include <set>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_visit.hpp"
#include "stages/analysis/ring_result.hpp"
#include "stages/analysis/ring_survey.hpp"
#include "stages/declaration.hpp"

namespace vitriflow {

namespace {

struct RingParameters {
  std::string node, bridge;
  std::vector<std::string> linker;
  double cutoff_A = 0, linker_bond_A = 0, discard_ps = 0;
  std::int64_t largest = 0, coordination = 0;
};

bool is_named(const std::string& element, const std::vector<std::string>& elements) {
  return std::find(elements.begin(), elements.end(), element) != elements.end();
}

std::vector<StageProblem> check(const RingParameters& p) {
  std::vector<StageProblem> problems;
  if (p.bridge == kNoBridge) return problems;
  if (!is_named(p.bridge, p.linker)) {
    problems.push_back(
        {"linker", fmt::format("'linker' lacks the bridge '{0}'. Name every element that linkers are made "
                               "of, '{0}' among them.",
                               p.bridge)});
  }
  if (is_named(p.node, p.linker)) {
    problems.push_back({"linker", fmt::format("'{}' is the node and cannot be part of a linker. Leave it out, or write "
                                              "'bridge: none' where nodes bind each other.",
                                              p.node)});
  }
  return problems;
}

RingRequest request_of(const RingParameters& p) {
  RingRequest request;
  request.net = {p.node, p.bridge, p.cutoff_A, p.linker, p.linker_bond_A};
  request.largest = static_cast<std::size_t>(p.largest);
  request.coordination = static_cast<std::size_t>(p.coordination);
  return request;
}

Result run_rings(StageContext& context, const RingParameters& p) {
  Result result;
  std::vector<RingMember> members;
  auto request = request_of(p);
  const auto begin = [&](double from_ps) {
    request.from_ps = from_ps;
    return RingSurveyor(request);
  };
  const auto end = [&](const VisitedMember& member, const RingSurveyor& surveyor) {
    members.push_back({member.task.task, surveyor.gather(context.group)});
    return static_cast<std::int64_t>(members.back().survey.time_ps.size());
  };
  visit_ensemble(context, p.discard_ps, result, surveying<RingSurveyor>(begin, end));
  put_rings(result, request, members);
  return result;
}

void declare_parameters(Declaration<RingParameters>& d) {
  using P = RingParameters;
  d.text(&P::node, "node").fallback("Zn").doc("Element of the nodes of the net.");
  d.text(&P::bridge, "bridge")
      .fallback("N")
      .doc("Element by which a linker binds nodes; 'none' where nodes bind each other.");
  d.texts(&P::linker, "linker")
      .fallback(std::vector<std::string>{"C", "N"})
      .doc("Elements that a linker is made of, the bridge among them; of no meaning without a bridge.");
  d.number(&P::cutoff_A, "cutoff", "A")
      .fallback(2.5)
      .above(0)
      .at_most(20)
      .doc("Up to here a node is bound to a bridge, or to another node without one.");
  d.number(&P::linker_bond_A, "linker_bond", "A")
      .fallback(1.75)
      .above(0)
      .at_most(5)
      .doc("Up to here two particles of 'linker' belong to the same one.");
  d.integer(&P::largest, "largest").fallback(12).at_least(3).at_most(20).doc("The largest ring, in nodes.");
  d.integer(&P::coordination, "coordination")
      .fallback(4)
      .at_least(1)
      .at_most(20)
      .doc("Links of a node without a defect.");
  d.number(&P::discard_ps, "discard", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("What each trajectory leaves out at its beginning.");
}

Declaration<RingParameters> declaration() {
  Declaration<RingParameters> d("analysis.rings", 1,
                                "Primitive rings of the infinite net of nodes and linkers, and the net's defects, of a "
                                "trajectory or of an ensemble.");
  declare_parameters(d);
  d.takes_many("frames", PortType::frames,
               "The trajectories; with 'gather: all' an ensemble, whose members count alike.");
  d.gives(PortType::results);
  d.reference("X. Yuan, A. N. Cormack, Comput. Mater. Sci. 24, 343 (2002), doi:10.1016/S0927-0256(01)00256-7");
  d.reference("K. Goetzke, H.-J. Klein, J. Non-Cryst. Solids 127, 215 (1991), doi:10.1016/0022-3093(91)90145-V");
  d.reference("D. S. Franzblau, Phys. Rev. B 44, 4925 (1991), doi:10.1103/PhysRevB.44.4925");
  d.example(
      "rings:\n"
      "  kind: analysis.rings\n"
      "  frames: cold\n"
      "  node: Zn\n"
      "  bridge: N\n"
      "  cutoff: 2.5 A\n");
  d.checks(check);
  d.rehearses_without(&RingParameters::discard_ps);
  d.runs(run_rings);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
