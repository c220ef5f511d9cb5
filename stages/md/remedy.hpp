// Remedy: what may be changed about dynamics that ran away, which change is tried next, and what it may bias.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "hpc/store/archive.hpp"
#include "stages/engines/engine.hpp"
#include "stages/engines/instability.hpp"

namespace vitriflow {

enum class Remedy {
  minimise,          // the state goes down to a minimum nearby; velocities stay, thermostat and barostat start anew
  smaller_timestep,  // each step is cut in half, from now on
  softer_barostat,   // four times the damping time, from now on
};

const char* to_text(Remedy remedy);            // "smaller-timestep"
std::vector<std::string> remedy_names();       // of all
Remedy remedy_named(const std::string& name);  // throws Bug for a name that is none

// How often, and which; none where `most` is 0.
struct RemedyPolicy {
  std::int64_t most = 0;
  std::vector<Remedy> allowed;
};

// One that was taken, with what it answers.
struct TakenRemedy {
  Remedy remedy = Remedy::minimise;
  std::int64_t leg = 0;   // from which on it holds
  std::int64_t step = 0;  // at which that leg begins
  double time_ps = 0.0;
  std::string
      account;  // a sentence without its full stop: what went wrong, where it was gone back to, what was changed
};

// Where dynamics ran away.
struct Failing {
  Instability kind = Instability::unsaid;
  std::int64_t leg = 0;
  DynamicsRequest request;  // as it was run
};

// The next remedy; none when as many as are allowed were taken, or when none that is left would change anything. Of
// those that would, it is the one taken least often, in an order that depends on what happened:
//   in the first leg      minimise first, for what stands too close in the input, then as below
//   box out of bounds, or a barostat faster than 100 steps
//                         softer barostat, smaller timestep, minimise
//   a drifting energy     smaller timestep, softer barostat
//   anything else         smaller timestep, softer barostat, minimise
std::optional<Remedy> choose_remedy(const RemedyPolicy& policy, const Failing& failing,
                                    const std::vector<TakenRemedy>& taken);

// What the remedies taken amount to.
struct Treatment {
  std::int64_t parts = 1;  // of every step
  double softening = 1.0;  // of the barostat's damping time
};
Treatment treatment_of(const std::vector<TakenRemedy>& taken);
DynamicsRequest treated(DynamicsRequest request, const Treatment& treatment);  // but for the parts

// "smaller timestep, 0.25 fs instead of 0.5 fs"; `before` is the request as it was run.
std::string change_text(Remedy remedy, const DynamicsRequest& before);
// What to bear in mind, a sentence.
std::string bias_text(Remedy remedy);

void exchange_remedies(Archive& archive, std::vector<TakenRemedy>& taken);  // under "remedies/"
// Nothing where none was taken; else "remedies/step", "remedies/time", "remedies/name" and a notice of each.
void put_remedies(Result& result, const std::vector<TakenRemedy>& taken);

}  // namespace vitriflow
