"""What is submitted runs across nodes and finds what a local run finds."""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import why_unavailable  # noqa: E402
from submitted_campaign import ENDED, SideBySide, begun, cancelled, lines, waits, workflow  # noqa: E402

REASON = why_unavailable()
STATUS = """submitted SOME TIME ago to fake, partition all: at most 6 allocations of SOME TIME
job 2     on n[1-2], allocation 1, ended SOME TIME ago: finished"""


MANY = f"""campaign: chaos
stages:
  number:
    kind: test.number
    value: ${{x}}
    for_each: {{x: {list(range(1000))}}}
    ranks: 1
"""


def over_two_nodes(campaign):
    slurm = campaign.slurm
    slurm.wait_for(slurm.sbatch("#!/bin/sh\n", "-N1", "-w", "n4"), "COMPLETED")  # a cluster's first one waits for 3 s
    began_s = time.time()
    job = campaign.submit()
    campaign.wait_for_leg(leg=0)
    campaign.wait_until_over()
    campaign.notes.update(job=job, steps=slurm.steps(), first_leg_s=min(
        record.time_s for record in campaign.records() if record.event == "leg") - began_s)


def many_short_tasks(campaign):
    workflow.write(campaign.folder, MANY)
    job = campaign.submit()
    campaign.wait_until_over()
    campaign.notes.update(job=job, counts=campaign.counts(), steps=campaign.slurm.steps())


@unittest.skipIf(REASON, REASON)
class AcrossNodesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = cls.enterClassContext(SideBySide([over_two_nodes, many_short_tasks], at_once=1))

    def test_a_submitted_campaign_finds_bit_by_bit_what_a_local_run_finds(self):
        campaign, problems = self.stories.of(over_two_nodes)
        self.assertEqual(problems, [])
        job = campaign.notes["job"]
        self.assertEqual(campaign.notes["steps"], {f"{job}.0": ["n1", "n2"]})
        self.assertEqual(campaign.told(job), lines(waits(3), begun(2), ENDED, cancelled(3, "the campaign is done")))
        self.assertEqual(campaign.status_at_the_end, STATUS)
        first_leg_s = campaign.notes["first_leg_s"]
        print(f"\nfrom submit to the first step of molecular dynamics: {first_leg_s:.1f} s", flush=True)

    def test_a_thousand_short_tasks_are_one_step(self):
        campaign, _ = self.stories.of(many_short_tasks)
        self.assertEqual(campaign.notes["counts"], {"done": 1000})
        self.assertEqual(campaign.notes["steps"], {f"{campaign.notes['job']}.0": ["n1", "n2"]})


if __name__ == "__main__":
    unittest.main()
