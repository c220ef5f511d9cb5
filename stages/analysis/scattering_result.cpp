#include "stages/analysis/scattering_result.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/curve_peak.hpp"
#include "stages/analysis/distribution_features.hpp"
#include "stages/analysis/ensemble_result.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A member's curves, and those without each of its blocks of frames.
struct MemberCurves {
  ScatteringCurves all;
  std::vector<ScatteringCurves> left_out;  // empty: too few blocks for an uncertainty
};

// A number read off the curves; `floor` is the least that its error can be.
struct Feature {
  std::string path, unit, how;
  double floor = 0.0;
  std::function<double(const ScatteringCurves&)> read;
};

// Neighbouring blocks merged as those of a radial distribution are.
ScatteringSurvey with_replicas(ScatteringSurvey survey) {
  std::vector<FrameBlock> blocks;
  for (auto& block : survey.blocks) blocks.push_back({std::move(block)});
  survey.blocks.clear();
  for (auto& block : replicas(blocks)) survey.blocks.push_back(std::move(block.counts));
  return survey;
}

void refuse_other_elements(const std::vector<ScatteringMember>& members) {
  const auto& first = members.front();
  for (const auto& member : members) {
    if (member.survey.elements == first.survey.elements) continue;
    throw Error(fmt::format("'{}' consists of {}, '{}' of {}: their scattering "
                            "has no mean. Analyse them in stages of "
                            "their own.",
                            first.task, fmt::join(first.survey.elements, ", "), member.task,
                            fmt::join(member.survey.elements, ", ")),
                Failure::invalid_input);
  }
}

std::vector<std::size_t> shells_in_all(const std::vector<ScatteringMember>& members, const ScatteringRequest& request) {
  std::vector<std::size_t> shells;
  std::vector<ScatteringSums> sums;
  for (const auto& member : members) sums.push_back(sums_of(member.survey, request));
  for (std::size_t s = 0; s < request.shells(); ++s) {
    if (std::all_of(sums.begin(), sums.end(), [&](const ScatteringSums& sum) { return sum.vectors[s] > 0.0; }))
      shells.push_back(s);
  }
  return shells;
}

ScatteringGrids grids_of(const std::vector<ScatteringMember>& members, const ScatteringRequest& request,
                         const TransformRequest& transform) {
  ScatteringGrids grids;
  grids.bin_width = request.r_max / static_cast<double>(request.bins);
  double reach = request.r_max;
  for (const auto& member : members) reach = std::min(reach, member.survey.half_width);
  const auto fitting = static_cast<std::size_t>(reach / grids.bin_width * (1.0 + 1e-12));
  if (fitting == 0) {
    throw Error(fmt::format("half the smallest box ({} A) holds no bin of {} "
                            "A. Use a larger supercell or more 'bins'.",
                            shortest(reach), shortest(grids.bin_width)),
                Failure::invalid_input);
  }
  for (std::size_t i = 0; i < std::min(fitting, request.bins); ++i) {
    grids.r.push_back(grids.bin_width * (static_cast<double>(i) + 0.5));
    grids.r_upper.push_back(grids.bin_width * static_cast<double>(i + 1));
  }
  const auto points = std::llround(transform.q_max / transform.q_step);
  for (long long j = 1; j <= points; ++j)
    grids.q.push_back(transform.q_max * static_cast<double>(j) / static_cast<double>(points));
  grids.shells = shells_in_all(members, request);
  return grids;
}

// Leaving out a block must not empty a shell.
bool holds_all_shells(const ScatteringSums& sums, const ScatteringGrids& grids) {
  return std::all_of(grids.shells.begin(), grids.shells.end(), [&](std::size_t s) { return sums.vectors[s] > 0.0; });
}

MemberCurves curves_of(const ScatteringMember& member, const ScatteringRequest& request,
                       const std::vector<Scatterer>& scatterers, const ScatteringGrids& grids,
                       const SineTransform& sine, const TransformRequest& transform) {
  const auto survey = with_replicas(member.survey);
  const auto make = [&](const ScatteringSums& sums) {
    return scattering_curves(sums, survey.members, scatterers, grids, sine, transform);
  };
  MemberCurves curves{make(sums_of(survey, request)), {}};
  if (survey.blocks.size() < kFewestSamples) return curves;
  for (std::size_t b = 0; b < survey.blocks.size(); ++b) {
    const auto sums = sums_of(survey, request, b);
    if (!holds_all_shells(sums, grids)) return {std::move(curves.all), {}};
    curves.left_out.push_back(make(sums));
  }
  return curves;
}

// Between members where there are several, else between the blocks of frames of
// the only one; empty for too few.
std::vector<double> errors_of(const std::vector<MemberCurves>& members, const std::string& path,
                              const std::vector<double>& mean) {
  const auto n = static_cast<double>(members.size());
  std::vector<double> errors(mean.size());
  if (members.size() == 1 && members.front().left_out.empty()) return {};
  for (std::size_t i = 0; i < mean.size(); ++i) {
    std::vector<double> values;
    for (const auto& curves : members.front().left_out) values.push_back(curves.at(path)[i]);
    double squares = 0.0;
    for (const auto& member : members) squares += std::pow(member.all.at(path)[i] - mean[i], 2);
    errors[i] = members.size() == 1 ? jackknife_error(values) : std::sqrt(squares / (n - 1.0) / n);
  }
  return errors;
}

