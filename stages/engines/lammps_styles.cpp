#include "stages/engines/lammps_styles.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <sstream>

#include "stages/engines/lammps_commands.hpp"
#include "stages/engines/lammps_include.hpp"
#include "stages/engines/lammps_instance.hpp"

namespace vitriflow {

namespace {

struct PackagedStyles {
  const char* category;
  const char* package;
  const char* names;
};

// By the folders of LAMMPS's source (29 Sep 2021); tests compare those of the packages that a build has or lacks.
constexpr std::array kPackaged{
    PackagedStyles{"pair", "core",
                   "lj/cut lj/cut/coul/cut morse buck buck/coul/cut born yukawa table soft zbl coul/cut coul/debye "
                   "coul/dsf coul/wolf hybrid hybrid/overlay zero lj/expand"},
    PackagedStyles{"pair", "KSPACE",
                   "lj/cut/coul/long lj/charmm/coul/long buck/coul/long born/coul/long coul/long lj/long/coul/long "
                   "buck/long/coul/long lj/cut/coul/msm coul/msm lj/cut/tip4p/long tip4p/long"},
    PackagedStyles{"pair", "MOLECULE",
                   "lj/charmm/coul/charmm lj/charmm/coul/charmm/implicit hbond/dreiding/lj hbond/dreiding/morse "
                   "lj/cut/tip4p/cut tip4p/cut"},
    PackagedStyles{"pair", "MANYBODY",
                   "sw tersoff tersoff/mod tersoff/zbl eam eam/alloy eam/fs eim adp airebo airebo/morse rebo bop comb "
                   "comb3 edip vashishta polymorphic gw nb3b/harmonic lcbop extep"},
    PackagedStyles{"pair", "CLASS2", "lj/class2 lj/class2/coul/cut lj/class2/coul/long"},
    PackagedStyles{"pair", "EXTRA-PAIR", "buck/mdf lj/mdf nm/cut cosine/squared lj/gromacs"},
    PackagedStyles{"pair", "COLLOID", "colloid lubricate"},
    PackagedStyles{"pair", "KIM", "kim"},
    PackagedStyles{"pair", "MEAM", "meam meam/c"},
    PackagedStyles{"pair", "REAXFF", "reaxff reax/c"},
    PackagedStyles{"pair", "ML-SNAP", "snap"},
    PackagedStyles{"pair", "ML-IAP", "mliap"},
    PackagedStyles{"pair", "ML-PACE", "pace"},
    PackagedStyles{"pair", "ML-QUIP", "quip"},
    PackagedStyles{"pair", "ML-HDNNP", "hdnnp"},
    PackagedStyles{"bond", "MOLECULE", "harmonic morse fene table quartic gromos"},
    PackagedStyles{"bond", "CLASS2", "class2"},
    PackagedStyles{"bond", "EXTRA-MOLECULE", "harmonic/shift"},
    PackagedStyles{"angle", "MOLECULE", "harmonic charmm cosine cosine/squared table"},
    PackagedStyles{"angle", "CLASS2", "class2"},
    PackagedStyles{"angle", "EXTRA-MOLECULE", "fourier quartic cosine/shift"},
    PackagedStyles{"dihedral", "MOLECULE", "charmm harmonic multi/harmonic opls"},
    PackagedStyles{"dihedral", "CLASS2", "class2"},
    PackagedStyles{"dihedral", "EXTRA-MOLECULE", "fourier helix nharmonic quadratic"},
    PackagedStyles{"improper", "MOLECULE", "cvff harmonic umbrella"},
    PackagedStyles{"improper", "CLASS2", "class2"},
    PackagedStyles{"improper", "EXTRA-MOLECULE", "fourier ring cossq"},
    PackagedStyles{"kspace", "KSPACE", "pppm ewald ewald/disp pppm/disp pppm/stagger pppm/cg msm msm/cg pppm/tip4p"},
    PackagedStyles{"atom", "core", "atomic charge"},
    PackagedStyles{"atom", "MOLECULE", "full molecular bond angle"},
};

struct AcceleratorSuffix {
  const char* suffix;
  const char* package;
};
constexpr std::array kSuffixes{AcceleratorSuffix{"/opt", "OPT"}, AcceleratorSuffix{"/omp", "OPENMP"},
                               AcceleratorSuffix{"/gpu", "GPU"}, AcceleratorSuffix{"/kk", "KOKKOS"},
                               AcceleratorSuffix{"/intel", "INTEL"}};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void add_once(std::vector<LammpsStyle>& styles, LammpsStyle style) {
  if (std::find(styles.begin(), styles.end(), style) == styles.end()) styles.push_back(std::move(style));
}

bool may_be_style(const std::string& word) {
  return std::isalpha(static_cast<unsigned char>(word[0])) != 0 && word != "none";
}

// The words of one `CATEGORY_style` command after its name.
void add_styles(std::vector<LammpsStyle>& styles, const std::string& category, const std::vector<std::string>& words) {
  const bool hybrid = !words.empty() && words[0].starts_with("hybrid");
  for (std::size_t i = hybrid ? 1 : 0; i < (hybrid ? words.size() : std::min<std::size_t>(1, words.size())); ++i) {
    LammpsStyle style{category, words[i]};
    if (may_be_style(words[i]) && (!hybrid || i == 1 || !lammps_package_of(style).empty()))
      add_once(styles, std::move(style));
  }
}

// One term of each sort that the file has, so that the engine's own commands say which styles it takes.
System smallest_system(const ForceFieldFile& file) {
  System system;
  system.force_field = file.settings;
  for (const auto& type : file.types) system.types.push_back({type.name, type.element, 1.0, type.charge});
  if (system.types.empty()) system.types.push_back({"X", "X", 1.0, 0.0});
  auto& field = system.force_field;
  if (!file.wells.empty()) field.lennard_jones.push_back({0, 0, 1.0, 1.0, 1.0});
  if (!file.morse.empty()) field.morse.push_back({0, 0, 1.0, 1.0, 1.0, 1.0});
  field.bonds = file.bonds;
  field.angles = file.angles;
  field.dihedrals = file.dihedrals;
  field.impropers = file.impropers;
  const auto one_of_each = [](auto& entries, const auto& kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) entries.push_back({static_cast<std::int64_t>(i)});
  };
  one_of_each(system.topology.bonds, field.bonds);
  one_of_each(system.topology.angles, field.angles);
  one_of_each(system.topology.dihedrals, field.dihedrals);
  one_of_each(system.topology.impropers, field.impropers);
  return system;
}

// What the engine itself asks for, whatever the force field, comes first.
std::vector<LammpsStyle> with_atom_style(std::vector<std::string> commands) {
  commands.insert(commands.begin(), "atom_style full");
  return styles_in_commands(commands);
}

}  // namespace

