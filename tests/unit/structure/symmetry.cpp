#include "stages/structure/symmetry.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

SymmetryOperator read(const char* text) { return parse_operator(text).value(); }

TEST(Symmetry, OperatorIsAppliedAsWritten) {
  const Fraction image = read("-x+1/2, y-x, 0.25 + z").apply({0.1, 0.3, 0.5});
  EXPECT_DOUBLE_EQ(image[0], 0.4);
  EXPECT_DOUBLE_EQ(image[1], 0.2);
  EXPECT_DOUBLE_EQ(image[2], 0.75);
}

TEST(Symmetry, WhatIsNoOperatorIsRefused) {
  for (const char* text : {"", "x, y", "x, y, z, x", "x, y, w", "x, y, z+1/0", "x y, y, z", "x, y, z+", "2x, y, z",
                           "-y, .x+1/2, z", "x, y, ./2", "x, y, nan", "x, y, inf", "x, y, --1"}) {
    EXPECT_FALSE(parse_operator(text).has_value()) << text;
  }
}

TEST(Symmetry, ShiftIsThreeNumbersWithoutLetters) {
  EXPECT_EQ(parse_shift("1/2, 0, -0.25").value(), (Fraction{0.5, 0.0, -0.25}));
  EXPECT_FALSE(parse_shift("1/2, 0, z").has_value());
}

TEST(Symmetry, MissingProductIsNoGroup) {
  EXPECT_TRUE(is_group({read("x, y, z"), read("-x, -y, -z")}));
  EXPECT_TRUE(is_group({read("x, y, z"), read("-x+1/2, y+1/2, -z"), read("-x, -y, -z"), read("x+1/2, -y+1/2, z")}));
  EXPECT_FALSE(is_group({read("x, y, z"), read("-x, y, z"), read("x, -y, z")}));
  EXPECT_FALSE(is_group({read("-x, -y, -z")}));
}

TEST(Symmetry, CentringMultipliesTheOperators) {
  const auto all = with_centring({read("x, y, z"), read("-x, -y, z")}, {{0, 0, 0}, {0.5, 0.5, 0.5}});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[3].shift, (Fraction{0.5, 0.5, 0.5}));
  EXPECT_TRUE(is_group(all));
}

}  // namespace
}  // namespace vitriflow
