// Voids of spheres whose empty space is known, of published frameworks, and what changes no number.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <tuple>

#include "hpc/base/error.hpp"
#include "stages/analysis/void_percolation.hpp"
#include "stages/analysis/void_survey.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

constexpr double kPi = std::numbers::pi;

struct Spheres {
  std::vector<double> edges, positions;
  SphereRadii radii;

  void add(const Vector3& at, double radius) {
    positions.insert(positions.end(), at.begin(), at.end());
    radii.members.push_back(static_cast<std::int64_t>(radii.members.size()));
    radii.radii.push_back(radius);
  }
  VoidMeasures measure(const VoidRequest& request, const Vector3& offset = {0.3, 0.1, 0.7}) const {
    const PeriodicCell cell(edges);
    return measure_voids(AtomSpheres(cell, positions, radii), request, request.grid, offset);
  }
};

// One sphere in a cubic cell: windows between four of them, a cavity between eight.
Spheres simple_cubic(double edge, double radius) {
  Spheres lattice{{edge, 0, 0, 0, edge, 0, 0, 0, edge}, {}, {}};
  lattice.add({0.4, 3.3, -1.7}, radius);
  return lattice;
}

TEST(Voids, OfASimpleCubicLatticeAreThoseOfGeometry) {
  const double edge = 8.0, radius = 2.5;
  VoidRequest request;
  request.probe = 1.0;
  const auto found = simple_cubic(edge, radius).measure(request);
  EXPECT_NEAR(found.geometric, 1.0 - 4.0 / 3.0 * kPi * std::pow(radius / edge, 3), 5e-4);
  EXPECT_NEAR(found.centre, 1.0 - 4.0 / 3.0 * kPi * std::pow((radius + 1.0) / edge, 3), 5e-4);
  EXPECT_NEAR(found.limiting_diameter, std::sqrt(2.0) * edge - 2.0 * radius, 0.02);
  EXPECT_NEAR(found.largest_diameter, std::sqrt(3.0) * edge - 2.0 * radius, 1e-3);
  EXPECT_DOUBLE_EQ(found.centre_in_channels, found.centre);  // the window is 6.3 A wide
  // Spheres do not touch: a probe reaches every place of the void.
  EXPECT_NEAR(found.occupiable, found.geometric, 5e-3);
}

// What a probe cannot reach lies between spheres that touch or nearly do: the gap of two spheres of radius R, at
// distance d, is the solid between them and the torus along which a probe of radius r rolls.
double unreachable_between(double radius, double distance, double probe) {
  const double reach = radius + probe, half = distance / 2;
  const double ring = std::sqrt(reach * reach - half * half);  // of the torus
  if (ring <= probe) return std::nan("");
  const double contact = radius * half / reach;  // along the axis, from a sphere's centre
  const auto slice = [&](double x) {             // area between the torus and the axis, less the sphere's
    const double torus = ring - std::sqrt(probe * probe - (half - x) * (half - x));
    const double sphere = x < radius ? radius * radius - x * x : 0.0;
    return kPi * (torus * torus - sphere);
  };
  const int steps = 200000;
  double volume = 0.0;
  for (int s = 0; s < steps; ++s) volume += slice(contact + (s + 0.5) * (half - contact) / steps);
  return 2.0 * volume * (half - contact) / steps;
}

TEST(Voids, OccupiableLeavesOutTheGapsBetweenSpheresThatAProbeCannotEnter) {
  const double edge = 5.2, radius = 2.5, probe = 0.9;
  VoidRequest request;
  request.probe = probe;
  request.grid = 0.1;
  const auto found = simple_cubic(edge, radius).measure(request);
  const double gaps = 3.0 * unreachable_between(radius, edge, probe) / std::pow(edge, 3);
  ASSERT_GT(gaps, 0.02);
  // The probe does not fit through the windows (2.35 A) but nearly: pockets. It fits in the cavity only.
  EXPECT_EQ(found.centre_in_channels, found.limiting_diameter >= 2.0 * probe ? found.centre : 0.0);
  EXPECT_NEAR(found.occupiable, found.geometric - gaps, 0.02 * found.occupiable);
}

TEST(Voids, TellChannelsFromPockets) {
  // A slit between two faces of a thick layer in which one sphere is missing.
  Spheres slab{{6, 0, 0, 0, 6, 0, 0, 0, 24}, {}, {}};
  for (int place = 0; place < 81; ++place) {
    if (place != 40) slab.add({2.0 * (place % 3), 2.0 * (place / 3 % 3), 2.0 * (place / 9)}, 1.5);
  }
  VoidRequest request;
  request.grid = 0.1;
  request.probe = 1.5;
  auto found = slab.measure(request);
  EXPECT_NEAR(found.largest_diameter, 2.0 * (std::sqrt(18.0) - 1.5), 1e-3);   // over the pits of both faces
  EXPECT_NEAR(found.limiting_diameter, 2.0 * (std::sqrt(17.0) - 1.5), 0.01);  // over the ridges between them
  EXPECT_GT(found.centre, 0.05);
  EXPECT_EQ(found.centre_in_channels, found.centre);
  EXPECT_EQ(found.occupiable_in_channels, found.occupiable);
  request.probe = 0.3;  // fits in the empty place too, which has no way out
  found = slab.measure(request);
  EXPECT_NEAR((found.centre - found.centre_in_channels) * 864.0, 0.06, 0.05);
  EXPECT_GT((found.occupiable - found.occupiable_in_channels) * 864.0, 4.0 / 3.0 * kPi * std::pow(0.5, 3));
  request.probe = 2.7;  // fits over the pits, not over the ridges
  found = slab.measure(request);
  EXPECT_GT(found.centre, 0.0);
  EXPECT_EQ(found.centre_in_channels, 0.0);
  EXPECT_EQ(found.occupiable_in_channels, 0.0);
}

