#include "runner/execution/messages.hpp"

#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

using Json = nlohmann::json;
constexpr char kRecordSeparator = '\x1e';

std::string to_bytes(const Json& json) {
  std::string bytes;
  Json::to_cbor(json, bytes);
  return bytes;
}

Json from_bytes(const std::string& bytes) { return Json::from_cbor(bytes); }

// A value goes with the index of its type: an empty list does not show what it is a list of.
Json to_json(const ParameterValue& value) {
  return std::visit([&](const auto& held) { return Json::array({value.index(), held}); }, value);
}

template <std::size_t I = 0>
ParameterValue value_from(std::size_t index, const Json& json) {
  if constexpr (I < std::variant_size_v<ParameterValue>) {
    if (index == I)
      return ParameterValue(std::in_place_index<I>, json.get<std::variant_alternative_t<I, ParameterValue>>());
    return value_from<I + 1>(index, json);
  } else {
    ENSURE(false, "a parameter of type {}", index);
    return {};
  }
}

Json to_json(const TaskInput& input) { return Json::array({input.task, input.fingerprint, input.kind}); }
TaskInput input_from(const Json& json) { return {json.at(0), json.at(1), json.at(2)}; }

Json to_json(const RunningTask& task) {
  return Json::array({task.task, task.ranks, task.phase, task.done, task.total, task.rate_per_s, task.elapsed_s});
}
RunningTask running_from(const Json& j) { return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4), j.at(5), j.at(6)}; }

Json to_json(const PoolSnapshot& snapshot) {
  Json tasks = Json::array();
  for (const auto& task : snapshot.tasks) tasks.push_back(to_json(task));
  return Json::array({snapshot.done, snapshot.running, snapshot.waiting, snapshot.failed, snapshot.blocked, tasks});
}
PoolSnapshot snapshot_from(const Json& json) {
  PoolSnapshot snapshot{json.at(0), json.at(1), json.at(2), json.at(3), json.at(4), {}};
  for (const auto& task : json.at(5)) snapshot.tasks.push_back(running_from(task));
  return snapshot;
}

}  // namespace

std::string encode(const TaskOrder& order) {
  Json parameters = Json::object(), inputs = Json::object(), deaths = Json::array();
  for (const auto& [name, value] : order.parameters) parameters[name] = to_json(value);
  for (const auto& [port, sources] : order.inputs) {
    Json list = Json::array();
    for (const auto& source : sources) list.push_back(to_json(source));
    inputs[port] = std::move(list);
  }
  for (const auto& death : order.deaths) deaths.push_back(Json::array({death.message, death.leg}));
  return to_bytes(Json::array({order.task, order.name, order.fingerprint, order.kind, order.engine, order.seed,
                               order.attempt, order.ranks, order.tag, std::move(parameters), std::move(inputs),
                               order.says_begin, std::move(deaths)}));
}

TaskOrder decode_order(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  TaskOrder order{json.at(0), json.at(1), json.at(2), json.at(3), json.at(4),  json.at(5), json.at(6),
                  json.at(7), json.at(8), {},         {},         json.at(11), {}};
  for (const auto& [name, value] : json.at(9).items()) order.parameters[name] = value_from(value.at(0), value.at(1));
  for (const auto& [port, sources] : json.at(10).items()) {
    for (const auto& source : sources) order.inputs[port].push_back(input_from(source));
  }
  for (const auto& death : json.at(12)) order.deaths.push_back({death.at(0), death.at(1)});
  return order;
}

std::string encode(const TaskReport& report) {
  return to_bytes(Json::array({report.task, static_cast<int>(report.outcome), report.message, report.seconds,
                               report.worth_retrying, report.longest_leg_s}));
}

TaskReport decode_report(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  return {json.at(0), static_cast<Outcome>(json.at(1).get<int>()), json.at(2), json.at(3), json.at(4), json.at(5)};
}

std::string encode(const std::vector<TaskIndex>& durable) { return to_bytes(Json(durable)); }
std::vector<TaskIndex> decode_durable(const std::string& bytes) { return from_bytes(bytes); }

std::string encode(const TaskProgress& at) {
  return to_bytes(Json::array({at.task, at.progress.done, at.progress.total, at.progress.phase}));
}

TaskProgress decode_progress(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  return {json.at(0), {json.at(1), json.at(2), json.at(3)}};
}

std::string encode(const Stranded& stranded) {
  return to_bytes(Json::array({stranded.task, stranded.tag, stranded.message}));
}

Stranded decode_stranded(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  return {json.at(0), json.at(1), json.at(2)};
}

std::string encode(const PoolNodes& nodes) {
  return to_bytes(
      Json::array({nodes.names, nodes.processors, nodes.of_rank, nodes.sockets, nodes.bound, nodes.memory_bytes}));
}

PoolNodes decode_nodes(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  return {json.at(0), json.at(1), json.at(2), json.at(3), json.at(4), json.at(5)};
}

std::string encode(const TaskRemedy& remedy) { return to_bytes(Json::array({remedy.task, remedy.message})); }

TaskRemedy decode_remedy(const std::string& bytes) {
  const Json json = from_bytes(bytes);
  return {json.at(0), json.at(1)};
}

std::string to_line(const PoolLine& line) {
  const Json json = Json::array({static_cast<int>(line.type), line.task, line.ranks, line.message, line.seconds,
                                 line.code, to_json(line.snapshot)});
  return kRecordSeparator + json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<PoolLine> parse_line(std::string_view text) {
  if (text.empty() || text.front() != kRecordSeparator) return std::nullopt;
  try {
    const Json json = Json::parse(text.substr(1));
    const int type = json.at(0);
    if (json.size() != 7 || type < 0 || type > static_cast<int>(PoolLine::Type::broken)) return std::nullopt;
    return PoolLine{
        static_cast<PoolLine::Type>(type), json[1], json[2], json[3], json[4], json[5], snapshot_from(json[6])};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace vitriflow
