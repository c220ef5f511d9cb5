#include "runner/language/resource_reader.hpp"

#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"
#include "runner/task_width.hpp"

namespace vitriflow {
namespace {

ParameterDescription text_description(const std::string& name, const std::string& fallback) {
  ParameterDescription description;
  description.name = name;
  description.type = ParameterDescription::Type::text;
  description.fallback = fallback;
  return description;
}

// How a message about an entry begins and where its caret goes.
struct Blame {
  const ParameterReader& reader;
  Diagnostics& problems;
  void say(const ParameterEntry& entry, const std::string& what) const {
    Node node;
    node.type = Node::Type::scalar;
    node.place = entry.place;
    node.text = entry.text;
    problems.add(entry.place, reader.name() + " " + what, caret_width(node));
  }
};

ParameterTable read_texts(const WorkflowStage& stage, const ParameterReader& reader, Diagnostics& problems) {
  const Node::Entry* entry = stage.key(reader.parameter().name);
  if (entry == nullptr) return fallback_parameter(reader, stage.place, problems);
  return read_parameter(entry->value, reader, stage.axes, stage.axes_known, stage.file_parameters, problems);
}

void check_width(const ParameterEntry& entry, bool reproducible, const Blame& blame) {
  if (!entry.value) return;
  const auto width = parse_width(entry.text);
  if (!width) {
    blame.say(entry, fmt::format("takes a number of ranks from 1 to {}, a range of them or 'auto', not '{}'. Write for "
                                 "example 'ranks: 2', 'ranks: 1..8' or 'ranks: auto'.",
                                 kMostRanks, entry.text));
  } else if (reproducible && !width->fixed()) {
    blame.say(entry, fmt::format("leaves the width open ('{}'), but the campaign is reproducible, and results depend "
                                 "on the width in their last digits. Write 'ranks: {}', or remove 'reproducible'.",
                                 entry.text, width->least));
  }
}

void check_memory(const ParameterEntry& entry, const Blame& blame) {
  if (!entry.value || entry.text.empty() || parse_memory(entry.text)) return;
  blame.say(entry, fmt::format("takes an amount of memory with its unit (B, kB, MB, GB, TB, KiB, MiB, GiB or TiB), not "
                               "'{}'. Write for example 'memory: 2 GB'.",
                               entry.text));
}

}  // namespace

void read_resources(WorkflowStage& stage, bool reproducible, Diagnostics& problems) {
  InputFiles none("", "");
  const ParameterDescription ranks = text_description("ranks", "1"), memory = text_description("memory", "");
  const ParameterReader ranks_reader(ranks, stage.label(), "2", none);
  stage.ranks = read_texts(stage, ranks_reader, problems);
  for (const ParameterEntry& entry : stage.ranks.entries) check_width(entry, reproducible, {ranks_reader, problems});
  const ParameterReader memory_reader(memory, stage.label(), "2 GB", none);
  stage.memory = read_texts(stage, memory_reader, problems);
  for (const ParameterEntry& entry : stage.memory.entries) check_memory(entry, {memory_reader, problems});
}

}  // namespace vitriflow
