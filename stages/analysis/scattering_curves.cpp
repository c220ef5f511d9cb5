#include "stages/analysis/scattering_curves.hpp"

#include <cmath>
#include <functional>
#include <numbers>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kBarnPerFm2 = 0.01;

// The two radiations differ in how strongly an element scatters, and in whether
// F is normalised.
struct Radiation {
  std::string name;
  std::function<double(const Scatterer&, double q)> strength;  // b in sqrt(barn), f in electrons
  bool normalised = false;
};

std::vector<Radiation> radiations() {
  return {
      {"neutron", [](const Scatterer& s, double) { return s.length_fm * std::sqrt(kBarnPerFm2); },  // 1 fm2 = 0.01 barn
       false},
      {"xray", [](const Scatterer& s, double q) { return s.form_factor(q); }, true}};
}

class CurveMaker {
 public:
  CurveMaker(const ScatteringSums& sums, const std::vector<std::int64_t>& members,
             const std::vector<Scatterer>& scatterers, const ScatteringGrids& grids, const SineTransform& transform,
             const TransformRequest& request)
      : sums_(sums), scatterers_(scatterers), grids_(grids), transform_(transform), request_(request) {
    for (const auto count : members) particles_ += static_cast<double>(count);
    for (const auto count : members) fraction_.push_back(static_cast<double>(count) / particles_);
    density_ = particles_ * sums.inverse_volume / sums.frames;
  }

  ScatteringCurves make() {
    std::size_t pair = 0;
    for (std::size_t a = 0; a < scatterers_.size(); ++a) {
      for (std::size_t b = a; b < scatterers_.size(); ++b) add_partials(pair++, a, b);
    }
    put_shells();
    for (const auto& radiation : radiations()) {
      add_total_g(radiation);
      add_structure_factor(radiation);
      add_back_transform(radiation, in_amplitudes(radiation, total(radiation, plain_)));
      add_box(radiation);
    }
    return std::move(curves_);
  }

 private:
  using Partials = std::vector<std::vector<double>>;  // [pairs][points]

  void add_partials(std::size_t pair, std::size_t a, std::size_t b) {
    const double centres = fraction_[a] * particles_, others = fraction_[b] * particles_;
    std::vector<double> g, n, h;
    double within = 0.0;
    for (std::size_t i = 0; i < grids_.r.size(); ++i) {
      const double upper = grids_.r_upper[i], lower = upper - grids_.bin_width;
      const double shell = 4.0 / 3.0 * std::numbers::pi * (upper * upper * upper - lower * lower * lower);
      within += sums_.counts[pair][i];
      g.push_back(sums_.counts[pair][i] / (centres * others * sums_.inverse_volume * shell));
      n.push_back(within / (centres * sums_.frames));
      h.push_back(g.back() - 1.0);
    }
    windowed_.push_back(transform_.to_q(h, density_, request_.r_window));
    plain_.push_back(transform_.to_q(h, density_, Window::none));
    auto s = windowed_.back();
    for (double& value : s) value += 1.0;
    const auto name = scatterers_[a].element + "-" + scatterers_[b].element;
    g_.push_back(g);
    curves_["rdf/" + name + "/g"] = std::move(g);
    curves_["rdf/" + name + "/n"] = std::move(n);
    curves_["sq/" + name + "/S"] = std::move(s);
  }

  // sum over ordered pairs of c_a c_b w_a w_b y_ab
  double weighted(const std::vector<double>& strengths, const Partials& partials, std::size_t point) const {
    double sum = 0.0;
    std::size_t pair = 0;
    for (std::size_t a = 0; a < fraction_.size(); ++a) {
      for (std::size_t b = a; b < fraction_.size(); ++b) {
        const double both = a == b ? 1.0 : 2.0;
        sum += both * fraction_[a] * fraction_[b] * strengths[a] * strengths[b] * partials[pair++][point];
      }
    }
    return sum;
  }

  std::vector<double> strengths(const Radiation& radiation, double q) const {
    std::vector<double> found;
    for (const auto& scatterer : scatterers_) found.push_back(radiation.strength(scatterer, q));
    return found;
  }

  double mean(const std::vector<double>& strengths) const {
    double sum = 0.0;
    for (std::size_t a = 0; a < fraction_.size(); ++a) sum += fraction_[a] * strengths[a];
    return sum;
  }

  double mean_square(const std::vector<double>& strengths) const {
    double sum = 0.0;
    for (std::size_t a = 0; a < fraction_.size(); ++a) sum += fraction_[a] * strengths[a] * strengths[a];
    return sum;
  }

  // F per unit of S - 1.
  double amplitude(const Radiation& radiation, double q) const {
    const auto w = strengths(radiation, q);
    const double square = mean(w) * mean(w);
    if (!radiation.normalised) return square;
    return request_.xray_by_mean_square ? square / mean_square(w) : 1.0;
  }

