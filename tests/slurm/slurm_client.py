"""SLURM's commands as a user types them, with a limit to the time that each may take."""

import pathlib
import re
import subprocess
import time

CALL_S = 30  # a client gives up on an absent controller after 9 to 18 s
LOOK_S = 0.1
PATIENCE_S = 60


class SlurmError(Exception):
    """A command of SLURM failed or did not end in time."""


class WaitedInVain(AssertionError):
    """A job did not reach a state in time; holds the cluster's diagnosis."""


class SlurmClient:
    """What a user and an administrator can do on the login node. A subclass says how that node's shell looks."""

    def environment(self) -> dict:
        raise NotImplementedError

    def work(self) -> pathlib.Path:
        """Where jobs are submitted that do not say where."""
        raise NotImplementedError

    def call(self, *arguments, text=None, cwd=None, environment=None):
        """What the command prints."""
        command = [str(argument) for argument in arguments]
        try:
            done = subprocess.run(command, input=text if text is not None else "", capture_output=True, text=True,
                                  timeout=CALL_S, cwd=cwd or self.work(),
                                  env={**self.environment(), **(environment or {})})
        except subprocess.TimeoutExpired:
            raise SlurmError(f"'{' '.join(command)}' did not end within {CALL_S} s") from None
        if done.returncode != 0:
            raise SlurmError(f"'{' '.join(command)}' failed with exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    # -- jobs --

    def sbatch(self, script: str, *options, cwd=None, environment=None):
        """Submits the text of a script; the job's id."""
        return int(self.call("sbatch", "--parsable", *options, text=script, cwd=cwd, environment=environment))

    def scontrol(self, *arguments):
        return self.call("scontrol", *arguments)

    def job(self, job_id: int):
        """What 'scontrol show job' knows, as texts by their names."""
        return parse(self.scontrol("-o", "show", "job", job_id).splitlines()[0])

    def jobs(self):
        """All that the controller knows, also those that ended (MinJobAge), by id; tasks of arrays one by one."""
        lines = self.scontrol("-o", "show", "job").splitlines()
        return {int(found["JobId"]): found for found in map(parse, lines) if "JobId" in found}

    def state(self, job_id: int):
        return self.job(job_id)["JobState"]

    def output(self, job_id: int):
        """What the job has printed so far; its standard error is a part of it unless it went elsewhere."""
        path = pathlib.Path(self.job(job_id)["StdOut"])
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_for(self, job_id: int, states, timeout=PATIENCE_S):
        """The job, once it is in that state or in one of these. An absent controller is waited for, too."""
        states = {states} if isinstance(states, str) else set(states)
        return self.wait_until(lambda: (job := self.job(job_id))["JobState"] in states and job,
                               f"job {job_id} to be {' or '.join(sorted(states))}", timeout)

    def wait_until(self, condition, what: str, timeout=PATIENCE_S):
        """What the condition gives once that is true; it may ask the controller, which may be absent."""
        end = time.monotonic() + timeout
        while True:
            try:
                if found := condition():
                    return found
                problem = ""
            except SlurmError as error:
                problem = f"{error}\n"
            if time.monotonic() > end:
                raise WaitedInVain(f"waited {timeout} s in vain for {what}\n{problem}{self.diagnosis()}")
            time.sleep(LOOK_S)

    def set_end_time(self, job_id: int, seconds_from_now: int):
        """The limit of a running job; see RECORDED.md for when SLURM looks at it."""
        self.scontrol("update", f"jobid={job_id}", f"endtime=now+{seconds_from_now}")

    def start_now(self, job_id: int):
        """A job that was put back into the queue need not wait (requeue_delay_s)."""
        self.scontrol("update", f"jobid={job_id}", "starttime=now")

    def signal_batch(self, job_id: int, name="USR1"):
        """What --signal=B:USR1@... would do, now."""
        self.call("scancel", "--batch", f"--signal={name}", job_id)

    # -- nodes --

    def node(self, name: str):
        return parse(self.scontrol("-o", "show", "node", name).splitlines()[0])

    def node_states(self):
        """As sinfo words them, short: idle, alloc, mix, down; '*' behind it: it does not answer."""
        return dict(line.split() for line in self.call("sinfo", "-h", "-N", "-o", "%N %t").splitlines())

    def wait_for_node(self, name: str, states, timeout=PATIENCE_S):
        states = {states} if isinstance(states, str) else set(states)
        self.wait_until(lambda: self.node_states()[name] in states, f"node {name} to be {states}", timeout)

    def down(self, node: str):
        """What an administrator says; the node's processes are killed, if it is heard there."""
        self.scontrol("update", f"nodename={node}", "state=down", "reason=test")

    def resume(self, node: str):
        self.scontrol("update", f"nodename={node}", "state=resume")

    # -- for the words of a failure --

    def diagnosis(self):
        shown = [self.attempt("sinfo", "-R"), self.attempt("sinfo", "-N", "-l"), self.attempt("squeue"),
                 self.attempt("scontrol", "-o", "show", "job")]
        return "\n".join(shown)

    def attempt(self, *arguments):
        try:
            return f"$ {' '.join(arguments)}\n{self.call(*arguments)}"
        except SlurmError as error:
            return str(error)


def parse(line: str):
    """'A=1 B=two words C=x=y' as a dict. A word that begins like a name of SLURM's ends a value."""
    parts = re.split(r"(?:^| )([A-Z][A-Za-z/:]*)=", line.strip())
    return {name: value.strip() for name, value in zip(parts[1::2], parts[2::2])}
