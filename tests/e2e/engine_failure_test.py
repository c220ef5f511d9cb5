"""A task whose engine fails fails alone, with the engine's own message; interrupted dynamics go on from their state."""

import pathlib
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, ProgramTest  # noqa: E402

FORCEFIELD = """forcefield: broken
source: made for this test
particles: elements
types:
  Si: {element: Si, mass: 28.085}
include: broken.lmp
skin: 1.0 A
"""


def crystal(forcefield):
    return f"    kind: structure.build\n    structure: silicon\n    forcefield: {forcefield}\n    supercell: [2, 2, 2]"


def relaxed(system, ranks=1):
    # The iterations tell the tasks apart: two tasks that compute the same are refused.
    return f"    kind: md.minimize\n    system: {system}\n    max_iterations: {1000 + ranks}\n    ranks: {ranks}"


def sampled(system, duration):
    return (f"    kind: md.sample\n    system: {system}\n    ensemble: nvt\n    temperature: 300 K\n"
            f"    timestep: 1 fs\n    equilibration: 0 ps\n    duration: {duration}")


class EngineFailureTest(ProgramTest):
    campaign_name = "silicon"

    def setUp(self):
        super().setUp()
        (self.folder / "broken.yaml").write_text(FORCEFIELD)
        (self.folder / "broken.lmp").write_text("pair_style sw\npair_coeff * * no-such-file.sw Si\n")

    def test_a_bad_engine_command_fails_its_task_alone(self):
        self.write(good=crystal("silicon-sw"), bad=crystal("./broken.yaml"), fails=relaxed("bad"),
                   fails_on_two=relaxed("bad", 2), works=relaxed("good"), works_on_two=relaxed("good", 2))
        output = self.run_program("run", "silicon.yaml", "-n", "2", expect=1)
        states = self.states()
        self.assertEqual([states["works"], states["works_on_two"]], ["done", "done"])
        self.assertEqual([states["fails"], states["fails_on_two"]], ["failed", "failed"])
        for record in self.journal("failed"):
            self.assertIn("no-such-file.sw", record["message"])
        self.assertIn("FAILED     fails: ", output)
        self.assertEqual(self.journal("pool_died"), [])

    def test_a_lost_trajectory_is_said_to_be_lost(self):
        sampling = sampled("good", "0.2 ps") + "\n    frames_every: 0.05 ps"
        self.write(good=crystal("silicon-sw"), warm=sampling)
        self.run_program("run", "silicon.yaml", "-n", "1")
        shutil.rmtree(self.campaign / "trajectories")
        self.write(good=crystal("silicon-sw"), warm=sampling, look="    kind: analysis.structure\n    frames: warm")
        output = self.run_program("run", "silicon.yaml", "-n", "1", expect=1)
        self.assertIn("'warm' has no frames: it ended before its first one, or its trajectory was removed.", output)

    def test_dynamics_run_in_a_folder_that_lammps_cannot_spell(self):
        self.write(good=crystal("silicon-sw"), warm=sampled("good", "0.1 ps"))
        strange = self.folder / "50% jürgen's [a]*"
        self.run_program("run", "silicon.yaml", "-n", "1", "--into", str(strange))
        self.assertTrue((strange / "logs" / "warm.log").stat().st_size > 0)

    def test_interrupted_dynamics_go_on_from_their_state(self):
        self.write(good=crystal("silicon-sw"), warm=sampled("good", "2000 ps"))
        process = self.start("run", "silicon.yaml", "-n", "1")
        self.wait_until_started("warm")
        self.wait_for(lambda: len(self.journal("leg")) > 1, "the second leg")
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3, output)
        print(f"\nstopped after {time.monotonic() - begin:.1f} s", flush=True)
        reached = max(int(record["leg"]) for record in self.journal("leg"))
        self.assertEqual(self.journal("interrupted"), [{"task": "warm"}])

        process = self.start("run", str(self.campaign), "-n", "1")
        self.wait_for(lambda: len(self.journal("pool_started")) == 2 and len(self.journal("leg")) > reached + 1,
                      "the leg after the last one")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3)
        legs = [int(record["leg"]) for record in self.journal("leg")]
        self.assertEqual(legs, sorted(set(legs)), "no leg was run twice")


if __name__ == "__main__":
    unittest.main()
