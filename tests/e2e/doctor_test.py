"""vitriflow doctor WORKFLOW: what its force fields need of LAMMPS."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

RUN = "    kind: md.sample\n    system: crystal\n    temperature: 300 K\n    duration: 1 ps"


class DoctorTest(ProgramTest):
    def write_with(self, force_field):
        self.write(crystal=f"    kind: structure.build\n    structure: silicon\n    forcefield: {force_field}", run=RUN)

    def write_force_field(self, pair_style):
        (self.folder / "own.lmp").write_text(f"pair_style {pair_style}\npair_coeff * * Si.params Si\n")
        (self.folder / "own.yaml").write_text(
            "forcefield: own\nsource: a test\nparticles: elements\ntypes: {Si: {element: Si, mass: 28.0855}}\n"
            "include: own.lmp\n")

    def test_a_force_field_that_this_lammps_has(self):
        self.write_with("silicon-sw")
        said = self.run_program("doctor", "numbers.yaml")
        self.assertIn("silicon-sw       MANYBODY: pair sw; MOLECULE: atom full\n", said)

    def test_styles_that_this_lammps_lacks_are_named_with_their_packages(self):
        self.write_force_field("hybrid/overlay mine reaxff NULL")
        self.write_with("./own.yaml")
        said = self.run_program("doctor", "numbers.yaml", expect=5)
        self.assertIn("this LAMMPS lacks REAXFF: pair reaxff; package unknown: pair mine\n", said)
        self.assertIn("-> Build LAMMPS with -D PKG_REAXFF=on. Check the names, and their packages, in LAMMPS's manual.",
                      said)

    def test_gpus_that_this_lammps_cannot_use_are_refused_before_anything_is_made(self):
        self.write_with("silicon-sw")
        said = self.run_program("run", "numbers.yaml", "--accelerator", "kokkos:4", expect=5)
        self.assertIn("this LAMMPS has KOKKOS without GPUs" if "KOKKOS without" in said else
                      "this LAMMPS lacks package KOKKOS", said)
        self.assertIn(", which accelerator 'kokkos' needs. Build LAMMPS with -D PKG_KOKKOS=on", said)
        self.assertFalse(self.campaign.exists())
        said = self.run_program("run", "numbers.yaml", "--accelerator", "cuda", expect=2)
        self.assertIn("'cuda' is no accelerator.", said)

    def test_a_workflow_with_mistakes(self):
        self.write_with("silicon-sv")
        self.assertIn("Did you mean 'silicon-sw'?", self.run_program("doctor", "numbers.yaml", expect=2))


if __name__ == "__main__":
    unittest.main()
