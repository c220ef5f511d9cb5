"""A campaign whose workflow includes a file: it is kept, and a change of it is a change of the workflow."""
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.path.abspath(os.environ.get("VITRIFLOW", "build/release/vitriflow"))

STUDY = """\
campaign: numbers
stages:
  pair: {include: parts/pair.yaml, with: {first: '${n}'}, for_each: {n: 1..2}}
  sum: {kind: test.number, value: 0, after: pair.twice, gather: all}
"""
PAIR = """\
parameters: {first: }
stages:
  once: {kind: test.number, value: '${first}'}
  twice: {kind: test.number, value: 5, after: once}
"""


class Include(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "parts").mkdir()
        (self.folder / "study.yaml").write_text(STUDY, encoding="utf-8")
        (self.folder / "parts/pair.yaml").write_text(PAIR, encoding="utf-8")

    def vitriflow(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=self.folder)
        return done.returncode, done.stdout + done.stderr

    def test_is_kept_by_the_campaign_and_its_change_is_the_next_generation(self):
        code, said = self.vitriflow("run", "study.yaml", "-n", "1")
        self.assertEqual(code, 0, said)
        campaign = self.folder / "campaigns/numbers"
        part = self.folder / "parts/pair.yaml"
        self.assertTrue((campaign / "workflow.0.include.1.yaml").read_text().endswith(PAIR))

        part.rename(part.with_suffix(".away"))
        for command in ("status", "report"):
            code, said = self.vitriflow(command, "campaigns/numbers")
            self.assertEqual(code, 0, said)
        code, said = self.vitriflow("run", "campaigns/numbers", "-n", "1")
        self.assertEqual(code, 0, said)
        self.assertIn("Nothing to do: every result is there.", said)

        part.write_text(PAIR.replace("value: 5", "value: 6"), encoding="utf-8")
        code, said = self.vitriflow("run", "study.yaml", "-n", "1")
        self.assertEqual(code, 0, said)
        self.assertIn("generation 1", said)
        self.assertIn("changed  pair.twice[n=1], pair.twice[n=2], sum", said)
        self.assertTrue((campaign / "workflow.1.include.1.yaml").exists())


if __name__ == "__main__":
    unittest.main()
