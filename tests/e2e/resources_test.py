"""Widths that the scheduler chooses, and memory that tasks which run together must fit into."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402


def number(value, more=""):
    return f"    kind: test.number\n    value: {value}\n{more}"


class ResourcesTest(ProgramTest):
    def ranks(self):
        return {record["task"]: record["ranks"] for record in self.journal("started")}

    def test_a_task_alone_gets_all_ranks_and_many_get_one_each(self):
        self.write(alone=number(1, "    ranks: auto"),
                   many=number("${n}", "    for_each: {n: [2, 3]}\n    after: alone\n    ranks: 1..2\n    sleep: 0.3 s"))
        table = self.run_program("plan", "numbers.yaml", "-n", "2")
        self.assertRegex(table, r"alone +test.number +auto")
        self.assertRegex(table, r"many\[n=2\] +test.number +1\.\.2 +alone")
        self.run_program("run", "numbers.yaml", "-n", "2")
        ranks = self.ranks()
        self.assertEqual(ranks["alone"], "0,1")
        self.assertEqual({ranks["many[n=2]"], ranks["many[n=3]"]}, {"0", "1"})

    def test_tasks_that_do_not_fit_together_run_one_after_the_other(self):
        self.write(large=number("${n}", "    for_each: {n: [1, 2]}\n    sleep: 0.5 s\n    memory: ${n} GB"))
        self.assertRegex(self.run_program("plan", "numbers.yaml"), r"large\[n=2\] +test.number +1 +2 GB")
        self.run_program("run", "numbers.yaml", "-n", "2", "--memory", "2.5 GB")
        self.assertEqual(set(self.ranks().values()), {"0"})

    def test_a_task_that_never_fits_is_refused(self):
        self.write(large=number(1, "    memory: 3 GB"))
        output = self.run_program("run", "numbers.yaml", "--memory", "2GB", expect=2)
        self.assertIn("task 'large' needs 3 GB of memory, but there is 2 GB.", output)
        self.assertFalse(self.campaign.exists())


if __name__ == "__main__":
    unittest.main()
