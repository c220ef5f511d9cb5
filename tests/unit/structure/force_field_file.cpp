#include "stages/structure/force_field_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hpc/base/error.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {
namespace {

// A folder of this test's own that goes when the test ends.
class ForceFieldFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("vitriflow-test-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::filesystem::path folder_;
};

TEST(ForceFieldFile, TermsMeanTheirTypesInEitherDirection) {
  EXPECT_TRUE(names_types("C4-N1-C2", {"C4", "N1", "C2"}));
  EXPECT_TRUE(names_types("C4-N1-C2", {"C2", "N1", "C4"}));
  EXPECT_FALSE(names_types("C4-N1-C2", {"N1", "C4", "C2"}));
  EXPECT_FALSE(names_types("C4-N1", {"C4", "N1", "C2"}));
}

TEST(ForceFieldFile, EnergiesAreConvertedFromTheFilesUnit) {
  const ForceFieldFile file = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  const auto bond =
      *std::find_if(file.bonds.begin(), file.bonds.end(), [](const BondType& b) { return b.name == "Zn-He"; });
  EXPECT_NEAR(bond.k, 540.0 * 0.0433641, 1e-5);
  EXPECT_EQ(file.morse.at(0).form.depth, 0.040101265);
  EXPECT_EQ(file.settings.special_coulomb, (std::array<double, 3>{0, 0, 0.6874}));
  EXPECT_EQ(file.find("Ne")->charge, -0.4703);
}

TEST(ForceFieldFile, SetsDifferInTheChargesOfFourTypesOnly) {
  const ForceFieldFile a = read_force_field("inputs/forcefields/nb-zif-ff-a.yaml");
  const ForceFieldFile b = read_force_field("inputs/forcefields/nb-zif-ff-b.yaml");
  std::vector<std::string> different;
  for (const auto& type : a.types) {
    if (type.charge != b.find(type.name)->charge) different.push_back(type.name);
  }
  EXPECT_EQ(different, (std::vector<std::string>{"Zn", "He", "N1", "Ne"}));
  const auto zinc = [](const ForceFieldFile& file) { return file.find("Zn")->charge + 4 * file.find("He")->charge; };
  const auto nitrogen = [](const ForceFieldFile& file) { return file.find("N1")->charge + file.find("Ne")->charge; };
  EXPECT_NEAR(zinc(a), zinc(b), 1e-12);
  EXPECT_NEAR(nitrogen(a), nitrogen(b), 1e-12);
}

TEST_F(ForceFieldFileTest, EveryProblemIsListedWithItsPlace) {
  const std::string path = write("bad.yaml",
                                 "forcefield: bad\n"
                                 "source: none\n"
                                 "particles: elements\n"
                                 "types:\n"
                                 "  Ar: {element: Ar, mass: -1}\n"
                                 "  Kx: {element: Kx}\n"
                                 "charges: {Ar: 0}\n"
                                 "energy_unit: kcal/mol\n"
                                 "bonds: {Ar-Xe: [1, 2]}\n"
                                 "angles: {}\n"
                                 "dihedrals: {Ar-Ar-Ar-Ar: [1, 2.5, 180]}\n"
                                 "impropers: {}\n"
                                 "lennard_jones: {Ar: [1]}\n"
                                 "special_bonds: {lennard_jones: [0, 0, 0], coulomb: [0, 0, 0]}\n"
                                 "lennard_jones_cutof: 10 A\n"
                                 "coulomb_cutoff: 0 A\n");
  std::vector<std::string> messages;
  try {
    read_force_field(path);
  } catch (const InvalidInput& error) {
    for (const Diagnostic& item : error.diagnostics().items()) {
      messages.push_back(fmt::format("{}:{} {}", item.place.line, item.place.column, item.message));
    }
  }
  EXPECT_EQ(messages,
            (std::vector<std::string>{
                "1:1 the force field file lacks 'lennard_jones_cutoff'. Add it.",
                "5:7 mass of type 'Ar' is -1, expected more than 0.",
                "6:3 type 'Kx' has no mass. Give 'mass', or 'light' and 'heavy'.",
                "6:3 type 'Kx' has no charge under 'charges'. Add it, 0 if it has none.",
                "6:7 unknown element 'Kx' of type 'Kx'. Write 'X' for a dummy. Did you mean 'K'?",
                "9:9 'Ar-Xe' under 'bonds' names the type 'Xe', which is not under 'types'.",
                "11:26 'Ar-Ar-Ar-Ar' under 'dihedrals' needs whole numbers after its energy.",
                "13:16 type 'Ar' has no entry under 'lennard_jones' and no soft core.",
                "13:16 type 'Kx' has no entry under 'lennard_jones' and no soft core.",
                "13:21 expected a list of 2 numbers.",
                "15:1 unknown key 'lennard_jones_cutof' of the force field file. Did you mean 'lennard_jones_cutoff'?",
                "16:17 'coulomb_cutoff' is 0 A, expected more than 0.",
            }));
}

TEST_F(ForceFieldFileTest, FilesBesideAnIncludeFileBecomeAbsolute) {
  write("own.sw", "# potential\n");
  write("pair.lmp", "pair_style sw\npair_coeff * * own.sw Si\n");
  const std::string path = write("own.yaml",
                                 "forcefield: own\nsource: none\nparticles: elements\n"
                                 "types: {Si: {element: Si, mass: 28.085}}\ninclude: pair.lmp\n");
  EXPECT_EQ(read_force_field(path).settings.lammps_include,
            "pair_style sw\npair_coeff * * " + (folder_ / "own.sw").string() + " Si\n");
}

TEST_F(ForceFieldFileTest, DigestChangesWithAnIncludedFile) {
  write("pair.lmp", "pair_style sw\n");
  const std::string path = write("own.yaml", "include: pair.lmp\n");
  const std::string before = input_digest(path);
  EXPECT_EQ(input_digest(path), before);
  write("pair.lmp", "pair_style eam\n");
  EXPECT_NE(input_digest(path), before);
}

TEST_F(ForceFieldFileTest, DigestChangesWithAFileThatAnIncludeFileNames) {
  write("own.sw", "# potential\n");
  write("pair.lmp", "pair_coeff * * own.sw Si\n");
  const std::string path = write("own.yaml", "include: pair.lmp\n");
  const std::string before = input_digest(path);
  write("own.sw", "# another potential\n");
  EXPECT_NE(input_digest(path), before);
}

TEST(Inputs, NamesAndPathsAreFound) {
  EXPECT_EQ(resolve_input("structures", "zif-4", "inputs", "tests"), "inputs/structures/zif-4.yaml");
  EXPECT_EQ(resolve_input("structures", "../inputs/structures/zif-4.yaml", "nowhere", "tests"),
            "inputs/structures/zif-4.yaml");
  EXPECT_EQ(resolve_input("structures", "zif-5", "inputs", "tests"), "");
  EXPECT_EQ(input_names("forcefields", "inputs"),
            (std::vector<std::string>{"nb-zif-ff-a", "nb-zif-ff-b", "silicon-sw"}));
}

std::string message_about(const std::string& name) {
  try {
    return existing_input("structures", name, "inputs", "tests");
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Inputs, NameThatLeadsNowhereSaysWhereToLook) {
  EXPECT_EQ(message_about("zif-4"), "inputs/structures/zif-4.yaml");
  EXPECT_EQ(message_about("zif-44"), "there is no input 'zif-44' in 'structures'. Did you mean 'zif-4'?");
  EXPECT_EQ(message_about("./zif-4.yaml"),
            "there is no file './zif-4.yaml'. A path with a slash counts from the workflow's folder.");
}

}  // namespace
}  // namespace vitriflow
