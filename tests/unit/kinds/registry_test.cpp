// What holds for every registered kind, whoever wrote it.
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "runner/language/workflow.hpp"
#include "stages/kind.hpp"
#include "tests/support/example_files.hpp"

namespace vitriflow {
namespace {

using Type = ParameterDescription::Type;

class EveryKind : public ::testing::TestWithParam<std::string> {
 protected:
  const KindDescription& kind() const { return *KindRegistry::instance().find(GetParam()); }
};

bool is_sentence(const std::string& text) {
  return text.size() > 5 && (std::isupper(static_cast<unsigned char>(text.front())) != 0) && text.back() == '.';
}

// The text of a stage under another name, two columns to the right.
std::string indented(const std::string& example, const std::string& name) {
  std::string text = "  " + name + ":";
  for (std::size_t i = example.find('\n'); i < example.size(); ++i) {
    text += example[i];
    if (example[i] == '\n' && i + 1 < example.size()) text += "  ";
  }
  return text;
}

const std::string& example_of(const std::string& kind) {
  const KindDescription* found = KindRegistry::instance().find(kind);
  ENSURE(found != nullptr, "no kind '{}'", kind);
  return found->example;
}

std::string giver_of(PortType type) {
  if (type == PortType::system) return "structure.build";
  return type == PortType::frames ? "md.sample" : "test.number";
}

// Adds a stage and, for everything it takes, a stage that gives it.
void add_stage(const std::string& name, const std::string& kind, std::set<std::string>& names, std::string& text) {
  if (!names.insert(name).second) return;
  text += indented(example_of(kind), name);
  Diagnostics problems;
  const Node document = parse_yaml(example_of(kind), kind + "'s example", problems);
  problems.throw_if_any();
  const Node& stage = document.entries.at(0).value;
  for (const PortDescription& port : KindRegistry::instance().find(kind)->takes) {
    const Node* given = stage.find(port.name);
    if (given == nullptr) continue;
    if (given->is_scalar()) add_stage(given->text, giver_of(port.type), names, text);
    for (const Node& item : given->items) add_stage(item.text, giver_of(port.type), names, text);
  }
}

TEST_P(EveryKind, ExampleIsAStageThatValidates) {
  Diagnostics problems;
  const Node document = parse_yaml(kind().example, "example", problems);
  ASSERT_TRUE(problems.empty()) << problems.render();
  ASSERT_EQ(document.entries.size(), 1U) << "an example is one stage with its name";
  std::set<std::string> names;
  std::string text = "campaign: example\nstages:\n";
  add_stage(document.entries.front().key, GetParam(), names, text);
  const vitriflow::testing::ScratchFolder folder;
  vitriflow::testing::make_files_of(text, folder);
  try {
    const Workflow workflow = load_workflow({text, "example.yaml", folder / "example.yaml", find_inputs_folder()});
    EXPECT_EQ(workflow.stages.size(), names.size());
  } catch (const Error& error) {
    FAIL() << text << error.what();
  }
}

TEST_P(EveryKind, SaysWhatItIs) {
  EXPECT_TRUE(is_sentence(kind().summary)) << kind().summary;
  EXPECT_FALSE(kind().gives.empty());
  EXPECT_GE(kind().version, 1);
  EXPECT_NE(kind().name.find('.'), std::string::npos) << "a kind is called area.verb";
  EXPECT_TRUE(static_cast<bool>(kind().run));
}

TEST_P(EveryKind, ParametersAndPortsAreDocumentedAndDistinct) {
  std::set<std::string> names = {"kind", "for_each", "gather", "ranks", "engine", "title"};  // of every stage
  for (const auto& parameter : kind().parameters) {
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name << " is there twice, or means something else";
    EXPECT_TRUE(is_sentence(parameter.doc)) << parameter.name << ": " << parameter.doc;
    EXPECT_TRUE(is_unit(parameter.unit)) << parameter.name << ": " << parameter.unit;
    if (parameter.type == Type::choice) {
      EXPECT_GE(parameter.choices.size(), 2U) << parameter.name;
    }
  }
  for (const auto& port : kind().takes) {
    EXPECT_TRUE(names.insert(port.name).second) << port.name;
    EXPECT_TRUE(is_sentence(port.doc)) << port.name << ": " << port.doc;
  }
}

bool has_declared_type(const ParameterDescription& parameter) {
  const ParameterValue& value = *parameter.fallback;
  switch (parameter.type) {
    case Type::number:
      return std::holds_alternative<double>(value);
    case Type::integer:
      return std::holds_alternative<std::int64_t>(value);
    case Type::boolean:
      return std::holds_alternative<bool>(value);
    case Type::text:
    case Type::choice:
      return std::holds_alternative<std::string>(value);
    case Type::numbers:
      return std::holds_alternative<std::vector<double>>(value);
    case Type::integers:
      return std::holds_alternative<std::vector<std::int64_t>>(value);
    case Type::texts:
      return std::holds_alternative<std::vector<std::string>>(value);
  }
  return false;
}

std::vector<double> numbers_in(const ParameterValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return {*number};
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return {static_cast<double>(*integer)};
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) return *numbers;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value))
    return {integers->begin(), integers->end()};
  return {};
}

TEST_P(EveryKind, MapsHaveMembersAndMayBeLeftOut) {
  for (const auto& map : kind().maps) {
    EXPECT_TRUE(is_sentence(map.doc)) << map.name << ": " << map.doc;
    EXPECT_FALSE(kind().members_of(map.name).empty()) << map.name;
  }
  for (const auto& parameter : kind().parameters) {
    if (map_of(parameter.name).empty()) continue;
    EXPECT_TRUE(parameter.fallback.has_value()) << parameter.name;
  }
}

TEST_P(EveryKind, DefaultsLieInTheirRange) {
  for (const auto& parameter : kind().parameters) {
    EXPECT_LT(parameter.least, parameter.most) << parameter.name;
    if (!parameter.fallback) continue;
    ASSERT_TRUE(has_declared_type(parameter)) << parameter.name;
    for (const double number : numbers_in(*parameter.fallback)) {
      EXPECT_TRUE(parameter.least_excluded ? number > parameter.least : number >= parameter.least) << parameter.name;
      EXPECT_LE(number, parameter.most) << parameter.name;
    }
    if (parameter.type == Type::choice) {
      const std::set<std::string> choices(parameter.choices.begin(), parameter.choices.end());
      EXPECT_EQ(choices.count(std::get<std::string>(*parameter.fallback)), 1U) << parameter.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryKind, ::testing::ValuesIn(KindRegistry::instance().names()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

TEST(Registry, HoldsTheKindsOfDynamics) {
  for (const char* name : {"md.anneal", "md.minimize", "md.sample", "test.number"}) {
    EXPECT_NE(KindRegistry::instance().find(name), nullptr) << name;
  }
  EXPECT_EQ(KindRegistry::instance().find("md.unheard-of"), nullptr);
}

TEST(Registry, SecondKindOfANameIsABug) {
  KindRegistry registry;
  KindDescription kind;
  kind.name = "md.twice";
  registry.add(kind);
  EXPECT_THROW(registry.add(kind), Bug);
}

}  // namespace
}  // namespace vitriflow
