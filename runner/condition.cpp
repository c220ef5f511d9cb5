#include "runner/condition.hpp"

#include <cmath>
#include <map>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

constexpr double kClose = 2.0;  // standard errors

struct Number {
  double value = 0.0, error = 0.0;  // error 0: exact, or none is known
  std::string unit;
};

std::vector<std::string> numbers_of(const Result& result) {
  std::vector<std::string> names;
  for (const auto& [path, dataset] : result.datasets()) {
    if (dataset.shape.empty() && std::holds_alternative<std::vector<double>>(dataset.values)) names.push_back(path);
  }
  return names;
}

Number number_of(const Operand& operand, const std::function<const Result&(TaskIndex)>& read) {
  if (operand.task < 0) return {operand.value, 0.0, operand.unit};
  const Result& result = read(operand.task);
  const auto names = numbers_of(result);
  if (std::find(names.begin(), names.end(), operand.path) == names.end()) {
    throw Error(fmt::format("'{}' cannot be compared: the result has no number '{}'.{}", operand.text, operand.path,
                            did_you_mean(operand.path, names)),
                Failure::invalid_input);
  }
  const auto& dataset = result.dataset(operand.path);
  const bool estimated = dataset.attributes.contains("standard_error");
  const double error = estimated ? result.estimate(operand.path).standard_error : 0.0;
  return {result.scalar(operand.path), std::isfinite(error) ? error : 0.0, dataset.unit};
}

bool compare(double a, const std::string& relation, double b) {
  if (relation == "<") return a < b;
  if (relation == "<=") return a <= b;
  if (relation == ">") return a > b;
  if (relation == ">=") return a >= b;
  if (relation == "==") return a == b;
  ENSURE(relation == "!=", "relation '{}'", relation);
  return a != b;
}

std::string shown(const Operand& operand, const Number& number) {
  if (operand.task < 0) return operand.text;
  return fmt::format("{} = {}", operand.text, to_text(number.value, number.error, number.unit));
}

Decision decide_clause(const Clause& clause, const std::function<const Result&(TaskIndex)>& read) {
  const Number left = number_of(clause.left, read), right = number_of(clause.right, read);
  if (!same_dimension(left.unit, right.unit)) {
    throw Error(fmt::format("'{}' is in {} and '{}' in {}: they cannot be compared.", clause.left.text, left.unit,
                            clause.right.text, right.unit),
                Failure::invalid_input);
  }
  const double scale = convert(1.0, right.unit, left.unit);
  Decision decision{compare(left.value, clause.relation, right.value * scale), ""};
  decision.message = fmt::format("{}{} {} {}", shown(clause.left, left), decision.holds ? "" : ", not", clause.relation,
                                 shown(clause.right, right));
  if (decision.holds)
    decision.message =
        fmt::format("{} is {} {}", shown(clause.left, left), clause.relation, shown(clause.right, right));
  const double error = std::hypot(left.error, right.error * scale);
  if (error > 0.0 && std::abs(left.value - right.value * scale) < kClose * error)
    decision.message += " (close: within two standard errors)";
  return decision;
}

}  // namespace

Decision decide(const Condition& condition, const std::function<const Result&(TaskIndex)>& read) {
  std::string reasons;  // why none of the alternatives holds
  for (const auto& all_of : condition.any_of) {
    std::string held;
    bool holds = true;
    for (const Clause& clause : all_of) {
      const Decision decision = decide_clause(clause, read);
      std::string& sentence = decision.holds ? held : reasons;
      sentence += (sentence.empty() ? "" : "; ") + decision.message;
      holds = decision.holds;
      if (!holds) break;
    }
    if (holds) return {true, held};
  }
  return {false, reasons};
}

}  // namespace vitriflow
