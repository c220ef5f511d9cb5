"""An analysis that is killed with everything goes on from the frames it had counted."""

import math
import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

FRAMES = 48


def dump():
    """A cube of 125 zinc atoms that tremble."""
    text = ""
    for frame in range(FRAMES):
        text += f"ITEM: TIMESTEP\n{100 * frame}\nITEM: NUMBER OF ATOMS\n125\nITEM: BOX BOUNDS pp pp pp\n"
        text += "0 12\n0 12\n0 12\nITEM: ATOMS id element x y z\n"
        for atom in range(125):
            place = [2.4 * (atom // 5**k % 5) + 0.3 * math.sin(7 * atom + 11 * frame + 5 * k) for k in range(3)]
            text += f"{atom + 1} Zn {place[0]:.6f} {place[1]:.6f} {place[2]:.6f}\n"
    return text


class AnalysisResumeTest(ProgramTest):
    campaign_name = "holes"

    def setUp(self):
        super().setUp()
        (self.folder / "zinc.lammpstrj").write_text(dump())
        self.write(frames="    kind: frames.import\n    file: ./zinc.lammpstrj",
                   voids="    kind: analysis.voids\n    frames: frames\n    probe: 0.6 A\n    grid: 0.2 A\n"
                         "    distribution: false\n    ranks: 2")

    def numbers(self, folder):
        self.run_program("export", str(folder), "voids", "--to", "numbers.csv")
        return (self.folder / "numbers.csv").read_text()

    def test_killed_it_goes_on_and_finds_the_same(self):
        process = self.start("run", "holes.yaml", "-n", "2", "--mtbf", "0s")
        self.wait_for(lambda: (self.campaign / "journal").is_dir() and
                      any(record["task"] == "voids" for record in self.journal("checkpoint")), "a checkpoint")
        pool = self.processes("pool")
        for pid in [process.pid, *pool]:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        self.wait_for(lambda: self.processes("pool") == [], "the end of the pool")
        kept = max(int(record["leg"]) for record in self.journal("checkpoint") if record["task"] == "voids")
        before = len([record for record in self.journal("leg") if record["task"] == "voids"])
        self.run_program("run", "holes.yaml", "-n", "2")
        legs = [record for record in self.journal("leg") if record["task"] == "voids"][before:]
        self.assertEqual(int(legs[0]["first"]), kept)
        self.assertLess(sum(int(leg["steps"]) for leg in legs), FRAMES)
        self.run_program("run", "holes.yaml", "--into", "whole", "-n", "2")
        self.assertEqual(self.numbers(self.campaign), self.numbers(self.folder / "whole"))
        self.run_program("check", str(self.campaign))


if __name__ == "__main__":
    unittest.main()
