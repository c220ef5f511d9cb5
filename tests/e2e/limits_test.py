"""Limits of a campaign, the command at its end, and campaigns that belong to a group."""

import os
import pathlib
import stat
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from argon import sampled, write_argon  # noqa: E402
from program import ProgramTest  # noqa: E402

NUMBER = "    kind: test.number\n    value: 7"
TELL = 'echo "$VITRIFLOW_OUTCOME: $VITRIFLOW_CAMPAIGN $(test -e "$VITRIFLOW_REPORT" && echo reported)" > told'


class LimitsTest(ProgramTest):
    def told(self):
        path = self.folder / "told"
        return path.read_text().strip() if path.exists() else None

    def write_long(self):
        self.write(crystal=write_argon(self.folder), long=sampled("crystal", "100000 ps"))

    def test_core_hours_end_a_campaign_between_two_legs_and_a_higher_limit_goes_on(self):
        self.write_long()
        said = self.run_program("run", "numbers.yaml", "-n", "1", "--core-hours", "0.001", "--notify", TELL, expect=3)
        self.assertRegex(said, r"A limit is reached: the campaign has used 0\.00\d+ core hours of the 0\.001 that "
                               r"--core-hours allows\.")
        self.assertIn("Stopping: running tasks end at their next leg, their state is kept.", said)
        self.assertIn(f"continue  with a higher limit: vitriflow run {self.campaign}\n", said)
        self.assertEqual(self.told(), f"limit reached: {self.campaign} reported")
        self.assertEqual(self.journal("stopped")[-1], {"reason": "request"})
        self.assertRegex(self.run_program("status", str(self.campaign)), r"limits    0\.00\d+ of 0\.001 core hours\n")
        self.assertEqual(self.status()["limits"]["core_hours"]["limit"], 0.001)
        begun = len(self.journal("pool_started"))
        said = self.run_program("run", str(self.campaign), "-n", "1", "--core-hours", "0.001", expect=3)
        self.assertIn("limit     the campaign has used", said)
        self.assertEqual(len(self.journal("pool_started")), begun)  # nothing was begun
        legs = len(self.journal("leg"))
        self.run_program("run", str(self.campaign), "-n", "1", "--core-hours", "0.003", expect=3)
        self.assertGreater(len(self.journal("leg")), legs)

    def test_a_full_folder(self):
        self.write(number=NUMBER)
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.write(number=NUMBER, other=NUMBER.replace("7", "8"))
        said = self.run_program("run", "numbers.yaml", "-n", "1", "--disk", "10kB", expect=3)
        self.assertRegex(said, r"limit     the campaign's folder holds \d+ kB of the 10 kB that --disk allows\n")
        self.assertRegex(self.run_program("status", str(self.campaign)), r"limits    \d+ kB of 10 kB\n")

    def test_limits_that_are_none(self):
        self.write(number=NUMBER)
        self.assertIn("'--disk much' is no amount of disk. Write for example --disk 200GB.",
                      self.run_program("run", "numbers.yaml", "--disk", "much", expect=2))

    def test_the_end_is_told_once_and_its_failure_is_a_warning(self):
        self.write(number=NUMBER)
        self.run_program("run", "numbers.yaml", "-n", "1", "--notify", TELL)
        self.assertEqual(self.told(), f"done: {self.campaign} reported")
        said = self.run_program("run", "numbers.yaml", "-n", "1", "--notify", "echo nobody there; exit 4")
        self.assertIn("warning: --notify 'echo nobody there; exit 4' ended with code 4: nobody there.\n", said)

    def test_a_stop_on_request_is_no_end(self):
        self.write_long()
        process = self.start("run", "numbers.yaml", "-n", "1", "--notify", TELL)
        self.wait_until_started("long")
        process.terminate()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertIsNone(self.told())


class SharedTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(os.umask, os.umask(0o077))

    def closed(self):
        """What the group cannot read and write, and folders whose new files would not be its own."""
        found = []
        for path in [self.campaign, *self.campaign.rglob("*")]:
            mode = path.stat().st_mode
            wanted = stat.S_IRGRP | stat.S_IWGRP | (stat.S_IXGRP | stat.S_ISGID if path.is_dir() else 0)
            if mode & wanted != wanted:
                found.append(f"{path.relative_to(self.campaign)} {stat.filemode(mode)}")
        return found

    def test_the_umask_counts_where_nobody_shares(self):
        self.write(number=NUMBER)
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertEqual(stat.S_IMODE((self.campaign / "workflow.yaml").stat().st_mode), 0o600)

    def test_a_shared_campaign_stays_so(self):
        self.write(number=NUMBER)
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.run_program("run", "numbers.yaml", "-n", "1", "--shared")
        self.assertEqual(self.closed(), [])
        self.write(crystal=write_argon(self.folder), sampled=sampled("crystal"))
        self.run_program("run", "numbers.yaml", "-n", "2", "--yes")
        self.run_program("report", str(self.campaign))
        self.run_program("hold", str(self.campaign), "sampled")
        self.assertEqual(self.closed(), [])


if __name__ == "__main__":
    unittest.main()
