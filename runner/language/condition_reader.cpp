#include "runner/language/condition_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {
namespace {

constexpr std::array<const char*, 6> kRelations{"<=", ">=", "==", "!=", "<", ">"};  // the longer ones first
constexpr const char* kExample = "Write for example 'when: ${glass.density} > 1.4 g/cm3'.";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// The pieces of a text between a word that stands alone.
std::vector<std::string> split_at(const std::string& text, const std::string& word) {
  const std::string wanted = " " + word + " ";
  std::vector<std::string> pieces;
  std::size_t from = 0;
  for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, from)) {
    pieces.push_back(trimmed(text.substr(from, at - from)));
    from = at + wanted.size();
  }
  pieces.push_back(trimmed(text.substr(from)));
  return pieces;
}

class WhenReader {
 public:
  WhenReader(WorkflowStage& stage, const std::vector<WorkflowStage>& stages, const StageNames& names, const Node& node,
             Diagnostics& problems)
      : stage_(stage), stages_(stages), names_(names), node_(node), problems_(problems) {}

  void read() {
    if (!node_.is_scalar() || trimmed(node_.text).empty()) {
      return problem(fmt::format("must be a condition, not {}. {}",
                                 node_.is_scalar() ? "an empty text" : node_.type_name(), kExample));
    }
    if (node_.text.find_first_of("()") != std::string::npos && node_.text.find('/') == std::string::npos)
      return problem("has parentheses, which conditions do not know: 'and' binds closer than 'or'. Write it out.");
    WrittenCondition condition{{}, &node_};
    for (const std::string& alternative : split_at(node_.text, "or")) {
      condition.any_of.emplace_back();
      for (const std::string& clause : split_at(alternative, "and")) {
        const auto read = read_clause(clause);
        if (!read) return;
        condition.any_of.back().push_back(*read);
      }
    }
    stage_.when = std::move(condition);
  }

 private:
  void problem(const std::string& what) {
    problems_.add(node_.place, fmt::format("'when' of {} {}", stage_.label(), what), caret_width(node_));
  }

  std::optional<WrittenClause> read_clause(const std::string& text) {
    for (const char* relation : kRelations) {
      const auto at = text.find(relation);
      if (at == std::string::npos) continue;
      const auto left = read_operand(trimmed(text.substr(0, at)), text);
      const auto right = left ? read_operand(trimmed(text.substr(at + std::string(relation).size())), text) : left;
      if (!right) return std::nullopt;
      if (left->stage < 0 && right->stage < 0) {
        problem(fmt::format("compares '{}' without a result. {}", text, kExample));
        return std::nullopt;
      }
      return WrittenClause{*left, *right, relation};
    }
    problem(fmt::format("holds '{}', which compares nothing: <, <=, >, >=, == or != is missing. {}", text, kExample));
    return std::nullopt;
  }

  std::optional<WrittenOperand> read_operand(const std::string& text, const std::string& clause) {
    if (text.empty()) {
      problem(fmt::format("holds '{}', where one side is missing. {}", clause, kExample));
      return std::nullopt;
    }
    if (!text.starts_with("${")) return read_number(text);
    if (text.back() != '}') {
      problem(fmt::format("holds '{}', which does not end with '}}'. {}", text, kExample));
      return std::nullopt;
    }
    const std::string inside = text.substr(2, text.size() - 3);
    if (inside.find('.') == std::string::npos) return WrittenOperand{-1, "", inside, 0.0, "1", inside};
    return read_reference(inside);
  }

  std::optional<WrittenOperand> read_number(const std::string& text) {
    try {
      const Quantity quantity = parse_quantity(text);
      return WrittenOperand{-1, "", "", quantity.value, quantity.unit, text};
    } catch (const Error& error) {
      problem(fmt::format("holds '{}': {}", text, error.what()));
      return std::nullopt;
    }
  }

