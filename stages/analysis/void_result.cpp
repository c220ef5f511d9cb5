#include "stages/analysis/void_result.hpp"

#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/ensemble_result.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

double mean(const std::vector<double>& series) {
  double sum = 0.0;
  for (const double x : series) sum += x;
  return sum / static_cast<double>(series.size());
}

// All grids of a spacing err alike, so this is no error that members or frames average out.
double grid_error(const std::vector<VoidMember>& members, std::size_t quantity) {
  double change = 0.0;
  for (const auto& member : members) {
    change += mean(member.survey.values[quantity]) - mean(member.survey.on_coarse[quantity]);
  }
  return 0.5 * std::abs(change) / static_cast<double>(members.size());
}

std::vector<std::string> task_names(const std::vector<VoidMember>& members) {
  std::vector<std::string> names;
  for (const auto& member : members) names.push_back(member.task);
  return names;
}

void put_quantities(Result& result, const VoidRequest& request, const std::vector<VoidMember>& members) {
  const auto tasks = task_names(members);
  for (std::size_t q = 0; q < kVoidQuantities; ++q) {
    const auto& quantity = void_quantities()[q];
    std::vector<Estimate> estimates;
    for (const auto& member : members) estimates.push_back(estimate_mean(member.survey.values[q], quantity.unit));
    put_ensemble(result, quantity.name, tasks, estimates,
                 fmt::format("{}, grid of {} A", quantity.meaning, shortest(request.grid)), Lacking::gets_notice,
                 grid_error(members, q));
  }
}

void put_pores(Result& result, const VoidRequest& request, const std::vector<VoidMember>& members) {
  std::vector<double> diameter{0.0}, coverable{result.estimate("void_geometric").value},
      error{result.estimate("void_geometric").standard_error}, centre, density;
  for (std::size_t s = 0; s < request.sizes && coverable.back() > 0.0; ++s) {
    std::vector<Estimate> estimates;
    for (const auto& member : members) estimates.push_back(estimate_mean(member.survey.coverable[s], "1"));
    const auto estimate = estimate_ensemble(estimates);
    diameter.push_back(static_cast<double>(s + 1) * request.size_step);
    centre.push_back(diameter.back() - 0.5 * request.size_step);
    density.push_back((coverable.back() - estimate.value) / request.size_step);
    coverable.push_back(estimate.value);
    error.push_back(estimate.standard_error);
  }
  if (coverable.back() > 0.0) {
    add_notice(result, fmt::format("Pores are wider than the {} A at which their size distribution ends. Set a larger "
                                   "'largest_size'.",
                                   shortest(diameter.back())));
  }
  result.put_vector("pores/diameter", std::move(diameter), "A");
  result.put_vector("pores/coverable", std::move(coverable), "1");
  result.put_vector("pores/coverable_error", std::move(error), "1");
  result.put_vector("pores/centre_diameter", std::move(centre), "A");
  result.put_vector("pores/density", std::move(density), "1/A");
  result.figures.push_back({"pore-sizes",
                            "Pore size distribution",
                            "diameter",
                            "fraction of the cell for each diameter",
                            {{"pores", "pores/centre_diameter", "pores/density"}}});
  result.figures.push_back({"coverable",
                            "What spheres can cover",
                            "diameter",
                            "fraction of the cell",
                            {{"covered", "pores/diameter", "pores/coverable"}}});
}

void put_members(Result& result, const std::vector<VoidMember>& members) {
  std::vector<std::int64_t> frames;
  for (const auto& member : members) frames.push_back(static_cast<std::int64_t>(member.survey.frames));
  result.put_names("members/task", task_names(members));
  result.put_integers("members/frames", std::move(frames));
}

// A void without a way out holds nothing that comes from outside.
void note_pockets(Result& result, const VoidRequest& request) {
  const auto centre = result.estimate("void_centre").value, out = result.estimate("void_centre_in_channels").value;
  if (centre == 0.0) {
    add_notice(result, fmt::format("No probe of {} A fits in anywhere: what is empty lies in smaller gaps.",
                                   shortest(request.probe)));
  } else if (out < 0.5 * centre) {
    add_notice(result,
               fmt::format("{:.0f} % of the places where a probe of {} A fits in are closed pockets: windows are "
                           "narrower than it in a frame as it stands.",
                           100.0 * (1.0 - out / centre), shortest(request.probe)));
  }
}

}  // namespace

void put_voids(Result& result, const VoidRequest& request, const std::vector<VoidMember>& members) {
  ENSURE(!members.empty(), "no members");
  put_members(result, members);
  put_quantities(result, request, members);
  if (request.sizes > 0) put_pores(result, request, members);
  note_pockets(result, request);
}

}  // namespace vitriflow
