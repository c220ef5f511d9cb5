#include "stages/md/remedy.hpp"

#include <algorithm>
#include <array>

#include "hpc/base/units.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

constexpr double kSofter = 4.0;
constexpr double kStiff_steps = 100.0;  // a barostat's damping time below which its box is moved too fast
constexpr char kBetween = '\n';         // accounts of a checkpoint

struct Described {
  Remedy remedy;
  const char* name;
  const char* words;
  std::int64_t most;  // times in a run
  const char* bias;
};

constexpr std::array<Described, 3> kRemedies{{
    {Remedy::minimise, "minimise", "minimised", 3,
     "the path is no trajectory across this point, and what follows is out of equilibrium until the potential energy "
     "has come back to that of the temperature; a strained start may also have come down in another minimum"},
    {Remedy::smaller_timestep, "smaller-timestep", "smaller timestep", 3,
     "averages over what lies before and after mix two errors of the integrator, each of the order of its timestep "
     "squared"},
    {Remedy::softer_barostat, "softer-barostat", "softer barostat", 2,
     "the volume follows temperature and pressure more slowly, so ramps lag further behind equilibrium and means of "
     "the volume hold fewer independent samples"},
}};

const Described& described(Remedy remedy) { return kRemedies.at(static_cast<std::size_t>(remedy)); }

std::int64_t times(Remedy remedy, const std::vector<TakenRemedy>& taken) {
  return std::count_if(taken.begin(), taken.end(), [remedy](const TakenRemedy& t) { return t.remedy == remedy; });
}

bool has_stiff_barostat(const DynamicsRequest& request) {
  return has_barostat(request.ensemble) && request.barostat_ps * 1e3 < kStiff_steps * request.timestep_fs;
}

std::vector<Remedy> in_order(const Failing& failing) {
  using enum Remedy;
  std::vector<Remedy> order{smaller_timestep, softer_barostat, minimise};
  if (failing.kind == Instability::volume || has_stiff_barostat(failing.request)) {
    order = {softer_barostat, smaller_timestep, minimise};
  } else if (failing.kind == Instability::drift) {
    order = {smaller_timestep, softer_barostat};
  }
  if (failing.leg == 0) {
    std::erase(order, minimise);
    order.insert(order.begin(), minimise);
  }
  return order;
}

// A second descent from where the first one began ends where that one did.
bool would_change(Remedy remedy, const Failing& failing, const std::vector<TakenRemedy>& taken) {
  if (times(remedy, taken) >= described(remedy).most) return false;
  if (remedy == Remedy::softer_barostat) return has_barostat(failing.request.ensemble);
  return remedy != Remedy::minimise || std::none_of(taken.begin(), taken.end(), [&](const TakenRemedy& t) {
           return t.remedy == remedy && t.leg == failing.leg;
         });
}

std::string joined_accounts(const std::vector<TakenRemedy>& taken) {
  std::string text;
  for (const auto& one : taken) text += one.account + kBetween;
  return text;
}

void split_accounts(const std::string& text, std::vector<TakenRemedy>& taken) {
  std::size_t first = 0;
  for (auto& one : taken) {
    const std::size_t end = std::min(text.find(kBetween, first), text.size());
    one.account = text.substr(first, end - first);
    first = std::min(end + 1, text.size());
  }
}

}  // namespace

const char* to_text(Remedy remedy) { return described(remedy).name; }

std::vector<std::string> remedy_names() {
  std::vector<std::string> names;
  names.reserve(kRemedies.size());
  for (const auto& remedy : kRemedies) names.emplace_back(remedy.name);
  return names;
}

Remedy remedy_named(const std::string& name) {
  for (const auto& remedy : kRemedies) {
    if (name == remedy.name) return remedy.remedy;
  }
  ENSURE(false, "no remedy is called '{}'", name);
}

std::optional<Remedy> choose_remedy(const RemedyPolicy& policy, const Failing& failing,
                                    const std::vector<TakenRemedy>& taken) {
  if (static_cast<std::int64_t>(taken.size()) >= policy.most) return std::nullopt;
  std::optional<Remedy> chosen;
  for (const Remedy remedy : in_order(failing)) {
    const bool allowed = std::find(policy.allowed.begin(), policy.allowed.end(), remedy) != policy.allowed.end();
    if (!allowed || !would_change(remedy, failing, taken)) continue;
    if (!chosen || times(remedy, taken) < times(*chosen, taken)) chosen = remedy;
  }
  return chosen;
}

Treatment treatment_of(const std::vector<TakenRemedy>& taken) {
  Treatment treatment;
  for (const auto& one : taken) {
    if (one.remedy == Remedy::smaller_timestep) treatment.parts *= 2;
    if (one.remedy == Remedy::softer_barostat) treatment.softening *= kSofter;
  }
  return treatment;
}

DynamicsRequest treated(DynamicsRequest request, const Treatment& treatment) {
  request.barostat_ps *= treatment.softening;
  return request;
}

std::string change_text(Remedy remedy, const DynamicsRequest& before) {
  switch (remedy) {
    case Remedy::minimise:
      return described(remedy).words;
    case Remedy::smaller_timestep:
      return fmt::format("{}, {} fs instead of {} fs", described(remedy).words, shortest(before.timestep_fs / 2),
                         shortest(before.timestep_fs));
    case Remedy::softer_barostat:
      return fmt::format("{}, a damping time of {} ps instead of {} ps", described(remedy).words,
                         shortest(before.barostat_ps * kSofter), shortest(before.barostat_ps));
  }
  ENSURE(false, "remedy {}", static_cast<int>(remedy));
}

std::string bias_text(Remedy remedy) { return described(remedy).bias; }

void exchange_remedies(Archive& archive, std::vector<TakenRemedy>& taken) {
  std::vector<std::int64_t> kinds, legs, steps;
  std::vector<double> times_ps;
  for (const auto& one : taken) {
    kinds.push_back(static_cast<std::int64_t>(one.remedy));
    legs.push_back(one.leg);
    steps.push_back(one.step);
    times_ps.push_back(one.time_ps);
  }
  std::string accounts = joined_accounts(taken);
  archive.field("remedies/kind", kinds);
  archive.field("remedies/leg", legs);
  archive.field("remedies/step", steps);
  archive.field("remedies/time", times_ps, "ps");
  archive.field("remedies/account", accounts);
  if (!archive.reading()) return;
  taken.clear();
  for (std::size_t i = 0; i < kinds.size(); ++i)
    taken.push_back(
        {kRemedies.at(static_cast<std::size_t>(kinds[i])).remedy, legs.at(i), steps.at(i), times_ps.at(i), ""});
  split_accounts(accounts, taken);
}

void put_remedies(Result& result, const std::vector<TakenRemedy>& taken) {
  if (taken.empty()) return;
  std::vector<std::int64_t> steps;
  std::vector<double> times_ps;
  std::vector<std::string> names;
  for (const auto& one : taken) {
    steps.push_back(one.step);
    times_ps.push_back(one.time_ps);
    names.emplace_back(to_text(one.remedy));
    add_notice(result, fmt::format("{}. Possible bias: {}.", one.account, bias_text(one.remedy)));
  }
  result.put_integers("remedies/step", std::move(steps));
  result.put_vector("remedies/time", std::move(times_ps), "ps");
  result.put_names("remedies/name", std::move(names));
}

}  // namespace vitriflow
