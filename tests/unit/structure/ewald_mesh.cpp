#include "stages/structure/ewald_mesh.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow {
namespace {

std::vector<double> salt(std::size_t pairs) {
  std::vector<double> charges;
  for (std::size_t i = 0; i < pairs; ++i) charges.insert(charges.end(), {1.0, -1.0});
  return charges;
}

TEST(EwaldMesh, SmoothNumbersHaveNoPrimesBeyondFive) {
  EXPECT_EQ(smooth_number(1), 1);
  EXPECT_EQ(smooth_number(7), 8);
  EXPECT_EQ(smooth_number(13), 15);
  EXPECT_EQ(smooth_number(65), 72);
  EXPECT_EQ(smooth_number(97), 100);
}

TEST(EwaldMesh, BothErrorsTogetherStayBelowTheTarget) {
  for (const double accuracy : {1e-3, 1e-4, 1e-5, 1e-6}) {
    const EwaldMesh chosen = choose_ewald_mesh(salt(200), Vector{20.0, 25.0, 30.0}, 8.0, accuracy);
    const double both = std::hypot(chosen.real_error_eV_A, chosen.reciprocal_error_eV_A);
    EXPECT_LE(both, accuracy * 14.399645) << accuracy;
    EXPECT_GT(both, 0.2 * accuracy * 14.399645) << accuracy;  // no finer than needed
  }
}

TEST(EwaldMesh, SplittingIsKolafaAndPerrams) {
  // 2 Q2 exp(-(g rc)2) / sqrt(N rc V) = target / sqrt(2), solved by hand for 400 charges of 1 e in 15000 A3.
  const EwaldMesh chosen = choose_ewald_mesh(salt(200), Vector{20.0, 25.0, 30.0}, 8.0, 1e-4);
  const double q2 = 400 * 14.399645;
  const double expected =
      std::sqrt(-std::log(1e-4 * 14.399645 / std::sqrt(2.0) * std::sqrt(400 * 8.0 * 15000.0) / (2 * q2))) / 8.0;
  EXPECT_NEAR(chosen.splitting_per_A, expected, 1e-12);
}

TEST(EwaldMesh, NoChargesNeedNoMesh) {
  const EwaldMesh chosen = choose_ewald_mesh(std::vector<double>(10, 0.0), Vector{20.0, 25.0, 30.0}, 8.0, 1e-4);
  EXPECT_EQ(chosen.mesh, (std::array<int, 3>{0, 0, 0}));
}

TEST(EwaldMesh, SystemsCarryTheirMesh) {
  const System system = assemble(read_structure("inputs/structures/zif-4.yaml"),
                                 read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  for (const int points : system.force_field.mesh) EXPECT_GE(points, 9);
  EXPECT_NEAR(system.force_field.ewald_per_A, 0.31, 0.01);
}

}  // namespace
}  // namespace vitriflow
