"""A campaign that one allocation cannot end goes on in the next one, in each of the ways that clusters offer."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import why_unavailable  # noqa: E402
from submitted_campaign import (ENDED, STOPPED, STOPPING, SideBySide, begun,  # noqa: E402
                                cancelled, lines, longer, waits)

REASON = why_unavailable()
END_S = 50  # of a job whose warning is 20 s: told at the first look
BEFORE_THE_LOOK_S = 23  # the first one is 30 s after the controller's start
LIQUID_PS = 400
GRACE_S = 10  # from TERM to the processes of the step to the end of a preempted job
URGENT = "PreemptType=preempt/partition_prio\nPreemptMode=CANCEL\nPartitionName=urgent Nodes=ALL PriorityTier=10\n"


def told_by_slurm_before_the_end(campaign):
    slurm = campaign.slurm
    slurm.wait_until(lambda: slurm.up_for_s() > BEFORE_THE_LOOK_S, "the time before SLURM looks at limits")
    job = campaign.submit("--mtbf", "0s")
    slurm.wait_for(job, "RUNNING")
    slurm.set_end_time(job, END_S)
    campaign.wait_until_over()


def preempted(campaign):
    slurm = campaign.slurm
    slurm.scontrol("update", "partitionname=all", f"gracetime={GRACE_S}")
    job = campaign.submit("--mtbf", "0s")
    campaign.wait_for_leg()
    urgent = slurm.sbatch("#!/bin/sh\n", "-p", "urgent", "-N4", "--exclusive")
    slurm.wait_for(urgent, "COMPLETED")
    campaign.wait_until_over()


def ended_with_the_code_that_requeues(campaign):
    job = campaign.submit("--mtbf", "0s", cluster=campaign.cluster_file("exit_code"))
    campaign.wait_for_leg()
    campaign.slurm.signal_batch(job)
    campaign.wait_until_over()


def requeued_by_itself_and_by_somebody(campaign):
    slurm = campaign.slurm
    job = campaign.submit("--mtbf", "0s", cluster=campaign.cluster_file("requeue"))
    epoch = campaign.wait_for_leg().epoch
    slurm.signal_batch(job)
    slurm.wait_until(lambda: slurm.job(job)["Restarts"] == "1", "the first requeue")
    campaign.wait_for_leg(leg=0, after=epoch)
    slurm.scontrol("requeue", job)
    campaign.wait_until_over()


@unittest.skipIf(REASON, REASON)
class GoingOnTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = cls.enterClassContext(SideBySide(
            [told_by_slurm_before_the_end, preempted, ended_with_the_code_that_requeues,
             requeued_by_itself_and_by_somebody], longer(LIQUID_PS), further={preempted: URGENT}))

    def look_at(self, story, jobs):
        """The campaign ended as a local run did; `jobs` are those of its allocations."""
        campaign, problems = self.stories.of(story)
        self.assertFalse(problems, "\n".join(problems))
        self.assertEqual(campaign.outcomes(), ["time"] * (len(jobs) - 1) + ["finished"])
        ends = [f"job {job}     on n[1-2], allocation {number + 1}, ended SOME TIME ago: {outcome}"
                for number, (job, outcome) in enumerate(zip(jobs, campaign.outcomes()))]
        self.assertEqual(campaign.status_at_the_end.splitlines()[1:], ends)
        print(f"legs begun again, by interruption: {campaign.lost_legs()}", flush=True)
        return campaign

    def test_a_campaign_whose_time_is_up_goes_on_in_the_job_that_waits(self):
        campaign = self.look_at(told_by_slurm_before_the_end, jobs=[1, 2])
        self.assertEqual(campaign.told(1), lines(waits(2), begun(1), STOPPING, STOPPED, waits(2)))
        self.assertEqual(campaign.told(2), lines(waits(3), begun(2, 2), ENDED, cancelled(3, "the campaign is done")))

    def test_a_preempted_campaign_goes_on_in_the_job_that_waits(self):
        campaign = self.look_at(preempted, jobs=[1, 2])
        self.assertEqual(campaign.told(1), lines(waits(2), begun(1), STOPPED, waits(2)))
        self.assertEqual(campaign.told(2), lines(waits(4), begun(2, 2), ENDED, cancelled(4, "the campaign is done")))

    def test_a_campaign_goes_on_in_a_job_that_ended_with_the_sites_exit_code(self):
        campaign = self.look_at(ended_with_the_code_that_requeues, jobs=[1, 1])
        self.assertEqual(campaign.told(1), lines(
            begun(1), STOPPING, STOPPED, "next      SLURM begins job 1 again (exit code 99)",
            begun(1, 2), ENDED))

    def test_a_campaign_goes_on_in_a_job_that_was_put_back_into_the_queue(self):
        campaign = self.look_at(requeued_by_itself_and_by_somebody, jobs=[1, 1, 1])
        requeued = "slurmstepd-n1: error: *** JOB 1 ON n1 CANCELLED AT DATE DUE TO JOB REQUEUE ***"
        told = [line for line in campaign.told(1).splitlines() if line != requeued]
        self.assertEqual(lines(*told), lines(
            begun(1), STOPPING, STOPPED, "next      job 1 goes back into the queue",
            begun(1, 2), STOPPING, STOPPED, "next      job 1 is in the queue again",
            begun(1, 3), ENDED))


if __name__ == "__main__":
    unittest.main()
