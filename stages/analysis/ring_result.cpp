#include "stages/analysis/ring_result.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_result.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kThreeRing = 3;  // absent from the crystals, known from the glasses

std::vector<std::string> task_names(const std::vector<RingMember>& members) {
  std::vector<std::string> names;
  for (const auto& member : members) names.push_back(member.task);
  return names;
}

std::vector<Estimate> estimates_of(const std::vector<RingMember>& members,
                                   const std::function<std::vector<double>(const RingSurvey&)>& series) {
  std::vector<Estimate> estimates;
  for (const auto& member : members) estimates.push_back(estimate_mean(series(member.survey), "1"));
  return estimates;
}

void put_members(Result& result, const std::vector<RingMember>& members) {
  std::vector<std::int64_t> frames;
  for (const auto& member : members) frames.push_back(static_cast<std::int64_t>(member.survey.time_ps.size()));
  result.put_names("members/task", task_names(members));
  result.put_integers("members/frames", std::move(frames));
}

// Values and errors by ring size.
struct SizeCurve {
  std::vector<double> values, errors;
  void add(const Estimate& estimate) {
    values.push_back(estimate.value);
    errors.push_back(estimate.standard_error);
  }
  void put(Result& result, const std::string& path) && {
    result.put_vector(path, std::move(values), "1");
    result.put_vector(path + "_error", std::move(errors), "1");
  }
};

std::vector<double> scaled(std::vector<double> series, double factor) {
  for (double& value : series) value *= factor;
  return series;
}

void put_distribution(Result& result, const RingRequest& request, const std::vector<RingMember>& members) {
  std::vector<double> sizes;
  SizeCurve per_node, per_formula_unit, nodes_in;
  const auto tasks = task_names(members);
  for (auto size = smallest_ring(request.net); size <= request.largest; ++size) {
    const auto rings = [size](const RingSurvey& survey) { return survey.rings_per_node[size]; };
    const auto each = estimates_of(members, rings);
    put_ensemble(result, fmt::format("rings_{}", size), tasks, each, "primitive rings for each " + request.net.node);
    sizes.push_back(static_cast<double>(size));
    per_node.add(estimate_ensemble(each));
    per_formula_unit.add(estimate_ensemble(estimates_of(members, [size](const RingSurvey& survey) {
      return scaled(survey.rings_per_node[size], survey.nodes_per_formula_unit);
    })));
    nodes_in.add(estimate_ensemble(
        estimates_of(members, [size](const RingSurvey& survey) { return survey.nodes_in_rings[size]; })));
  }
  result.put_vector("rings/size", std::move(sizes), "1");
  std::move(per_node).put(result, "rings/per_node");
  std::move(per_formula_unit).put(result, "rings/per_formula_unit");
  std::move(nodes_in).put(result, "rings/nodes_in");
  const auto nodes = request.net.node;
  result.figures.push_back({"rings",
                            "Primitive rings",
                            "nodes in a ring",
                            "rings for each " + nodes,
                            {{"rings for each " + nodes, "rings/size", "rings/per_node"}}});
  result.figures.push_back({"nodes-in-rings",
                            "Nodes in rings",
                            "nodes in a ring",
                            "fraction of " + nodes,
                            {{"in at least one such ring", "rings/size", "rings/nodes_in"}}});
}

void put_series(Result& result, const RingRequest& request, const std::vector<RingMember>& members) {
  Figure figure{
      "three-rings", "Three-membered rings over time", "time", "three-rings for each " + request.net.node, {}};
  for (std::size_t m = 0; m < members.size(); ++m) {
    const auto& survey = members[m].survey;
    if (survey.time_ps.size() < 2) continue;
    const auto group = fmt::format("series/{}/", m);
    result.put_vector(group + "time", survey.time_ps, "ps");
    result.put_vector(group + "rings_3", survey.rings_per_node[kThreeRing], "1");
    figure.series.push_back({members[m].task, group + "time", group + "rings_3"});
  }
  if (!figure.series.empty()) result.figures.push_back(std::move(figure));
}

void put_formula_unit(Result& result, const std::vector<RingMember>& members) {
  std::set<std::string> formulas;
  for (const auto& member : members) formulas.insert(member.survey.formula);
  result.put_text("formula_unit", fmt::format("{}", fmt::join(formulas, ", ")));
}

void put_defects(Result& result, const RingRequest& request, const std::vector<RingMember>& members) {
  const auto tasks = task_names(members);
  const auto& net = request.net;
  put_ensemble(result, "connectivity", tasks,
               estimates_of(members, [](const RingSurvey& survey) { return survey.connectivity; }),
               fmt::format("links of each {} within {} A", net.node, shortest(net.cutoff)));
  const auto nodes = estimates_of(members, [](const RingSurvey& survey) { return survey.node_defects; });
  put_ensemble(result, "node_defects", tasks, nodes,
               fmt::format("fraction of {} with other than {} links", net.node, request.coordination));
  const double defects = estimate_ensemble(nodes).value;
  if (defects > 0.0) {
    add_notice(result, fmt::format("{:.2g} % of {} have other than {} links within {} A: rings are those of a net with "
                                   "these defects.",
                                   100.0 * defects, net.node, request.coordination, shortest(net.cutoff)));
  }
  if (net.bridge == kNoBridge) return;
  put_ensemble(result, "linker_defects", tasks,
               estimates_of(members, [](const RingSurvey& survey) { return survey.linker_defects; }),
               "fraction of linkers that join other than 2 " + net.node);
}

}  // namespace

void put_rings(Result& result, const RingRequest& request, const std::vector<RingMember>& members) {
  ENSURE(!members.empty(), "no members");
  put_members(result, members);
  put_formula_unit(result, members);
  put_distribution(result, request, members);
  put_defects(result, request, members);
  put_series(result, request, members);
}

}  // namespace vitriflow
