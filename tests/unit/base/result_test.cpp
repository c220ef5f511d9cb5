#include "hpc/result.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::message_of;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Result full() {
  Result result;
  result.put("density", Estimate{1.327, 0.012, 12.5, "g/cm3", "block averaging, 12 blocks"});
  result.put_scalar("thermo/mean", 0.1 + 0.2, "K");
  result.put_text("note", "Å \"quoted\"\n\ttwo lines");
  result.put_vector("grid", {1, -0.0, kNan, kInf, -kInf, 5e-324}, "A", {2, 3});
  result.put_integers("steps", {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()});
  result.put_names("names", {"Zn", ""});
  result.put_vector("empty", {}, "1", {0, 3});
  result.figures.push_back({"rdf", "Pair distances", "r", "g", {{"Zn-N", "grid", "thermo/mean"}}});
  result.comparisons.push_back({"density", {1.3, kNan, 3, "g/cm3", ""}, 1.5, kNan, "a source", kNan, "differs"});
  result.notices = {"20 K/ps is above 5 K/ps"};
  return result;
}

TEST(Result, BytesAndBackAreTheSame) {
  const std::string bytes = full().to_bytes();
  EXPECT_EQ(bytes.find('\n'), std::string::npos);
  const Result read = Result::from_bytes(bytes);
  EXPECT_EQ(read.to_bytes(), bytes);
  EXPECT_EQ(read.scalar("thermo/mean"), 0.1 + 0.2);
  EXPECT_EQ(read.text("note"), "Å \"quoted\"\n\ttwo lines");
  EXPECT_EQ(read.integers("steps").front(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read.integers("steps").back(), std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(std::signbit(read.vector("grid")[1]));
  EXPECT_TRUE(std::isnan(read.vector("grid")[2]));
  EXPECT_EQ(read.vector("grid")[4], -kInf);
  EXPECT_EQ(read.vector("grid")[5], 5e-324);
  EXPECT_EQ(read.dataset("grid").shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(read.estimate("density").note, "block averaging, 12 blocks");
  EXPECT_EQ(read.estimates().size(), 1u);
  EXPECT_EQ(read.figures.at(0).series.at(0).label, "Zn-N");
  EXPECT_TRUE(std::isnan(read.comparisons.at(0).ours.standard_error));
  EXPECT_EQ(read.notices, full().notices);
}

TEST(Result, TheBytesOfASmallResultAreFixed) {
  Result result;
  result.put_scalar("value", 3, "K");
  EXPECT_EQ(result.to_bytes(), R"({"datasets":{"value":{"f":[3.0],"u":"K"}}})");
  EXPECT_EQ(Result().to_bytes(), R"({"datasets":{}})");
}

TEST(Result, WhatIsAbsentOrOfAnotherTypeIsNamed) {
  const Result result = full();
  EXPECT_EQ(message_of<Error>([&] { result.scalar("x"); }), "a result has no dataset 'x'");
  EXPECT_EQ(message_of<Error>([&] { result.scalar("note"); }), "dataset 'note' of a result does not hold numbers");
  EXPECT_EQ(message_of<Error>([&] { result.scalar("grid"); }),
            "dataset 'grid' of a result holds 6 numbers, expected one");
  EXPECT_EQ(message_of<Error>([&] { result.integers("grid"); }), "dataset 'grid' of a result does not hold integers");
  EXPECT_EQ(message_of<Error>([&] { result.text("names"); }),
            "dataset 'names' of a result holds 2 texts, expected one");
}

TEST(Result, WrongPathsShapesAndSecondDatasetsAreBugs) {
  Result result;
  result.put_scalar("a", 1, "1");
  EXPECT_THROW(result.put_scalar("a", 1, "1"), Bug);
  EXPECT_THROW(result.put_vector("b", {1, 2}, "1", {3}), Bug);
  constexpr std::uint64_t kHalf = std::uint64_t{1} << 32;
  EXPECT_THROW(result.put_vector("b", {}, "1", {kHalf, kHalf}), Bug);
  for (const char* path : {"", "/a", "a/", "a//b", "a b", "..", "a/./b", "å"}) {
    EXPECT_THROW(result.put_scalar(path, 1, "1"), Bug) << path;
  }
}

TEST(Result, DamagedBytesAreAnError) {
  for (const char* bytes :
       {"", "{", "[]", "null", "{}", R"({"datasets":[]} )", R"({"datasets":{"a":{"f":[1.5],"n":[2]}}})",
        R"({"datasets":{"a":{"i":[1.5]}}})", R"({"datasets":{"a":{"i":[18446744073709551615]}}})",
        R"({"datasets":{"a":{"f":[3]}}})", R"({"datasets":{"a":{"f":[3.0]},"a":{"f":[3.0]}}})",
        R"({"datasets":{"a":{"f":["infinity"]}}})", R"({"datasets":{"a":{"f":[1e999]}}})",
        R"({"datasets":{"a":{"f":[],"n":[4294967296,4294967296]}}})", R"({"datasets":{"a":{"f":[1.0],"n":[-1]}}})",
        R"({"datasets":{},"unknown":1})", R"({"datasets":{},"figures":3})", R"({ "datasets":{}})"}) {
    const auto message = message_of<Error>([bytes] { Result::from_bytes(bytes); });
    EXPECT_EQ(message.substr(0, 32), "a stored result cannot be read: ") << bytes << " " << message;
  }
}

}  // namespace
}  // namespace vitriflow
