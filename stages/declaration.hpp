// Declaration<P>: binds the members of a kind's plain parameter struct to names, units, defaults, ranges and sentences.
//
//   struct SampleParameters { double temperature_K; double duration_ps; std::string ensemble; };
//
//   Declaration<SampleParameters> declaration() {
//     Declaration<SampleParameters> d("md.sample", 1, "Samples an ensemble at fixed temperature and pressure.");
//     d.number(&SampleParameters::temperature_K, "temperature", "K").above(0).at_most(5000).doc("Of the thermostat.");
//     d.choice(&SampleParameters::ensemble, "ensemble", {"nve", "nvt", "npt"}).fallback("npt").doc("...");
//     d.takes("system", PortType::system, "What is simulated.");
//     d.gives(PortType::frames);
//     d.runs(run_sample);   // Result run_sample(StageContext&, const SampleParameters&)
//     return d;
//   }
#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hpc/base/error.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// What follows d.number(...): each call refines the parameter just declared.
class ParameterRefinement {
 public:
  explicit ParameterRefinement(ParameterDescription& description) : description_(description) {}
  ParameterRefinement& fallback(ParameterValue value) {
    description_.fallback = std::move(value);
    return *this;
  }
  // Exact overloads: a plain double or bool would otherwise become an int before it becomes a ParameterValue.
  ParameterRefinement& fallback(double value) {
    description_.fallback = value;
    return *this;
  }
  ParameterRefinement& fallback(bool value) {
    description_.fallback = value;
    return *this;
  }
  ParameterRefinement& fallback(const char* value) {
    description_.fallback = std::string(value);
    return *this;
  }
  ParameterRefinement& fallback(int value) {
    using Type = ParameterDescription::Type;
    if (description_.type == Type::integer)
      description_.fallback = std::int64_t{value};
    else
      description_.fallback = static_cast<double>(value);
    return *this;
  }
  ParameterRefinement& at_least(double value) {
    description_.least = value;
    return *this;
  }
  ParameterRefinement& above(double value) {
    description_.least = value;
    description_.least_excluded = true;
    return *this;
  }
  ParameterRefinement& at_most(double value) {
    description_.most = value;
    return *this;
  }
  ParameterRefinement& count(std::size_t n) {
    description_.count = n;
    return *this;
  }
  // Of a member of a map: where the map is given, so must it be.
  ParameterRefinement& needed_in_map() {
    description_.needed_in_map = true;
    return *this;
  }
  ParameterRefinement& input(std::string folder) {
    description_.input_folder = std::move(folder);
    return *this;
  }
  ParameterRefinement& doc(std::string sentence) {
    description_.doc = std::move(sentence);
    return *this;
  }

 private:
  ParameterDescription& description_;
};

template <typename P>
class Declaration {
 public:
  using Type = ParameterDescription::Type;

  Declaration(std::string name, std::int64_t version, std::string summary) {
    kind_.name = std::move(name);
    kind_.version = version;
    kind_.summary = std::move(summary);
    kind_.parameters.reserve(64);  // refinements refer into it
  }

  ParameterRefinement number(double P::*member, std::string name, std::string unit) {
    return bind(member, std::move(name), Type::number, std::move(unit));
  }
  ParameterRefinement integer(std::int64_t P::*member, std::string name) {
    return bind(member, std::move(name), Type::integer);
  }
  ParameterRefinement boolean(bool P::*member, std::string name) {
    return bind(member, std::move(name), Type::boolean);
  }
  ParameterRefinement text(std::string P::*member, std::string name) {
    return bind(member, std::move(name), Type::text);
  }
  ParameterRefinement choice(std::string P::*member, std::string name, std::vector<std::string> choices) {
    auto refinement = bind(member, std::move(name), Type::choice);
    kind_.parameters.back().choices = std::move(choices);
    return refinement;
  }
  ParameterRefinement numbers(std::vector<double> P::*member, std::string name, std::string unit) {
    return bind(member, std::move(name), Type::numbers, std::move(unit));
  }
  ParameterRefinement integers(std::vector<std::int64_t> P::*member, std::string name) {
    return bind(member, std::move(name), Type::integers);
  }
  ParameterRefinement texts(std::vector<std::string> P::*member, std::string name) {
    return bind(member, std::move(name), Type::texts);
  }

  // A parameter that is a map. Its members are declared after it under dotted names, as in
  // d.number(&P::error, "until.relative_error", "1"), and are what other parameters are.
  void map(std::string name, std::string doc) { kind_.maps.push_back({std::move(name), std::move(doc)}); }

