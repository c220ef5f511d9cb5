// analysis.structure: distances, neighbours, angles, density and bulk modulus of trajectories, over an ensemble of
// them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_visit.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/analysis/structure_result.hpp"
#include "stages/analysis/structure_survey.hpp"
#include "stages/analysis/volume_fluctuation.hpp"
#include "stages/declaration.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

struct StructureParameters {
  std::vector<std::string> pairs, angles;
  double r_max_A = 0, cutoff_A = 0, margin_A = 0, discard_ps = 0;
  std::int64_t bins = 0, nearest = 0;
};

bool is_symbol(const std::string& text) {
  if (text == kEveryElement) return true;
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= 2 && text[0] >= 'A' && text[0] <= 'Z' && (text.size() == 1 || lower(text[1]));
}

// The `count` chemical symbols of "N-Zn-N"; empty when the text is something else.
std::vector<std::string> symbols_in(const std::string& text, std::size_t count) {
  std::vector<std::string> symbols(1);
  for (const char c : text) {
    if (c == '-')
      symbols.emplace_back();
    else
      symbols.back() += c;
  }
  const bool valid = symbols.size() == count && std::all_of(symbols.begin(), symbols.end(), is_symbol);
  return valid ? symbols : std::vector<std::string>();
}

void check_angle(const std::string& angle, std::vector<StageProblem>& problems) {
  const auto symbols = symbols_in(angle, 3);
  if (symbols.empty()) {
    problems.push_back(
        {"angles", fmt::format("'{}' is not an angle. Write three chemical symbols with hyphens, the vertex in the "
                               "middle, as in 'N-Zn-N', or 'Zn-Im-Zn' for the angle at a linker.",
                               angle)});
  } else if (symbols[1] == kLinker && symbols[0] != symbols[2]) {
    problems.push_back({"angles", fmt::format("'{}' has two kinds of ends. At a linker ('{}') both ends are of one "
                                              "element, as in 'Zn-Im-Zn'.",
                                              angle, kLinker)});
  } else if (symbols[0] == kLinker || symbols[2] == kLinker) {
    problems.push_back({"angles", fmt::format("'{}' has a linker ('{}') at an end. It can only be in the middle, as in "
                                              "'Zn-Im-Zn'.",
                                              angle, kLinker)});
  }
}

std::vector<StageProblem> check(const StructureParameters& p) {
  std::vector<StageProblem> problems;
  std::set<std::string> seen;
  if (p.pairs.empty()) problems.push_back({"pairs", "'pairs' is empty. Name at least one, such as [Zn-N]."});
  for (const auto& pair : p.pairs) {
    if (symbols_in(pair, 2).empty()) {
      problems.push_back(
          {"pairs",
           fmt::format(
               "'{}' is not a pair. Write two chemical symbols with a hyphen, as in 'Zn-N', or 'all' for one of them.",
               pair)});
    } else if (!seen.insert(pair).second) {
      problems.push_back({"pairs", fmt::format("the pair '{}' is named twice. Leave one out.", pair)});
    }
  }
  if (p.margin_A >= p.cutoff_A) {
    problems.push_back({"cutoff_margin", fmt::format("'cutoff_margin' ({} A) is not below 'cutoff' ({} A).",
                                                     shortest(p.margin_A), shortest(p.cutoff_A))});
  }
  for (const auto& angle : p.angles) check_angle(angle, problems);
  return problems;
}

SurveyRequest request_of(const StructureParameters& p) {
  SurveyRequest request;
  for (const auto& pair : p.pairs) {
    const auto symbols = symbols_in(pair, 2);
    request.pairs.push_back({symbols.at(0), symbols.at(1)});
  }
  for (const auto& angle : p.angles) {
    const auto symbols = symbols_in(angle, 3);
    request.angles.push_back({symbols.at(0), symbols.at(1), symbols.at(2)});
  }
  request.r_max = p.r_max_A;
  request.bins = static_cast<std::size_t>(p.bins);
  request.cutoff = p.cutoff_A;
  request.cutoff_margin = p.margin_A;
  request.nearest = static_cast<std::size_t>(p.nearest);
  return request;
}

Estimate missing(const std::string& unit, std::string note) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  return {kNaN, kNaN, 0.0, unit, std::move(note)};
}

// The thermodynamic series of an input after `from_ps`; empty where it has none.
std::vector<double> series(const Result& input, const std::string& path, double from_ps) {
  if (!input.has(path) || !input.has("thermo/time")) return {};
  const auto& values = input.vector(path);
  const auto& time = input.vector("thermo/time");
  std::vector<double> kept;
  for (std::size_t i = 0; i < std::min(values.size(), time.size()); ++i) {
    if (time[i] >= from_ps) kept.push_back(values[i]);
  }
  return kept;
}

Estimate density_of(const TaskInput& task, const Result& input, double from_ps) {
  if (task.kind == "md.anneal") return missing("g/cm3", "its temperature changes");
  return estimate_mean(series(input, "thermo/density", from_ps), "g/cm3");
}

// Only a barostatted run at one temperature has it.
Estimate bulk_modulus_of(const TaskInput& task, const Result& input, double from_ps, Result& result) {
  if (task.kind == "md.anneal") return missing("GPa", "its temperature changes");
  const auto volumes = series(input, "thermo/volume", from_ps);
  const auto [least, most] = std::minmax_element(volumes.begin(), volumes.end());
  const bool constant = volumes.empty() || *least == *most;
  if (constant || !input.has("target/temperature")) return missing("GPa", "its volume does not fluctuate");
  auto estimate = bulk_modulus(volumes, input.scalar("target/temperature"));
  if (estimate.effective_samples < kFewestVolumes) {
    add_notice(result,
               fmt::format("The bulk modulus of '{}' rests on {:.0f} independent samples of the volume; {:.0f} are the "
                           "least that give it. Sample longer.",
                           task.task, estimate.effective_samples, kFewestVolumes));
  }
  return estimate;
}

