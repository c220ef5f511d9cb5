#include "runner/report/html.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

TEST(Html, MakesTextSafe) { EXPECT_EQ(escaped("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;"); }

TEST(Html, ShowsUnitsAsAReaderExpects) {
  EXPECT_EQ(shown_unit("1"), "");
  EXPECT_EQ(shown_unit("A"), "Å");
  EXPECT_EQ(shown_unit("A3"), "Å³");
  EXPECT_EQ(shown_unit("g/cm3"), "g/cm³");
  EXPECT_EQ(shown_unit("eV/A"), "eV/Å");
  EXPECT_EQ(shown_unit("GPa"), "GPa");
  EXPECT_EQ(shown_unit("degree"), "°");
}

TEST(Html, ShowsAnEstimateWithItsError) {
  EXPECT_EQ(shown_estimate({1.3271, 0.0123, 10, "g/cm3", ""}), "1.327 ± 0.012\u202fg/cm³");
}

TEST(Html, MakesAnchorsOfTaskNames) { EXPECT_EQ(anchor("glass[hold=10ps]"), "glass-hold-10ps"); }

}  // namespace
}  // namespace vitriflow
