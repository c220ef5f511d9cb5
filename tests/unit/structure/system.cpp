#include "stages/system.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow {
namespace {

System built() {
  return assemble(read_structure("inputs/structures/zif-8.yaml"),
                  read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
}

TEST(System, ComesBackFromItsResultAsItWas) {
  const System before = built();
  Result result;
  put_system(result, before);
  const System after = get_system(Result::from_bytes(result.to_bytes()));
  EXPECT_EQ(after.name, before.name);
  EXPECT_EQ(after.type, before.type);
  EXPECT_EQ(after.molecule, before.molecule);
  EXPECT_EQ(after.positions, before.positions);
  EXPECT_EQ(after.box.edges, before.box.edges);
  EXPECT_EQ(after.topology.impropers, before.topology.impropers);
  EXPECT_EQ(after.topology.dihedrals, before.topology.dihedrals);
  ASSERT_EQ(after.types.size(), before.types.size());
  EXPECT_EQ(after.types[1].element, "X");
  EXPECT_EQ(after.types[1].charge, before.types[1].charge);
  EXPECT_EQ(after.force_field.mesh, before.force_field.mesh);
  EXPECT_EQ(after.force_field.tail_correction, before.force_field.tail_correction);
  EXPECT_EQ(after.force_field.angles.back().r_ub, before.force_field.angles.back().r_ub);
  EXPECT_EQ(after.force_field.lennard_jones.size(), before.force_field.lennard_jones.size());
  Result again;
  put_system(again, after);
  EXPECT_EQ(again.to_bytes(), result.to_bytes());
}

TEST(System, StateReplacesPositionsVelocitiesAndBoxOnly) {
  System system = built();
  System moved = system;
  moved.positions[0] += 0.25;
  moved.velocities.assign(moved.positions.size(), 1.5);
  moved.box.edges[2] = 20.0;
  Result state;
  put_state(state, moved, "0123");
  apply_state(state, system);
  EXPECT_EQ(state.text("system"), "0123");
  EXPECT_EQ(system.positions, moved.positions);
  EXPECT_EQ(system.velocities, moved.velocities);
  EXPECT_EQ(system.box.edges[2], 20.0);
  EXPECT_EQ(system.topology.bonds, moved.topology.bonds);
}

TEST(System, StateOfAnotherSystemIsRefused) {
  System system = built();
  Result state;
  System other = system;
  other.positions.resize(30);
  put_state(state, other, "0123");
  try {
    apply_state(state, system);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "result field 'state/positions' has a length that does not fit its neighbours. The file is damaged or "
                 "comes from "
                 "another program.");
  }
}

}  // namespace
}  // namespace vitriflow
