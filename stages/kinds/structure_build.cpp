// structure.build: a crystal structure and a force field become a system that can be simulated.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "stages/declaration.hpp"
#include "stages/inputs.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/force_field_file.hpp"
#include "stages/structure/particles.hpp"
#include "stages/structure/structure_input.hpp"

namespace vitriflow {

namespace {

struct BuildParameters {
  std::string structure;
  std::string block;
  std::string forcefield;
  std::vector<std::int64_t> supercell;
  std::string masses;
};

// `where`: a StageContext, CostInputs or InputFolders, which all know the folders of inputs.
template <typename Where>
std::string input_path(const Where& where, const std::string& folder, const std::string& name) {
  return existing_input(folder, name, where.inputs_folder, where.workflow_folder);
}

void put_summary(Result& result, const System& system) {
  double charge = 0.0;
  double mass = 0.0;
  std::int64_t zinc = 0;
  std::int64_t atoms = 0;
  for (const std::int64_t number : system.type) {
    const ParticleType& type = system.types[static_cast<std::size_t>(number)];
    charge += type.charge;
    mass += type.mass;
    zinc += type.element == "Zn" ? 1 : 0;
    atoms += type.element != "X" ? 1 : 0;
  }
  result.put_scalar("particles", static_cast<double>(system.size()), "1");
  result.put_scalar("atoms", static_cast<double>(atoms), "1");
  if (zinc > 0) result.put_scalar("formula_units", static_cast<double>(zinc), "1");
  result.put_scalar("volume", system.box.volume(), "A3");
  result.put_scalar("density", system.density_g_cm3(), "g/cm3");
  result.put_scalar("charge", charge, "e");
  result.put_scalar("mass", mass, "g/mol");
}

AssemblyRequest request_of(const BuildParameters& parameters) {
  AssemblyRequest request;
  std::copy_n(parameters.supercell.begin(), 3, request.supercell.begin());
  request.masses = parameters.masses;
  return request;
}

StructureInput structure_for(const std::string& particles, const std::string& path, const std::string& block) {
  return read_structure_input(path, block, particles == kZincImidazolate);
}

Result run_build(StageContext& context, const BuildParameters& parameters) {
  Result result;
  context.group.all_or_none([&] {
    const ForceFieldFile file = read_force_field(input_path(context, "forcefields", parameters.forcefield));
    const StructureInput input =
        structure_for(file.particles, input_path(context, "structures", parameters.structure), parameters.block);
    const System system = assemble(input.cell, file, request_of(parameters));
    put_system(result, system);
    put_summary(result, system);
    if (input.space_group != 0) result.put_scalar("space_group", input.space_group, "1");
    result.put_text("structure_source", input.cell.source);
    result.notices = input.notices;
    result.notices.insert(result.notices.end(), file.notes.begin(), file.notes.end());
    const bool two_sets = !file.types.empty() && file.types.front().masses.contains("light");
    if (two_sets) {
      result.notices.push_back(
          fmt::format("masses: the set '{}' of force field '{}'; the total of every molecule, and with it "
                      "every density, is that of its atoms",
                      parameters.masses, file.name));
    }
  });
  return result;
}

// Assembling is the only way to know how many particles there will be; systems are small and few.
Cost cost_of(const BuildParameters& parameters, const CostInputs& inputs) {
  const ForceFieldFile file = read_force_field(input_path(inputs, "forcefields", parameters.forcefield));
  const StructureInput input =
      structure_for(file.particles, input_path(inputs, "structures", parameters.structure), parameters.block);
  const auto particles = static_cast<double>(assemble(input.cell, file, request_of(parameters)).size());
  return {particles, 20 * particles, {particles, 0}};
}

// Reads each file once, whatever number of stages and tasks name it, and tries each pair of files once.
class Inspector {
 public:
  explicit Inspector(InputFolders folders) : folders_(std::move(folders)) {}

