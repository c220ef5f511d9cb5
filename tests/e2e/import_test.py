"""Data, restart and dump files that LAMMPS itself wrote, taken over."""

import csv
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

SCRIPT = """units metal
atom_style full
lattice diamond 5.431
region box block 0 2 0 2 0 2
create_box 1 box
create_atoms 1 box
mass 1 28.085
pair_style sw
pair_coeff * * /usr/share/lammps/potentials/Si.sw Si
velocity all create 300 1234
fix 1 all nve
timestep 0.001
dump d all custom 50 si.lammpstrj id type x y z
run 500
write_data si.data nocoeff
write_restart si.restart
"""


@unittest.skipUnless(shutil.which("lmp"), "the program lmp is not installed")
class ImportTest(ProgramTest):
    campaign_name = "imported"

    def numbers(self, task):
        self.run_program("export", str(self.campaign), task, "--to", "numbers.csv")
        with open(self.folder / "numbers.csv") as file:
            return {row["name"]: float(row["value"]) for row in csv.DictReader(file)}

    def test_systems_and_trajectories(self):
        (self.folder / "in.lmp").write_text(SCRIPT)
        log = subprocess.run(["lmp", "-in", "in.lmp"], cwd=self.folder, check=True, capture_output=True, text=True)
        last = [line.split() for line in log.stdout.splitlines() if line.split()[:1] == ["500"]][0]
        (self.folder / "si.lmp").write_text("pair_style sw\npair_coeff * * Si.sw Si\n")
        short = ("    kind: md.sample\n    ensemble: nve\n    velocities: keep\n    temperature: 300 K\n"
                 "    duration: 0.1 ps\n    timestep: 1 fs\n    thermo_every: 1 fs\n    frames_every: 0.1 ps\n    system: ")
        self.write(data="    kind: structure.import\n    file: ./si.data\n    interactions: ./si.lmp",
                   restart="    kind: structure.import\n    file: ./si.restart\n    interactions: ./si.lmp",
                   from_data=short + "data", from_restart=short + "restart",
                   frames="    kind: frames.import\n    file: ./si.lammpstrj\n    elements: [Si]",
                   structure="    kind: analysis.structure\n    frames: frames\n    pairs: [Si-Si]\n    cutoff: 2.9 A\n"
                             "    angles: [Si-Si-Si]")
        self.run_program("run", "imported.yaml", "-n", "2")
        first, second = self.numbers("from_data"), self.numbers("from_restart")
        # A data file has 15 digits: the two go the same way for 0.1 ps.
        self.assertAlmostEqual(first["potential"], second["potential"], delta=1e-6)
        self.assertAlmostEqual(first["temperature"], second["temperature"], delta=1e-5)
        self.assertAlmostEqual(first["potential"], float(last[2]), delta=2.0)  # within its swing in 0.1 ps
        found = self.numbers("structure")
        self.assertAlmostEqual(found["coordination_SiSi"], 4.0, delta=1e-12)
        self.assertAlmostEqual(found["d_SiSi"], 5.431 * 3**0.5 / 4, delta=0.01)

        text = self.run_program("import", "si.data", "--interactions", "./si.lmp")
        self.assertIn("# 64 particles of the types Si; 2.329 g/cm3\n", text)
        (self.folder / "again.yaml").write_text(text)
        self.run_program("validate", "again.yaml")
        self.assertIn("# 64 atoms of Si; the first frame is step 0\n",
                      self.run_program("import", "si.lammpstrj", "--elements", "Si"))


if __name__ == "__main__":
    unittest.main()