  void takes(std::string port, PortType type, std::string doc) {
    kind_.takes.push_back({std::move(port), type, false, true, std::move(doc)});
  }
  void takes_many(std::string port, PortType type, std::string doc) {
    kind_.takes.push_back({std::move(port), type, true, true, std::move(doc)});
  }
  // A port that may be left out: then StageContext::inputs has no entry of its name.
  void takes_if_given(std::string port, PortType type, std::string doc) {
    kind_.takes.push_back({std::move(port), type, false, false, std::move(doc)});
  }
  void gives(PortType type) { kind_.gives.push_back(type); }
  void reference(std::string citation) { kind_.references.push_back(std::move(citation)); }
  void example(std::string yaml) { kind_.example = std::move(yaml); }
  void uses_engine(std::vector<std::string> capabilities) {
    kind_.uses_engine = true;
    kind_.needs = std::move(capabilities);
  }
  void goes_on_on_any_ranks() { kind_.on_any_ranks = true; }
  void draws_random_numbers() { kind_.draws_random_numbers = true; }

  void checks(std::function<std::vector<StageProblem>(const P&)> check) {
    kind_.check = [check = std::move(check), bind = binders_](const Parameters& given) {
      return check(filled(bind, given));
    };
  }
  // What the kind knows of a task's cost, in `unit`.
  void costs(std::string unit, std::function<Cost(const P&, const CostInputs&)> cost) {
    kind_.work_unit = std::move(unit);
    kind_.cost = [cost = std::move(cost), bind = binders_](const Parameters& given, const CostInputs& inputs) {
      return cost(filled(bind, given), inputs);
    };
  }
  // The parameters of the same task cut down to about so many seconds on one core.
  void rehearses(std::function<P(P, const CostInputs&, double seconds)> shorten) {
    kind_.rehearse = [shorten = std::move(shorten), bind = binders_, write = writers_](
                         const Parameters& given, const CostInputs& inputs, double seconds) {
      const P shortened = shorten(filled(bind, given), inputs, seconds);
      Parameters written = given;
      for (const auto& writer : write) writer(shortened, written);
      return written;
    };
  }
  // `make` gives what looks into the files that stages of one workflow name (see FileInspector).
  void inspects(std::function<std::function<void(const P&)>(const InputFolders&)> make) {
    kind_.inspects = [make = std::move(make), bind = binders_](const InputFolders& folders) -> FileInspector {
      return [inspect = make(folders), bind](const Parameters& given) { inspect(filled(bind, given)); };
    };
  }
  // The trajectories of a rehearsal are too short to leave anything out.
  void rehearses_without(double P::*discarded) {
    rehearses([discarded](P parameters, const CostInputs&, double) {
      parameters.*discarded = 0;
      return parameters;
    });
  }
  void runs(std::function<Result(StageContext&, const P&)> run) {
    kind_.run = [run = std::move(run), bind = binders_](StageContext& context, const Parameters& given) {
      return run(context, filled(bind, given));
    };
  }

  KindDescription description() const { return kind_; }

 private:
  using Binder = std::function<void(P&, const Parameters&)>;
  using Writer = std::function<void(const P&, Parameters&)>;

  template <typename T>
  ParameterRefinement bind(T P::*member, std::string name, Type type, std::string unit = "1") {
    ENSURE(kind_.parameters.size() < kind_.parameters.capacity(), "kind '{}' has too many parameters", kind_.name);
    ENSURE(map_of(name).empty() || kind_.map(map_of(name)) != nullptr, "'{}' is a member of no map", name);
    binders_.push_back([member, name](P& parameters, const Parameters& given) {
      const auto it = given.find(name);
      ENSURE(it != given.end() && std::holds_alternative<T>(it->second), "parameter '{}' was not validated", name);
      parameters.*member = std::get<T>(it->second);
    });
    writers_.push_back(
        [member, name](const P& parameters, Parameters& written) { written[name] = parameters.*member; });
    ParameterDescription description;
    description.name = std::move(name);
    description.type = type;
    description.unit = std::move(unit);
    kind_.parameters.push_back(std::move(description));
    return ParameterRefinement(kind_.parameters.back());
  }

  static P filled(const std::vector<Binder>& binders, const Parameters& given) {
    P parameters{};
    for (const auto& binder : binders) binder(parameters, given);
    return parameters;
  }

  KindDescription kind_;
  std::vector<Binder> binders_;
  std::vector<Writer> writers_;
};

}  // namespace vitriflow
