#include "runner/language/campaign_head.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "hpc/base/error.hpp"
#include "runner/language/retry_reader.hpp"
#include "runner/language/stage_reader.hpp"
#include "runner/language/sweep.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {
namespace {

const std::vector<std::string>& head_keys() {
  static const std::vector<std::string> keys{"campaign", "title", "seed", "reproducible", "engine", "retry", "stages"};
  return keys;
}

std::string given(const Node& node) { return node.is_scalar() ? "'" + node.text + "'" : node.type_name(); }

void check_keys(const Node& document, Diagnostics& problems) {
  for (const auto& entry : document.entries) {
    if (std::find(head_keys().begin(), head_keys().end(), entry.key) != head_keys().end()) continue;
    problems.add(entry.place, fmt::format("unknown key '{}'.{}", entry.key, did_you_mean(entry.key, head_keys())),
                 static_cast<int>(entry.key.size()));
  }
}

std::string read_campaign(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("campaign");
  if (node == nullptr) {
    problems.add({document.place.source, 0, 0},
                 "the campaign has no name. Add for example 'campaign: zif4-quickstart'.");
    return {};
  }
  if (!node->is_scalar()) {
    problems.add(node->place, fmt::format("the campaign's name must be a text, not {}. Write for example 'campaign: "
                                          "zif4-quickstart'.",
                                          node->type_name()));
    return {};
  }
  check_name(node->text, "campaign", node->place, problems);
  return node->text;
}

std::string read_title(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("title");
  if (node == nullptr) return {};
  if (node->is_scalar()) return node->text;
  problems.add(node->place,
               fmt::format("the title must be a text, not {}. Write for example 'title: Glasses from ZIF-4'.",
                           node->type_name()));
  return {};
}

std::uint64_t read_seed(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("seed");
  if (node == nullptr) return CampaignHead().seed;
  std::uint64_t seed = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [stop, error] = std::from_chars(node->text.data(), end, seed);
  if (!node->is_scalar() || node->text.empty() || error != std::errc() || stop != end) {
    problems.add(node->place,
                 fmt::format("the seed must be a whole number from 0 to 18446744073709551615, not {}. Write "
                             "for example 'seed: 20240117'.",
                             given(*node)),
                 caret_width(*node));
  }
  return seed;
}

bool read_reproducible(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("reproducible");
  if (node == nullptr) return false;
  if (!node->is_scalar() || (node->text != "true" && node->text != "false")) {
    problems.add(node->place, fmt::format("'reproducible' takes true or false, not {}.", given(*node)),
                 caret_width(*node));
  }
  return node->text == "true";
}

const Node* read_engine_name(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("engine");
  if (node == nullptr) return nullptr;
  const std::vector<std::string> names = engine_names();
  if (!node->is_scalar() || std::find(names.begin(), names.end(), node->text) == names.end()) {
    problems.add(node->place, fmt::format("unknown engine {}.{}", given(*node), did_you_mean(node->text, names)),
                 caret_width(*node));
  }
  return node;
}

const Node* read_stages_node(const Node& document, Diagnostics& problems) {
  const Node* node = document.find("stages");
  const std::string example = "Write for example 'stages: {crystal: {kind: structure.build, ...}}'.";
  if (node == nullptr) {
    problems.add({document.place.source, 0, 0}, "the file has no 'stages'. " + example);
    return nullptr;
  }
  if (node->is_map() && !node->entries.empty()) return node;
  const std::string what = node->is_map() ? "an empty map" : given(*node);
  problems.add(node->place, fmt::format("'stages' must be a map from names to stages, not {}. {}", what, example),
               caret_width(*node));
  return nullptr;
}

}  // namespace

CampaignHead read_head(const Node& document, Diagnostics& problems) {
  CampaignHead head;
  if (!document.is_map()) {
    // A file that YAML cannot read has been reported as such.
    if (problems.empty()) {
      problems.add({document.place.source, 0, 0},
                   fmt::format("a workflow is a map with the keys 'campaign' and 'stages', but this file holds {}. "
                               "workflows/quickstart.yaml is one to start from.",
                               document.type_name()));
    }
    return head;
  }
  check_keys(document, problems);
  head.campaign = read_campaign(document, problems);
  head.title = read_title(document, problems);
  head.seed = read_seed(document, problems);
  head.reproducible = read_reproducible(document, problems);
  if (const Node* retry = document.find("retry")) head.retry = read_retry(*retry, "the campaign", problems);
  head.engine = read_engine_name(document, problems);
  head.stages = read_stages_node(document, problems);
  return head;
}

}  // namespace vitriflow
