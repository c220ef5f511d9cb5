#include "stages/engines/faulty_engine.hpp"

#include <charconv>
#include <cmath>
#include <csignal>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "stages/engines/engine_units.hpp"
#include "stages/engines/reference_engine.hpp"

namespace vitriflow {

namespace {

// The number after `word` in `text`, if the word stands there.
std::optional<std::int64_t> number_after(const std::string& text, const std::string& word) {
  const auto at = text.find(word);
  if (at == std::string::npos) return std::nullopt;
  std::int64_t number = 0;
  const char* first = text.data() + at + word.size();
  if (std::from_chars(first, text.data() + text.size(), number).ec != std::errc{}) return std::nullopt;
  return number;
}

[[noreturn]] void sleep_for_ever() {
  for (;;) system_clock().sleep_s(3600);
}

// Pages that nobody writes to cost address space only: under no limit the machine does not suffer.
[[noreturn]] void ask_for_memory() {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  std::vector<std::unique_ptr<char[]>> pieces;
  for (;;) pieces.push_back(std::unique_ptr<char[]>(new char[kPiece]));
}

class HotSnapshot : public Snapshot {
 public:
  explicit HotSnapshot(Snapshot& real) : real_(real), thermo_(real.thermo()) { thermo_.temperature_K *= 1000; }
  const Thermo& thermo() const override { return thermo_; }
  Box box() override { return real_.box(); }
  std::vector<double> positions_A() override { return real_.positions_A(); }

 private:
  Snapshot& real_;
  Thermo thermo_;
};

class FaultyEngine : public Engine {
 public:
  FaultyEngine(const Communicator& group, EngineSetup setup)
      : inner_(open_reference(group, setup)), group_(Communicator::borrow(group.handle())), setup_(std::move(setup)) {}

  EngineInfo info() const override { return faulty_info(); }
  void load(const System& system) override;
  System system() override { return inner_->system(); }
  Evaluation evaluate() override { return inner_->evaluate(); }
  MinimizeOutcome minimize(const MinimizeRequest& request) override { return inner_->minimize(request); }
  void draw_velocities(double temperature_K, std::int32_t seed) override {
    inner_->draw_velocities(temperature_K, seed);
  }
  void run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) override;
  void exchange(Archive& archive) override { inner_->exchange(archive); }

 private:
  void go_wrong(const Thermo& thermo) const;
  void go_wrong_alone(std::int64_t step) const;
  Observer heated(const Observer& observer) const;

  std::unique_ptr<Engine> inner_;
  Communicator group_;
  EngineSetup setup_;
  std::string orders_;
};

void FaultyEngine::load(const System& system) {
  orders_ = system.name + " " + system.force_field.name;
  if (orders_.find("throw-on-load") != std::string::npos) {
    throw Error(fmt::format("faulty, command 'load {}': asked to fail. Log: {}", system.name, setup_.log_path));
  }
  inner_->load(system);
}

void FaultyEngine::go_wrong(const Thermo& thermo) const {
  if (number_after(orders_, "fail-at-step-") == thermo.step) {
    throw Error(fmt::format("faulty, command 'run {}': asked to fail. Log: {}", thermo.step, setup_.log_path));
  }
  if (number_after(orders_, "nan-at-step-") == thermo.step) {
    Thermo broken = thermo;
    broken.temperature_K = broken.potential_eV = broken.kinetic_eV = std::numeric_limits<double>::quiet_NaN();
    check_thermo(broken, orders_);
  }
  if (group_.rank() == group_.size() - 1) go_wrong_alone(thermo.step);
}

void FaultyEngine::go_wrong_alone(std::int64_t step) const {
  if (number_after(orders_, "abort-at-step-") == step) {
    if (setup_.note_abort) setup_.note_abort(fmt::format("faulty, step {}: asked to abort", step));
    MPI_Abort(group_.handle(), 1);
  }
  if (number_after(orders_, "throw-alone-at-step-") == step) {
    throw Error(fmt::format("faulty, command 'run {}': asked to fail on one rank. Log: {}", step, setup_.log_path));
  }
  if (number_after(orders_, "hang-at-step-") == step) sleep_for_ever();
  if (number_after(orders_, "fault-at-step-") == step) std::raise(SIGSEGV);
  if (number_after(orders_, "exhaust-at-step-") == step) ask_for_memory();
}

Observer FaultyEngine::heated(const Observer& observer) const {
  return {observer.every, [see = observer.see, first = number_after(orders_, "hot-at-step-")](Snapshot& snapshot) {
            if (snapshot.thermo().step < *first) return see(snapshot);
            HotSnapshot hot(snapshot);
            see(hot);
          }};
}

void FaultyEngine::run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) {
  if (const auto pause_ms = number_after(orders_, "sleep-"))
    system_clock().sleep_s(static_cast<double>(*pause_ms) * 1e-3);
  const auto harmless_fs = number_after(orders_, "above-");
  if (harmless_fs && request.timestep_fs <= static_cast<double>(*harmless_fs))
    return inner_->run_dynamics(request, observers);
  std::vector<Observer> watched(observers.begin(), observers.end());
  if (number_after(orders_, "hot-at-step-")) {
    for (auto& observer : watched) observer = heated(observer);
  }
  watched.push_back({1, [this](Snapshot& snapshot) { go_wrong(snapshot.thermo()); }});
  inner_->run_dynamics(request, watched);
}

}  // namespace

EngineInfo faulty_info() {
  auto info = reference_info();
  info.name = "faulty";
  return info;
}

std::unique_ptr<Engine> open_faulty(const Communicator& group, const EngineSetup& setup) {
  return std::make_unique<FaultyEngine>(group, setup);
}

}  // namespace vitriflow
