#include "stages/md/refined_leg.hpp"

#include <utility>
#include <vector>

namespace vitriflow {

namespace {

// What an engine shows at one of its small steps, as the step of the schedule that it ends.
class CoarseSnapshot : public Snapshot {
 public:
  CoarseSnapshot(Snapshot& fine, std::int64_t parts) : fine_(fine), thermo_(fine.thermo()) { thermo_.step /= parts; }
  const Thermo& thermo() const override { return thermo_; }
  Box box() override { return fine_.box(); }
  std::vector<double> positions_A() override { return fine_.positions_A(); }

 private:
  Snapshot& fine_;
  Thermo thermo_;
};

Observer refined(const Observer& observer, std::int64_t parts) {
  return {observer.every * parts, [see = observer.see, parts](Snapshot& fine) {
            CoarseSnapshot coarse(fine, parts);
            see(coarse);
          }};
}

}  // namespace

DynamicsRequest refined(DynamicsRequest request, std::int64_t parts) {
  request.timestep_fs /= static_cast<double>(parts);
  for (std::int64_t* steps : {&request.first_step, &request.steps, &request.ramp_first, &request.ramp_last})
    *steps *= parts;
  return request;
}

void run_refined(Engine& engine, const DynamicsRequest& request, std::int64_t parts,
                 std::span<const Observer> observers) {
  if (parts == 1) return engine.run_dynamics(request, observers);
  std::vector<Observer> fine;
  fine.reserve(observers.size());
  for (const auto& observer : observers) fine.push_back(refined(observer, parts));
  engine.run_dynamics(refined(request, parts), fine);
}

}  // namespace vitriflow
