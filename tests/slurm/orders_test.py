"""What somebody does to a campaign's jobs ends in a state and in words that are clear."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import PrivateSlurm, why_unavailable  # noqa: E402
from submitted_campaign import (ENDED, PROGRAM, STOPPED, STOPPING, SideBySide, SubmittedCampaign, begun,  # noqa: E402
                                cancelled, lines, longer, waits)

REASON = why_unavailable()
LIQUID_PS = 150


def submit_and_wait_for_leg(campaign):
    job = campaign.submit("--mtbf", "0s")
    campaign.wait_for_leg()
    return job


def running_job_cancelled(campaign):
    campaign.slurm.call("scancel", submit_and_wait_for_leg(campaign))
    campaign.wait_until_over()


def running_job_cancelled_and_killed(campaign):
    """Before it can say anything; a leg lasts longer than what is done here."""
    slurm = campaign.slurm
    job = submit_and_wait_for_leg(campaign)
    batch = [pid for pid, line in slurm.processes("n1").items() if " --submission " in line]
    slurm.call("scancel", job)
    for pid in batch:
        os.kill(pid, signal.SIGKILL)
    campaign.wait_until_over()


def waiting_job_cancelled(campaign):
    job = submit_and_wait_for_leg(campaign)
    campaign.slurm.call("scancel", job + 1)
    campaign.slurm.signal_batch(job)
    campaign.wait_until_over()


def processes_of_the_step_signalled(campaign):
    slurm = campaign.slurm
    job = submit_and_wait_for_leg(campaign)
    slurm.call("scancel", "--signal=TERM", job)
    slurm.wait_for(job, "COMPLETED")
    campaign.wait_for_leg(leg=0, after=max(record.epoch for record in campaign.records()))
    slurm.call("scancel", "--signal=USR1", job + 1)
    campaign.wait_until_over()


def explained(campaign):
    """What `vitriflow explain` says of the jobs."""
    return campaign.without_changing(campaign.call("explain", campaign.campaign)).splitlines()[-1]


def allocations_reported(campaign):
    """What the report says of the allocations, cell by cell."""
    page = (campaign.campaign / "report" / "index.html").read_text()
    section = page[page.index("<h3>Allocations</h3>"):page.index("<details>", page.index("<h3>Allocations</h3>"))]
    return [campaign.without_changing(text) for text in re.findall(r">([^<]+)<", section)]


def reported(campaign):
    campaign.call("report", campaign.campaign)
    return allocations_reported(campaign)


def waiting_job_held_and_released(campaign):
    slurm = campaign.slurm
    job = submit_and_wait_for_leg(campaign)
    slurm.scontrol("uhold", job + 1)
    campaign.notes["explained while it ran"] = explained(campaign)
    campaign.notes["reported while it ran"] = reported(campaign)
    slurm.signal_batch(job)
    slurm.wait_for(job, "COMPLETED")
    campaign.notes["held"] = campaign.status()
    campaign.notes["explained while it waited"] = explained(campaign)
    campaign.notes["reported while it waited"] = reported(campaign)
    slurm.scontrol("release", job + 1)
    campaign.wait_until_over()


def job_behind_one_that_failed(campaign):
    slurm = campaign.slurm
    failed = slurm.sbatch("#!/bin/sh\nexit 1\n", "-N1")
    job = campaign.submit("--sbatch=--hold")
    slurm.scontrol("update", f"jobid={job}", f"dependency=afterok:{failed}")
    slurm.scontrol("release", job)
    campaign.wait_until_over()


def fewer_nodes(campaign):
    slurm = campaign.slurm
    job = campaign.submit("--sbatch=--hold")
    slurm.scontrol("update", f"jobid={job}", "numnodes=1-1", "numtasks=2", "numcpus=2")
    slurm.scontrol("release", job)
    campaign.wait_until_over()


def submission_cancelled(campaign):
    """All jobs, then once more, then those of a submission none of which has begun."""
    submit_and_wait_for_leg(campaign)
    campaign.notes["first"] = campaign.call("cancel", campaign.campaign, "--jobs", "--wait", "1min")
    campaign.notes["status"] = campaign.status()
    campaign.notes["again"] = campaign.call("cancel", campaign.campaign, "--jobs")
    campaign.notes["task"] = campaign.call("cancel", campaign.campaign, "liquid")
    campaign.submit("--sbatch=--hold")
    campaign.notes["before it began"] = campaign.call("cancel", campaign.campaign, "--jobs", "--no-wait")


STORIES = [running_job_cancelled, submission_cancelled, running_job_cancelled_and_killed, waiting_job_cancelled,
           processes_of_the_step_signalled, waiting_job_held_and_released, job_behind_one_that_failed, fewer_nodes]
SUBMITTED = "submitted SOME TIME ago to fake, partition all: at most 6 allocations of SOME TIME"
CANCELLED = "queue     cancelled SOME TIME ago; to go on: vitriflow submit CAMPAIGN --cluster fake"
NONE_LEFT = "queue     none of its jobs waits or runs: submit it again to go on"
KILLED = "slurmstepd-n1: error: *** JOB 1 ON n1 CANCELLED AT DATE ***"
DONE = "the campaign is done"
HEADINGS = ["Allocations", "No.", "Job", "Cluster", "Nodes", "Ranks", "Began (UTC)", "Lasted", "Ended"]


def allocation_row(number, ended):
    return [f"{number}", f"{number}", "fake, all", "n[1-2]", "4", "DATE", "SOME TIME", ended]


@unittest.skipIf(REASON, REASON)
class OrdersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = cls.enterClassContext(SideBySide(STORIES, longer(LIQUID_PS)))

    def ended(self, story):
        """The campaign, which has all results of a local run."""
        campaign, problems = self.stories.of(story)
        self.assertFalse(problems, "\n".join(problems))
        return campaign

    def broken_off(self, story, *status):
        """The campaign, of which `vitriflow status` says this."""
        campaign, _ = self.stories.of(story)
        self.assertEqual(campaign.status_at_the_end, lines(SUBMITTED, *status))
        return campaign

    def test_cancelling_the_job_that_runs_cancels_the_one_that_waits(self):
        campaign = self.broken_off(running_job_cancelled,
                                   "job 1     on n[1-2], allocation 1, ended SOME TIME ago: cancelled", NONE_LEFT)
        told = [line for line in campaign.told(1).splitlines() if line != KILLED]
        self.assertEqual(lines(*told), lines(waits(2), begun(1), STOPPING, STOPPED,
                                             cancelled(2, "this one was ended on request")))

    def test_a_submission_is_cancelled_in_one_command_and_keeps_its_state(self):
        campaign = self.broken_off(submission_cancelled, "job 3     CANCELLED (JobHeldUser)", CANCELLED)
        said = {what: campaign.without_changing(text).splitlines() for what, text in campaign.notes.items()}
        go_on = "go on      vitriflow submit CAMPAIGN --cluster fake"
        self.assertEqual(said["first"], [
            "cancelled  job 2, which waited",
            "ending     job 1 on n[1-2]: what runs ends at its next leg, and its state is kept",
            "ended      job 1: cancelled", go_on])
        self.assertEqual(said["status"], [
            SUBMITTED, "job 1     on n[1-2], allocation 1, ended SOME TIME ago: cancelled", CANCELLED])
        self.assertEqual(said["again"], ["nothing    no job of submission SUBMISSION waits or runs"])
        self.assertEqual(said["task"][-1], "effect     when it runs again. Its submission was cancelled SOME TIME ago; "
                         "to go on: vitriflow submit CAMPAIGN --cluster fake")
        self.assertEqual(said["before it began"], ["cancelled  job 3, which waited", go_on])
        self.assertEqual(campaign.told(1), lines(waits(2), begun(1), STOPPING, STOPPED))
        self.assertTrue(any(record.event == "interrupted" for record in campaign.records()))

    def test_a_job_behind_one_that_was_cancelled_and_could_not_say_so_does_nothing(self):
        campaign = self.broken_off(running_job_cancelled_and_killed, "job 1     CANCELLED on n[1-2], allocation 1",
                                   "job 2     COMPLETED on n[1-2]", NONE_LEFT)
        self.assertEqual(campaign.told(2), "Nothing was done: job 1 of the same submission was cancelled.")

    def test_without_the_job_that_waits_a_campaign_ends_with_the_one_that_runs(self):
        campaign = self.broken_off(waiting_job_cancelled, "job 1     FAILED on n[1-2], allocation 1: time",
                                   "job 2     CANCELLED (Dependency)", NONE_LEFT)
        self.assertEqual(campaign.told(1), lines(
            waits(2), begun(1), STOPPING, STOPPED, "next      none: job 2, which was to follow, was cancelled. "
            "To go on: vitriflow submit CAMPAIGN --cluster fake"))

    def test_term_or_usr1_to_the_step_alone_is_a_warning(self):
        campaign = self.ended(processes_of_the_step_signalled)
        self.assertEqual(campaign.told(1), lines(waits(2), begun(1), STOPPED, waits(2)))
        self.assertEqual(campaign.told(2), lines(waits(3), begun(2, 2), STOPPED, waits(3)))
        self.assertEqual(campaign.told(3), lines(waits(4), begun(3, 3), ENDED, cancelled(4, DONE)))

    def test_a_campaign_goes_on_when_the_job_that_is_held_is_released(self):
        campaign = self.ended(waiting_job_held_and_released)
        self.assertEqual(campaign.notes["held"], lines(SUBMITTED, "job 1     COMPLETED on n[1-2], allocation 1: time",
                                                       "job 2     PENDING (JobHeldUser): scontrol release 2"))
        self.assertEqual(campaign.notes["explained while it ran"],
                         "jobs      Its jobs: job 1 RUNNING on n[1-2], allocation 1, SOME TIME left; "
                         "job 2 PENDING (JobHeldUser): scontrol release 2.")
        self.assertEqual(campaign.notes["explained while it waited"],
                         "jobs      Nothing runs it now: job 2 PENDING (JobHeldUser): scontrol release 2.")
        self.assertEqual(campaign.told(2), lines(waits(3), begun(2, 2), ENDED, cancelled(3, DONE)))
        self.assertEqual(campaign.notes["reported while it ran"], HEADINGS + allocation_row(1, "runs") + [
            "The queue at DATE UTC. Its jobs: job 1 RUNNING on n[1-2], allocation 1, SOME TIME left; "
            "job 2 PENDING (JobHeldUser): scontrol release 2."])
        self.assertEqual(campaign.notes["reported while it waited"], HEADINGS + allocation_row(1, "its time was up") + [
            "The queue at DATE UTC. Nothing runs it now: job 2 PENDING (JobHeldUser): scontrol release 2."])
        self.assertEqual(allocations_reported(campaign), HEADINGS + allocation_row(1, "its time was up")
                         + allocation_row(2, "the campaign was done"))

    def test_a_job_that_waits_for_what_will_never_be_is_no_longer_in_the_queue(self):
        self.broken_off(job_behind_one_that_failed, "job 2     CANCELLED (DependencyNeverSatisfied)", NONE_LEFT)

    def test_a_job_with_a_node_less_uses_what_it_got(self):
        campaign = self.ended(fewer_nodes)
        self.assertEqual(campaign.told(1), lines(
            "got       2 of the 4 ranks that were asked for, on 1 of 2 nodes", waits(2),
            begun(1, ranks=2, nodes="n1"), ENDED, cancelled(2, DONE)))


@unittest.skipIf(REASON, REASON)
class TwiceAtOnceTest(unittest.TestCase):
    def test_of_two_submissions_at_the_same_moment_one_is_refused(self):
        with PrivateSlurm() as slurm, tempfile.TemporaryDirectory(prefix="vitriflow-slurm-") as folder:
            campaign = SubmittedCampaign(slurm, pathlib.Path(folder))
            command = [PROGRAM, "submit", campaign.workflow.name, "--cluster", "fake", "--time", "5min", "--yes",
                       "--sbatch=--hold"]
            both = [subprocess.Popen(command, cwd=folder, env=slurm.environment(), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
            said = [one.communicate()[1] for one in both]
            self.assertEqual(sorted(one.returncode for one in both), [0, 4], said)
            self.assertRegex("".join(said), "was submitted by somebody else a moment ago|is submitted already|is held by")
            self.assertEqual(len(slurm.jobs()), 1)


if __name__ == "__main__":
    unittest.main()
