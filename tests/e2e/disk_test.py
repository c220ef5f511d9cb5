"""The program on a disk that fails: at chosen operations (tests/fault/failing_disk.c), and one that is really full."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "fault"))
from disk_sweep import DiskSweep  # noqa: E402
from program import PROGRAM, ProgramTest  # noqa: E402

SHIM = pathlib.Path(PROGRAM).parent / "tests" / "libfailing_disk.so"
CRYSTAL = "    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw\n    supercell: [{0}, {0}, {0}]"


class FailingDiskTest(unittest.TestCase):
    def test_an_operation_that_fails_is_an_error_or_nothing_and_the_numbers_stay(self):
        with tempfile.TemporaryDirectory(prefix="vitriflow-disk-") as folder:
            sweep = DiskSweep(folder, PROGRAM, SHIM)
            # The lease, the journal of the coordinator, and what a worker writes.
            for role, number, fault in (("supervisor", 9, "no space"), ("coordinator", 4, "I/O error"),
                                        ("worker", 3, "no space")):
                with self.subTest(role):
                    self.assertIsNone(sweep.try_out(role, number, fault))


class FullDiskTest(ProgramTest):
    """A file system of 4 MB of its own that the campaign fills."""
    campaign_name = "full"

    def setUp(self):
        super().setUp()
        disk = self.folder / "campaigns"
        disk.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"no file system can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)], check=True)

    def test_the_error_names_the_file_and_what_to_free_and_then_the_campaign_completes(self):
        ballast = self.folder / "campaigns" / "ballast"
        ballast.write_bytes(os.urandom(3_000_000))
        self.write(small=CRYSTAL.format(2), large=CRYSTAL.format(12), larger=CRYSTAL.format(13))
        said = self.run_program("run", "full.yaml", "-n", "1", expect=1)
        self.assertRegex(said, r"FAILED     larger?: cannot write to '.*/aside/.*': No space left on device. "
                               r"Free at least \d+ kB and run again: what was finished is kept")
        self.assertEqual(self.states()["small"], "done")
        ballast.unlink()
        said = self.run_program("run", "full.yaml", "-n", "1")
        self.assertRegex(said, r"3 tasks, [12] of them done already")
        self.assertIn("sound", self.run_program("check", str(self.campaign)))


if __name__ == "__main__":
    unittest.main()
