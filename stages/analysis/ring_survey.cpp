#include "stages/analysis/ring_survey.hpp"

#include "hpc/base/error.hpp"
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

void RingSurveyor::add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
  if (!known_) {
    known_ = net_particles(particles, request_.net);
    formula_ = known_->formula;
  }
  if (frame.time_ps >= request_.from_ps) rows_.add(index, ring_row(*known_, frame, request_));
}

void RingSurveyor::exchange(Archive& archive, const Communicator& group) {
  if (!archive.reading()) group.broadcast(formula_);
  archive.field("formula", formula_);
  rows_.exchange(archive, "rows", group);
}

RingSurvey RingSurveyor::gather(const Communicator& group) const {
  RingSurvey survey;
  survey.formula = formula_;
  group.broadcast(survey.formula);
  survey.rings_per_node.resize(request_.largest + 1);
  survey.nodes_in_rings.resize(request_.largest + 1);
  const auto smallest = smallest_ring(request_.net);
  for (const auto& row : rows_.gather(group)) {
    ENSURE(row.values.size() == kHead + kSizeValues * (request_.largest + 1 - smallest), "{} values",
           row.values.size());
    auto value = row.values.begin();
    survey.time_ps.push_back(*value++);
    survey.nodes_per_formula_unit = *value++;
    survey.connectivity.push_back(*value++);
    survey.node_defects.push_back(*value++);
    survey.linker_defects.push_back(*value++);
    for (auto size = smallest; size <= request_.largest; ++size) {
      survey.rings_per_node[size].push_back(*value++);
      survey.nodes_in_rings[size].push_back(*value++);
    }
  }
  return survey;
}

RingSurvey survey_rings(Store& store, const Communicator& group, const std::string& fingerprint,
                        const RingRequest& request) {
  RingSurveyor surveyor(request);
  store.visit_frames(group, fingerprint,
                     [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
                       surveyor.add(particles, index, frame);
                     });
  return surveyor.gather(group);
}

}  // namespace vitriflow
