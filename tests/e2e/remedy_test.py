"""A trajectory that runs away goes on with a remedy, and everybody who asks is told which."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

# Silicon whose second atom stands 0.5 A from the first instead of 2.35 A.
CROWDED = """structure: crowded
source: made for this test
space_group: Fd-3m (227), written as F centring and a basis of two atoms that stand too close
cell: {a: 5.431 A, b: 5.431 A, c: 5.431 A}
operators:
  - "x, y, z"
centring:
  - "0, 0, 0"
  - "0, 1/2, 1/2"
  - "1/2, 0, 1/2"
  - "1/2, 1/2, 0"
atoms:
  - [Si1, Si, 0, 0, 0, 4]
  - [Si2, Si, 0.06, 0.06, 0.05, 4]
"""

CRYSTAL = "    kind: structure.build\n    structure: ./crowded.yaml\n    forcefield: silicon-sw\n    supercell: [2, 2, 2]"


def sampled(remedies):
    return ("    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 300 K\n    timestep: 1 fs\n"
            f"    duration: 4 ps\n    frames_every: 1 ps\n    remedies: {remedies}")


class RemedyTest(ProgramTest):
    campaign_name = "silicon"

    def setUp(self):
        super().setUp()
        (self.folder / "crowded.yaml").write_text(CROWDED)

    def test_a_remedy_is_told_wherever_one_looks(self):
        self.write(crystal=CRYSTAL, warm=sampled(3))
        output = self.run_program("run", "silicon.yaml", "-n", "1")
        told = "Remedy 1 of at most 3, at step 0 (0 ps, sampling): minimised, because "
        self.assertIn("remedied   warm: " + told, output)
        self.assertIn("remedied  warm: " + told, self.run_program("status", str(self.campaign)))
        self.assertIn("remedied warm: " + told, self.run_program("log", str(self.campaign)))
        page = (self.campaign / "report" / "index.html").read_text()
        self.assertIn(told, page)
        self.assertIn("Possible bias: the path is no trajectory across this point", page)
        self.assertEqual([record["remedy"] for record in self.journal("remedy")], ["minimise"])

    def test_without_remedies_the_task_fails(self):
        self.write(crystal=CRYSTAL, warm=sampled(0))
        output = self.run_program("run", "silicon.yaml", "-n", "1", expect=1)
        self.assertIn("FAILED     warm: the trajectory of task 'warm' ran away after step 0 (0 ps, sampling): ", output)
        self.assertIn("No remedy was taken; 'remedies: 0' allows no other. Use a smaller 'timestep'", output)

    def test_an_unknown_remedy_is_named(self):
        self.write(crystal=CRYSTAL, warm=sampled(1) + "\n    remedies_allowed: [minimize]")
        output = self.run_program("validate", "silicon.yaml", expect=2)
        self.assertIn("unknown remedy 'minimize'. Did you mean 'minimise'? Known are minimise, smaller-timestep, "
                      "softer-barostat.", output)


if __name__ == "__main__":
    unittest.main()