  std::vector<double> in_amplitudes(const Radiation& radiation, std::vector<double> less_one) const {
    for (std::size_t j = 0; j < grids_.q.size(); ++j) less_one[j] *= amplitude(radiation, grids_.q[j]);
    return less_one;
  }

  void add_total_g(const Radiation& radiation) {
    const auto w = strengths(radiation, 0.0);
    const double square = mean(w) * mean(w);
    std::vector<double> total;
    for (std::size_t i = 0; i < grids_.r.size(); ++i) total.push_back(weighted(w, g_, i) / square);
    curves_["rdf/" + radiation.name + "/g"] = std::move(total);
  }

  // S(Q) - 1 of all pairs.
  std::vector<double> total(const Radiation& radiation, const Partials& partials) const {
    std::vector<double> less_one;
    for (std::size_t j = 0; j < grids_.q.size(); ++j) {
      const auto w = strengths(radiation, grids_.q[j]);
      less_one.push_back(weighted(w, partials, j) / (mean(w) * mean(w)));
    }
    return less_one;
  }

  void add_structure_factor(const Radiation& radiation) {
    auto s = total(radiation, windowed_);
    curves_["sq/" + radiation.name + "/F"] = in_amplitudes(radiation, s);
    for (double& value : s) value += 1.0;
    curves_["sq/" + radiation.name + "/S"] = std::move(s);
  }

  void add_back_transform(const Radiation& radiation, const std::vector<double>& f) {
    const auto d = transform_.to_r(f, request_.q_min, request_.q_window);
    const double forward = amplitude(radiation, 0.0);
    std::vector<double> g, t, pdf;
    for (std::size_t i = 0; i < d.size(); ++i) {
      const double uniform = 4.0 * std::numbers::pi * grids_.r[i] * density_;
      g.push_back(d[i] / uniform);
      t.push_back(d[i] + uniform * forward);
      pdf.push_back(d[i] / forward);
    }
    const auto group = "pdf/" + radiation.name;
    curves_[group + "/D"] = d;
    curves_[group + "/G"] = std::move(g);
    curves_[group + "/T"] = std::move(t);
    if (!radiation.normalised) curves_[group + "/Gpdf"] = std::move(pdf);
  }

  void put_shells() {
    if (grids_.shells.empty()) return;
    std::vector<double> q, vectors;
    for (const auto shell : grids_.shells) {
      q.push_back(sums_.lengths[shell] / sums_.vectors[shell]);
      vectors.push_back(sums_.vectors[shell] / sums_.frames);
    }
    curves_["box/Q"] = std::move(q);
    curves_["box/vectors"] = std::move(vectors);
  }

  // S(Q) - 1 = [< |sum over particles of b exp(ikr)|^2 > / N - <b^2>] / <b>^2:
  // what particles add to themselves is no correlation between them.
  void add_box(const Radiation& radiation) {
    if (grids_.shells.empty()) return;
    std::vector<double> s;
    for (const auto shell : grids_.shells) {
      const double vectors = sums_.vectors[shell];
      const auto w = strengths(radiation, sums_.lengths[shell] / vectors);
      double intensity = 0.0;
      std::size_t pair = 0;
      for (std::size_t a = 0; a < w.size(); ++a) {
        for (std::size_t b = a; b < w.size(); ++b)
          intensity += (a == b ? 1.0 : 2.0) * w[a] * w[b] * sums_.modes[pair++][shell] / vectors;
      }
      s.push_back(1.0 + (intensity - mean_square(w)) / (mean(w) * mean(w)));
    }
    curves_["box/" + radiation.name + "/S"] = std::move(s);
  }

  const ScatteringSums& sums_;
  const std::vector<Scatterer>& scatterers_;
  const ScatteringGrids& grids_;
  const SineTransform& transform_;
  const TransformRequest& request_;
  double particles_ = 0.0, density_ = 0.0;  // density_: 1/A3
  std::vector<double> fraction_;
  Partials g_, windowed_, plain_;
  ScatteringCurves curves_;
};

}  // namespace

ScatteringCurves scattering_curves(const ScatteringSums& sums, const std::vector<std::int64_t>& members,
                                   const std::vector<Scatterer>& scatterers, const ScatteringGrids& grids,
                                   const SineTransform& transform, const TransformRequest& request) {
  return CurveMaker(sums, members, scatterers, grids, transform, request).make();
}

std::string unit_of_curve(const std::string& path) {
  const auto last = path.substr(path.rfind('/') + 1);
  const bool neutron = path.find("/neutron/") != std::string::npos;
  if (last == "Q") return "1/A";
  if (last == "F" || last == "G") return neutron ? "barn" : "1";
  if (last == "D" || last == "T") return neutron ? "barn/A2" : "1/A2";
  if (last == "Gpdf") return "1/A2";
  return "1";
}

}  // namespace vitriflow