void put_curves(Result& result, const std::vector<MemberCurves>& members) {
  const auto n = static_cast<double>(members.size());
  for (const auto& [path, first] : members.front().all) {
    std::vector<double> mean(first.size());
    for (const auto& member : members) {
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += member.all.at(path)[i] / n;
    }
    auto errors = errors_of(members, path, mean);
    result.put_vector(path, std::move(mean), unit_of_curve(path));
    const bool axis = path == "box/Q" || path == "box/vectors";
    if (!errors.empty() && !axis) result.put_vector(path + "_error", std::move(errors), unit_of_curve(path));
  }
}

Estimate estimate_of(const MemberCurves& member, const Feature& feature) {
  Estimate estimate{feature.read(member.all), kNaN, static_cast<double>(member.left_out.size()), feature.unit, ""};
  std::vector<double> left_out;
  for (const auto& curves : member.left_out) left_out.push_back(feature.read(curves));
  if (left_out.empty()) {
    estimate.effective_samples = 1.0;
    estimate.note = "too few blocks of frames for an uncertainty";
    return estimate;
  }
  const double error = std::hypot(jackknife_error(left_out), feature.floor);
  if (std::isfinite(error)) estimate.standard_error = error;
  estimate.note = std::isfinite(error) ? fmt::format("jackknife over {} blocks of frames", left_out.size())
                                       : "some blocks of frames do not have it: no uncertainty";
  return estimate;
}

std::vector<Feature> measured_features(const MeasuredComparison& measured, const ScatteringGrids& grids) {
  const auto read = [&measured, &r = grids.r](const ScatteringCurves& curves) {
    return residual(measured.curve, r, curves.at(measured.path), measured.from);
  };
  return {{"measured_Rw", "1", "residual with the best scale", 0.0,
           [read](const ScatteringCurves& curves) { return read(curves).r_w; }},
          {"measured_scale", "1", "measured by simulated", 0.0,
           [read](const ScatteringCurves& curves) { return read(curves).scale; }}};
}

// The measured curve as far as there is a simulated one, and that times the
// scale that fits it.
void put_measured(Result& result, const MeasuredComparison& measured, const ScatteringGrids& grids) {
  const auto& simulated = result.vector(measured.path);
  const auto scale = residual(measured.curve, grids.r, simulated, measured.from).scale;
  if (!std::isfinite(scale)) {
    throw Error(fmt::format("the measured curve has no two points between {} A and {} "
                            "A, where the simulated one can be "
                            "compared with it. Measured distances are read in A.",
                            shortest(measured.from), shortest(grids.r.back())),
                Failure::invalid_input);
  }
  std::vector<double> r, curve, fitted;
  for (std::size_t i = 0; i < measured.curve.x.size(); ++i) {
    if (measured.curve.x[i] > grids.r.back()) break;
    r.push_back(measured.curve.x[i]);
    curve.push_back(measured.curve.y[i]);
  }
  for (const double value : simulated) fitted.push_back(scale * value);
  const auto unit = unit_of_curve(measured.path);
  result.put_vector("measured/r", std::move(r), "A");
  result.put_vector("measured/curve", std::move(curve), unit);
  result.put_vector("measured/simulated", std::move(fitted), unit);
  const bool xray = measured.path.find("xray") != std::string::npos;
  const auto name = measured.path.substr(measured.path.rfind('/') + 1) == "D" ? "D(r)" : "G(r)";
  result.figures.push_back({"measured",
                            fmt::format("{} {}, measured and simulated", xray ? "X-ray" : "Neutron", name),
                            "r",
                            name,
                            {{"measured", "measured/r", "measured/curve"},
                             {fmt::format("simulated × {:.3g}", scale), "rdf/r", "measured/simulated"}}});
}

std::vector<Feature> features_of(const std::vector<Scatterer>& scatterers, const ScatteringGrids& grids,
                                 const TransformRequest& transform) {
  std::vector<Feature> features;
  for (std::size_t a = 0; a < scatterers.size(); ++a) {
    for (std::size_t b = a; b < scatterers.size(); ++b) {
      const auto path = "rdf/" + scatterers[a].element + "-" + scatterers[b].element + "/g";
      features.push_back({"first_peak_" + scatterers[a].element + scatterers[b].element, "A", "of g(r)",
                          grids.bin_width / std::sqrt(12.0), [&r = grids.r, path](const ScatteringCurves& c) {
                            return first_peak_position(r, c.at(path));
                          }});
    }
  }
  for (const char* radiation : {"neutron", "xray"}) {
    const auto path = fmt::format("sq/{}/S", radiation);
    features.push_back(
        {fmt::format("first_peak_S_{}", radiation), "1/A", "of S(Q) from g(r)", transform.q_step / std::sqrt(12.0),
         [&q = grids.q, path](const ScatteringCurves& c) { return first_peak_position(q, c.at(path)); }});
  }
  return features;
}

