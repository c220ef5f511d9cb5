"""Lives of campaigns until there were as many kills as wanted, each life compared with the run that nobody killed."""

import itertools
import pathlib
import random
import shutil
from collections import Counter

import comparison
import journal
import killing
import workflow

LONGEST_S = 2.0  # to a kill at a random moment


class CampaignOfKills:
    def __init__(self, folder: pathlib.Path, seed: int, say=print):
        self.folder = folder
        self.seed = seed
        self.say = say
        self.generator = random.Random(seed)
        self.victims = self.draw_victims()
        self.lives = []
        self.unkilled = None

    def draw_victims(self):
        """Each of the four in every four kills, in any order."""
        while True:
            yield from self.generator.sample(killing.VICTIMS, len(killing.VICTIMS))

    def kills(self):
        return [kill for life in self.lives for kill in life.kills]

    def new_life(self, name: str):
        return killing.Life(workflow.write(self.folder / name), random.Random(self.generator.random()), self.say)

    def run_unkilled(self):
        life = self.new_life("unkilled")
        life.run_unkilled()
        self.unkilled = life.campaign
        wrong = comparison.problems(life, self.unkilled)
        if wrong:
            raise killing.ChaosError("the run that nobody killed is not as it should be:\n  " + "\n  ".join(wrong))

    def events(self):
        """The labels of all that happened in the run that nobody killed, and of what only a kill brings about."""
        return sorted({record.label() for record in journal.read(self.unkilled)} | {"pool_died"})

    def some_events(self, count: int):
        """At least one of each kind."""
        labels = self.generator.sample(self.events(), len(self.events()))
        first_of_kind = {label.split()[0]: label for label in labels}
        others = [label for label in labels if label not in first_of_kind.values()]
        return list(first_of_kind.values()) + others[:max(0, count - len(first_of_kind))]

    def live(self, most: int, events=()):
        """One campaign, killed at most so often, and compared."""
        life = self.new_life(f"life-{len(self.lives) + 1}")
        self.lives.append(life)
        moments = killing.Moments(random.Random(self.generator.random()), LONGEST_S, events)
        if not life.run(moments, self.victims, most):
            life.run_unkilled()
        life.lost = [lost for lost, _ in life.lost_legs()]
        wrong = comparison.problems(life, self.unkilled)
        if wrong:
            raise killing.ChaosError(f"{life.campaign} is not as it should be:\n  " + "\n  ".join(wrong))
        shutil.rmtree(life.workflow.parent)
        return life

    def run(self, at_random: int, at_events: int, every_event=False):
        self.say(f"seed {self.seed}; folder {self.folder}")
        self.run_unkilled()
        while at_events > 0:
            events = self.events() if every_event else self.some_events(at_events)
            at_events -= self.live(at_events, events).counted()
            self.say(self.summary())
        while at_random > 0:
            at_random -= self.live(at_random).counted()
            self.say(self.summary())

    def summary(self):
        kills = self.kills()
        counted = [kill for kill in kills if not kill.before_first_leg]
        lost = Counter(lost for life in self.lives for lost in life.lost)
        by_victim = Counter(kill.victim for kill in kills)
        resumed = [seconds for life in self.lives for seconds in life.resumed_s]
        return "\n".join([
            f"kills     {len(kills)} in {len(self.lives)} campaigns: "
            + ", ".join(f"{victim} {by_victim[victim]}" for victim in killing.VICTIMS),
            f"counted   {len(counted)} after the first leg had begun, {sum(k.inside_leg for k in counted)} of them inside a leg",
            "legs lost by a task that was interrupted: " + ", ".join(f"{n}: {lost[n]} times" for n in sorted(lost)),
            f"work lost by a kill inside a leg: {killing.summary([k.lost_s for k in counted if k.inside_leg])}",
            f"resumed, from a kill to the next leg: {killing.summary(resumed)}"])
