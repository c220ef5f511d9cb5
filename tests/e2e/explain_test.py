"""vitriflow explain: reasons as a user reads them."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402


def number(value, **more):
    lines = ["    kind: test.number", f"    value: {value}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)


class ExplainTest(ProgramTest):
    def explain(self, *task, expect=0):
        return self.run_program("explain", str(self.campaign), *task, expect=expect)

    def test_it_tells_what_is_done_what_failed_and_what_that_blocks(self):
        self.write(a=number(1), b=number(2, after="a", failure="it broke"), c=number(3, after="b"), d=number(4, after="c"))
        self.run_program("run", "numbers.yaml", "-n", "1", expect=1)
        self.assertRegex(self.explain("a"), r"(?s)task      a \(test.number\)\nstate     done\nwhy       Its result is in "
                         r"the store since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, made by run 1 \(generation 0 of the workflow\) "
                         r"in .* on rank 0, attempt 1\..*\ntakes     nothing\ngives to  b \(failed\)\njournal   ")
        self.assertRegex(self.explain("b"), r"state     failed\nwhy       Its attempt 1 failed at .* in run 1: it broke. The next "
                         r"run tries it again: vitriflow run " + str(self.campaign))
        self.assertRegex(self.explain("d"), r"state     blocked\nwhy       It needs 'b', which failed: it broke\.\n")
        summary = self.explain()
        self.assertIn("done      1  have their result in the store\n", summary)
        self.assertIn("blocked   2  because of b\n             c, d\n", summary)

    def test_it_names_the_part_that_changed_also_of_what_a_task_takes(self):
        self.write(a=number(1), b=number(2, after="a"), c=number(3))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.write(a=number(5), b=number(2, after="a"), c=number(3))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn("changed   since generation 0 of the workflow:\n          parameter value: 1 -> 5\n", self.explain("a"))
        self.assertIn("          'a' changed: parameter value: 1 -> 5\n", self.explain("b"))
        self.assertIn("made by run 2 (generation 1 of the workflow)", self.explain("b"))
        self.assertNotIn("changed   ", self.explain("c"))
        self.assertIn("made by run 1 (generation 0 of the workflow)", self.explain("c"))

    def test_it_answers_without_the_kept_plans(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.write(a=number(5))
        self.run_program("run", "numbers.yaml", "-n", "1")
        before = self.explain("a")
        for plan in (self.campaign / "plans").iterdir():
            plan.unlink()
        self.assertEqual(self.explain("a"), before)

    def test_a_damaged_plan_is_passed_over(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        (plan,) = (self.campaign / "plans").iterdir()
        plan.write_bytes(plan.read_bytes()[:-5])
        self.assertIn("state     done\n", self.explain("a"))

    def test_it_tells_what_is_held_or_cancelled_and_the_way_out(self):
        self.write(b=number('"${x}"', for_each="{x: [1]}"), all=number(0, after="b", gather="all"))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.run_program("extend", str(self.campaign), "b", "x", "2", "3")
        self.run_program("hold", str(self.campaign), "b[x=2]")
        self.run_program("cancel", str(self.campaign), "b[x=3]")
        self.assertEqual(self.states(), {"b[x=1]": "done", "b[x=2]": "held", "b[x=3]": "cancelled", "all": "blocked"})
        way_out = f"To let it start: vitriflow release {self.campaign} "
        self.assertIn("state     held\nwhy       It is held: it does not start before it is released. " + way_out
                      + "'b[x=2]'\n", self.explain("b[x=2]"))
        self.assertIn("state     cancelled\nwhy       It was cancelled: it does not run unless it is released. " + way_out
                      + "'b[x=3]'\n", self.explain("b[x=3]"))
        self.assertIn("state     blocked\nwhy       It needs 'b[x=3]', which was cancelled. " + way_out + "'b[x=3]'\n",
                      self.explain("all"))
        self.assertIn("held      1  are held; to let them start: vitriflow release "
                      f"{self.campaign} TASK\n             b[x=2]\n", self.explain())
        self.run_program("release", str(self.campaign), "b[x=2]", "b[x=3]")
        self.assertIn("state     ready\n", self.explain("b[x=2]"))

    def test_an_unknown_task_is_named_with_what_was_meant(self):
        self.write(alpha=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertEqual(self.explain("alpah", expect=2), "vitriflow: the campaign has no task 'alpah'. Did you mean 'alpha'?\n")


if __name__ == "__main__":
    unittest.main()
