#include "hpc/base/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::message_of;

struct Conversion {
  double value;
  const char* from;
  const char* to;
  double expected;
};

// Expected numbers: CODATA 2018 (E. Tiesinga et al., Rev. Mod. Phys. 93, 025010, 2021), and the exact SI definitions.
TEST(Units, ConvertByCodata) {
  const Conversion cases[] = {
      {1, "Ha", "eV", 27.211386245988},
      {1, "bohr", "A", 0.529177210903},
      {1, "kcal/mol", "eV", 0.0433641042418},
      {1, "kJ/mol", "eV", 0.0103642696562},
      {96.48533212331, "kJ/mol", "eV", 1},
      {1, "amu", "g/mol", 0.99999999965},
      {1, "u", "kg", 1.66053906660e-27},
      {1, "e", "C", 1.602176634e-19},
      {1, "eV/A", "nN", 1.602176634},
      {1, "eV/A3", "GPa", 160.2176634},
      {1, "Ha/bohr", "eV/A", 51.4220674763},
      {1, "atm", "bar", 1.01325},
      {1, "g/cm3", "kg/m^3", 1000},
      {1, "amu/Å^3", "g/cm3", 1.66053906660},
      {20, "K/ps", "K/s", 2e13},
      {1, "ns", "fs", 1e6},
      {90, "degree", "rad", 1.5707963267949},
      {0.5, "%", "1", 0.005},
      {1, "kJ/(mol K)", "kJ/mol/K", 1},
      {3, "m/s", "A/ps", 0.03},
      {1, "cm³", "A3", 1e24},
      {1, "m2/s", "A2 ps-1", 1e8},
      {1, "THz", "ps^-1", 1},
      {1, "mmHg", "Pa", 133.322387415},
      {1, "Å", "angstrom", 1},
  };
  for (const auto& c : cases) {
    EXPECT_NEAR(convert(c.value, c.from, c.to), c.expected, 2e-11 * c.expected) << c.from << " -> " << c.to;
  }
}

TEST(Units, ConversionsLeaveRoundNumbersRound) {
  EXPECT_EQ(shortest(convert(1.4, "g/cm3", "kg/m3")), "1400");
  EXPECT_EQ(shortest(convert(10, "ps", "fs")), "10000");
  EXPECT_EQ(convert(1.0 / 3, "A", "Å"), 1.0 / 3);
}

TEST(Units, LettersMeanWhatTheFieldMeans) {
  EXPECT_TRUE(same_dimension("A", "bohr"));
  EXPECT_TRUE(same_dimension("kcal/mol", "eV"));
  EXPECT_TRUE(same_dimension("g/mol", "amu"));
  EXPECT_FALSE(same_dimension("degree", "1"));
  for (const char* unit : {"", " ", "foo", "m/", "m^", "m^0", "(m", "m)", "a/()", "3", "m 2", "m^99", "degC", "5 m"}) {
    EXPECT_FALSE(is_unit(unit)) << unit;
  }
}

TEST(Units, DimensionsHaveNames) {
  const std::pair<const char*, const char*> cases[] = {
      {"fs", "time"},           {"A", "length"},      {"K", "temperature"}, {"GPa", "pressure"}, {"kcal/mol", "energy"},
      {"K/ps", "heating rate"}, {"g/cm3", "density"}, {"degree", "angle"},  {"eV/A", "force"},   {"g/mol", "mass"},
      {"e", "charge"},          {"A3", "volume"},     {"1", "number"},      {"%", "number"},     {"K2", "K2"}};
  for (const auto& [unit, name] : cases) EXPECT_EQ(dimension_name(unit), name) << unit;
}