void put_features(Result& result, const std::vector<ScatteringMember>& members, const std::vector<MemberCurves>& curves,
                  const std::vector<Feature>& features) {
  std::vector<std::string> tasks;
  for (const auto& member : members) tasks.push_back(member.task);
  for (const auto& feature : features) {
    std::vector<Estimate> estimates;
    for (const auto& member : curves) estimates.push_back(estimate_of(member, feature));
    put_ensemble(result, feature.path, tasks, estimates, feature.how, Lacking::is_silent);
  }
}

void put_members(Result& result, const std::vector<ScatteringMember>& members) {
  std::vector<std::string> tasks;
  std::vector<std::int64_t> frames;
  for (const auto& member : members) {
    tasks.push_back(member.task);
    frames.push_back(member.survey.frames);
  }
  result.put_names("members/task", std::move(tasks));
  result.put_integers("members/frames", std::move(frames));
}

// The pairs that X-rays see most come first, where a figure cannot show all of
// them.
Figure partial_figure(const std::vector<Scatterer>& scatterers, const std::vector<std::int64_t>& members) {
  std::vector<std::pair<double, std::string>> pairs;
  for (std::size_t a = 0; a < scatterers.size(); ++a) {
    for (std::size_t b = a; b < scatterers.size(); ++b) {
      const double weight = (a == b ? 1.0 : 2.0) * static_cast<double>(members[a]) * static_cast<double>(members[b]) *
                            scatterers[a].form_factor(0.0) * scatterers[b].form_factor(0.0);
      pairs.emplace_back(-weight, scatterers[a].element + "-" + scatterers[b].element);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  Figure figure{"partial-rdf", "Partial pair distributions", "r", "g(r)", {}};
  for (const auto& [weight, name] : pairs) figure.series.push_back({name, "rdf/r", "rdf/" + name + "/g"});
  return figure;
}

void add_figures(Result& result, const std::vector<Scatterer>& scatterers, const std::vector<std::int64_t>& members,
                 const TransformRequest& transform) {
  const auto both = [](const std::string& x, const std::string& group, const std::string& curve) {
    return std::vector<Figure::Series>{{"neutrons", x, group + "/neutron/" + curve},
                                       {"X-rays", x, group + "/xray/" + curve}};
  };
  result.figures.push_back({"total-rdf", "Total pair distributions", "r", "g(r)", both("rdf/r", "rdf", "g")});
  result.figures.push_back(partial_figure(scatterers, members));
  result.figures.push_back({"structure-factor", "Structure factors from g(r)", "Q", "S(Q)", both("sq/Q", "sq", "S")});
  if (result.has("box/Q"))
    result.figures.push_back({"structure-factor-box", "Structure factors at the box's reciprocal vectors", "Q", "S(Q)",
                              both("box/Q", "box", "S")});
  const auto range = fmt::format("Q up to {} Å⁻¹", shortest(transform.q_max));
  result.figures.push_back({"pdf-xray", "X-ray D(r), " + range, "r", "D(r)", {{"", "rdf/r", "pdf/xray/D"}}});
  result.figures.push_back({"pdf-neutron", "Neutron D(r), " + range, "r", "D(r)", {{"", "rdf/r", "pdf/neutron/D"}}});
}

void note_short_reach(Result& result, const ScatteringRequest& request, const ScatteringGrids& grids) {
  if (grids.r.size() == request.bins) return;
  add_notice(result, fmt::format("Pair distributions end at {} A instead of {} A: half "
                                 "the smallest box; beyond it "
                                 "nearest images are not unique. S(Q) from them is "
                                 "smeared by about {:.2f} 1/A.",
                                 shortest(std::round(1e4 * grids.r_upper.back()) / 1e4), shortest(request.r_max),
                                 2.0 * 3.141592653589793 / grids.r_upper.back()));
}

}  // namespace

void put_scattering(Result& result, const ScatteringRequest& request, const TransformRequest& transform,
                    bool deuterated, const std::vector<ScatteringMember>& members,
                    const std::optional<MeasuredComparison>& measured) {
  ENSURE(!members.empty(), "no members");
  refuse_other_elements(members);
  const auto known = scatterers(members.front().survey.elements, deuterated);
  const auto grids = grids_of(members, request, transform);
  const SineTransform sine(grids.r, grids.r_upper.back(), grids.q);
  std::vector<MemberCurves> curves;
  for (const auto& member : members) curves.push_back(curves_of(member, request, known, grids, sine, transform));
  put_members(result, members);
  note_short_reach(result, request, grids);
  result.put_vector("rdf/r", grids.r, "A");
  result.put_vector("rdf/r_upper", grids.r_upper, "A");
  result.put_vector("sq/Q", grids.q, "1/A");
  put_curves(result, curves);
  put_features(result, members, curves, features_of(known, grids, transform));
  add_figures(result, known, members.front().survey.members, transform);
  if (!measured) return;
  put_measured(result, *measured, grids);
  put_features(result, members, curves, measured_features(*measured, grids));
}

}  // namespace vitriflow
