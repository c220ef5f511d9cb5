#include "stages/analysis/framework_net.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr const char* kDummy = "X";

std::map<std::string, std::int64_t> composition(const TrajectoryParticles& particles) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& element : particles.elements) {
    if (element != kDummy) ++counts[element];
  }
  return counts;
}

void require(const std::string& element, const std::map<std::string, std::int64_t>& counts) {
  if (counts.contains(element)) return;
  std::vector<std::string> known;
  for (const auto& [name, count] : counts) known.push_back(name);
  throw Error(fmt::format("element '{}' is not among the particles.{}", element, did_you_mean(element, known)),
              Failure::invalid_input);
}

LatticeVector sum(const LatticeVector& a, const LatticeVector& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
LatticeVector difference(const LatticeVector& a, const LatticeVector& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

// Where a linker's particle is: the linker of cell 0 holds the particle's copy in cell `image`.
struct Membership {
  std::size_t linker = 0;
  LatticeVector image{};
};

constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);

// Everything that bonds join to one particle becomes linker `linker`.
void collect(const PeriodicPoints& points, std::size_t first, std::size_t linker, double bond,
             std::vector<Membership>& members) {
  std::vector<std::size_t> open{first};
  members[first] = {linker, {}};
  while (!open.empty()) {
    const auto from = open.back();
    open.pop_back();
    points.visit_near(points.fraction(from), bond, [&](std::size_t to, const LatticeVector& image, double) {
      const auto at = sum(members[from].image, image);
      if (members[to].linker == kUnknown) {
        members[to] = {linker, at};
        open.push_back(to);
      } else if (members[to].image != at) {
        throw Error(
            fmt::format("bonds of at most {:g} A between its linkers' elements go on through the periodic faces "
                        "without end: these are no linkers. Name fewer elements in 'linker' or a shorter "
                        "'linker_bond'",
                        bond),
            Failure::invalid_input);
      }
    });
  }
}

FrameworkNet direct_net(const PeriodicPoints& nodes, double cutoff) {
  FrameworkNet found{PeriodicNet(nodes.size()), nodes.size()};
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    nodes.visit_near(nodes.fraction(node), cutoff, [&](std::size_t other, const LatticeVector& image, double) {
      found.net.link(node, {other, image});
    });
  }
  return found;
}

}  // namespace

NetParticles net_particles(const TrajectoryParticles& particles, const NetRequest& request) {
  const auto counts = composition(particles);
  require(request.node, counts);
  const bool bridged = request.bridge != kNoBridge;
  if (bridged) std::for_each(request.linker.begin(), request.linker.end(), [&](const auto& e) { require(e, counts); });
  const std::set<std::string> of_linkers(request.linker.begin(), request.linker.end());
  NetParticles found;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    const auto& element = particles.elements[i];
    if (element == request.node) found.nodes.push_back(static_cast<std::int64_t>(i));
    if (!bridged || !of_linkers.contains(element)) continue;
    found.linkers.push_back(static_cast<std::int64_t>(i));
    found.bridges.push_back(element == request.bridge);
  }
  std::int64_t divisor = 0;
  for (const auto& [element, count] : counts) divisor = std::gcd(divisor, count);
  for (const auto& [element, count] : counts) {
    found.formula += element + (count == divisor ? std::string() : std::to_string(count / divisor));
  }
  found.nodes_per_formula_unit = static_cast<double>(counts.at(request.node) / divisor);
  return found;
}

FrameworkNet framework_net(const PeriodicCell& cell, std::span<const double> positions, const NetParticles& particles,
                           const NetRequest& request) {
  const PeriodicPoints nodes(cell, positions, particles.nodes, request.cutoff);
  if (request.bridge == kNoBridge) return direct_net(nodes, request.cutoff);
  const PeriodicPoints points(cell, positions, particles.linkers, request.linker_bond);
  std::vector<Membership> members(points.size(), {kUnknown, {}});
  std::size_t linkers = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (particles.bridges[i] && members[i].linker == kUnknown) {
      collect(points, i, linkers++, request.linker_bond, members);
    }
  }
  FrameworkNet found{PeriodicNet(nodes.size() + linkers), nodes.size()};
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!particles.bridges[i]) continue;
    nodes.visit_near(points.fraction(i), request.cutoff, [&](std::size_t node, const LatticeVector& image, double) {
      // The node's copy in cell `image` is beside the bridge in cell 0, which is in the linker's copy at -its image.
      const auto linker = difference({}, members[i].image);
      found.net.link(node, {nodes.size() + members[i].linker, difference(linker, image)});
    });
  }
  return found;
}

}  // namespace vitriflow
