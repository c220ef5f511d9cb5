"""What hangs is found, ended, set aside when it hangs again, and changes nothing for the others."""

import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from argon import sampled, write_argon  # noqa: E402
from program import PATIENCE_S, ProgramTest  # noqa: E402


class HangTest(ProgramTest):
    campaign_name = "argon"

    def setUp(self):
        super().setUp()
        # Seconds, where a user has minutes and hours.
        patience = {"VITRIFLOW_PATIENCE": "least=3 factor=3 unknown=8 stranded=1 pool=6 first_word=60"}
        os.environ.update(patience)
        self.addCleanup(lambda: [os.environ.pop(name) for name in patience])

    def test_a_rank_that_sleeps_for_ever_is_found_and_its_task_set_aside(self):
        # The dynamics that work are short: on a busy machine they may be slow, but not for that long.
        good = {"good": write_argon(self.folder), "works": sampled("good", ranks=2, duration="0.2 ps")}
        self.write(**good)
        os.environ["VITRIFLOW_PATIENCE"] = ""
        self.run_program("run", "argon.yaml", "-n", "2", "--into", "calm")
        os.environ["VITRIFLOW_PATIENCE"] = "least=5 factor=3 unknown=15"
        self.write(bad=write_argon(self.folder, "hang-at-step-150"),
                   hangs=sampled("bad", ranks=2), after=sampled("hangs", ranks=2), **good)
        output = self.run_program("run", "argon.yaml", "-n", "2", expect=1)
        self.assertEqual(self.states(),
                         {"good": "done", "bad": "done", "works": "done", "hangs": "set aside", "after": "blocked"})
        hung = self.journal("hung")
        self.assertEqual([record["task"] for record in hung], ["hangs", "hangs"])
        self.assertRegex(hung[0]["message"], r"^no progress for .* at \d+ of 1000 of .*: taken as hung$")
        self.assertIn("The pool died of 'hangs': no progress for ", output)
        self.assertIn("SET ASIDE  hangs: it took the pool down 2 times: no progress for ", output)
        self.assertEqual(self.result_bytes(self.folder / "calm", good), self.result_bytes(self.campaign, good))
        self.assertEqual(self.processes("pool"), [])

    def test_an_error_that_one_rank_alone_sees_is_told_as_it_was(self):
        self.write(bad=write_argon(self.folder, "throw-alone-at-step-150"), fails=sampled("bad", ranks=2))
        output = self.run_program("run", "argon.yaml", "-n", "2", expect=1)
        self.assertEqual(self.states()["fails"], "set aside")
        self.assertIn("SET ASIDE  fails: it took the pool down 2 times: it failed on one rank alone, and ", output)
        self.assertIn("faulty, command 'run 150': asked to fail on one rank. Log: ", output)

    def test_processes_that_are_stopped_for_ever_are_replaced(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 10 s\n    ranks: 2")
        process = self.start("run", "argon.yaml", "-n", "2")

        def stop(start, choose):
            self.wait_for(lambda: (self.campaign / "journal").is_dir() and len(self.journal("started")) == start,
                          f"start {start} of the task")
            os.kill(choose(), signal.SIGSTOP)

        stop(1, lambda: max(self.processes("pool")))  # a worker
        stop(2, lambda: min(self.processes("pool")))  # the coordinator
        stop(3, self.launcher)
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0, output + self.pool_log())
        self.assertRegex(output, r"The pool died of 'a': .* taken as hung; starting it again\.")
        self.assertEqual(output.count("The pool died with no word from its coordinator for "), 2, output)
        self.assertEqual(len(self.journal("pool_died")), 3)
        self.assertEqual(self.processes("pool"), [])

    def launcher(self):
        status = pathlib.Path(f"/proc/{self.processes('pool')[0]}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


if __name__ == "__main__":
    unittest.main()
