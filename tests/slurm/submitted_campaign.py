"""A campaign that is handed to a private SLURM, and how it compares with a run on this machine."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "chaos"))
import comparison  # noqa: E402
import journal  # noqa: E402
import killing  # noqa: E402
import workflow  # noqa: E402
from private_slurm import PrivateSlurm, SlurmUnavailable, why_unavailable  # noqa: E402

PROGRAM = killing.PROGRAM
RANKS = 4  # of a submission's two nodes, and of the local run: placement is the same
ALLOCATIONS = 6
PATIENCE_S = 600  # for machines that do other things meanwhile
OVER = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "DEADLINE", "OUT_OF_MEMORY",
        "BOOT_FAIL"}
CLUSTER = """title: four fake nodes
tested: true
launcher: srun --mpi=pmix
warning: {warning}
continuation: {continuation}
confirm_core_hours: 1
partitions:
  all: {{nodes: 4, cores: 2, memory: 2000 MiB, longest: none}}
"""
CHANGING = ((r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?", "DATE"), (r"\d{8}-\d{6}-[0-9a-f]{4}", "SUBMISSION"),
            (r"\d\d:\d\d:\d\d", "CLOCK"), (r"\d+ min \d\d s|\d+(?:\.\d+)? (?:ms|s|min|h)\b", "SOME TIME"),
            (r"((?:stopped|no time left) after SOME TIME): .*", r"\1: SO FAR"),
            (r"\d+ of them done", "SOME of them done"))


# What a job of the workflow's says in its log.
BEGUN = """campaign  chaos: 23 tasks, SOME of them done already
folder    CAMPAIGN
ranks     {ranks} working, 1 coordinating
job       {job} on {nodes}, until DATE, allocation {number} of at most 6
log       CAMPAIGN/logs/pool.log"""
STOPPING = "Stopping: running tasks end at their next leg, their state is kept."
STOPPED = """stopped after SOME TIME: SO FAR
report    is written at the end; before it: vitriflow report CAMPAIGN"""
ENDED = """ended after SOME TIME: 21 done, 0 failed or set aside, 0 blocked, 2 skipped
report    CAMPAIGN/report/index.html"""


def begun(job, number=1, ranks=4, nodes="n[1-2]"):
    return BEGUN.format(job=job, number=number, ranks=ranks, nodes=nodes)


def waits(job):
    return f"next      job {job} waits for this one to end"


def cancelled(job, because):
    return f"next      job {job} was cancelled: {because}"


def lines(*texts):
    return "\n".join(texts)


def changed(text: str, words: str, others: str):
    assert words in text
    return text.replace(words, others)


# Stage 'cold' is interrupted by nothing here.
WORKFLOW = changed(workflow.WORKFLOW, "duration: 40 ps", "duration: 10 ps")


def longer(liquid_ps: int):
    """The workflow with so much molecular dynamics that it can be interrupted."""
    return changed(WORKFLOW, "duration: 45 ps", f"duration: {liquid_ps} ps")


def run_locally(folder: pathlib.Path, text: str = WORKFLOW):
    """The campaign's folder, once it has ended."""
    path = workflow.write(folder, text)
    done = subprocess.run([PROGRAM, "run", path.name, "-n", str(RANKS)], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "campaigns" / "chaos"


class SubmittedCampaign:
    """Files are in a folder of the test's own, so that they outlast the cluster."""

    def __init__(self, slurm: PrivateSlurm, folder: pathlib.Path, text: str = WORKFLOW):
        self.slurm = slurm
        self.folder = folder
        self.workflow = workflow.write(folder, text)
        self.campaign = folder / "campaigns" / "chaos"
        self.mpi_files = set()
        self.status_at_the_end = ""
        self.notes = {}  # what a story tells its test

    # -- what a user types --

    def call(self, *arguments, expect=0):
        """What the program prints on the login node."""
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE_S, env=self.slurm.environment())
        text = done.stdout + done.stderr
        if done.returncode != expect:
            raise AssertionError(f"exit code {done.returncode}, not {expect}, of {arguments}:\n{text}")
        return text

    def submit(self, *options, nodes=2, cluster="fake"):
        """The first job's id."""
        text = self.call("submit", self.workflow.name, "--cluster", cluster, "--nodes", nodes, "--time", "10min",
                         "--allocations", ALLOCATIONS, "--yes", *options)
        return int(re.search(r"^submitted job (\d+)$", text, re.MULTILINE)[1])

    def cluster_file(self, continuation: str, warning="20 s"):
        path = self.folder / f"{continuation}.yaml"
        path.write_text(CLUSTER.format(continuation=continuation, warning=warning))
        return path

    def status(self):
        """What `vitriflow status` says of the queue."""
        text = self.call("status", self.campaign)
        return self.without_changing(text[text.index("\nsubmitted") + 1:text.index("\ntasks")])

    def counts(self):
        """Tasks by state."""
        found = {}
        for task in json.loads(self.call("status", self.campaign, "--json"))["tasks"]:
            found[task["state"]] = found.get(task["state"], 0) + 1
        return found

    # -- what there is to see --

    def log(self, job: int):
        path = self.campaign / "logs" / f"slurm-{job}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def told(self, job: int):
        """The job's log without what happened to tasks and without what differs from one time to the next."""
        return lines(*(line for line in self.without_changing(self.log(job)).splitlines()
                       if not line.startswith("CLOCK")))

    def without_changing(self, text: str):
        text = text.replace(str(self.campaign), "CAMPAIGN")
        for pattern, word in CHANGING:
            text = re.sub(pattern, word, text)
        return text

    def records(self):
        return journal.read(self.campaign) if (self.campaign / "journal").is_dir() else []

    def allocations(self):
        """Their records, in the order in which they began."""
        found = [json.loads(path.read_text()[9:]) for path in (self.campaign / "allocations").glob("*")
                 if ".new-" not in path.name]
        return sorted(found, key=lambda record: record["began"])

    def outcomes(self):
        return [record["outcome"] for record in self.allocations()]

    # -- waiting --

    def wait_for_record(self, what, condition):
        return self.slurm.wait_until(lambda: next(filter(condition, self.records()), None), what, PATIENCE_S)

    def wait_for_leg(self, task="liquid", leg=2, after=0):
        """A leg of such a task that begins behind that epoch; states of earlier legs are kept by then."""
        return self.wait_for_record(f"leg {leg} of {task}", lambda record: record.event == "leg" and
                                    record.task.startswith(task) and record.leg >= leg and record.epoch > after)

    def wait_until_over(self, timeout=PATIENCE_S):
        """Until SLURM has no job of it that waits or runs."""
        self.slurm.wait_until(lambda: all(job["JobState"] in OVER for job in self.slurm.jobs().values()),
                              "the end of all jobs", timeout)
        return self

    # -- what it came to --

    def lost_legs(self):
        return journal.lost_legs(self.campaign)

    def problems(self, local: pathlib.Path):
        """All in which it is not as the local run."""
        found = comparison.unfinished(self.campaign) or comparison.problems(self, local)
        logs = sorted({int(record["job"]) for record in self.allocations()})
        return found + [self.status_at_the_end, *map(self.log, logs)] if found else []


