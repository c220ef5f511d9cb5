#include "tests/mpi/md/md_task.hpp"

#include "hpc/base/error.hpp"
#include "runner/language/workflow.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

System argon() {
  constexpr int kCells = 2;
  constexpr double kEdge = 5.4;
  constexpr double kSites[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  System system;
  system.name = "argon";
  system.types = {{"Ar", "Ar", 39.948, 0.0}, {"D", "X", 39.948, 0.0}};
  for (int cell = 0; cell < kCells * kCells * kCells; ++cell) {
    for (const auto& site : kSites) {
      const int place[3] = {cell % kCells, cell / kCells % kCells, cell / kCells / kCells};
      for (int k = 0; k < 3; ++k) system.positions.push_back(kEdge * (place[k] + site[k]));
    }
  }
  const std::size_t n = system.positions.size() / 3;
  system.type.assign(n, 0);
  for (std::size_t i = n - 4; i < n; ++i) system.type[i] = 1;
  for (std::size_t i = 0; i < n; ++i) system.molecule.push_back(static_cast<std::int64_t>(i) + 1);
  system.box.edges = {kCells * kEdge, kCells * kEdge, kCells * kEdge};
  system.true_mass = 39.948 * static_cast<double>(n);
  system.force_field.name = "argon";
  for (const auto& [a, b] : {std::pair{0, 0}, std::pair{0, 1}, std::pair{1, 1}}) {
    system.force_field.lennard_jones.push_back({a, b, 0.0104, 3.405, 4.6});
  }
  return system;
}

Parameters parameters_of(const std::string& kind, const Parameters& given) {
  const KindDescription* description = KindRegistry::instance().find(kind);
  ENSURE(description != nullptr, "no kind '{}'", kind);
  Parameters complete;
  for (const auto& parameter : description->parameters) {
    if (const auto it = given.find(parameter.name); it != given.end()) {
      complete[parameter.name] = it->second;
    } else {
      ENSURE(parameter.fallback.has_value(), "parameter '{}' must be given", parameter.name);
      complete[parameter.name] = *parameter.fallback;
    }
  }
  return complete;
}

MdTask::MdTask(const std::string& name)
    : store(testing::begun(scratch_folder(name)), 1, "rank-" + std::to_string(world().rank()), posix_files(),
            system_clock()),
      folder(store.folder()) {
  put_system_result(argon());
}

void MdTask::put_system_result(const System& system) {
  Result result;
  put_system(result, system);
  keep(kSystem, result);
}

void MdTask::keep(const std::string& fingerprint, const Result& result) {
  world().on_root([&] {
    StoredResult stored;
    stored.origin.task = "input";
    stored.result = result;
    store.put(fingerprint, stored);
    store.flush();
  });
}

StageContext context_of(const Communicator& group, Store& store, const StopToken& stop,
                        const std::string& fingerprint) {
  StageContext context;
  context.group = group.duplicate();
  context.store = &store;
  context.clock = &system_clock();
  context.stop = &stop;
  context.task = "task";
  context.fingerprint = fingerprint;
  return context;
}

Result MdTask::run(const std::string& kind, const Parameters& given, const std::string& fingerprint,
                   const std::string& input) {
  StopToken stop;
  StageContext context = context_of(world(), store, stop, fingerprint);
  context.engine = engine;
  context.inputs_folder = find_inputs_folder();
  context.scratch = folder;
  context.log_path = folder + "/engine-" + fingerprint + ".log";
  context.seed = 4711;
  context.checkpoints = checkpoints;
  context.inputs["system"] = {{"input", input, "structure.build"}};
  context.report_progress = [this](const Progress& now) { progress.push_back(now); };
  context.journal = [this, &stop](const std::string& event, const std::map<std::string, std::string>& values) {
    if (event == "checkpoint") return;
    if (event == "remedy") return remedies.push_back(values.at("message"));
    ASSERT_EQ(event, "leg");
    legs.push_back(std::stoll(values.at("leg")));
    if (legs.back() == stop_after_leg) stop.request();
  };
  context.note_abort = [](const std::string&) {};
  const KindDescription* description = KindRegistry::instance().find(kind);
  return description->run(context, parameters_of(kind, given));
}

}  // namespace vitriflow::testing
