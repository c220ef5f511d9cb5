// What validation finds inside the files that a workflow names.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hpc/base/error.hpp"
#include "runner/language/workflow.hpp"
#include "tests/support/scratch_folder.hpp"

namespace vitriflow {
namespace {

class FileInspection : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_.path() + "/" + name) << text; }

  // The refusal of a workflow in the folder, whose path is left out.
  std::string refusal_of(const std::string& stages) {
    const std::string text = "campaign: inspected\nstages:\n" + stages;
    try {
      load_workflow({text, "w.yaml", folder_.path() + "/w.yaml", find_inputs_folder()});
    } catch (const Error& error) {
      std::string message = error.what();
      const std::string prefix = folder_.path() + "/";
      for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
        message.erase(at, prefix.size());
      return message;
    }
    return "accepted";
  }

  testing::ScratchFolder folder_;
};

TEST_F(FileInspection, MistakesInsideFilesAreListedTogetherWithTheirPlaces) {
  write("cell.cif", "data_x\n_cell_length_a 10(1)\n_cell_length_b ten\n");
  write("field.yaml",
        "forcefield: mine\nsource: none\nparticles: elements\ntypes:\n  Si: {element: Si, mass: 28.085}\n"
        "include: mine.lmp\n");
  write("mine.lmp", "pair_style sw\nshell rm everything\npair_coeff * * Si.sw Si\n");
  EXPECT_EQ(
      refusal_of("  one: {kind: structure.build, structure: ./cell.cif, forcefield: ./field.yaml}\n"
                 "  two:\n    kind: structure.build\n    structure: ./cell.cif\n    forcefield: ./field.yaml\n"
                 "    supercell: [2, 2, 2]\n"),
      "cell.cif:1:1: no block has atoms: the loop of '_atom_site_fract_x' is missing or empty. Add the atoms with "
      "their fractional coordinates.\n"
      "  data_x\n"
      "  ^\n"
      "mine.lmp:2:1: command 'shell' is not allowed in a force field. A force field may not start programs; remove "
      "the line.\n"
      "  shell rm everything\n"
      "  ^~~~~\n"
      "2 problems.\n");
}

TEST_F(FileInspection, FilesThatDoNotFitAreToldAtTheStage) {
  EXPECT_EQ(refusal_of("  one: {kind: structure.build, structure: silicon, forcefield: nb-zif-ff-b}\n"),
            "w.yaml:3:3: stage 'one' (kind 'structure.build'): the cell of 'silicon' is 5.43 x 5.43 x 5.43 A wide from "
            "face to face, but a linker needs 8 A, or it meets its own image. Use 'supercell: [2, 2, 2]'.\n"
            "    one: {kind: structure.build, structure: silicon, forcefield: nb-zif-ff-b}\n"
            "    ^~~\n"
            "1 problem.\n");
}

TEST_F(FileInspection, GoodFilesAreAccepted) {
  EXPECT_EQ(refusal_of("  one: {kind: structure.build, structure: zif-8, forcefield: nb-zif-ff-b}\n"), "accepted");
}

}  // namespace
}  // namespace vitriflow