TEST(Voids, WithoutAWayThroughHaveNoLimitingDiameter) {
  const auto found = simple_cubic(4.0, 3.0).measure({});  // beyond half the diagonal of a face: closed
  EXPECT_EQ(found.limiting_diameter, 0.0);
  EXPECT_GT(found.largest_diameter, 0.9);
  EXPECT_EQ(found.occupiable, 0.0);
}

Spheres framework(const std::string& name, RadiusSet set) {
  const auto trajectory = testing::read_xyz(testing::reference_file(name));
  return {trajectory.frames.front().edges, trajectory.frames.front().positions,
          sphere_radii(trajectory.particles.elements, set)};
}

// shared/reference/known-answers.yaml, zif4_crystal, void_bondi_grid0.2: 0.5512, 0.0212 and 0.260. The last counts
// centres on the grid only, which we repeat; between its places there is room for more, as a finer grid shows.
TEST(Voids, OfTheZif4CrystalAreTheKnownOnes) {
  if (testing::reference_file("").empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const auto crystal = framework("data/md/ZIF-4.xyz", RadiusSet::bondi);
  const VoidRequest request;
  const auto found = crystal.measure(request);
  EXPECT_NEAR(found.geometric, 0.5512, 0.0005);
  EXPECT_NEAR(found.centre, 0.0212, 0.0004);
  EXPECT_NEAR(found.occupiable, 0.289, 0.004);
  VoidRequest coarse = request;
  coarse.grid = 0.4;
  const double change = found.occupiable - crystal.measure(coarse).occupiable;
  EXPECT_NEAR(found.occupiable, 0.289, 1.5 * 0.5 * std::abs(change));  // within the error that is stated
  const PeriodicCell cell(crystal.edges);
  const GridShape shape(cell, 0.2, {});
  const auto distances = surface_distances(AtomSpheres(cell, crystal.positions, crystal.radii), shape);
  std::vector<double> centres;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] < 1.6F) continue;
    const auto at = cartesian(cell, shape.fraction(shape.place(i)));
    centres.insert(centres.end(), at.begin(), at.end());
  }
  std::vector<std::int64_t> members(centres.size() / 3);
  for (std::size_t i = 0; i < members.size(); ++i) members[i] = static_cast<std::int64_t>(i);
  const PeriodicPoints points(cell, centres, members, 1.6);
  std::size_t covered = 0, looked_at = 0;
  for (std::size_t i = 0; i < distances.size(); i += 17) {  // a sample
    bool any = false;
    points.visit_near(shape.fraction(shape.place(i)), 1.6,
                      [&](std::size_t, const LatticeVector&, double) { any = true; });
    covered += any ? 1 : 0;
    ++looked_at;
  }
  EXPECT_NEAR(static_cast<double>(covered) / static_cast<double>(looked_at), 0.260, 0.005);
}

struct Published {
  std::string file;
  double edge, volume_outside, volume_occupiable, occupiable_in_channels, largest_diameter;  // A, fractions
};

