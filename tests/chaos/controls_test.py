"""The comparison that kills must pass notices a checkpoint that is wrong although its checksum fits."""

import pathlib
import random
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import comparison  # noqa: E402
import damage  # noqa: E402
import killing  # noqa: E402
import pool  # noqa: E402
import workflow  # noqa: E402


class ControlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitriflow-controls-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        unkilled = cls.life("unkilled")
        unkilled.run_unkilled()
        cls.unkilled = unkilled.campaign
        cls.killed = cls.life("killed")
        cls.killed.run(killing.Moments(random.Random(1), 0.0, ["leg liquid 3"]), iter(["everything"]), 1)
        while pool.processes(cls.killed.campaign):
            time.sleep(0.05)

    @classmethod
    def life(cls, name):
        return killing.Life(workflow.write(cls.folder / name, workflow.ONE_TASK), random.Random(1))

    def differences_after(self, change):
        """Of the killed campaign's copy that goes on from a changed checkpoint."""
        shutil.copytree(self.killed.workflow.parent, self.folder / change.__name__)
        life = self.life(change.__name__)
        newest = max(life.campaign.glob("checkpoints/*/*.h5"), key=lambda path: int(path.stem))
        change(newest)
        life.run_unkilled()
        self.assertEqual(comparison.problems_of_check(life.campaign), [])
        return comparison.differences(life.campaign, self.unkilled)

    def test_without_a_change_there_is_no_difference(self):
        self.assertEqual(self.differences_after(damage.keep_all), [])

    def test_a_thermostat_without_its_state_is_noticed(self):
        self.assert_other_dynamics(self.differences_after(damage.drop_thermostat))

    def test_one_flipped_bit_of_a_position_is_noticed(self):
        self.assert_other_dynamics(self.differences_after(damage.flip_bit))

    def assert_other_dynamics(self, differences):
        for what in ("/thermo/temperature differs", "/particles/all/position/value differs"):
            self.assertTrue(any(line.endswith(what) for line in differences), (what, differences))


if __name__ == "__main__":
    unittest.main()
