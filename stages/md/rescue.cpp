#include "stages/md/rescue.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

// Only what stands too close has to move; the heat of the trajectory is not to be taken out further than that.
constexpr MinimizeRequest kDescent{.force_tolerance_eV_A = 0.5, .energy_tolerance = 1e-6, .max_iterations = 500};

// What an engine said, in one line and without the way out, which is another one here.
std::string cause_of(std::string words) {
  for (const char* rest : {". Log: ", ". Use "}) words.erase(std::min(words.find(rest), words.size()));
  std::replace(words.begin(), words.end(), '\n', ' ');
  return words;
}

std::string place_text(const Rescue::Place& place) {
  return fmt::format("step {} ({} ps, {})", place.leg.first_step, shortest(place.time_ps), place.phase);
}

}  // namespace

void Rescue::allow(RemedyPolicy policy, Reopen reopen) {
  policy_ = std::move(policy);
  reopen_ = std::move(reopen);
}

void Rescue::keep(Engine& engine) {
  if (static_cast<std::int64_t>(taken_.size()) >= policy_.most) return start_.reset();
  start_ = std::make_unique<MemoryArchive>();
  engine.exchange(*start_);
  start_->read_from_now_on();
}

Engine& Rescue::go_back(const Place& place, Instability kind, const std::string& words) {
  std::string cause = cause_of(words);
  context_.group.broadcast(cause);
  take(place, kind, cause, {});
  Engine& engine = reopen_();
  engine.exchange(*start_);
  apply(engine);
  return engine;
}

void Rescue::answer_deaths(Engine& engine, const Place& place) {
  const auto& deaths = context_.deaths;
  for (; deaths_answered_ < static_cast<std::int64_t>(deaths.size()); ++deaths_answered_) {
    const EarlierDeath& death = deaths[static_cast<std::size_t>(deaths_answered_)];
    if (death.leg > place.leg.number) return;
    const auto kind = instability_in(death.message);
    if (!kind) continue;
    take(place, *kind, cause_of(death.message), {{"death", std::to_string(deaths_answered_)}});
    apply(engine);
  }
}

void Rescue::take(const Place& place, Instability kind, const std::string& cause,
                  std::map<std::string, std::string> record) {
  const Treatment before = treatment();
  const DynamicsRequest request = treated(place.request, before);
  DynamicsRequest as_run = request;
  as_run.timestep_fs /= static_cast<double>(before.parts);
  const auto remedy = choose_remedy(policy_, {kind, place.leg.number, as_run}, taken_);
  if (!remedy) give_up(place, cause);
  TakenRemedy one{*remedy, place.leg.number, place.leg.first_step, place.time_ps, ""};
  one.account = fmt::format("Remedy {} of at most {}, at {}: {}, because {}", taken_.size() + 1, policy_.most,
                            place_text(place), change_text(*remedy, as_run), cause);
  taken_.push_back(one);
  if (!context_.journal) return;
  record.insert({{"leg", std::to_string(one.leg)},
                 {"step", std::to_string(one.step)},
                 {"remedy", to_text(one.remedy)},
                 {"message", one.account}});
  context_.journal("remedy", std::move(record));
}

// The others change the legs that follow.
void Rescue::apply(Engine& engine) const {
  if (taken_.back().remedy == Remedy::minimise) engine.minimize(kDescent);
}

void Rescue::give_up(const Place& place, const std::string& cause) const {
  std::string tried = "No remedy was taken";
  if (!taken_.empty()) {
    std::vector<std::string> names;
    for (const auto& one : taken_) names.push_back(fmt::format("{} at step {}", to_text(one.remedy), one.step));
    tried = fmt::format("Tried in vain: {}", fmt::join(names, ", "));
  }
  throw Error(fmt::format(
      "the trajectory of task '{}' ran away after {}: {}. {}; 'remedies: {}' allows no other. Use a smaller "
      "'timestep', bring the input to rest with md.minimize, or allow more remedies. Log: {}",
      context_.task, place_text(place), cause, tried, policy_.most, context_.log_path));
}

void Rescue::exchange(Archive& archive) {
  exchange_remedies(archive, taken_);
  archive.field("remedies/deaths", deaths_answered_);
}

}  // namespace vitriflow
