#include "stages/md/cell_figures.hpp"

namespace vitriflow {

void add_cell_figures(Result& result, Ensemble ensemble) {
  const auto curve = [](const std::string& name) { return Figure::Series{name, "thermo/time", "thermo/" + name}; };
  result.figures.push_back(
      {"cell-lengths-time", "Lengths of the cell", "time", "length", {curve("a"), curve("b"), curve("c")}});
  if (ensemble != Ensemble::npt_triclinic) return;
  result.figures.push_back(
      {"cell-angles-time", "Angles of the cell", "time", "angle", {curve("alpha"), curve("beta"), curve("gamma")}});
}

}  // namespace vitriflow
