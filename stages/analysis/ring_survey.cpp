#include "stages/analysis/ring_survey.hpp"

#include <optional>

#include "stages/analysis/primitive_rings.hpp"

namespace vitriflow {

namespace {

// A row: time, nodes in a formula unit, links of a node, defects of nodes and of linkers; then for every size: rings
// for each node, fraction of nodes in them.
constexpr std::size_t kHead = 5, kSizeValues = 2;

double fraction_other_than(const PeriodicNet& net, std::size_t from, std::size_t to, std::size_t links) {
  if (from == to) return 0.0;
  std::size_t others = 0;
  for (std::size_t v = from; v < to; ++v) others += net.of(v).size() == links ? 0 : 1;
  return static_cast<double>(others) / static_cast<double>(to - from);
}

}  // namespace

std::size_t smallest_ring(const NetRequest& net) { return net.bridge == kNoBridge ? 3 : 2; }

std::vector<double> ring_row(const NetParticles& particles, const Frame& frame, const RingRequest& request) {
  const auto found = framework_net(PeriodicCell(frame.edges), frame.positions, particles, request.net);
  const auto counts = count_primitive_rings(found.net, found.nodes, request.largest);
  const auto nodes = static_cast<double>(found.nodes);
  double links = 0.0;
  for (std::size_t node = 0; node < found.nodes; ++node) links += static_cast<double>(found.net.of(node).size());
  std::vector<double> row{frame.time_ps, particles.nodes_per_formula_unit, links / nodes,
                          fraction_other_than(found.net, 0, found.nodes, request.coordination),
                          fraction_other_than(found.net, found.nodes, found.net.size(), 2)};
  for (auto size = smallest_ring(request.net); size <= request.largest; ++size) {
    row.push_back(static_cast<double>(counts.rings[size]) / nodes);
    row.push_back(static_cast<double>(counts.nodes_in[size]) / nodes);
  }
  return row;
}

RingSurvey survey_rings(Store& store, const Communicator& group, const std::string& fingerprint,
                        const RingRequest& request) {
  FrameRows rows;
  std::optional<NetParticles> known;
  const auto frames = store.visit_frames(
      group, fingerprint, [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
        if (!known) known = net_particles(particles, request.net);
        if (frame.time_ps >= request.from_ps) rows.add(index, ring_row(*known, frame, request));
      });
  RingSurvey survey;
  if (known) survey.formula = known->formula;
  group.broadcast(survey.formula);  // the root has seen the first frame
  survey.rings_per_node.resize(request.largest + 1);
  survey.nodes_in_rings.resize(request.largest + 1);
  const auto smallest = smallest_ring(request.net);
  const auto width = kHead + kSizeValues * (request.largest + 1 - smallest);
  for (const auto& row : rows.gather(group, width, frames)) {
    auto value = row.begin();
    survey.time_ps.push_back(*value++);
    survey.nodes_per_formula_unit = *value++;
    survey.connectivity.push_back(*value++);
    survey.node_defects.push_back(*value++);
    survey.linker_defects.push_back(*value++);
    for (auto size = smallest; size <= request.largest; ++size) {
      survey.rings_per_node[size].push_back(*value++);
      survey.nodes_in_rings[size].push_back(*value++);
    }
  }
  return survey;
}

}  // namespace vitriflow
