"""A campaign that is killed again and again, and run again each time, until it has ended."""

import os
import pathlib
import random
import statistics
import subprocess
import time
from typing import NamedTuple

import journal
import pool

PROGRAM = os.environ.get("VITRIFLOW", str(pathlib.Path(__file__).parents[2] / "build" / "release" / "vitriflow"))
VICTIMS = ("supervisor", "coordinator", "worker", "everything")
LOOK_S = 0.004
PATIENCE_S = 240  # without any event
RUNS_THAT_FAIL = 5


class Kill(NamedTuple):
    victim: str  # as drawn; `killed` says who was there
    killed: list
    moment: str
    places: list  # of pool.Place
    time_s: float
    epoch: int
    before_first_leg: bool

    @property
    def inside_leg(self):
        return self.lost_s > 0

    @property
    def lost_s(self):
        """The longest that a leg had run which was broken off; 0: none was."""
        return max([self.time_s - place.leg_began_s for place in self.places if place.leg_began_s is not None], default=0.0)

    def __str__(self):
        where = ", ".join(place.words for place in self.places) or "no task running"
        who = self.victim if self.victim == "everything" else "+".join(self.killed) or "nobody"
        return f"{who:<12} {self.moment:<38} {where}"


class ChaosError(Exception):
    """What must not happen; the campaign's folder is kept."""


class Moments:
    """When the next kill is due: at a time, or when one of the events that are left appears."""

    def __init__(self, generator: random.Random, longest_s: float, events=()):
        self.generator = generator
        self.longest_s = longest_s
        self.events = set(events)  # labels; empty: at random times
        self.by_event = bool(events)

    def begin(self):
        """Of a run, or after a kill. Three in four moments are counted from the next leg on, so that a machine on which
        the start takes longer than all moments gets on, too."""
        self.waits_for_leg = self.generator.random() < 0.75
        self.due_s = time.monotonic() + self.generator.uniform(0.0, self.longest_s)

    def has_come(self, new):
        if self.waits_for_leg and any(record.event == "leg" for record in new):
            self.waits_for_leg = False
            self.due_s = time.monotonic() + self.generator.uniform(0.0, self.longest_s)
        return not self.waits_for_leg and time.monotonic() >= self.due_s

    def hit(self, new):
        """The words for the moment when it has come."""
        if not self.by_event:
            return "at a random moment" if self.has_come(new) else None
        for record in new:
            if record.label() in self.events:
                self.events.remove(record.label())
                return f"at '{record.label()}'"
        return None

    def over(self):
        return self.by_event and not self.events


class Life:
    """One campaign from its first run to its end."""

    def __init__(self, workflow: pathlib.Path, generator: random.Random, say=print):
        self.workflow = workflow
        self.campaign = workflow.parent / "campaigns" / "chaos"
        self.generator = generator
        self.say = say
        self.kills = []
        self.resumed_s = []  # from a kill to the next leg that begins
        self.lost = []  # legs, for each task that was interrupted
        self.mpi_files = set()  # in the memory of this machine, of all its pools
        self.newest_epoch = self.epoch_before = 0
        self.program = None
        self.awaiting_leg_since = None

    # -- runs --

    def start(self):
        with open(self.workflow.parent / "output.txt", "ab") as output:
            self.program = subprocess.Popen(
                [PROGRAM, "run", self.workflow.name, "-n", "2", "--mtbf", "0s"], cwd=self.workflow.parent, stdout=output,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)

    def run_unkilled(self):
        """Also what ends a life: the run after the last kill."""
        self.start()
        try:
            code = self.program.wait(timeout=10 * PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise ChaosError("the run did not end") from None
        if code != 0:
            raise ChaosError(f"the run that nobody killed ended with exit code {code}")

    def run(self, moments: Moments, victims, most: int):
        """Kills at the moments until there were so many, or the campaign has ended. True: it has."""
        failed_runs = 0
        while True:
            self.start()
            code = self.kill_until_end(moments, victims, most)
            if code == 0 or self.counted() >= most or moments.over():
                return code == 0
            if code is not None and code > 0:
                failed_runs += 1
                self.say(f"    the run ended with exit code {code}; run again")
                if failed_runs > RUNS_THAT_FAIL:
                    raise ChaosError(f"{failed_runs} runs ended badly, the last one with exit code {code}")

    def kill_until_end(self, moments: Moments, victims, most: int):
        """The exit code; None: the supervisor was killed."""
        tail = journal.Tail(self.campaign)
        self.epoch_before = self.newest_epoch  # a pool whose supervisor was killed may still be there, and write
        moments.begin()
        heard_s = time.monotonic()
        while self.counted() < most and not moments.over():
            new = tail.next()
            self.note(new)
            heard_s = time.monotonic() if new else heard_s
            code = self.program.poll()
            if code is not None:
                return code
            self.newest_epoch = max([self.newest_epoch, *(record.epoch for record in new)])
            if moment := moments.hit([record for record in new if record.epoch > self.epoch_before]):
                if self.strike(next(victims), moment):
                    return None
                moments.begin()
                heard_s = time.monotonic()
            if time.monotonic() - heard_s > PATIENCE_S:
                raise ChaosError(f"nothing has happened for {PATIENCE_S} s")
            time.sleep(LOOK_S)
        return self.wait_for_end(tail)

    def wait_for_end(self, tail):
        heard_s = time.monotonic()
        while (code := self.program.poll()) is None:
            new = tail.next()
            self.note(new)
            heard_s = time.monotonic() if new else heard_s
            if time.monotonic() - heard_s > PATIENCE_S:
                raise ChaosError(f"nothing has happened for {PATIENCE_S} s")
            time.sleep(0.02)
        return code

    def note(self, new):
        if not any(record.event in ("leg", "pool_started") for record in new):
            return
        for process in pool.processes(self.campaign):
            self.mpi_files |= pool.mpi_files(process.pid)
        if self.awaiting_leg_since is not None and any(record.event == "leg" for record in new):
            self.resumed_s.append(time.monotonic() - self.awaiting_leg_since)
            self.awaiting_leg_since = None

    # -- kills --

    def targets(self, victim: str):
        there = pool.processes(self.campaign)
        supervisor = [pool.Process(self.program.pid, "supervisor", self.newest_epoch)]
        if victim == "everything":
            return supervisor + there
        chosen = [process for process in there if process.role.startswith(victim) and process.epoch > self.epoch_before]
        self.generator.shuffle(chosen)
        return chosen[:1] or supervisor  # the pool is not there yet

    def strike(self, victim: str, moment: str):
        """True: the supervisor is gone."""
        targets = self.targets(victim)
        time_s = time.time()
        pool.kill(process.pid for process in targets)
        struck_s = time.monotonic()
        records = journal.read(self.campaign) if (self.campaign / "journal").is_dir() else []
        self.kills.append(Kill(victim, [process.role for process in targets], moment,
                               pool.places(self.campaign, records), time_s,
                               records[-1].epoch if records else 0, all(r.event != "leg" for r in records)))
        self.say(f"{len(self.kills):>4}  {self.kills[-1]}")
        gone = targets[0].role == "supervisor"
        if gone:
            self.program.wait(timeout=PATIENCE_S)
        self.awaiting_leg_since = struck_s
        return gone

    # -- what it came to --

    def counted(self):
        return sum(not kill.before_first_leg for kill in self.kills)

    def lost_legs(self):
        return journal.lost_legs(self.campaign)


def summary(values):
    if not values:
        return "none"
    return f"median {statistics.median(values):.2f} s, longest {max(values):.2f} s ({len(values)})"
