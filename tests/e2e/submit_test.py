"""What `submit` would ask a cluster for, which needs no batch system to be seen."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402
from resources_test import number  # noqa: E402

CLUSTER = """title: eight cores a node
tested: false
launcher: srun --mpi=pmix
warning: 20 s
continuation: successor
confirm_core_hours: 1
partitions:
  all: {nodes: 4, cores: 8, memory: 16 GB, longest: 1 h}
"""


class SubmitTest(ProgramTest):
    def dry_run(self, memory, *options, expect=0):
        self.write(large=number(1, memory and f"    memory: {memory}\n"))
        (self.folder / "eight.yaml").write_text(CLUSTER)
        return self.run_program("submit", "numbers.yaml", "--cluster", "./eight.yaml", "--dry-run", *options,
                                expect=expect)

    def test_a_job_asks_for_its_ranks_share_of_the_memory(self):
        self.assertIn("#SBATCH --mem=3814M\n", self.dry_run("", "--ranks", "2"))

    def test_a_job_asks_for_what_its_largest_task_needs(self):
        self.assertIn("#SBATCH --mem=5723M\n", self.dry_run("6 GB", "--ranks", "2"))

    def test_a_task_that_no_node_holds_is_refused(self):
        self.assertIn("task 'large' needs 20 GB of memory, but there is 16 GB.", self.dry_run("20 GB", expect=2))
        self.assertIn("task 'large' needs 20 GB of memory, but each of 2 nodes has 16 GB.",
                      self.dry_run("20 GB", "--nodes", "2", expect=2))


if __name__ == "__main__":
    unittest.main()
