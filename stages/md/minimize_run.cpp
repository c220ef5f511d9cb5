#include "stages/md/minimize_run.hpp"

#include <algorithm>
#include <vector>

#include "hpc/base/error.hpp"
#include "stages/leg_ends.hpp"

namespace vitriflow {

namespace {

constexpr std::int64_t kGrain = 10;  // iterations
constexpr std::int64_t kShortest = 100, kLongest = 2000;
constexpr std::int64_t kParticleIterations = 100'000;

}  // namespace

std::int64_t iterations_of_leg(std::int64_t particles) {
  ENSURE(particles > 0, "{} particles", particles);
  return std::clamp(kParticleIterations / particles / kGrain * kGrain, kShortest, kLongest);
}

MinimizeRun::MinimizeRun(const StageContext& context, Engine& engine, const MinimizeRequest& request)
    : context_(context),
      engine_(engine),
      request_(request),
      system_(engine.system()),
      leg_length_(iterations_of_leg(system_.size())) {}

MinimizeOutcome MinimizeRun::run() {
  context_.store->read_checkpoint(context_.group, context_.fingerprint,
                                  [this](Archive& archive) { describe(archive); });
  LegEnds leg_ends(context_);
  for (;;) {
    MinimizeOutcome outcome = run_leg();
    const bool over = outcome.converged || !outcome.limit_reached || outcome.iterations == 0;
    if (leg_++ == 0) energy_before_eV_ = outcome.energy_before_eV;
    iterations_ += outcome.iterations;
    if (over || iterations_ >= request_.max_iterations) {
      outcome.iterations = iterations_;
      outcome.energy_before_eV = energy_before_eV_;
      return outcome;
    }
    system_ = engine_.system();
    leg_ends.ended(leg_ - 1, [this] {
      context_.store->write_checkpoint(context_.group, context_.fingerprint, leg_ - 1,
                                       [this](Archive& archive) { describe(archive); });
    });
  }
}

MinimizeOutcome MinimizeRun::run_leg() {
  MinimizeRequest request = request_;
  request.max_iterations = std::min(leg_length_, request_.max_iterations - iterations_);
  if (context_.journal) {
    context_.journal("leg", {{"leg", std::to_string(leg_)},
                             {"first", std::to_string(iterations_)},
                             {"steps", std::to_string(request.max_iterations)}});
  }
  if (context_.report_progress) context_.report_progress({iterations_, request_.max_iterations, "minimising"});
  if (leg_ > 0) engine_.load(system_);
  return engine_.minimize(request);
}

void MinimizeRun::describe(Archive& archive) {
  archive.field("run/next_leg", leg_);
  archive.field("run/iterations", iterations_);
  archive.field("run/energy_before", energy_before_eV_, "eV");
  auto& box = system_.box;
  std::vector<double> cell;
  for (const auto* part : {&box.origin, &box.edges, &box.tilts}) cell.insert(cell.end(), part->begin(), part->end());
  archive.field("run/box", cell, "A");
  archive.field("run/positions", system_.positions, "A");
  if (!archive.reading()) return;
  if (cell.size() != 9 || system_.positions.size() != 3 * system_.type.size()) {
    throw Error(
        fmt::format("the checkpoint of task '{}' does not belong to system '{}'. Remove it to start the task "
                    "over.",
                    context_.task, system_.name));
  }
  std::copy_n(cell.begin(), 3, box.origin.begin());
  std::copy_n(cell.begin() + 3, 3, box.edges.begin());
  std::copy_n(cell.begin() + 6, 3, box.tilts.begin());
}

}  // namespace vitriflow