// data/void: PoreBlazer's inputs, and its answers for a probe of half 3.314 A on a grid of 0.2 A: V_G, V_PO / V, the
// network-accessible V_PO / V, LCD. It reads radii as half the sigma of UFF, as our set of that name.
TEST(Voids, OfPublishedFrameworksAreThoseOfPoreBlazer) {
  if (testing::reference_file("").empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  for (const auto& answer :
       {Published{"data/void/HKUST1_HKUST1.xyz", 26.28791, 12757.117 / 18166.371, 0.67394, 0.67085, 12.86},
        Published{"data/void/ZIF8_ZIF8AP.xyz", 33.9864, 23565.300 / 39256.854, 0.47735, 0.0, 11.42}}) {
    const auto atoms = testing::read_bare_xyz(testing::reference_file(answer.file));
    const double a = answer.edge;
    const Spheres framework{{a, 0, 0, 0, a, 0, 0, 0, a}, atoms.positions, sphere_radii(atoms.elements, RadiusSet::uff)};
    VoidRequest request;
    request.probe = 3.314 / 2;
    request.grid = 0.3;
    const auto found = framework.measure(request);
    EXPECT_NEAR(found.geometric, answer.volume_outside, 0.02 * answer.volume_outside) << answer.file;
    EXPECT_NEAR(found.occupiable, answer.volume_occupiable, 0.02 * answer.volume_occupiable) << answer.file;
    EXPECT_NEAR(found.occupiable_in_channels, answer.occupiable_in_channels, 0.02 * answer.volume_occupiable);
    // Theirs is the best place of a grid, ours also between them: not below it, by at most its diagonal.
    EXPECT_GT(found.largest_diameter, answer.largest_diameter - 0.01) << answer.file;
    EXPECT_LT(found.largest_diameter, answer.largest_diameter + 0.35) << answer.file;
  }
}

// Not where the origin is, how the cell lies in space or is chosen, in which order or how often atoms are written down.
TEST(Voids, DoNotChangeUnderWhatChangesNothing) {
  Spheres cell{{7.2, 0, 0, 1.9, 6.6, 0, -1.1, 2.0, 7.9}, {}, {}};
  for (int i = 0; i < 9; ++i) {
    cell.add({0.37 * i * i, 1.13 * i + 0.21 * (i % 4), 2.71 * i}, i % 2 == 0 ? 1.7 : 1.2);
  }
  VoidRequest request;
  request.probe = 0.6;
  request.grid = 0.15;
  const auto before = cell.measure(request);
  ASSERT_GT(before.occupiable, 0.1);
  ASSERT_GT(before.limiting_diameter, 0.5);
  VoidRequest coarse = request;
  coarse.grid = 0.3;
  const auto on_coarse = cell.measure(coarse);
  const auto expect_same = [&](const Spheres& changed, const std::string& how, double factor) {
    const auto after = changed.measure(request, {0.6, 0.2, 0.9});
    for (const auto& quantity : void_quantities()) {
      const double stated = 0.5 * std::abs(before.*quantity.value - on_coarse.*quantity.value);
      const double least = quantity.unit == std::string("A") ? 0.01 : 0.001;  // of a single grid's noise
      EXPECT_NEAR(after.*quantity.value, before.*quantity.value, factor * std::max(stated, least))
          << quantity.name << " " << how;
    }
  };
  auto shifted = cell;
  for (std::size_t i = 0; i < shifted.positions.size(); ++i)
    shifted.positions[i] += 3.1 + 1.7 * static_cast<double>(i % 3);
  expect_same(shifted, "shifted", 2);
  auto turned = cell;
  for (auto* vectors : {&turned.edges, &turned.positions}) {
    for (std::size_t i = 0; i + 2 < vectors->size(); i += 3) {
      double &x = (*vectors)[i], &y = (*vectors)[i + 1], &z = (*vectors)[i + 2];
      std::tie(x, y) = std::pair(0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y);
      std::tie(y, z) = std::pair(0.28 * y - 0.96 * z, 0.96 * y + 0.28 * z);
    }
  }
  expect_same(turned, "turned", 2);
  Spheres permuted{cell.edges, {}, {}};
  for (std::size_t i = 9; i-- > 0;) {
    permuted.add({cell.positions[3 * i], cell.positions[3 * i + 1], cell.positions[3 * i + 2]}, cell.radii.radii[i]);
  }
  expect_same(permuted, "permuted", 2);
  auto sheared = cell;  // another cell of the same lattice
  for (std::size_t c = 0; c < 3; ++c) sheared.edges[3 + c] += cell.edges[c];
  expect_same(sheared, "sheared", 2);
  auto doubled = cell;
  for (std::size_t c = 0; c < 3; ++c) doubled.edges[3 + c] *= 2;
  for (std::size_t i = 0; i < 9; ++i) {
    Vector3 at{};
    for (std::size_t c = 0; c < 3; ++c) at[c] = cell.positions[3 * i + c] + cell.edges[3 + c];
    doubled.add(at, cell.radii.radii[i]);
  }
  expect_same(doubled, "doubled", 2);
}

TEST(Voids, NameElementsWithoutRadiiAndGridsThatAreTooFine) {
  EXPECT_EQ(testing::message_of<Error>([] {
              sphere_radii({"Zn", "X", "Co", "Zr"}, RadiusSet::bondi);
            }),
            "the radii 'bondi' have none for 'Co', 'Zr'. Use another set of 'radii', such as 'uff'");
  EXPECT_EQ(sphere_radii({"Zn", "X", "H"}, RadiusSet::bondi).radii, (std::vector<double>{1.39, 1.09}));
  const PeriodicCell cell(std::vector<double>{50, 0, 0, 0, 50, 0, 0, 0, 60});
  EXPECT_EQ(testing::message_of<Error>([&] { require_memory(cell, 0.05); }),
            "a grid of 0.05 A has 1000 x 1000 x 1200 places in this cell and needs 24 GB; 2 GB are the most for one "
            "frame. Use 'grid: 0.13 A' or a smaller cell");
  require_memory(cell, 0.13);
}

}  // namespace
}  // namespace vitriflow
