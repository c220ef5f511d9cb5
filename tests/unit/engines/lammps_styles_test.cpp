// Which styles force fields use, and which packages of LAMMPS hold them. tests/mpi/engines asks LAMMPS itself.
#include "stages/engines/lammps_styles.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

std::vector<std::string> texts(const std::vector<LammpsStyle>& styles) {
  std::vector<std::string> all;
  for (const auto& style : styles) all.push_back(style.category + " " + style.name + " " + lammps_package_of(style));
  return all;
}

std::vector<std::string> of_installed(const std::string& name) {
  return texts(styles_of_force_field(read_force_field("inputs/forcefields/" + name + ".yaml")));
}

TEST(LammpsStyles, OfATableOfCoefficients) {
  EXPECT_EQ(of_installed("nb-zif-ff-b"),
            (std::vector<std::string>{"atom full MOLECULE", "pair lj/cut/coul/long KSPACE", "pair morse core",
                                      "bond harmonic MOLECULE", "angle charmm MOLECULE", "dihedral charmm MOLECULE",
                                      "improper cvff MOLECULE", "kspace pppm KSPACE"}));
}

TEST(LammpsStyles, OfAPlainIncludeFile) {
  EXPECT_EQ(of_installed("silicon-sw"), (std::vector<std::string>{"atom full MOLECULE", "pair sw MANYBODY"}));
}

TEST(LammpsStyles, ArgumentsOfAHybridAreNoStyles) {
  EXPECT_EQ(texts(styles_in_commands({"pair_style hybrid mine 10 eam/alloy table linear 1000 reaxff NULL",
                                      "pair_coeff * * sw Si.sw Si", "bond_style none", "kspace_style pppm 1e-4"})),
            (std::vector<std::string>{"pair mine ", "pair eam/alloy MANYBODY", "pair table core", "pair reaxff REAXFF",
                                      "kspace pppm KSPACE"}));
}

TEST(LammpsStyles, AcceleratedOnesBelongToTheirOwnPackages) {
  EXPECT_EQ(lammps_package_of({"pair", "morse/opt"}), "OPT");
  EXPECT_EQ(lammps_package_of({"pair", "reaxff/kk"}), "KOKKOS");
}

}  // namespace
}  // namespace vitriflow
