#include "runner/plan_record.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/file_header.hpp"
#include "runner/text_index.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/explain/plans.hpp"

namespace vitriflow {
namespace {

using testing::MemoryFiles;
using testing::plan_of;

constexpr const char* kStages =
    "  one: {kind: test.number, value: '${n}', for_each: {n: [1, 2, 3]}}\n"
    "  sum: {kind: test.number, value: 0, after: one, gather: all}\n";

TEST(PlanRecord, ComesBackWhole) {
  const PlanRecord written = plan_of(kStages, 3);
  const PlanRecord read = parse_plan_record(to_bytes(written), "plan");
  ASSERT_EQ(read.size(), 4U);
  EXPECT_EQ(read.basis.generation, 3);
  EXPECT_EQ(read.names[1], "one[n=2]");
  EXPECT_EQ(read.find("sum"), 3U);
  EXPECT_EQ(read.find("some"), std::nullopt);
  EXPECT_EQ(read.kind(3), "test.number");
  const auto needs = read.needs[3];
  EXPECT_EQ(std::vector<std::uint32_t>(needs.begin(), needs.end()), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(to_bytes(read), to_bytes(written));
}

TEST(PlanRecord, HoldsTheFingerprintsOfTheWorkflow) {
  const Workflow workflow = testing::workflow_of(kStages);
  const PlanRecord record = plan_of(kStages);
  for (std::uint32_t task = 0; task < record.size(); ++task) {
    EXPECT_EQ(record.fingerprint(task), workflow.graph.task(static_cast<TaskIndex>(task)).fingerprint);
  }
}

TEST(PlanRecord, DamageOfAnyByteIsNoticed) {
  const std::string bytes = to_bytes(plan_of(kStages));
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_THROW(parse_plan_record(damaged, "plan"), Error) << at;
  }
  EXPECT_THROW(parse_plan_record(bytes.substr(0, bytes.size() - 3), "plan"), Error);
}

TEST(PlanRecord, IsKeptOncePerChange) {
  MemoryFiles disk;
  begin_epoch("c", 1, disk);
  keep_plan_record("c", 1, plan_of(kStages), disk);
  begin_epoch("c", 2, disk);
  keep_plan_record("c", 2, plan_of(kStages), disk);
  EXPECT_EQ(plan_epochs("c", disk), (std::vector<std::int64_t>{1}));
  begin_epoch("c", 10, disk);
  keep_plan_record("c", 10, plan_of("  one: {kind: test.number, value: 1}\n"), disk);
  EXPECT_EQ(plan_epochs("c", disk), (std::vector<std::int64_t>{1, 10}));
  EXPECT_EQ(read_plan_record("c", 10, disk)->size(), 1U);
}

TEST(PlanRecord, OfAnotherFormatIsPassedOverWithoutAWarning) {
  MemoryFiles disk;
  std::string bytes = to_bytes(plan_of(kStages));
  bytes.replace(bytes.find("\"version\":1"), 11, "\"version\":9");
  seal_bytes(bytes, "plan");
  disk.make_directories("c/plans");
  write_atomically(disk, "c/plans/1", bytes);
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(read_plan_record("c", 1, disk).has_value());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(PlanRecord, WhatWasExpandedByTheWayIsReadAgain) {
  MemoryFiles disk;
  EXPECT_FALSE(read_expanded_plan("c", disk).has_value());
  keep_expanded_plan("c", plan_of(kStages), disk);
  EXPECT_EQ(to_bytes(*read_expanded_plan("c", disk)), to_bytes(plan_of(kStages)));
  EXPECT_TRUE(plan_epochs("c", disk).empty()) << "no run's";
}

TEST(PlanRecord, StandsUntilTheWorkflowOrAFileOfItChanges) {
  const Generation generation{2, "text", "/nowhere/study.yaml"};
  MemoryFiles disk;
  PlanBasis basis = make_plan_record(testing::workflow_of(kStages), generation, "inputs").basis;
  EXPECT_TRUE(still_stands(basis, generation, "inputs", disk));
  EXPECT_FALSE(still_stands(basis, {3, "text", "/nowhere/study.yaml"}, "inputs", disk));
  EXPECT_FALSE(still_stands(basis, {2, "other", "/nowhere/study.yaml"}, "inputs", disk));
  EXPECT_FALSE(still_stands(basis, generation, "elsewhere", disk));
  basis.files["/nowhere/gone.yaml"] = "digest";
  EXPECT_FALSE(still_stands(basis, generation, "inputs", disk));
}

TEST(TextIndex, FindsEachOfManyAndTheFirstOfTwins) {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back("task " + std::to_string(i % 4000));
  const auto text_of = [&](std::uint32_t i) { return std::string_view(texts[i]); };
  const TextIndex index(5000, text_of);
  for (std::uint32_t i = 0; i < 5000; ++i) EXPECT_EQ(index.find(texts[i]), i % 4000);
  EXPECT_EQ(index.find("task 4000"), std::nullopt);
  EXPECT_EQ(TextIndex(0, text_of).find("task 1"), std::nullopt);
}

}  // namespace
}  // namespace vitriflow