  // "glass.density"; a stage's name may hold dots itself, so the longest one that fits wins.
  std::optional<WrittenOperand> read_reference(const std::string& inside) {
    for (auto dot = inside.rfind('.'); dot != std::string::npos && dot > 0; dot = inside.rfind('.', dot - 1)) {
      const auto found = names_.find(inside.substr(0, dot), node_.place);
      if (!found) continue;
      if (&stages_[static_cast<std::size_t>(*found)] == &stage_) {
        problem(fmt::format("reads '{}', the stage's own result. Name an earlier stage.", inside));
        return std::nullopt;
      }
      need(*found);
      return WrittenOperand{*found, inside.substr(dot + 1), "", 0.0, "1", inside};
    }
    if (names_.may_exist(inside, node_.place)) return std::nullopt;
    const std::vector<std::string> names = names_.names(node_.place, stage_, [](const WorkflowStage&) { return true; });
    const std::string name = inside.substr(0, inside.find('.'));
    problem(fmt::format("names the unknown stage '{}'.{}", name, did_you_mean(name, names)));
    return std::nullopt;
  }

  void need(int stage) {
    const bool known = std::any_of(stage_.needs.begin(), stage_.needs.end(),
                                   [stage](const NeededStage& needed) { return needed.stage == stage; });
    if (!known) stage_.needs.push_back({stage, &node_});
  }

  WorkflowStage& stage_;
  const std::vector<WorkflowStage>& stages_;
  const StageNames& names_;
  const Node& node_;
  Diagnostics& problems_;
};

class WhenCheck {
 public:
  WhenCheck(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems)
      : stage_(stage), stages_(stages), problems_(problems) {}

  void check(const WrittenOperand& operand) {
    if (operand.stage >= 0) return check_one_task(operand);
    if (!operand.axis.empty()) check_axis(operand.axis);
  }

 private:
  void problem(const std::string& what) {
    const Node& node = *stage_.when.node;
    problems_.add(node.place, fmt::format("'when' of {} {}", stage_.label(), what), caret_width(node));
  }

  void check_one_task(const WrittenOperand& operand) {
    const WorkflowStage& source = stages_[static_cast<std::size_t>(operand.stage)];
    for (const Axis* axis : source.axes) {
      if (find_axis(stage_.axes, axis->name) != nullptr) continue;
      return problem(
          fmt::format("reads '{}', but stage '{}' has a task for each value of its axis '{}', which this stage "
                      "has not. Let a stage that gathers stand between them.",
                      operand.text, source.name, axis->name));
    }
  }

  void check_axis(const std::string& name) {
    const Axis* axis = find_axis(stage_.axes, name);
    if (axis == nullptr) {
      std::vector<std::string> names;
      for (const Axis* known : stage_.axes) names.push_back(known->name);
      return problem(
          fmt::format("names '${{{}}}', which is no axis of the stage.{} A result is named with its stage, as in "
                      "'${{glass.density}}'.",
                      name, names.empty() ? "" : did_you_mean(name, names)));
    }
    for (const AxisValue& value : axis->values) {
      try {
        parse_quantity(value.text);
      } catch (const Error&) {
        return problem(fmt::format("compares with '${{{}}}', whose value '{}' is no number.", name, value.text));
      }
    }
  }

  const WorkflowStage& stage_;
  const std::vector<WorkflowStage>& stages_;
  Diagnostics& problems_;
};

}  // namespace

void read_when(WorkflowStage& stage, const std::vector<WorkflowStage>& stages, const StageNames& names,
               Diagnostics& problems) {
  if (const Node::Entry* entry = stage.key("when")) WhenReader(stage, stages, names, entry->value, problems).read();
}

void check_when(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems) {
  WhenCheck check(stage, stages, problems);
  for (const auto& all_of : stage.when.any_of) {
    for (const WrittenClause& clause : all_of) {
      check.check(clause.left);
      check.check(clause.right);
    }
  }
}

}  // namespace vitriflow