  void inspect(const BuildParameters& p) {
    if (!tried_.emplace(p.structure, p.block, p.forcefield, p.supercell, p.masses).second) return;
    Diagnostics problems;
    const auto* file = gathering(problems, [&] { return force_field(p.forcefield); });
    const auto* input = gathering(problems, [&] { return structure(file == nullptr ? "" : file->particles, p); });
    problems.throw_if_any();
    if (file == nullptr || input == nullptr || too_large(*input, p.supercell)) return;
    assemble(input->cell, *file, request_of(p));
  }

 private:
  // What `read` gives, or nothing, with what is wrong added to the problems.
  template <typename Read>
  static auto gathering(Diagnostics& problems, const Read& read) -> decltype(read()) {
    try {
      return read();
    } catch (const InvalidInput& error) {
      for (const Diagnostic& found : error.diagnostics().items()) problems.add(found.place, found.message, found.width);
      return nullptr;
    }
  }

  // A file that could not be read is nothing, and stays so without another word.
  const ForceFieldFile* force_field(const std::string& name) {
    const auto [it, fresh] = force_fields_.try_emplace(name);
    if (fresh) it->second = read_force_field(input_path(folders_, "forcefields", name));
    return it->second ? &*it->second : nullptr;
  }

  const StructureInput* structure(const std::string& particles, const BuildParameters& p) {
    const auto [it, fresh] = structures_.try_emplace({p.structure, p.block, particles});
    if (fresh) it->second = structure_for(particles, input_path(folders_, "structures", p.structure), p.block);
    return it->second ? &*it->second : nullptr;
  }

  // Seconds of work, which the task may do as well.
  static bool too_large(const StructureInput& input, const std::vector<std::int64_t>& supercell) {
    constexpr double kMostAtoms = 20000;
    double atoms = static_cast<double>(input.cell.atoms.size());
    for (const std::int64_t n : supercell) atoms *= static_cast<double>(n);
    return atoms > kMostAtoms;
  }

  using Tried = std::tuple<std::string, std::string, std::string, std::vector<std::int64_t>, std::string>;
  InputFolders folders_;
  std::set<Tried> tried_;
  std::map<std::string, std::optional<ForceFieldFile>> force_fields_;
  std::map<std::array<std::string, 3>, std::optional<StructureInput>> structures_;
};

Declaration<BuildParameters> declaration() {
  Declaration<BuildParameters> d("structure.build", 1, "Builds a system from a crystal structure and a force field.");
  d.text(&BuildParameters::structure, "structure")
      .input("structures")
      .doc("A structure file: a CIF, or cell, symmetry operators and asymmetric unit in YAML.");
  d.text(&BuildParameters::block, "block")
      .fallback("")
      .doc("Which data block of a CIF is meant; needed only where several have atoms.");
  d.text(&BuildParameters::forcefield, "forcefield").input("forcefields").doc("A force field file.");
  d.integers(&BuildParameters::supercell, "supercell")
      .fallback(ParameterValue(std::vector<std::int64_t>{1, 1, 1}))
      .at_least(1)
      .count(3)
      .doc("How often the cell is repeated along each edge.");
  d.choice(&BuildParameters::masses, "masses", {"heavy", "light"})
      .fallback("heavy")
      .doc(
          "Which masses a force field with dummies uses: heavy ones allow 0.5 fs at every temperature, light ones "
          "disturb the "
          "dynamics less; averages do not depend on them.");
  d.gives(PortType::system);
  d.gives(PortType::results);
  d.reference("Balestra & Semino, J. Chem. Phys. 157, 184502 (2022)");
  d.example(
      "crystal:\n"
      "  kind: structure.build\n"
      "  structure: zif-4\n"
      "  forcefield: nb-zif-ff-b\n"
      "  supercell: [1, 1, 1]\n");
  d.costs("particle", cost_of);
  d.inspects([](const InputFolders& folders) {
    return [inspector = std::make_shared<Inspector>(folders)](const BuildParameters& p) { inspector->inspect(p); };
  });
  d.runs(run_build);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