TEST(Units, MessagesNameTheUnitAndTheWayOut) {
  EXPECT_EQ(message_of<Error>([] { convert(1, "ps", "K"); }),
            "unit 'ps' is a time, expected a temperature such as 'K'.");
  EXPECT_EQ(message_of<Error>([] { convert(1, "K", "1"); }),
            "unit 'K' is a temperature, expected a number without a unit.");
  EXPECT_EQ(message_of<Error>([] { convert(1, "K", "kcal/mol"); }),
            "unit 'K' is a temperature, expected an energy such as 'kcal/mol'.");
  EXPECT_EQ(message_of<Error>([] { convert(1, "furlongg", "m"); }),
            "unknown unit 'furlongg'. Write it as in '300 K', '20 K/ps', '1 bar' or '1.4 g/cm3'.");
  EXPECT_EQ(message_of<Error>([] { parse_quantity("25 degC"); }), "unit 'degC' has an offset. Write kelvin: 'K'.");
}

TEST(Quantities, AreReadWithAndWithoutAUnit) {
  const std::tuple<const char*, double, const char*> cases[] = {{"300 K", 300, "K"},
                                                                {" 20 K/ps ", 20, "K/ps"},
                                                                {"-1.5e3 kcal/mol", -1500, "kcal/mol"},
                                                                {"0.5", 0.5, "1"},
                                                                {"300K", 300, "K"},
                                                                {"+2 ps", 2, "ps"},
                                                                {"1e-5 e", 1e-5, "e"},
                                                                {"5e", 5, "e"},
                                                                {"0.5 %", 0.5, "%"},
                                                                {"1 Å", 1, "Å"}};
  for (const auto& [text, value, unit] : cases) {
    const Quantity quantity = parse_quantity(text);
    EXPECT_EQ(quantity.value, value) << text;
    EXPECT_EQ(quantity.unit, unit) << text;
  }
  for (const char* text : {"", "K", "nan K", "inf", "+-5", "abc", "-", "--1 K"}) {
    EXPECT_EQ(message_of<Error>([text] { parse_quantity(text); }),
              "'" + std::string(text) + "' is not a number with a unit. Write it as in '300 K'.");
  }
  EXPECT_EQ(message_of<Error>([] { parse_quantity("1e999 K"); }), "'1e999 K' is too large or too small a number.");
}

TEST(Quantities, AreWrittenAsShortAsTheyReadBack) {
  EXPECT_EQ(shortest(300), "300");
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(1e-5), "1e-05");
  EXPECT_EQ(shortest(-0.0), "0");
  EXPECT_EQ(to_text(Quantity{300, "K"}), "300 K");
  EXPECT_EQ(to_text(Quantity{0.5, "1"}), "0.5");
}

TEST(Quantities, ErrorsKeepTwoDigits) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::tuple<double, double, const char*> cases[] = {
      {1.32749, 0.0123, "1.327 ± 0.012 K"},
      {1327.2, 12.4, "1327 ± 12 K"},
      {12345.678, 1234, "12300 ± 1200 K"},
      {1, 0.0996, "1.00 ± 0.10 K"},
      {1, 0.0994, "1.000 ± 0.099 K"},
      {-4.2, 0.95, "-4.20 ± 0.95 K"},
      {-4.2, 9.96, "-4 ± 10 K"},
      {-0.001, 12, "0 ± 12 K"},
      {-0.001, 1.2, "0.0 ± 1.2 K"},
      {0, 1e-5, "(0.0 ± 1.0)e-05 K"},
      {1.5e-5, 1e-6, "(1.50 ± 0.10)e-05 K"},
      {1e7, 1e8, "(0.1 ± 1.0)e+08 K"},
      {3, 0, "3 K"},
      {1.23456789, nan, "1.23457 K"},
      {1e300, 1e-300, "1e+300 K"},
      {1e-300, 1e-302, "(1.000 ± 0.010)e-300 K"},
      {nan, 1, "n/a"},
  };
  for (const auto& [value, error, text] : cases) EXPECT_EQ(to_text(value, error, "K"), text);
  EXPECT_EQ(to_text(0.5, 0.01, "1"), "0.500 ± 0.010");
}

}  // namespace
}  // namespace vitriflow