class SideBySide:
    """Stories about campaigns, all at once and each on a SLURM of its own, beside the same campaign run locally.

    A story is a function of a SubmittedCampaign. `of` gives the campaign, or raises what the story raised.
    `own_network`: stories whose nodes can be cut off; `further`: lines of slurm.conf, by the story."""

    def __init__(self, stories, text: str = WORKFLOW, own_network=(), further=None, at_once=16):
        self.stories = {story.__name__: story for story in stories}
        self.text = text
        self.own_network = {story.__name__ for story in own_network}
        self.further = {story.__name__: lines for story, lines in (further or {}).items()}
        self.begins = threading.Lock()
        self.threads = ThreadPoolExecutor(at_once)

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitriflow-slurm-"))
        self.local = self.threads.submit(run_locally, self.folder / "local", self.text)
        self.found = {name: self.threads.submit(self.tell, name) for name in self.stories}
        return self

    def __exit__(self, *_):
        self.threads.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, name):
        began_s = time.monotonic()
        own_network = name in self.own_network
        if own_network and (reason := why_unavailable(own_network=True)):
            raise SlurmUnavailable(reason)
        with PrivateSlurm(own_network=own_network, further=self.further.get(name, "")) as slurm:
            campaign = SubmittedCampaign(slurm, self.folder / name, self.text)
            self.stories[name](campaign)
            campaign.status_at_the_end = campaign.status()
            campaign.took_s = time.monotonic() - began_s
        return campaign, campaign.problems(self.local.result())

    def of(self, story):
        """The campaign of that story and what is wrong with it, compared with the local run."""
        campaign, problems = self.found[story.__name__].result()
        print(f"\n{story.__name__}: {campaign.took_s:.0f} s", flush=True)
        return campaign, problems
