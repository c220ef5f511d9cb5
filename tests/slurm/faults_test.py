"""Whatever becomes of nodes and of the controller, a submitted campaign ends with the results of a local run."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import SlurmUnavailable, why_unavailable  # noqa: E402
from submitted_campaign import (ENDED, STOPPED, STOPPING, SideBySide, begun, cancelled, lines,  # noqa: E402
                                longer, waits)

REASON = why_unavailable()
LIQUID_PS = 200


def submit_and_wait_for_leg(campaign, **options):
    """Until there is state to go on from."""
    campaign.submit("--mtbf", "0s", **options)
    campaign.wait_for_leg()


def slurmd_killed(campaign):
    submit_and_wait_for_leg(campaign)
    campaign.slurm.kill_slurmd("n1")
    campaign.wait_until_over()


def node_set_down(campaign):
    submit_and_wait_for_leg(campaign)
    campaign.slurm.down("n2")
    campaign.wait_until_over()


def node_switched_off(campaign):
    submit_and_wait_for_leg(campaign)
    campaign.slurm.power_off("n1")
    campaign.wait_until_over()


def node_cut_off(campaign):
    """All processes are on that node, so that they work on until they are fenced off."""
    submit_and_wait_for_leg(campaign, nodes=1)
    campaign.slurm.partition("n1")
    campaign.wait_until_over()


def controller_killed_behind_a_submission(campaign):
    slurm = campaign.slurm
    campaign.submit("--mtbf", "0s")
    slurm.kill_slurmctld()
    slurm.forget_jobs()
    campaign.notes["away"] = campaign.status()
    slurm.start_slurmctld()
    other = slurm.sbatch("#!/bin/sh\nsleep 600\n", "-N1", "--comment=of somebody else")
    campaign.notes["other"] = other
    campaign.notes["forgotten"] = campaign.status()
    campaign.submit("--mtbf", "0s")
    slurm.wait_until(lambda: campaign.outcomes() and campaign.outcomes()[-1], "the end of the campaign", 200)
    slurm.call("scancel", other)
    campaign.wait_until_over()


def controller_away_to_the_end(campaign):
    slurm = campaign.slurm
    submit_and_wait_for_leg(campaign)
    other = slurm.sbatch("#!/bin/sh\n", "--hold")
    slurm.wait_until_saved(other)
    slurm.kill_slurmctld()
    slurm.wait_until(lambda: campaign.outcomes()[-1], "the end of the campaign", 200)
    campaign.notes["away"] = campaign.status()
    slurm.start_slurmctld()
    slurm.call("scancel", other)
    campaign.wait_until_over()


STORIES = [slurmd_killed, node_set_down, node_switched_off, node_cut_off, controller_killed_behind_a_submission,
           controller_away_to_the_end]
SUBMITTED = "submitted SOME TIME ago to fake, partition all: at most 6 allocations of SOME TIME"
DONE = cancelled(3, "the campaign is done")


@unittest.skipIf(REASON, REASON)
class FaultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = cls.enterClassContext(SideBySide(STORIES, longer(LIQUID_PS), own_network=[node_cut_off]))

    def of(self, story):
        """The campaign, which has all results of a local run."""
        try:
            campaign, problems = self.stories.of(story)
        except SlurmUnavailable as reason:
            self.skipTest(str(reason))
        self.assertFalse(problems, "\n".join(problems))
        return campaign

    def test_a_batch_script_that_goes_on_without_its_slurmd_gives_way_to_the_next_job(self):
        campaign = self.of(slurmd_killed)
        self.assertEqual(campaign.outcomes()[-1], "finished")
        self.assertIn(campaign.outcomes()[0], ("broken", "replaced"))
        self.assertTrue(campaign.told(2).endswith(lines(ENDED, DONE)), campaign.told(2))

    def test_a_job_whose_node_was_set_down_keeps_its_state_and_the_next_one_goes_on(self):
        campaign = self.of(node_set_down)
        self.assertEqual(campaign.outcomes(), ["time", "finished"])
        told = [line for line in campaign.told(1).splitlines() if not line.startswith("slurmstepd")]
        self.assertEqual(lines(*told), lines(waits(2), begun(1), STOPPING, STOPPED, waits(2)))

    def test_a_job_whose_node_was_switched_off_is_replaced_by_the_next_one(self):
        campaign = self.of(node_switched_off)
        self.assertEqual(campaign.outcomes(), ["", "finished"])
        self.assertEqual(campaign.status_at_the_end, lines(
            SUBMITTED, "job 1     on n[1-2], allocation 1, ended without a word",
            "job 2     on n[2-3], allocation 2, ended SOME TIME ago: finished"))

    def test_processes_that_work_on_behind_a_cut_are_fenced_off(self):
        campaign = self.of(node_cut_off)
        self.assertEqual(campaign.outcomes(), ["replaced", "finished"])
        self.assertEqual(campaign.told(1), lines(
            waits(2), begun(1, ranks=2, nodes="n1"),
            "vitriflow: another runner took over 'CAMPAIGN'; this one has ended its pool."))

    def test_a_job_that_the_controller_forgot_is_submitted_again(self):
        campaign = self.of(controller_killed_behind_a_submission)
        away, forgotten = campaign.notes["away"].splitlines(), campaign.notes["forgotten"].splitlines()
        self.assertEqual(away[0], SUBMITTED)
        self.assertTrue(away[1].startswith("queue     not known: SLURM does not answer: "), away[1])
        self.assertEqual(campaign.notes["other"], 1, "the id was given out again")
        self.assertEqual(forgotten, [SUBMITTED, "queue     SLURM knows no job of it: submit it again"])
        self.assertEqual(campaign.outcomes(), ["finished"])

    def test_a_campaign_that_ends_without_the_controller_leaves_no_job_that_works(self):
        campaign = self.of(controller_away_to_the_end)
        self.assertEqual(campaign.outcomes(), ["finished"])


if __name__ == "__main__":
    unittest.main()