// How much broader the angles are than in the baseline: differences of standard deviations, errors in quadrature.
void put_widening(const StageContext& context, const SurveyRequest& request, Result& result) {
  const auto given = context.inputs.find("baseline");
  if (given == context.inputs.end()) return;
  const TaskInput& task = given->second.front();
  const Result baseline = context.read_input(task.fingerprint).result;
  for (const auto& angle : request.angles) {
    const auto name = fmt::format("angle_{}", fmt::join(angle, ""));
    if (!result.has(name + "_sd")) continue;
    if (!baseline.has(name + "_sd")) {
      add_notice(result, fmt::format("No '{}_widening': the baseline '{}' has no '{}_sd'.", name, task.task, name));
      continue;
    }
    const Estimate ours = result.estimate(name + "_sd"), theirs = baseline.estimate(name + "_sd");
    result.put(name + "_widening",
               Estimate{ours.value - theirs.value, std::hypot(ours.standard_error, theirs.standard_error),
                        std::min(ours.effective_samples, theirs.effective_samples), "degree",
                        fmt::format("standard deviation less that of '{}'", task.task)});
  }
}

Result run_structure(StageContext& context, const StructureParameters& p) {
  Result result;
  std::vector<EnsembleMember> members;
  auto request = request_of(p);
  const auto begin = [&](double from_ps) {
    request.from_ps = from_ps;
    return StructureSurveyor(request);
  };
  const auto end = [&](const VisitedMember& member, const StructureSurveyor& surveyor) {
    auto survey = surveyor.gather(context.group, member.frames_in_all);
    const auto frames = survey.frames;
    if (frames > 0) {
      members.push_back({member.task.task, std::move(survey), density_of(member.task, member.input, member.from_ps),
                         bulk_modulus_of(member.task, member.input, member.from_ps, result)});
    }
    return frames;
  };
  visit_ensemble(context, p.discard_ps, result, surveying<StructureSurveyor>(begin, end));
  put_structure(result, request, members);
  put_widening(context, request, result);
  return result;
}

void declare_parameters(Declaration<StructureParameters>& d) {
  using P = StructureParameters;
  d.texts(&P::pairs, "pairs")
      .fallback(std::vector<std::string>{"Zn-N", "Zn-Zn"})
      .doc("Pairs of elements for radial distributions, distances and coordination; the centre comes first.");
  d.number(&P::r_max_A, "r_max", "A")
      .fallback(10.0)
      .above(0)
      .at_most(100)
      .doc("How far radial distributions reach; limited to half the smallest box.");
  d.integer(&P::bins, "bins").fallback(200).at_least(10).at_most(100000).doc("Number of bins from 0 to 'r_max'.");
  d.number(&P::cutoff_A, "cutoff", "A")
      .fallback(2.5)
      .above(0)
      .at_most(20)
      .doc("Up to here two particles are neighbours.");
  d.number(&P::margin_A, "cutoff_margin", "A")
      .fallback(0.2)
      .above(0)
      .at_most(5)
      .doc("Coordination is also counted at 'cutoff' less and plus this, to show how much it depends on it.");
  d.texts(&P::angles, "angles")
      .fallback(std::vector<std::string>{"N-Zn-N"})
      .doc(
          "Angles between neighbours: three elements, the vertex in the middle; 'Im' as the vertex is the centroid of "
          "a linker's ring (five atoms of C and N), as in Zn-Im-Zn. [] for none.");
  d.integer(&P::nearest, "nearest")
      .fallback(4)
      .at_least(1)
      .at_most(100)
      .doc("For pairs that are never within 'cutoff': how many nearest ones the mean distance counts.");
  d.number(&P::discard_ps, "discard", "ps")
      .fallback(0.0)
      .at_least(0)
      .at_most(1e7)
      .doc("What each trajectory leaves out at its beginning.");
}

Declaration<StructureParameters> declaration() {
  Declaration<StructureParameters> d(
      "analysis.structure", 2,
      "Radial distributions, coordination, distances, angles, density and bulk modulus of "
      "a trajectory or of an ensemble.");
  declare_parameters(d);
  d.takes_many("frames", PortType::frames,
               "The trajectories; with 'gather: all' an ensemble, whose members count alike.");
  d.takes_if_given("baseline", PortType::results,
                   "A stage of this kind, such as that of the crystal: how much wider the angles are than there.");
  d.gives(PortType::results);
  d.reference("tau4: L. Yang, D. R. Powell, R. P. Houser, Dalton Trans. 2007, 955, doi:10.1039/b617136b");
  d.reference(
      "M. P. Allen, D. J. Tildesley, Computer Simulation of Liquids, 2nd edition, Oxford 2017, sections 2.5, 2.6");
  d.reference("U. Wolff, Comput. Phys. Commun. 156, 143 (2004), doi:10.1016/S0010-4655(03)00467-3");
  d.example(
      "structure:\n"
      "  kind: analysis.structure\n"
      "  frames: cold\n"
      "  pairs: [Zn-N, Zn-Zn]\n"
      "  angles: [N-Zn-N, Zn-Im-Zn]\n"
      "  cutoff: 2.5 A\n");
  d.checks(check);
  d.rehearses_without(&StructureParameters::discard_ps);
  d.runs(run_structure);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
