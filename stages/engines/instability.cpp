#include "stages/engines/instability.hpp"

#include <string_view>

namespace vitriflow {

namespace {

struct Phrase {
  std::string_view words;
  Instability kind;
};

// Of LAMMPS's errors, the ones that healthy dynamics does not meet. The specific come before the general.
constexpr Phrase kPhrases[] = {
    {"Non-numeric pressure", Instability::volume},
    {"Non-numeric box dimensions", Instability::volume},
    {"has tilted box too far", Instability::volume},
    {"Domain too large for neighbor bins", Instability::volume},
    {"Too many neighbor bins", Instability::volume},
    {"Cannot use neighbor bins - box size", Instability::volume},
    {"simulation unstable", Instability::not_finite},
    {"Lost atoms", Instability::lost_particles},
    {"missing on proc", Instability::lost_particles},
    {"Out of range atoms", Instability::lost_particles},
    {"extent > half of periodic box length", Instability::lost_particles},
    {"Neighbor list overflow", Instability::lost_particles},
};

// The error of one rank other than the group's first is lost; during a run it is the trajectory's almost always.
bool ended_alone_in_a_run(const std::string& words) {
  return words.find("command 'run ") != std::string::npos && words.find("met an error alone") != std::string::npos;
}

}  // namespace

std::optional<Instability> instability_in(const std::string& words) {
  for (const auto& phrase : kPhrases) {
    if (words.find(phrase.words) != std::string::npos) return phrase.kind;
  }
  if (ended_alone_in_a_run(words)) return Instability::unsaid;
  return std::nullopt;
}

}  // namespace vitriflow
