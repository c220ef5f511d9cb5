// md.minimize: brings a system to the nearest minimum of its energy, with or without its box.
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/declaration.hpp"
#include "stages/md/minimize_run.hpp"
#include "stages/md/simulation.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

struct MinimizeParameters {
  double force_tolerance_eV_A = 0, energy_tolerance = 0, pressure_bar = 0;
  std::int64_t max_iterations = 0;
  bool relax_box = false;
};

void put_outcome(Result& result, const MinimizeOutcome& outcome, const MinimizeParameters& p) {
  result.put_scalar("energy/before", outcome.energy_before_eV, "eV");
  result.put_scalar("energy/after", outcome.energy_after_eV, "eV");
  result.put_scalar("max_force", outcome.max_force_eV_A, "eV/A");
  result.put_integers("iterations", {outcome.iterations});
  result.put_text("stopped_by", outcome.stopped_by);
  result.put_text("converged", outcome.converged ? "yes" : "no");
  if (outcome.converged) return;
  result.notices.push_back(fmt::format(
      "The minimisation ended after {} iterations ({}) with a largest force of {:.3g} eV/A, above the tolerance of {} "
      "eV/A. Raise 'max_iterations' or loosen 'force_tolerance'.",
      outcome.iterations, outcome.stopped_by, outcome.max_force_eV_A, shortest(p.force_tolerance_eV_A)));
}

// How many iterations it takes is not known beforehand: the measure is the system alone, and a rehearsal is whole.
Cost cost_of(const MinimizeParameters&, const CostInputs& inputs) {
  const double particles = inputs.first("system").particles;
  if (particles <= 0) return {};
  return {particles, 3 * particles, {particles, 0}};
}

Result run_minimize(StageContext& context, const MinimizeParameters& p) {
  Simulation simulation = open_simulation(
      context, p.relax_box ? std::vector<std::string>{"minimize", "relax-box"} : std::vector<std::string>{"minimize"});
  const MinimizeOutcome outcome =
      MinimizeRun(context, *simulation.engine,
                  {p.force_tolerance_eV_A, p.energy_tolerance, p.max_iterations, p.relax_box, p.pressure_bar})
          .run();
  System system = simulation.engine->system();
  system.velocities.clear();  // a minimum is at rest
  Result result;
  put_outcome(result, outcome, p);
  result.put_scalar("volume", system.box.volume(), "A3");
  result.put_scalar("density", density_g_cm3(system.true_mass, system.box.volume()), "g/cm3");
  put_state(result, system, simulation.input.built_by);
  for (const auto& caution : simulation.input.cautions) add_notice(result, caution);
  return result;
}

Declaration<MinimizeParameters> declaration() {
  using P = MinimizeParameters;
  Declaration<P> d("md.minimize", 2, "Moves a system to the nearest minimum of its potential energy.");
  d.number(&P::force_tolerance_eV_A, "force_tolerance", "eV/A")
      .fallback(1e-3)
      .above(0)
      .at_most(10)
      .doc("It is over when no component of a force is larger.");
  d.number(&P::energy_tolerance, "energy_tolerance", "1")
      .fallback(1e-10)
      .at_least(0)
      .at_most(1)
      .doc("Or when the energy changes by less than this part from one iteration to the next.");
  d.integer(&P::max_iterations, "max_iterations").fallback(10000).at_least(1).doc("Or after this many iterations.");
  d.boolean(&P::relax_box, "relax_box").fallback(false).doc("Whether the box scales isotropically to 'pressure'.");
  d.number(&P::pressure_bar, "pressure", "bar")
      .fallback(0.0)
      .at_least(-1e6)
      .at_most(1e6)
      .doc("Where the box relaxes to.");
  d.takes("system", PortType::system, "What is minimised.");
  d.gives(PortType::system);
  d.gives(PortType::results);
  d.uses_engine({"minimize"});
  d.reference("Nocedal & Wright, Numerical Optimization (2006), chapter 5");
  d.example(
      "relaxed:\n"
      "  kind: md.minimize\n"
      "  system: crystal\n"
      "  force_tolerance: 0.001 eV/A\n");
  d.costs("particle", cost_of);
  d.runs(run_minimize);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
