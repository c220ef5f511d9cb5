"""vitriflow run: campaigns of test.number tasks that succeed, fail, sleep, crash and are interrupted."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, ProgramTest  # noqa: E402


def number(value, **more):
    lines = ["    kind: test.number", f"    value: {value}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)


class RunTest(ProgramTest):
    # -- what a campaign does --

    def test_a_chain_of_tasks_runs_and_is_found_done_afterwards(self):
        self.write(a=number(1), b=number(2, after="a"), c=number(4, after="b"))
        output = self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertIn("campaign  numbers: 3 tasks, 0 of them done already\n", output)
        self.assertIn(f"folder    {self.campaign}\n", output)
        self.assertIn("ranks     2 working, 1 coordinating\n", output)
        self.assertIn("3 done, 0 failed or set aside, 0 blocked", output)
        self.assertNotIn("\x1b", output)
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertEqual(file["tasks/c/c/number"][()], 7)
        self.assertTrue((self.campaign / "report" / "index.html").exists())

        begin = time.monotonic()
        output = self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertIn("Nothing to do: every result is there.\n", output)
        self.assertEqual(len(self.journal("started")), 3)
        self.assertLess(time.monotonic() - begin, 10)

    def test_a_task_is_tried_again_until_what_it_wants_is_there(self):
        wanted = self.folder / "wanted"
        self.write(a=number(1, wants_file=wanted, retry="{times: 20, wait: 0.2 s}"), b=number(2, after="a"))
        program = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        self.wait_for(lambda: len(self.journal("attempt_failed")) > 1, "two failures")
        wanted.touch()
        output = program.communicate(timeout=PATIENCE_S)[0]
        self.assertEqual(program.returncode, 0, output)
        self.assertIn(f"retrying   a: try 1 of 21 failed: there is no file '{wanted}' yet.", output)
        self.assertIn("2 done, 0 failed or set aside, 0 blocked", output)

    def test_conditions_skip_what_does_not_fulfil_them_and_are_decided_once(self):
        self.write(a=number('"${x}"', for_each="{x: [1, 2, 3]}"),
                   b=number(10, after="a", when='"${a.number} >= 2"'),
                   all=number(0, after="b", gather="all"))
        output = self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertIn("skipped    b[x=1]: a[x=1].number = 1, not >= 2\n", output)
        self.assertIn("6 done, 0 failed or set aside, 0 blocked, 1 skipped\n", output)
        self.assertEqual(self.states()["b[x=1]"], "skipped")
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertEqual(file["tasks/all/all/number"][()], 12 + 13)
        output = self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertIn("Nothing to do: every result is there that the conditions ask for.\n", output)
        self.assertEqual(len(self.journal("skipped")), 1)

        self.write(a=number('"${x}"', for_each="{x: [1, 2, 3]}"),
                   b=number(10, after="a", when='"${a.number} >= 3"'),
                   all=number(0, after="b", gather="all"))
        output = self.run_program("run", "numbers.yaml", "-n", "2", "--yes")
        self.assertIn("skipped    b[x=2]: a[x=2].number = 2, not >= 3\n", output)
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertEqual(file["tasks/all/all/number"][()], 13)
        self.assertEqual(sum(r["task"] == "b[x=3]" for r in self.journal("started")), 1)

    def test_lost_derived_files_are_made_again(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        (self.campaign / "campaign.h5").unlink()
        self.assertIn("Nothing to do", self.run_program("run", "numbers.yaml", "-n", "1"))
        self.assertTrue((self.campaign / "campaign.h5").exists())

    def test_a_damaged_result_is_recognised_and_computed_again(self):
        self.write(a=number(1), b=number(2, after="a"))
        self.run_program("run", "numbers.yaml", "-n", "1")
        (small,) = (self.campaign / "results").glob("small-*")
        damaged = bytearray(small.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        small.write_bytes(damaged)
        output = self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn(f"file '{small}' is damaged at byte", output)
        self.assertIn("2 done, 0 failed or set aside, 0 blocked", output)
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertEqual(file["tasks/b/b/number"][()], 3)

    def test_wide_tasks_run_on_groups(self):
        self.write(a=number(1, ranks=2), b=number(2), c=number(3, after="a", ranks=3), d=number(5, after="c"))
        self.run_program("run", "numbers.yaml", "-n", "4")
        ranks = {record["task"]: record["ranks"] for record in self.journal("started")}
        self.assertEqual(len(ranks["a"].split(",")), 2)
        self.assertEqual(len(ranks["c"].split(",")), 3)
        self.assertEqual(set(self.states().values()), {"done"})

    def test_a_task_wider_than_the_pool_is_refused_before_anything_starts(self):
        self.write(a=number(1, ranks=3))
        output = self.run_program("run", "numbers.yaml", "-n", "2", expect=2)
        self.assertEqual(
            output, "vitriflow: task 'a' needs 3 ranks, but only 2 are working. Run with -n 3, or lower 'ranks' of stage "
            "'a'.\n")
        self.assertFalse(self.campaign.exists())

    def test_a_failed_task_blocks_only_what_needs_it(self):
        self.write(a=number(1, failure="'no such thing.'"), b=number(2, after="a"), c=number(3), d=number(4, ranks=2))
        output = self.run_program("run", "numbers.yaml", "-n", "2", expect=1)
        self.assertEqual(output.count("FAILED     a: no such thing.\n"), 1, output)
        self.assertIn(f"FAILED     a, log: {self.campaign}/logs/pool.log\n           1 task waits for it in vain\n", output)
        self.assertIn("2 done, 1 failed or set aside, 1 blocked", output)
        self.assertEqual(self.states(), {"a": "failed", "b": "blocked", "c": "done", "d": "done"})
        self.assertIn("FAILED", self.run_program("status", str(self.campaign)))

    def test_a_failure_on_a_group_is_told_once(self):
        self.write(a=number(1, failure="'no such thing.'", ranks=2))
        self.run_program("run", "numbers.yaml", "-n", "2", expect=1)
        self.assertEqual([record["message"] for record in self.journal("failed")], ["no such thing."])

    def test_a_changed_workflow_is_the_next_generation_and_keeps_results(self):
        self.write(a=number(1), b=number(2))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.write(a=number(1), b=number(3), c=number(4))
        output = self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn("The workflow has changed: generation 1.\n  added    c\n  changed  b\n", output)
        self.assertEqual([record["task"] for record in self.journal("started")].count("a"), 1)
        self.assertTrue((self.campaign / "workflow.1.yaml").exists())

    # -- interruptions --

    def test_ctrl_c_keeps_the_state_and_the_next_run_continues(self):
        self.write(a=number(1), b=number(2, after="a", sleep="600 s"), c=number(3, after="b"))
        process = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("b")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3, output)
        self.assertIn("Stopping: running tasks end at their next leg, their state is kept.", output)
        self.assertIn(f"continue  vitriflow run {self.campaign}\n", output)
        self.assertEqual(self.processes("pool"), [])
        self.assertEqual(self.states(), {"a": "done", "b": "waiting", "c": "waiting"})

        self.write(a=number(1), b=number(2, after="a"), c=number(3, after="b"))
        self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertEqual([record["task"] for record in self.journal("started")].count("a"), 1)

    def test_a_second_ctrl_c_kills(self):
        self.write(a=number(1, sleep="600 s", ranks=2))
        process = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("a")
        for pid in self.processes("pool"):
            os.kill(pid, signal.SIGSTOP)  # a task that does not listen
        process.send_signal(signal.SIGINT)
        self.wait_for(lambda: process.stdout.readline().startswith("Stopping"), "the first answer")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3)
        self.wait_for(lambda: self.processes("pool") == [], "the end of the pool")

    def test_a_second_runner_is_refused_with_the_name_of_the_first(self):
        self.write(a=number(1, sleep="600 s"))
        process = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        output = self.run_program("run", "numbers.yaml", "-n", "1", expect=4)
        self.assertIn(f"process {process.pid}", output)
        status = self.status()
        self.assertTrue(status["held"])
        self.assertEqual(status["holder"]["pid"], process.pid)
        self.assertEqual(status["tasks"][0]["state"], "running")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3)

    # -- deaths --

    def test_a_killed_rank_ends_the_pool_which_starts_again(self):
        self.write(a=number(1), b=number(2, sleep="6 s", after="a"))
        process = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("b")
        os.kill(max(self.processes("pool")), signal.SIGKILL)
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0, output + self.pool_log())
        self.assertIn("The pool died with", output)
        self.assertEqual(len(self.journal("pool_died")), 1)
        self.assertEqual([record["task"] for record in self.journal("started")].count("a"), 1)

    def test_a_killed_supervisor_takes_its_pool_along_and_the_next_run_continues(self):
        self.write(a=number(1), b=number(2, sleep="3 s", after="a"))
        process = self.start("run", "numbers.yaml", "-n", "2")
        self.wait_until_started("b")
        process.kill()
        process.wait()  # a zombie would still count as alive
        self.wait_for(lambda: self.processes("pool") == [], "the end of the pool")
        self.run_program("run", "numbers.yaml", "-n", "2")
        self.assertEqual([record["task"] for record in self.journal("done")], ["a", "b"])

    def test_a_task_that_takes_the_pool_down_twice_is_set_aside(self):
        self.write(a=number(1, crash="fault"), b=number(2, after="a"), c=number(3, sleep="1 s"))
        output = self.run_program("run", "numbers.yaml", "-n", "2", expect=1)
        self.assertIn("SET ASIDE  a: it took the pool down 2 times: segmentation fault (signal 11)\n", output)
        self.assertEqual(self.states(), {"a": "set aside", "b": "blocked", "c": "done"})
        self.assertEqual(len(self.journal("pool_died")), 2)

    # -- what it costs --

    def test_an_idle_coordinator_takes_less_than_two_percent_of_a_core(self):
        self.write(a=number(1, sleep="600 s"))
        self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        time.sleep(1)
        coordinator = min(self.processes("pool"))
        # What waking up as often costs on this machine at this moment.
        sleeper = subprocess.Popen([sys.executable, "-c", "import time\nwhile True: time.sleep(0.005)"])
        self.addCleanup(sleeper.wait)
        self.addCleanup(sleeper.kill)
        time.sleep(1)

        def cpu_s(pid):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        both = (coordinator, sleeper.pid)
        before, begin = [cpu_s(pid) for pid in both], time.monotonic()
        time.sleep(5)
        elapsed = time.monotonic() - begin
        share, waking = ((cpu_s(pid) - earlier) / elapsed for pid, earlier in zip(both, before))
        print(f"\nidle coordinator: {100 * share:.2f} % of a core, a bare sleeper {100 * waking:.2f} %", flush=True)
        self.assertLess(share, max(0.02, 4 * waking))


if __name__ == "__main__":
    unittest.main()
