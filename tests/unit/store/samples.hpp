// Results to store in tests: a small one with everything that a result can hold, and a large one.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "hpc/store/store.hpp"

namespace vitriflow::testing {

inline StoredResult small_result() {
  StoredResult stored;
  stored.origin = {"glass[hold=10ps]", "md.anneal",  "vitriflow 0.1.0", "LAMMPS 20210929",
                   1795248000.25,      1795248060.5, {0, 1, 2},         2};
  Result& result = stored.result;
  result.put("density", Estimate{1.327, 0.012, 41.5, "g/cm3", "block averaging, 12 blocks"});
  result.put("angle", Estimate{109.5, std::numeric_limits<double>::quiet_NaN(), 1.0, "degree", "a single sample"});
  result.put_scalar("target/temperature", 0.1 + 0.2, "K");
  result.put_text("system", "0123456789abcdef \"quoted\",\"result\":{} Å\nline");
  result.put_vector("rdf/r", {0.0, -0.0, 1e-308, 1e308}, "A");
  result.put_vector("box", {1, 2, 3, 4, 5, 6}, "A", {2, 3});
  result.put_vector("nothing", {}, "K");
  result.put_integers("step", {0, -1, std::numeric_limits<std::int64_t>::max()});
  result.put_names("elements", {"Zn", "", "Å"});
  result.figures.push_back({"rdf", "Pair distances", "r", "g", {{"Zn-N", "rdf/r", "rdf/r"}}});
  result.comparisons.push_back({"density", {1.327, 0.012, 41.5, "g/cm3", "n"}, 1.33, 0.02, "Table 1", -0.13, "agrees"});
  result.notices = {"20 K/ps is above 5 K/ps"};
  return stored;
}

inline StoredResult large_result() {
  StoredResult stored = small_result();
  std::vector<double> values(20000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
  stored.result.put_vector("thermo/temperature", std::move(values), "K");
  return stored;
}

inline StoredResult number_result(double number) {
  StoredResult stored;
  stored.origin.task = "empty";
  stored.result.put_scalar("number", number, "1");
  return stored;
}

}  // namespace vitriflow::testing
