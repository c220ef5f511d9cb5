"""Malleable tasks: ranks that fall idle go to a task that still runs, at the end of its leg."""

import pathlib
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, ProgramTest  # noqa: E402


ARGON = """structure: argon
source: made for this test
cell: {a: 5.4 A, b: 5.4 A, c: 5.4 A}
operators: ["x, y, z"]
centring: ["0, 0, 0", "0, 1/2, 1/2", "1/2, 0, 1/2", "1/2, 1/2, 0"]
atoms:
  - [Ar1, Ar, 0, 0, 0, 4]
"""
LENNARD_JONES = """forcefield: lj
source: Rahman, Phys. Rev. 136, A405 (1964), doi:10.1103/PhysRev.136.A405
particles: elements
types:
  Ar: {element: Ar, mass: 39.95}
include: lj.lmp
skin: 1.0 A
"""


class ResizeTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "argon.yaml").write_text(ARGON)
        (self.folder / "lj.yaml").write_text(LENNARD_JONES)
        (self.folder / "lj.lmp").write_text("pair_style lj/cut 6.0\npair_coeff * * 0.0104 3.4\n")

    def legs(self):
        return [int(leg["leg"]) for leg in self.journal("leg") if leg["task"] == "long"]

    def test_an_idle_rank_goes_to_the_task_that_still_runs(self):
        self.write(
            crystal="    kind: structure.build\n    structure: ./argon.yaml\n    forcefield: ./lj.yaml\n"
                    "    supercell: [4, 4, 4]",
            long="    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 20 K\n"
                 "    timestep: 2 fs\n    duration: 10 ns\n    frames_every: 10 ps\n    ranks: 1..2",
            short="    kind: test.number\n    value: 1\n    sleep: 2 s")
        program = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_for(lambda: (self.campaign / "journal").is_dir() and self.journal("resized"), "a resize")
        legs = len(self.legs())
        self.wait_for(lambda: len(self.legs()) > legs, "a leg on both ranks")
        program.send_signal(signal.SIGINT)
        time.sleep(1)
        program.send_signal(signal.SIGINT)  # a leg on two ranks may take long where the cores are busy
        output = program.communicate(timeout=PATIENCE_S)[0]
        self.assertEqual(program.returncode, 3, output)
        self.assertEqual(self.journal("resized"), [{"task": "long", "from": "1", "to": "2"}])
        self.assertIn("resized    long from 1 to 2 ranks\n", output)
        self.assertEqual([len(r["ranks"].split(",")) for r in self.journal("started") if r["task"] == "long"], [1, 2])
        self.assertEqual(self.legs(), list(range(len(self.legs()))))  # none twice
        self.assertIn("goes on with long on 2 ranks instead of 1", self.run_program("log", str(self.campaign)))
        self.assertIn("sound     every file", self.run_program("check", str(self.campaign)))


if __name__ == "__main__":
    unittest.main()
