"""Tasks of a campaign are held, released, cancelled and put first, while it runs and while it does not."""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, ProgramTest  # noqa: E402


def number(value, more=""):
    return f"    kind: test.number\n    value: {value}\n{more}"


class EditTest(ProgramTest):
    def started(self):
        return [record["task"] for record in self.journal("started")]

    def test_a_running_task_is_cancelled_and_released(self):
        self.write(long=number(1, "    sleep: 60 s"), after=number(2, "    after: long"),
                   other=number(3, "    sleep: 4 s"))
        process = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("long")
        output = self.run_program("cancel", str(self.campaign), "long")
        self.assertRegex(output, r"cancelled  long\neffect     within seconds, once process \d+ on .* hears of it\n")
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3, output)
        self.assertIn("1 done, 0 failed or set aside, 1 blocked, 1 cancelled", output)
        self.assertEqual(self.states(), {"long": "cancelled", "after": "blocked", "other": "done"})
        self.assertIn("cancelled", (self.campaign / "report" / "tasks.csv").read_text())

        text = (self.folder / "numbers.yaml").read_text().replace("60 s", "0.1 s")
        (self.folder / "numbers.yaml").write_text(text)
        self.run_program("release", str(self.campaign), "long")
        self.run_program("run", "numbers.yaml", "-n", "2", "--yes")
        self.assertEqual(set(self.states().values()), {"done"})
        self.assertEqual(self.started().count("other"), 1)

    def test_a_held_stage_starts_when_it_is_released_while_the_campaign_runs(self):
        self.write(first=number(1, "    sleep: 5 s"), second=number("${n}", "    for_each: {n: [2, 3]}"))
        self.run_program("run", "numbers.yaml", "-n", "1", "--into", "elsewhere")
        self.write(first=number(4, "    sleep: 5 s"), second=number("${n}", "    for_each: {n: [5, 6]}"))
        process = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("first")
        self.run_program("hold", str(self.campaign), "second")
        time.sleep(2.5)
        self.assertEqual(self.states()["second[n=5]"], "held")
        self.run_program("release", str(self.campaign), "second[n=6]")
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3, output)
        self.assertEqual(self.states(), {"first": "done", "second[n=5]": "held", "second[n=6]": "done"})
        output = self.run_program("run", str(self.campaign), expect=3)
        self.assertIn("Nothing to do: every result is there but those of tasks that are held or cancelled.", output)

    def test_what_is_prioritised_starts_first(self):
        self.write(blocker=number(0, "    sleep: 4 s"), a=number(1), b=number(2), c=number(3))
        process = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("blocker")
        self.run_program("reprioritise", str(self.campaign), "c")
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.started(), ["blocker", "c", "a", "b"])

    def test_an_edit_of_what_nobody_runs_says_when_it_counts(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn(f"effect     when it runs again: vitriflow run {self.campaign}\n",
                      self.run_program("cancel", str(self.campaign), "a"))

    def test_cancelling_says_what_it_lacks(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn("Name tasks or stages, or write --jobs to end all jobs of the campaign.",
                      self.run_program("cancel", str(self.campaign), expect=2))
        self.assertIn(f"campaign '{self.campaign}' was never submitted, so it has no jobs.",
                      self.run_program("cancel", str(self.campaign), "--jobs", expect=2))
        self.assertIn("'--wait long' is no length of time. Write for example --wait 2min.",
                      self.run_program("cancel", str(self.campaign), "--jobs", "--wait", "long", expect=2))
        self.assertFalse((self.campaign / "edits").exists())

    def test_an_unknown_task_is_named(self):
        self.write(glass=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        output = self.run_program("hold", str(self.campaign), "glas", expect=2)
        self.assertIn("there is no task or stage 'glas' in campaign 'numbers'. Did you mean 'glass'?", output)
        self.assertFalse((self.campaign / "edits").exists())


class ExtendTest(ProgramTest):
    def test_a_sweep_grows_while_the_campaign_runs(self):
        self.write(a='    kind: test.number\n    value: "${x}"\n    sleep: 1.5 s\n    for_each: {x: [1, 2]}',
                   all="    kind: test.number\n    value: 0\n    after: a\n    gather: all")
        program = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("a[x=2]")
        said = self.run_program("extend", str(self.campaign), "a", "x", "3", "4")
        self.assertIn("added    a[x=3], a[x=4]\n", said)
        output = program.communicate(timeout=120)[0]
        self.assertEqual(program.returncode, 0, output)
        self.assertIn("The campaign has 5 tasks now.", output)
        self.assertIn("5 done, 0 failed or set aside, 0 blocked", output)
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertEqual(file["tasks/all/all/number"][()], 1 + 2 + 3 + 4)
        again = self.run_program("extend", str(self.campaign), "a", "x", "3")
        self.assertIn("Nothing to extend", again)


if __name__ == "__main__":
    unittest.main()
