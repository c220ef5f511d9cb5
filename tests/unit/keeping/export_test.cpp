// Texts for other programs: xyz, CIF, CSV and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"
#include "runner/keeping/result_text.hpp"
#include "stages/exchange/atoms_text.hpp"

namespace vitriflow {
namespace {

using ::testing::HasSubstr;

System two_atoms_and_a_dummy() {
  System system;
  system.types = {{"Zn", "Zn", 65.4, 0}, {"He", "X", 1, 0}, {"N1", "N", 14, 0}};
  system.type = {0, 1, 2};
  system.positions = {1, 2, 3, 1, 2, 3.9, 11, 2, 3};
  system.box.origin = {1, 1, 1};
  system.box.edges = {10, 20, 30};
  system.box.tilts = {2, 0, 0};
  return system;
}

TEST(Extxyz, LeavesOutDummiesAndMeasuresFromTheBoxsOrigin) {
  EXPECT_EQ(extxyz_text(atoms_of(two_atoms_and_a_dummy())),
            "2\n"
            "Lattice=\"10.00000000 0.00000000 0.00000000 2.00000000 20.00000000 0.00000000 0.00000000 0.00000000 "
            "30.00000000\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n"
            "Zn 0.00000000 1.00000000 2.00000000\n"
            "N  10.00000000 1.00000000 2.00000000\n");
}

TEST(Cif, HasTheCellAndWrappedFractions) {
  const std::string text = cif_text(atoms_of(two_atoms_and_a_dummy()), "glass[hold=10 ps]", "made up");
  EXPECT_EQ(text.substr(0, 34), "# made up\ndata_glass[hold=10_ps]\n_");
  EXPECT_THAT(text, HasSubstr(fmt::format("_cell_length_b                 {:.10f}\n", std::sqrt(404.0))));
  EXPECT_THAT(text, HasSubstr("_cell_angle_gamma              84.2894068625\n"));         // atan2(20, 2)
  EXPECT_THAT(text, HasSubstr("Zn1 Zn 0.990000000000 0.050000000000 0.066666666667\n"));  // -1/100 of a, wrapped
}

Result found() {
  Result result;
  result.put("density", Estimate{1.3, 0.01, 20, "g/cm3", "one member, \"short\""});
  result.put_scalar("volume", 4000, "A3");
  result.put_vector("rdf/r", {0.5, 1.5}, "A");
  result.put_vector("rdf/g", {0, NAN}, "1");
  result.put_names("members/task", {"cold"});
  result.figures.push_back({"rdf", "Radial", "r", "g", {{"", "rdf/r", "rdf/g"}}});
  return result;
}

TEST(ResultText, NumbersHaveUnitsErrorsAndQuotedNotes) {
  EXPECT_EQ(numbers_csv(found()),
            "name,value,standard_error,effective_samples,unit,note\n"
            "density,1.3,0.01,20,g/cm3,\"one member, \"\"short\"\"\"\n"
            "volume,4000,,,A3,\n");
}

TEST(ResultText, AFigureBecomesColumns) {
  EXPECT_EQ(figure_csv(found(), "rdf"), "rdf/r [A],rdf/g [1]\n0.5,0\n1.5,\n");
  try {
    figure_csv(found(), "rfd");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the result has no figure 'rfd'. Did you mean 'rdf'?");
  }
}

TEST(ResultText, JsonHoldsEverythingWithUnits) {
  StoredResult stored;
  stored.result = found();
  const auto json = nlohmann::json::parse(result_json(stored));
  EXPECT_EQ(json["datasets"]["density"]["value"], 1.3);
  EXPECT_EQ(json["datasets"]["density"]["standard_error"], 0.01);
  EXPECT_EQ(json["datasets"]["density"]["unit"], "g/cm3");
  EXPECT_EQ(json["datasets"]["rdf/g"]["value"][1], "nan");
  EXPECT_EQ(json["datasets"]["members/task"]["value"][0], "cold");
}

}  // namespace
}  // namespace vitriflow
