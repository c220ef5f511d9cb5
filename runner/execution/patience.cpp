#include "runner/execution/patience.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

using Named = std::pair<const char*, double Patience::*>;
constexpr std::array<Named, 6> kWords{{{"least", &Patience::least_s},
                                       {"factor", &Patience::factor},
                                       {"unknown", &Patience::unknown_s},
                                       {"stranded", &Patience::stranded_s},
                                       {"pool", &Patience::pool_s},
                                       {"first_word", &Patience::first_word_s}}};

void set(Patience& patience, const std::string& word) {
  const auto cut = std::min(word.find('='), word.size());
  const auto known = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Named& named) { return word.substr(0, cut) == named.first; });
  double number = 0;
  const char* end = word.data() + word.size();
  const bool is_number =
      cut < word.size() && std::from_chars(word.data() + cut + 1, end, number) == std::from_chars_result{end, {}};
  if (known == kWords.end() || !is_number || !(number > 0)) {
    throw Error(fmt::format("'{}' is no part of VITRIFLOW_PATIENCE. Write numbers above 0, for example "
                            "VITRIFLOW_PATIENCE='least=600 factor=20 unknown=21600 stranded=60 pool=300 "
                            "first_word=1800'.",
                            word),
                Failure::invalid_input);
  }
  patience.*known->second = number;
}

}  // namespace

std::string patience_text() {
  const char* text = std::getenv("VITRIFLOW_PATIENCE");
  return text == nullptr ? "" : text;
}

Patience parse_patience(const std::string& text) {
  Patience patience;
  std::istringstream words(text);
  for (std::string word; words >> word;) set(patience, word);
  return patience;
}

double AwakeTime::pass(double monotonic_s) {
  if (begun_) awake_s_ += std::clamp(monotonic_s - last_s_, 0.0, kLongestStep_s);
  begun_ = true;
  last_s_ = monotonic_s;
  return awake_s_;
}

}  // namespace vitriflow
