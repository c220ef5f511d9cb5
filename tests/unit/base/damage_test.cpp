// Random damage to what is read from disk: an Error or a diagnostic, never a crash. The seed is fixed.
#include <gtest/gtest.h>

#include <random>

#include "hpc/base/document.hpp"
#include "hpc/base/units.hpp"
#include "hpc/result.hpp"

namespace vitriflow {
namespace {

class Damage {
 public:
  explicit Damage(unsigned seed) : random_(seed) {}

  std::string of(std::string text) {
    const int changes = 1 + below(4);
    for (int i = 0; i < changes; ++i) change(text);
    return text;
  }

 private:
  int below(std::size_t n) { return static_cast<int>(random_() % n); }
  char letter() {
    static constexpr std::string_view kTroublesome = "{}[]:,-'\"\\\t\n &*!|>%@#?<0.eE\xC3\xFF";
    return below(2) == 0 ? kTroublesome[static_cast<std::size_t>(below(kTroublesome.size()))]
                         : static_cast<char>(below(256));
  }
  void change(std::string& text) {
    const auto at = static_cast<std::size_t>(below(text.size() + 1));
    const auto length = static_cast<std::size_t>(below(12));
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = letter();
        break;
      case 1:
        text.insert(at, 1, letter());
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3:
        text.insert(at, text.substr(static_cast<std::size_t>(below(text.size() + 1)), length));
        break;
      default:
        text.resize(at);
    }
  }

  std::mt19937 random_;
};

constexpr const char* kWorkflow =
    "campaign: zif4\nseed: 20240117\nstages:\n  crystal: &c\n    kind: structure.build\n    supercell: [1, 1, 1]\n"
    "  glass:\n    kind: md.anneal\n    'rate': \"20 K/ps\"   # fast\n    hold: ${hold}\n    from: 300 Å\n"
    "    for_each: {hold: [10 ps, 20 ps]}\n    text: |\n      two\n      lines\n  again: *c\n";

TEST(Damage, OfAWorkflowNeverCrashesTheReader) {
  Damage damage(20240117);
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    Diagnostics problems;
    parse_yaml(damage.of(kWorkflow), "w.yaml", problems);
    if (problems.empty()) continue;
    ++wrong;
    EXPECT_FALSE(problems.render().empty());
  }
  EXPECT_GT(wrong, 1000);
  EXPECT_LT(wrong, 5000);
}

TEST(Damage, OfAResultIsAnErrorOrAnotherResult) {
  Result result;
  result.put("density", Estimate{1.327, 0.012, 12.5, "g/cm3", "blocks"});
  result.put_vector("grid", {1, 2, 3, 4, 5, 6}, "A", {2, 3});
  result.put_integers("steps", {-1, 9007199254740993});
  result.put_names("names", {"Zn", "Å"});
  result.figures.push_back({"rdf", "t", "r", "g", {{"Zn-N", "grid", "grid"}}});
  result.comparisons.push_back({"density", {1.3, 0.1, 3, "g/cm3", ""}, 1.5, 0.1, "a source", 2, "differs"});
  const std::string bytes = result.to_bytes();
  Damage damage(4);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string damaged = damage.of(bytes);
    try {
      EXPECT_EQ(Result::from_bytes(damaged).to_bytes(), damaged);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 3000);
}

TEST(Damage, OfAQuantityIsAnErrorOrAnotherQuantity) {
  Damage damage(7);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string damaged = damage.of("-1.5e3 kcal/(mol Å^2)");
    try {
      dimension_name(parse_quantity(damaged).unit);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 5000);
}

}  // namespace
}  // namespace vitriflow
