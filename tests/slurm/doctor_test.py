"""vitriflow doctor --cluster: a description beside what a real SLURM says, and a job that tries it."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import PrivateSlurm, why_unavailable  # noqa: E402

PROGRAM = os.environ.get("VITRIFLOW", "build/release/vitriflow")
REASON = why_unavailable()
WRONG = """title: another machine
launcher: srun --mpi=pmix_v9
continuation: exit_code
requeue_exit: 42
partitions:
  al: {nodes: 4, cores: 2, memory: 2000 MiB, longest: none}
  all: {nodes: 8, cores: 64, sockets: 2, memory: 200 GB, gpus: 4, longest: none}
"""


@unittest.skipIf(REASON, REASON)
class ClusterDoctorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.slurm = cls.enterClassContext(PrivateSlurm())
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="vitriflow-doctor-")))

    def doctor(self, *arguments, expect=0):
        done = subprocess.run([pathlib.Path(PROGRAM).resolve(), "doctor", *arguments], env=self.slurm.environment(),
                              cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout

    def test_a_true_description_and_a_job_that_finds_everything_in_order(self):
        said = self.doctor("--cluster", "fake", "--self-test")
        self.assertRegex(said, r"ok +partition all +4 nodes of 2 cores, 2\.1 GB, walltime up to none\n")
        self.assertRegex(said, r"ok +rank placement +processes: 3 on n1, 2 on n2\n")
        self.assertRegex(said, r"ok +core binding +each rank sees cores ")
        self.assertRegex(said, r"ok +MPI-IO +5 ranks wrote and read ")
        self.assertRegex(said, r"ok +signals +SIGUSR1 reached the program after \d")
        self.assertRegex(said, r"ok +walltime grace +[1-9]\.\d s from SIGTERM to SIGKILL, measured \(SLURM states 2 s\)")
        self.assertTrue(said.endswith("Cluster 'fake' is ready.\n"), said)
        self.assertEqual(list(self.folder.iterdir()), [])
        self.assertNotIn("RUNNING", {job["JobState"] for job in self.slurm.jobs().values()})

    def test_a_description_of_another_machine(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(WRONG)
            file.flush()
            said = self.doctor("--cluster", file.name, "--self-test", expect=5)
        self.assertIn("SLURM has no such partition. Did you mean 'all'?", said)
        self.assertIn("cores: '64' is described, SLURM says '2'; sockets: '2' is described, SLURM says '1'; memory: "
                      "'200 GB' is described, SLURM says '2.1 GB'; gpus: '4' is described, SLURM says '0'; nodes: '8' is "
                      "described, SLURM says '4'", said)
        self.assertIn("MPI plugin 'pmix_v9', which this SLURM does not have", said)
        self.assertIn("jobs that end with 42 are not queued again, RequeueExit is '99'", said)
        self.assertIn("4 missing: see the arrows.", said)
        self.assertNotIn("rank placement", said)  # nothing was submitted


if __name__ == "__main__":
    unittest.main()
