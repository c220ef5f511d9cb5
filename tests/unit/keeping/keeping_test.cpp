// What cleaning would remove, and the literature of an archive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "runner/keeping/bibliography.hpp"
#include "runner/keeping/cleaning.hpp"
#include "tests/support/scratch_folder.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fingerprint(char digit) { return std::string(32, digit); }

class CleaningTest : public ::testing::Test {
 protected:
  CleaningTest() {
    std::vector<Task> tasks(3);
    for (int i = 0; i < 3; ++i) {
      tasks[static_cast<std::size_t>(i)].name = std::string(1, static_cast<char>('a' + i));
      tasks[static_cast<std::size_t>(i)].fingerprint = fingerprint(static_cast<char>('a' + i));
    }
    tasks[1].inputs["frames"] = {0};
    graph_ = std::make_unique<TaskGraph>(std::move(tasks));
    plan_ = std::make_unique<Plan>(*graph_);
    plan_->mark_done_before(0);
    plan_->mark_done_before(1);
  }
  void write(const std::string& name, std::size_t bytes) {
    const std::string path = folder_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    write_atomically(posix_files(), path, std::string(bytes, 'x'));
  }
  std::vector<Leftovers> found(bool trajectories = false) {
    return find_leftovers(folder_.path(), *graph_, *plan_, trajectories, posix_files());
  }
  testing::ScratchFolder folder_;
  std::unique_ptr<TaskGraph> graph_;
  std::unique_ptr<Plan> plan_;
};

TEST_F(CleaningTest, KeepsEverythingThatTasksOfTheWorkflowNeed) {
  write("results/" + fingerprint('a') + ".h5", 10);
  write("results/small-1-rank0", 10);
  write("checkpoints/" + fingerprint('c') + "/3.h5", 10);
  write("trajectories/" + fingerprint('a') + "/0.h5", 10);
  write("trajectories/" + fingerprint('a') + ".h5", 10);
  write("workflow.yaml", 10);
  EXPECT_TRUE(found().empty());
}

TEST_F(CleaningTest, FindsWhatTheWorkflowNoLongerHas) {
  write("results/" + fingerprint('9') + ".h5", 1000);
  write("trajectories/" + fingerprint('9') + "/0.h5", 2000);
  write("trajectories/" + fingerprint('9') + "/1.h5", 500);
  const auto all = found();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].what, "results of tasks that the workflow no longer has");
  EXPECT_EQ(all[0].bytes, 1000U);
  EXPECT_EQ(all[1].bytes, 2500U);
  EXPECT_THAT(all[1].paths, ElementsAre(folder_.path() + "/trajectories/" + fingerprint('9')));
  remove(all, posix_files());
  EXPECT_TRUE(found().empty());
}

TEST_F(CleaningTest, FindsCheckpointsOfFinishedTasksAndScratch) {
  write("checkpoints/" + fingerprint('a') + "/3.h5", 10);
  write("scratch/leftover", 10);
  write("logs/abort-b", 10);
  const auto all = found();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].what, "checkpoints of finished tasks");
  EXPECT_EQ(all[1].paths.size(), 2U);
}

TEST_F(CleaningTest, TouchesTrajectoriesOnlyWhenAskedAndRead) {
  write("trajectories/" + fingerprint('a') + ".h5", 10);  // read by b, which is done
  write("trajectories/" + fingerprint('b') + ".h5", 10);  // nobody reads it: it is wanted for itself
  EXPECT_TRUE(found().empty());
  const auto all = found(true);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].paths, ElementsAre(folder_.path() + "/trajectories/" + fingerprint('a') + ".h5"));
}

TEST(SizeText, HasThreeDigits) {
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(12345), "12.3 kB");
  EXPECT_EQ(size_text(1500000000), "1.5 GB");
}

TEST(Bibtex, HasYearDoiAndWhoUsedIt) {
  const std::string text =
      bibtex({{"Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024), doi:10.1039/d3ta07361k", {"md.anneal"}},
              {"Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024), doi:10.1039/d3ta07361k", {"reference x"}}});
  EXPECT_EQ(text,
            "@misc{mendez2024,\n"
            "  note = {Mendez \\& Semino, J. Mater. Chem. A 12, 4572 (2024), doi:10.1039/d3ta07361k},\n"
            "  year = {2024},\n"
            "  doi = {10.1039/d3ta07361k},\n"
            "  annote = {used by md.anneal, reference x}\n"
            "}\n");
}

TEST(Bibtex, KeysAreUnique) {
  const std::string text = bibtex({{"Wolff, A (2004)", {}}, {"Wolff, B (2004)", {}}});
  EXPECT_THAT(text, HasSubstr("@misc{wolff2004,"));
  EXPECT_THAT(text, HasSubstr("@misc{wolff2004a,"));
}

}  // namespace
}  // namespace vitriflow
