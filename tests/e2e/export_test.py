"""vitriflow export: a real, short simulation read back by other readers."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402


class ExportTest(ProgramTest):
    campaign_name = "tiny"

    def test_frames_structures_and_numbers(self):
        self.write(crystal="    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw",
                   warm="    kind: md.sample\n    system: crystal\n    temperature: 300 K\n    duration: 0.4 ps\n"
                        "    timestep: 1 fs\n    frames_every: 0.1 ps")
        self.run_program("run", "tiny.yaml", "-n", "1")
        campaign = str(self.campaign)
        self.assertIn("(4 frames)", self.run_program("export", campaign, "warm", "--to", "all.extxyz"))
        self.assertIn("(1 frame)", self.run_program("export", campaign, "warm", "--to", "last.xyz", "--frames", "last"))
        lines = (self.folder / "all.extxyz").read_text().splitlines()
        atoms = int(lines[0])
        self.assertEqual(len(lines), 4 * (atoms + 2))
        self.assertEqual((self.folder / "last.xyz").read_text().splitlines(), lines[3 * (atoms + 2):])
        import MDAnalysis
        self.assertEqual(MDAnalysis.Universe(str(self.folder / "all.extxyz"), format="XYZ").atoms.n_atoms, atoms)

        self.run_program("export", campaign, "crystal", "--to", "crystal.cif")
        self.write(again=f"    kind: structure.build\n    structure: {self.folder}/crystal.cif\n    forcefield: silicon-sw")
        self.run_program("run", "tiny.yaml", "--into", "again", "-n", "1")
        self.run_program("export", campaign, "crystal", "--to", "first.csv")
        self.run_program("export", "again", "again", "--to", "second.csv")
        density = {name: [line for line in (self.folder / name).read_text().splitlines() if "density" in line]
                   for name in ("first.csv", "second.csv")}
        self.assertEqual(density["first.csv"], density["second.csv"])

        self.assertIn("Did you mean 'warm'?",
                      self.run_program("export", campaign, "wram", "--to", "x.cif", expect=2))
        self.assertIn("does not say the format", self.run_program("export", campaign, "warm", "--to", "x.pdb", expect=2))


if __name__ == "__main__":
    unittest.main()
