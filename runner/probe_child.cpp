#include "runner/probe_child.hpp"

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

namespace {

constexpr double kProbeTimeout_s = 60;

}  // namespace

std::string last_lines(const std::string& text, std::size_t most) {
  const std::string tail = text.size() > most ? text.substr(text.size() - most) : text;
  return tail.empty() ? "no output" : tail.substr(0, tail.find_last_not_of(" \n") + 1);
}

ProbeOutcome run_probe_child(std::vector<std::string> arguments, const std::string& folder) {
  Child::Setup setup;
  setup.arguments = std::move(arguments);
  setup.environment = {{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
  return run_probe_child(std::move(setup), folder);
}

ProbeOutcome run_probe_child(Child::Setup setup, const std::string& folder) {
  setup.error_path = folder + "/stderr";
  ProbeOutcome outcome;
  try {
    Child child = Child::start(setup);
    Clock& clock = system_clock();
    const double deadline = clock.monotonic_s() + kProbeTimeout_s;
    while (child.read_output(0.2, outcome.output) && clock.monotonic_s() < deadline) {
    }
    auto status = child.poll();
    while (!status && clock.monotonic_s() < deadline) {
      clock.sleep_s(0.01);
      status = child.poll();
    }
    outcome.good = status && status->success();
    if (!status) outcome.output += fmt::format("no end within {} s", kProbeTimeout_s);
  } catch (const Error& error) {
    outcome.output = error.what();
  }
  if (!outcome.good && posix_files().exists(setup.error_path)) outcome.output += posix_files().read(setup.error_path);
  return outcome;
}

ProbeOutcome run_probe_ranks(const std::string& program, int ranks, const std::vector<std::string>& arguments,
                             const std::string& folder) {
  std::vector<std::string> all{"mpirun", "--oversubscribe",     "--bind-to", "none",
                               "-n",     std::to_string(ranks), program,     "doctor"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_probe_child(std::move(all), folder);
}

}  // namespace vitriflow
