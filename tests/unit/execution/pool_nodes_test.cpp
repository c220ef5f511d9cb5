#include "runner/execution/pool_nodes.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "hpc/base/files.hpp"
#include "hpc/processors.hpp"
#include "tests/support/scratch_folder.hpp"

namespace vitriflow::testing {
namespace {

TEST(PoolNodes, SayWhereTheRanksAre) {
  PoolNodes nodes{{"n1"}, {}, {0}, {}};
  EXPECT_EQ(placement_text(nodes), "1 rank on n1, not bound to cores");
  nodes = {{"n1", "n2"}, {}, {0, 0, 1}, {}, 3};
  EXPECT_EQ(placement_text(nodes), "2 ranks on n1, 1 on n2, each bound to a core");
  EXPECT_EQ(binding_text(nodes), "cores");
  nodes.bound = 2;
  EXPECT_EQ(placement_text(nodes), "2 ranks on n1, 1 on n2, some bound to a core");
}

// A kernel's description of processors of which the odd ones lie in `odd`, the even ones in socket 1.
void describe(const ScratchFolder& folder, int odd) {
  for (int processor = 0; processor < 1024; ++processor) {
    const std::string topology = fmt::format("{}/cpu{}/topology", folder.path(), processor);
    posix_files().make_directories(topology);
    auto file = posix_files().create(topology + "/physical_package_id");
    file->write(fmt::format("{}\n", processor % 2 == 1 ? odd : 1));
    file->close();
  }
}

TEST(Processors, ASocketIsNamedWhereAllOfThemLieInIt) {
  const ScratchFolder same, different, nothing;
  describe(same, 1);
  EXPECT_EQ(usable_socket(same.path()), 1);
  describe(different, 0);
  EXPECT_EQ(usable_socket(different.path()), usable_cores().size() > 1 ? -1 : usable_socket(different.path()));
  EXPECT_EQ(usable_socket(nothing.path()), -1) << "nothing says so";
}

}  // namespace
}  // namespace vitriflow::testing
