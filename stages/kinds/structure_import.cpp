// structure.import: a LAMMPS data or restart file becomes a system that can be simulated.
#include <algorithm>
#include <filesystem>

#include "hpc/base/files.hpp"
#include "stages/declaration.hpp"
#include "stages/engines/lammps_include.hpp"
#include "stages/engines/lammps_restart.hpp"
#include "stages/exchange/lammps_data.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {

namespace {

struct ImportParameters {
  std::string file, interactions, units, atom_style;
  std::vector<std::string> elements;
  double skin_A = 0;
};

std::string found(const StageContext& context, const std::string& name) {
  return existing_input("structures", name, context.inputs_folder, context.workflow_folder);
}

System read_system(StageContext& context, const ImportParameters& p, const std::string& path, std::string text) {
  const LammpsDataRequest request{p.elements, p.units == "real", p.atom_style};
  System system = parse_lammps_data(text, path, request);
  system.name = std::filesystem::path(path).stem().string();
  const std::string include = found(context, p.interactions);
  system.force_field.name = std::filesystem::path(include).stem().string();
  system.force_field.source = include;
  system.force_field.lammps_include = posix_files().read(include);
  system.force_field.skin = p.skin_A;
  lammps_include_commands(system.force_field.lammps_include, include);  // throws with everything that is not allowed
  return system;
}

void put_summary(Result& result, const System& system) {
  double charge = 0.0;
  for (const std::int64_t type : system.type) charge += system.types[static_cast<std::size_t>(type)].charge;
  const auto atoms = std::count_if(system.type.begin(), system.type.end(), [&](std::int64_t type) {
    return system.types[static_cast<std::size_t>(type)].element != "X";
  });
  result.put_scalar("particles", static_cast<double>(system.size()), "1");
  result.put_scalar("atoms", static_cast<double>(atoms), "1");
  result.put_scalar("volume", system.box.volume(), "A3");
  result.put_scalar("density", system.density_g_cm3(), "g/cm3");
  result.put_scalar("charge", charge, "e");
}

std::string elements_notice(const System& system) {
  std::vector<std::string> types;
  for (std::size_t i = 0; i < system.types.size(); ++i)
    types.push_back(fmt::format("{} {} ({:g} g/mol)", i + 1, system.types[i].element, system.types[i].mass));
  return fmt::format("Elements of the types, from their masses: {}. 'elements' states others.", fmt::join(types, ", "));
}

Result run_import(StageContext& context, const ImportParameters& p) {
  const std::string path = found(context, p.file);
  std::string text;
  if (context.group.any(is_lammps_restart(path))) {
    EngineSetup setup{context.scratch, context.log_path, context.note_abort};
    text = restart_as_data(path, context.group, setup);
  } else {
    context.group.all_or_none([&] { text = posix_files().read(path); });
  }
  Result result;
  context.group.all_or_none([&] {
    const System system = read_system(context, p, path, text);
    put_system(result, system);
    put_summary(result, system);
    if (p.elements.empty()) result.notices.push_back(elements_notice(system));
  });
  return result;
}

Declaration<ImportParameters> declaration() {
  using P = ImportParameters;
  Declaration<P> d("structure.import", 1, "Takes over a system from a data or restart file of LAMMPS.");
  d.text(&P::file, "file")
      .input("structures")
      .doc("A data file (styles atomic, charge, molecular, full) or a binary restart file.");
  d.text(&P::interactions, "interactions")
      .input("structures")
      .doc("A plain LAMMPS include file with pair_style, pair_coeff and so on, in metal units.");
  d.texts(&P::elements, "elements")
      .fallback(std::vector<std::string>{})
      .doc("Of the types in order; X for a site that is no atom. [] takes them from the masses.");
  d.choice(&P::units, "units", {"metal", "real"})
      .fallback("metal")
      .doc("Of the file: velocities in A/ps (metal) or A/fs (real).");
  d.choice(&P::atom_style, "atom_style", {"full", "atomic", "charge", "molecular"})
      .fallback("full")
      .doc("Of a data file whose section 'Atoms' does not name it.");
  d.number(&P::skin_A, "skin", "A").fallback(2.0).at_least(0).at_most(10).doc("Of the neighbour lists.");
  d.gives(PortType::system);
  d.gives(PortType::results);
  d.uses_engine({"lammps-include"});
  d.reference("Thompson et al., Comput. Phys. Commun. 271, 108171 (2022), doi:10.1016/j.cpc.2021.108171");
  d.example(
      "glass:\n"
      "  kind: structure.import\n"
      "  file: ./glass.data\n"
      "  interactions: ./glass.lmp\n");
  d.runs(run_import);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
