"""vitriflow clean and archive: what goes, what stays, and a file that others can read."""

import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402


class KeepingTest(ProgramTest):
    def run_numbers(self):
        self.write(a="    kind: test.number\n    value: 1", b="    kind: test.number\n    value: 2\n    after: a")
        self.run_program("run", "numbers.yaml", "-n", "1")

    def test_clean_shows_before_it_removes_and_asks(self):
        self.run_numbers()
        self.assertIn("Nothing to clean", self.run_program("clean", str(self.campaign)))
        stale = self.campaign / "trajectories" / ("0" * 32 + ".h5")
        stale.write_bytes(b"x" * 1000)
        shown = self.run_program("clean", str(self.campaign), "--dry-run")
        self.assertIn("1 kB  1 trajectories of tasks that the workflow no longer has\n", shown)
        self.assertIn("Nothing was removed.\n", shown)
        refused = self.run_program("clean", str(self.campaign), expect=2)
        self.assertIn("Look with --dry-run, then run again with --yes.", refused)
        self.assertTrue(stale.exists())
        self.run_program("clean", str(self.campaign), "--yes")
        self.assertFalse(stale.exists())
        self.assertIn("Nothing to do", self.run_program("run", "numbers.yaml", "-n", "1"))

    def test_an_archive_verifies_and_names_are_not_overwritten(self):
        self.run_numbers()
        said = self.run_program("archive", str(self.campaign), "--to", "first.tar.gz")
        self.assertIn("2 of 2 tasks done; without trajectories", said)
        subprocess.run(["tar", "xzf", "first.tar.gz"], cwd=self.folder, check=True)
        subprocess.run(["b2sum", "-l", "128", "--quiet", "-c", "MANIFEST"], cwd=self.folder / "numbers", check=True)
        self.assertTrue((self.folder / "numbers" / "report" / "index.html").exists())
        self.assertIn("exists. Remove it, or choose another name",
                      self.run_program("archive", str(self.campaign), "--to", "first.tar.gz", expect=2))
        self.assertEqual([path.name for path in self.folder.iterdir() if "staging" in path.name], [])


if __name__ == "__main__":
    unittest.main()
