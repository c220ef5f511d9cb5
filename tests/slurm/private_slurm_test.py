"""The private SLURM of the tests does what a real one does, and leaves nothing behind."""

import pathlib
import shutil
import subprocess
import sys
import time
import unittest

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER))
from private_slurm import PrivateSlurm, SlurmUnavailable, why_unavailable  # noqa: E402
from slurm_client import parse  # noqa: E402

REASON = why_unavailable()
ENDLESS = "#!/bin/sh\nwhile sleep 0.2; do date >> $(hostname).${SLURM_RESTART_COUNT:-0}; done\n"
TOLD = "#!/bin/bash\ntrap 'echo told; exit 0' USR1\necho listens\nwhile :; do sleep 0.2; done\n"
END_S, NOTICE_S = 50, 20
KILLED = """
import sys
from private_slurm import PrivateSlurm
with PrivateSlurm() as slurm:
    job = slurm.sbatch(sys.argv[1], "-N2")
    slurm.wait_for(job, "RUNNING")
    print(slurm.folder, flush=True)
    sys.stdin.read()
"""


def processes_of(folder):
    """Pids of whatever was started for the cluster in that folder, its jobs included; not those of this process."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"SLURM_CONF={folder}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def written_lately(path):
    return path.exists() and time.time() - path.stat().st_mtime < 1


@unittest.skipIf(REASON, REASON)
class JobsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.slurm = cls.enterClassContext(PrivateSlurm())
        print(f"\nup in {cls.slurm.started_in_s:.2f} s", flush=True)
        cls.told_by_slurm = cls.slurm.sbatch(TOLD, "-N1", "-w", "n4", f"--signal=B:USR1@{NOTICE_S}")
        cls.slurm.wait_for(cls.told_by_slurm, "RUNNING")
        cls.slurm.set_end_time(cls.told_by_slurm, END_S)

    def test_a_node_without_its_slurmd_works_on_unheard_and_one_without_power_does_not(self):
        unheard = self.slurm.sbatch(ENDLESS, "-N1", "-w", "n3")
        dead = self.slurm.sbatch(ENDLESS, "-N1", "-w", "n2", "--no-requeue")
        self.slurm.wait_for(unheard, "RUNNING")
        self.slurm.wait_for(dead, "RUNNING")
        began_s = time.monotonic()
        self.slurm.kill_slurmd("n3")
        self.slurm.power_off("n2")
        self.slurm.wait_for_node("n3", ("down", "down*"))
        print(f"\ndown {time.monotonic() - began_s:.1f} s after its slurmd was killed", flush=True)
        self.slurm.wait_for(dead, "NODE_FAIL")
        self.assertTrue(written_lately(self.slurm.work() / "n3.0"))
        self.assertFalse(written_lately(self.slurm.work() / "n2.0"))
        self.slurm.start_slurmd("n3")
        self.slurm.power_on("n2")
        self.slurm.wait_until(lambda: not any("sleep" in line for line in self.slurm.processes("n3").values()),
                              "the end of the old processes")
        self.slurm.wait_for_node("n2", "idle")

    def test_a_step_over_two_nodes_runs_on_both(self):
        job = self.slurm.sbatch("#!/bin/sh\nsrun hostname\n", "-N2", "-w", "n1,n2")
        self.slurm.wait_for(job, "COMPLETED")
        self.assertEqual(sorted(self.slurm.output(job).split()), ["n1", "n2"])

    @unittest.skipUnless(shutil.which("mpicc"), "mpicc is missing")
    def test_ranks_of_an_mpi_program_hear_each_other(self):
        program = self.slurm.folder / "ranks"
        subprocess.run(["mpicc", "-o", program, FOLDER / "ranks.c"], check=True)
        for start in (f"srun --mpi=pmix {program}", f"mpirun {program}"):
            with self.subTest(start=start):
                job = self.slurm.sbatch(f"#!/bin/sh\n{start}\n", "-N2", "-n4", "-w", "n1,n2")
                self.slurm.wait_for(job, "COMPLETED")
                self.assertEqual(sorted(self.slurm.output(job).splitlines()),
                                 [f"rank {rank} on n{1 + rank // 2}, sum 6" for rank in range(4)])

    def test_texts_of_a_job_keep_their_spaces(self):
        job = self.slurm.sbatch("#!/bin/sh\n", "--hold", "-J", "two words", "--comment=a = b, and c=d")
        found = self.slurm.job(job)
        self.assertEqual((found["JobName"], found["Comment"]), ("two words", "a = b, and c=d"))
        self.assertEqual(self.slurm.jobs()[job]["JobState"], "PENDING")

    def test_exit_code_99_puts_the_job_into_the_queue_again(self):
        script = "#!/bin/sh\n[ -n \"$SLURM_RESTART_COUNT\" ] || exit 99\n"
        for at_once in (True, False):
            with self.subTest(at_once=at_once):
                job = self.slurm.sbatch(script, "-N1", "-w", "n1")
                self.slurm.wait_until(lambda: self.slurm.job(job)["Restarts"] == "1", "the requeue")
                began_s = time.monotonic()
                if at_once:
                    self.slurm.start_now(job)
                self.slurm.wait_for(job, "COMPLETED")
                print(f"\nran again {time.monotonic() - began_s:.1f} s after exit code 99", flush=True)

    def test_an_administrator_takes_a_node_out_and_gives_it_back(self):
        self.slurm.down("n2")
        self.slurm.wait_for_node("n2", "down")
        self.assertIn("test", self.slurm.diagnosis())
        self.slurm.resume("n2")
        self.slurm.wait_for_node("n2", "idle")

    def test_the_batch_script_alone_is_told_when_a_test_says_so(self):
        job = self.slurm.sbatch(TOLD, "-N1", "-w", "n1")
        self.slurm.wait_until(lambda: self.slurm.output(job) == "listens\n", "the script's trap")
        self.slurm.signal_batch(job)
        self.slurm.wait_for(job, "COMPLETED")
        self.assertEqual(self.slurm.output(job), "listens\ntold\n")

    def test_the_batch_script_is_told_before_the_end(self):
        self.slurm.wait_for(self.told_by_slurm, ("COMPLETED", "FAILED", "TIMEOUT"), timeout=END_S + 40)
        print(f"\ntold after a run time of {self.slurm.job(self.told_by_slurm)['RunTime']}", flush=True)
        self.assertEqual(self.slurm.output(self.told_by_slurm), "listens\ntold\n")


@unittest.skipIf(REASON, REASON)
class MachinesTest(unittest.TestCase):
    def wait_until_gone(self, folder):
        end = time.monotonic() + 10
        while folder.exists() or processes_of(folder):
            self.assertLess(time.monotonic(), end, f"left: {folder}, {processes_of(folder)}")
            time.sleep(0.05)

    def test_a_controller_that_was_killed_knows_its_jobs_again(self):
        with PrivateSlurm() as slurm:
            runs, waits = slurm.sbatch(ENDLESS, "-N2"), slurm.sbatch(ENDLESS, "--hold")
            slurm.wait_for(runs, "RUNNING")
            slurm.wait_until_saved(runs)
            slurm.kill_slurmctld()
            slurm.start_slurmctld()
            slurm.wait_for(runs, "RUNNING")
            self.assertEqual(slurm.state(waits), "PENDING")
            self.assertGreater(slurm.sbatch(ENDLESS, "--hold"), waits)
            self.assertTrue(written_lately(slurm.work() / "n1.0"))

    def test_two_clusters_know_nothing_of_each_other_and_leave_nothing(self):
        with PrivateSlurm() as one, PrivateSlurm(nodes=1) as other:
            job = one.sbatch(ENDLESS, "-N4")
            one.wait_for(job, "RUNNING")
            self.assertEqual(other.jobs(), {})
            self.assertEqual(other.node_states(), {"n1": "idle"})
            self.assertEqual(one.job(job)["NumNodes"], "4")
            self.assertTrue(processes_of(one.folder))
        for folder in (one.folder, other.folder):
            self.assertFalse(folder.exists())
            self.assertEqual(processes_of(folder), [])

    def test_nothing_is_left_when_the_test_is_killed(self):
        test = subprocess.Popen([sys.executable, "-c", KILLED, ENDLESS], cwd=FOLDER, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        with test:
            folder = pathlib.Path(test.stdout.readline().strip())
            self.assertTrue(folder.exists())
            self.assertTrue(processes_of(folder))
            test.kill()
        self.wait_until_gone(folder)

    def test_a_node_that_is_cut_off_goes_on_alone_until_it_is_heard_again(self):
        try:
            slurm = self.enterContext(PrivateSlurm(own_network=True))
        except SlurmUnavailable as reason:
            self.skipTest(str(reason))
        print(f"\nup in {slurm.started_in_s:.2f} s, each with a network of its own", flush=True)
        job = slurm.sbatch(ENDLESS, "-N2", "-w", "n1,n2")
        slurm.wait_for(job, "RUNNING")
        slurm.partition("n1")
        slurm.wait_for_node("n1", ("down", "down*"))
        self.assertTrue(written_lately(slurm.work() / "n1.0"))
        slurm.heal("n1")
        slurm.wait_for_node("n1", "idle")
        self.assertFalse(any("sleep" in line for line in slurm.processes("n1").values()))


class WordsTest(unittest.TestCase):
    def test_values_may_hold_spaces_and_equals_signs(self):
        self.assertEqual(parse("JobId=7 JobName=two words CPUs/Task=1 TRES=cpu=2,mem=4M Comment=x=y z Power= \n"),
                         {"JobId": "7", "JobName": "two words", "CPUs/Task": "1", "TRES": "cpu=2,mem=4M",
                          "Comment": "x=y z", "Power": ""})


if __name__ == "__main__":
    unittest.main()
