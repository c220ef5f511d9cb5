#include "stages/analysis/distribution_result.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/distribution_features.hpp"
#include "stages/analysis/ensemble_result.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr double kSettled = 0.1;  // of g around 1

struct Binning {
  double width_A = 0.0;
  std::size_t bins = 0;  // usable ones: their upper edges lie within half of every frame's cell
};

Binning binning_of(const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  const double width = request.r_max / static_cast<double>(request.bins);
  double reach = request.r_max;
  for (const auto& member : members) reach = std::min(reach, member.survey.half_width);
  const auto bins = static_cast<std::size_t>(reach / width * (1.0 + 1e-12));
  return {width, std::min(bins, request.bins)};
}

// Between members where there are several, else between the blocks of frames of the only one.
std::vector<double> errors_of(const std::vector<RadialDistribution>& curves, const std::vector<double>& mean,
                              const std::vector<FrameBlock>& blocks, const Binning& binning) {
  if (curves.size() == 1) return standard_errors(blocks, binning.width_A, binning.bins);
  const auto n = static_cast<double>(curves.size());
  std::vector<double> errors(mean.size());
  for (std::size_t b = 0; b < mean.size(); ++b) {
    for (const auto& curve : curves) errors[b] += (curve.g[b] - mean[b]) * (curve.g[b] - mean[b]);
    errors[b] = std::sqrt(errors[b] / (n - 1.0) / n);
  }
  return errors;
}

void put_curves(Result& result, const std::string& group, const std::vector<RadialDistribution>& curves,
                const std::vector<FrameBlock>& blocks, const Binning& binning) {
  const auto n = static_cast<double>(curves.size());
  std::vector<double> g(binning.bins), neighbours(binning.bins);
  for (const auto& curve : curves) {
    for (std::size_t b = 0; b < binning.bins; ++b) {
      g[b] += curve.g[b] / n;
      neighbours[b] += curve.neighbours[b] / n;
    }
  }
  auto errors = errors_of(curves, g, blocks, binning);
  result.put_vector(group + "/g", std::move(g), "1");
  result.put_vector(group + "/n", std::move(neighbours), "1");
  if (!errors.empty()) result.put_vector(group + "/g_error", std::move(errors), "1");
}

void put_feature(Result& result, const std::string& name, const std::vector<EnsembleMember>& members, std::size_t pair,
                 const Binning& binning, const std::function<double(const RadialDistribution&)>& feature,
                 const std::string& how) {
  std::vector<Estimate> estimates;
  for (const auto& member : members)
    estimates.push_back(estimate_feature(member.survey.pairs[pair].blocks, binning.width_A, binning.bins, feature));
  put_ensemble(result, name, task_names(members), estimates, how, Lacking::is_silent);
}

void put_features(Result& result, const std::string& name, const std::vector<EnsembleMember>& members, std::size_t pair,
                  const Binning& binning) {
  put_feature(result, "first_minimum_" + name, members, pair, binning, first_minimum, "end of the first shell");
  put_feature(
      result, "correlation_length_" + name, members, pair, binning,
      [](const RadialDistribution& curve) { return settling_distance(curve, kSettled); },
      fmt::format("beyond it g(r) stays within {:g} of 1", kSettled));
}

void note_short_reach(Result& result, const SurveyRequest& request, const Binning& binning) {
  if (binning.bins == request.bins) return;
  const double reach = std::round(1e4 * binning.width_A * static_cast<double>(binning.bins)) / 1e4;
  add_notice(result, fmt::format("Radial distributions end at {} A instead of {} A: half the smallest box; beyond it "
                                 "nearest images are not unique.",
                                 shortest(reach), shortest(request.r_max)));
}

}  // namespace

void put_distributions(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  const Binning binning = binning_of(request, members);
  note_short_reach(result, request, binning);
  if (binning.bins == 0) return;
  Figure g{"rdf", "Radial distribution functions", "r", "g(r)", {}};
  Figure n{"rdf-integral", "Running numbers of neighbours", "r", "n(r)", {}};
  for (std::size_t p = 0; p < request.pairs.size(); ++p) {
    std::vector<RadialDistribution> curves;
    for (const auto& member : members)
      curves.push_back(radial_distribution(member.survey.pairs[p].blocks, binning.width_A, binning.bins));
    if (p == 0) {
      result.put_vector("rdf/r", curves.front().r, "A");
      result.put_vector("rdf/r_upper", curves.front().r_upper, "A");
    }
    const auto label = fmt::format("{}", fmt::join(request.pairs[p], "-")), group = "rdf/" + label;
    put_curves(result, group, curves, members.front().survey.pairs[p].blocks, binning);
    put_features(result, fmt::format("{}", fmt::join(request.pairs[p], "")), members, p, binning);
    g.series.push_back({label, "rdf/r", group + "/g"});
    n.series.push_back({label, "rdf/r_upper", group + "/n"});
  }
  result.figures.push_back(std::move(g));
  result.figures.push_back(std::move(n));
}

}  // namespace vitriflow
