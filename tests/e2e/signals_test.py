"""Requests to end, from wherever they come: the state is kept where there is time, and nothing is left running."""

import os
import pathlib
import pty
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from argon import sampled, write_argon  # noqa: E402
from program import PATIENCE_S, PROGRAM, ProgramTest  # noqa: E402

LEG_STEPS = 20000


class SignalsTest(ProgramTest):
    campaign_name = "argon"

    def write_dynamics(self, legs):
        # A leg of so small a system takes one or two seconds.
        self.write(crystal=write_argon(self.folder),
                   md=sampled("crystal", duration=f"{legs * LEG_STEPS // 1000} ps"))

    def legs(self):
        return [int(record["leg"]) for record in self.journal("leg")]

    def wait_for_leg(self, leg):
        self.wait_for(lambda: (self.campaign / "journal").is_dir() and leg in self.legs(), f"leg {leg}")

    def finish(self):
        self.run_program("run", str(self.campaign), "-n", "1")
        self.assertEqual(self.states()["md"], "done")
        self.assertEqual(self.processes("pool"), [])

    def test_a_job_that_gets_five_seconds_loses_no_finished_leg(self):
        self.write_dynamics(legs=3)
        process = self.start("run", "argon.yaml", "-n", "1")
        self.wait_for_leg(0)
        begin = time.monotonic()
        self.wait_for_leg(1)
        leg_s = time.monotonic() - begin
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=max(5, 3 * leg_s))
        except subprocess.TimeoutExpired:
            pass
        for pid in self.processes("pool") + [process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()
        reached = max(self.legs())
        self.finish()
        self.assertEqual(self.legs(), sorted(set(self.legs())), f"the state at the end of leg {reached} was kept")

    def test_two_requests_kill_and_the_next_run_goes_on(self):
        self.write_dynamics(legs=3)
        process = self.start("run", "argon.yaml", "-n", "1")
        self.wait_for_leg(1)
        process.send_signal(signal.SIGINT)
        self.wait_for(lambda: process.stdout.readline().startswith("Stopping"), "the first answer")
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3)
        print(f"\nkilled after {time.monotonic() - begin:.1f} s", flush=True)
        self.finish()

    def test_a_request_while_the_pool_starts_is_heard(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 600 s")
        process = self.start("run", "argon.yaml", "-n", "1")
        self.wait_for(lambda: (self.campaign / "journal").is_dir() and self.journal("taken"), "the lease")
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 3, output)
        self.assertEqual(self.processes("pool"), [])
        self.assertEqual(self.journal("failed"), [])

    def test_a_launcher_or_a_rank_that_is_told_to_end_is_replaced(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 3 s\n    ranks: 2")
        process = self.start("run", "argon.yaml", "-n", "2")
        self.wait_until_started("a")
        status = pathlib.Path(f"/proc/{self.processes('pool')[0]}/status").read_text()
        os.kill(int(next(x for x in status.splitlines() if x.startswith("PPid:")).split()[1]), signal.SIGTERM)
        self.wait_for(lambda: len(self.journal("started")) == 2, "the second start")
        os.kill(max(self.processes("pool")), signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0, output)
        self.assertEqual(len(self.journal("pool_died")), 2)

    def test_a_terminal_that_goes_away_ends_the_run_with_its_state_kept(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 600 s")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execv(PROGRAM, [PROGRAM, "run", "argon.yaml", "-n", "1"])
        self.wait_until_started("a")
        os.close(terminal)  # the kernel sends SIGHUP; nothing can be written any more
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 3)
        self.assertEqual(self.journal("interrupted"), [{"task": "a"}])
        self.assertEqual(self.processes("pool"), [])


if __name__ == "__main__":
    unittest.main()
