#include "runner/execution/messages.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace vitriflow {

namespace {

TEST(Messages, AnOrderComesBackAsItWent) {
  TaskOrder order{7, "glass[hold=10ps]", "abc", "md.anneal", "lammps", -5, 2, {0, 3}, 12, {}, {}, true};
  order.parameters = {{"temperature", 0.1 + 0.2},
                      {"steps", std::int64_t{1} << 60},
                      {"relax", true},
                      {"name", std::string("\u00c5")},
                      {"none", std::vector<double>{}},
                      {"cell", std::vector<std::int64_t>{1, 2, 3}},
                      {"texts", std::vector<std::string>{"a", ""}}};
  order.inputs = {{"frames", {{"cold", "def", "md.sample"}, {"hot", "012", "md.sample"}}}};
  const TaskOrder back = decode_order(encode(order));
  EXPECT_EQ(back.task, 7);
  EXPECT_EQ(back.name, order.name);
  EXPECT_EQ(back.fingerprint, order.fingerprint);
  EXPECT_EQ(back.kind, order.kind);
  EXPECT_EQ(back.engine, order.engine);
  EXPECT_EQ(back.seed, order.seed);
  EXPECT_EQ(back.attempt, 2);
  EXPECT_EQ(back.ranks, order.ranks);
  EXPECT_EQ(back.tag, 12);
  EXPECT_TRUE(back.says_begin);
  EXPECT_EQ(back.parameters, order.parameters);
  ASSERT_EQ(back.inputs.at("frames").size(), 2U);
  EXPECT_EQ(back.inputs.at("frames")[1].task, "hot");
  EXPECT_EQ(back.inputs.at("frames")[1].fingerprint, "012");
}

TEST(Messages, NodesComeBack) {
  const PoolNodes nodes{{"n1", "n2"}, {"some processor"}, {0, 1}, {0, -1}, 1, 4e9};
  const PoolNodes back = decode_nodes(encode(nodes));
  EXPECT_EQ(back.names, nodes.names);
  EXPECT_EQ(back.processors, nodes.processors);
  EXPECT_EQ(back.of_rank, nodes.of_rank);
  EXPECT_EQ(back.sockets, nodes.sockets);
  EXPECT_EQ(back.bound, 1);
  EXPECT_EQ(back.memory_bytes, 4e9);
  EXPECT_EQ(decode_nodes(encode(PoolNodes())).memory_bytes, std::numeric_limits<double>::infinity());
}

TEST(Messages, ReportsDurablesAndProgressComeBack) {
  const auto report = decode_report(encode(TaskReport{3, Outcome::failed, "no such file", 1.5}));
  EXPECT_EQ(report.task, 3);
  EXPECT_EQ(report.outcome, Outcome::failed);
  EXPECT_EQ(report.message, "no such file");
  EXPECT_EQ(report.seconds, 1.5);
  EXPECT_EQ(decode_durable(encode(std::vector<TaskIndex>{4, 9})), (std::vector<TaskIndex>{4, 9}));
  const auto at = decode_progress(encode(TaskProgress{5, {10, 20, "heating"}}));
  EXPECT_EQ(at.task, 5);
  EXPECT_EQ(at.progress.done, 10);
  EXPECT_EQ(at.progress.total, 20);
  EXPECT_EQ(at.progress.phase, "heating");
}

TEST(Messages, ALineForTheSupervisorComesBack) {
  PoolLine line{PoolLine::Type::failed, "a", "0,1", "two\nlines", 2.5, 3, {1, 2, 3, 4, 5, {}}};
  line.snapshot.tasks.push_back({"b", "2", "cooling", 10, 20, 1.5, 30});
  const std::string text = to_line(line);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto back = parse_line(text);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->type, PoolLine::Type::failed);
  EXPECT_EQ(back->message, "two\nlines");
  EXPECT_EQ(back->snapshot.blocked, 5U);
  ASSERT_EQ(back->snapshot.tasks.size(), 1U);
  EXPECT_EQ(back->snapshot.tasks[0].phase, "cooling");
}

TEST(Messages, ChatterIsNotALine) {
  EXPECT_FALSE(parse_line("LAMMPS (29 Sep 2021)").has_value());
  EXPECT_FALSE(parse_line("").has_value());
  EXPECT_FALSE(parse_line("\x1e[torn").has_value());
}

TEST(Messages, ALineOfOtherTypesIsChatter) {
  const std::string line = to_line({PoolLine::Type::finished, "a", "0", "", 2.5, 0, {}});
  ASSERT_TRUE(parse_line(line).has_value());
  for (const auto& [from, to] : {std::pair{"[1,", "[\"1\","},
                                 {"[1,", "[99,"},
                                 {"[1,", "[-1,"},
                                 {"2.5", "null"},
                                 {"\"a\"", "{}"},
                                 {",[0,0", ",[[],0"},
                                 {",[0,0,0,0,0,[]]", ",7"}}) {
    std::string changed = line;
    const auto at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    EXPECT_FALSE(parse_line(changed.replace(at, std::string(from).size(), to)).has_value()) << changed;
  }
}

}  // namespace

}  // namespace vitriflow
