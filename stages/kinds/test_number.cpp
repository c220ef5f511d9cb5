// test.number: stores a number. It computes nothing, so that what it takes is the price of running any task at all.
#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "stages/declaration.hpp"

namespace vitriflow {

namespace {

constexpr double kNap_s = 0.05;  // between two looks at the stop token

struct NumberParameters {
  double value = 0, sleep_s = 0;
  std::string failure, wants_file, crash;
};

// Takes the process down as a broken engine or the machine would.
void crash_by(const std::string& way) {
  if (way == "fault") std::raise(SIGSEGV);
  if (way == "abort") std::abort();
  if (way == "kill") std::raise(SIGKILL);
}

// Sleeps on every rank; a stop ends it, and the next run sleeps anew.
void sleep_through(const StageContext& context, double duration_s) {
  const double end_s = context.clock->monotonic_s() + duration_s;
  bool awake = false;
  while (!awake) {
    const double left_s = end_s - context.clock->monotonic_s();
    if (left_s > 0) context.clock->sleep_s(std::min(left_s, kNap_s));
    if (context.report_progress) {
      const auto whole = static_cast<std::int64_t>(duration_s), left = static_cast<std::int64_t>(left_s);
      context.report_progress({whole - left, whole, "sleeping"});
    }
    if (context.group.any(context.stop != nullptr && context.stop->requested())) throw Stopped();
    awake = !context.group.any(context.clock->monotonic_s() < end_s);
  }
}

Result run_number(StageContext& context, const NumberParameters& p) {
  if (p.sleep_s > 0) sleep_through(context, p.sleep_s);
  crash_by(p.crash);
  if (!p.failure.empty()) throw Error(p.failure);
  if (!p.wants_file.empty() && !posix_files().exists(p.wants_file)) {
    throw Error(fmt::format("there is no file '{}' yet.", p.wants_file));
  }
  double sum = p.value;
  if (const auto after = context.inputs.find("after"); after != context.inputs.end()) {
    for (const TaskInput& input : after->second) sum += context.read_input(input.fingerprint).result.scalar("number");
  }
  Result result;
  result.put_scalar("number", sum, "1");
  return result;
}

Cost cost_of(const NumberParameters& p, const CostInputs&) { return {p.sleep_s, 1, {}}; }

NumberParameters shortened(NumberParameters p, const CostInputs&, double seconds) {
  p.sleep_s = std::min(p.sleep_s, 0.1 * seconds);
  return p;
}

KindDescription description() {
  using P = NumberParameters;
  Declaration<P> d("test.number", 1,
                   "Stores a number: for trying out a cluster and for measuring what running a task costs.");
  d.number(&P::value, "value", "1").doc("What is stored, plus the numbers of the tasks at port 'after'.");
  d.number(&P::sleep_s, "sleep", "s").fallback(0.0).at_least(0).at_most(1e6).doc("How long the task pretends to work.");
  d.text(&P::failure, "failure").fallback("").doc("When not empty, the task fails with this message.");
  d.text(&P::wants_file, "wants_file")
      .fallback("")
      .doc("When not empty, the task fails as long as this file is not there.");
  d.choice(&P::crash, "crash", {"no", "fault", "abort", "kill"})
      .fallback("no")
      .doc("How the task takes its process down.");
  d.takes_many("after", PortType::results, "Other tasks of this kind whose numbers are added; they run first.");
  d.gives(PortType::results);
  d.example(
      "number:\n"
      "  kind: test.number\n"
      "  value: 42\n");
  d.costs("second of sleep", cost_of);
  d.rehearses(shortened);
  d.runs(run_number);
  KindDescription described = d.description();
  described.takes.front().required = false;
  return described;
}

const RegisterKind kRegistered{description()};

}  // namespace

}  // namespace vitriflow
