#include <nlohmann/json.hpp>

#include "hpc/store/store.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

namespace {

std::string packed(const StoredResult& stored) {
  const Origin& o = stored.origin;
  const nlohmann::json whole = {{"task", o.task},     {"kind", o.kind},         {"program", o.program},
                                {"engine", o.engine}, {"started", o.started_s}, {"finished", o.finished_s},
                                {"ranks", o.ranks},   {"attempt", o.attempt},   {"result", stored.result.to_bytes()}};
  return whole.dump();
}

StoredResult unpacked(const std::string& bytes) {
  const nlohmann::json whole = nlohmann::json::parse(bytes);
  StoredResult stored;
  Origin& o = stored.origin;
  whole.at("task").get_to(o.task);
  whole.at("kind").get_to(o.kind);
  whole.at("program").get_to(o.program);
  whole.at("engine").get_to(o.engine);
  whole.at("started").get_to(o.started_s);
  whole.at("finished").get_to(o.finished_s);
  whole.at("ranks").get_to(o.ranks);
  whole.at("attempt").get_to(o.attempt);
  stored.result = Result::from_bytes(whole.at("result").get<std::string>());
  return stored;
}

}  // namespace

StoredResult StageContext::read_input(const std::string& input) const {
  StoredResult stored;
  group.on_root([&] { stored = store->read(input); });
  if (group.size() == 1) return stored;
  std::string bytes = group.is_root() ? packed(stored) : std::string();
  group.broadcast(bytes);
  return group.is_root() ? stored : unpacked(bytes);
}

}  // namespace vitriflow