std::string lammps_package_of(const LammpsStyle& style) {
  for (const auto& [suffix, package] : kSuffixes) {
    if (style.name.ends_with(suffix)) return package;
  }
  for (const PackagedStyles& packaged : kPackaged) {
    const auto names = words_of(packaged.names);
    const bool listed = std::find(names.begin(), names.end(), style.name) != names.end();
    if (style.category == packaged.category && listed) return packaged.package;
  }
  return {};
}

std::vector<LammpsStyle> styles_with_known_package() {
  std::vector<LammpsStyle> styles;
  for (const PackagedStyles& packaged : kPackaged) {
    for (const std::string& name : words_of(packaged.names)) styles.push_back({packaged.category, name});
  }
  return styles;
}

std::vector<LammpsStyle> styles_in_commands(const std::vector<std::string>& commands) {
  constexpr std::string_view kEnd = "_style";
  std::vector<LammpsStyle> styles;
  for (const std::string& command : commands) {
    std::vector<std::string> words = words_of(command);
    if (words.empty() || !words[0].ends_with(kEnd)) continue;
    const std::string category = words[0].substr(0, words[0].size() - kEnd.size());
    words.erase(words.begin());
    add_styles(styles, category, words);
  }
  return styles;
}

std::vector<LammpsStyle> styles_of_force_field(const ForceFieldFile& file) {
  return with_atom_style(lammps_force_field_commands(smallest_system(file), false));
}

std::vector<LammpsStyle> styles_of_include(const std::string& text, const std::string& name) {
  return with_atom_style(lammps_include_commands(text, name));
}

std::vector<LammpsStyle> styles_that_lammps_lacks(const std::vector<LammpsStyle>& styles, const Communicator& group,
                                                  const EngineSetup& setup) {
  LammpsInstance lammps(group, group, setup);
  std::vector<LammpsStyle> lacking;
  std::copy_if(styles.begin(), styles.end(), std::back_inserter(lacking),
               [&](const LammpsStyle& style) { return !lammps.has_style(style.category, style.name); });
  return lacking;
}

}  // namespace vitriflow
