"""Malleable tasks: ranks that fall idle go to a task that still runs, at the end of its leg."""

import pathlib
import signal
import sys
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parent.parent / "support")]
import lennard_jones  # noqa: E402
from program import PATIENCE_S, ProgramTest  # noqa: E402


class ResizeTest(ProgramTest):
    def setUp(self):
        super().setUp()
        lennard_jones.write(self.folder)

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
