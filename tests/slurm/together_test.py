"""Two jobs of one campaign at once share its work: one plans, the other lends its ranks."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import submitted_campaign as support  # noqa: E402

REASON = support.why_unavailable()


def submit_two(campaign):
    """The job that plans and the one that works for it, once the other one does."""
    campaign.submit("--at-once", 2, "--mtbf", "0s")
    campaign.wait_for_record("a member's leg", lambda record: record.event == "leg" and record.writer.startswith("j"))
    by_session = {record["session"] > 0: int(record["job"]) for record in campaign.allocations()}
    return by_session[False], by_session[True]


def both_go_on_to_the_end(campaign):
    submit_two(campaign)
    campaign.wait_until_over()


def the_other_jobs_node_is_switched_off(campaign):
    _, member = submit_two(campaign)
    for node in ("n1", "n2") if campaign.slurm.job(member)["NodeList"] == "n[1-2]" else ("n3", "n4"):
        campaign.slurm.power_off(node)
    campaign.wait_for_record("the loss of the member", lambda record: record.event == "left")
    campaign.wait_until_over()


def the_planning_job_is_cancelled(campaign):
    planner, member = submit_two(campaign)
    campaign.slurm.call("scancel", str(planner))
    campaign.notes["member"] = member
    campaign.wait_until_over()


def the_other_job_is_warned(campaign):
    _, member = submit_two(campaign)
    campaign.slurm.signal_batch(member, "USR1")
    campaign.notes["member"] = member
    campaign.wait_until_over()


STORIES = [both_go_on_to_the_end, the_other_jobs_node_is_switched_off, the_planning_job_is_cancelled,
           the_other_job_is_warned]


@unittest.skipIf(REASON, REASON)
class TogetherTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        stories = support.SideBySide(STORIES, support.longer(300), at_once=4)
        cls.side = cls.enterClassContext(stories)

    def events(self, campaign, event):
        return [record for record in campaign.records() if record.event == event]

    def test_two_jobs_share_the_work_and_do_nothing_twice(self):
        campaign, problems = self.side.of(both_go_on_to_the_end)
        self.assertEqual(problems, [])
        ranks = {int(rank) for record in self.events(campaign, "started") for rank in record.values["ranks"].split(",")}
        self.assertLess(min(ranks), 4, "the planning job's")
        self.assertGreaterEqual(max(ranks), 4, "the other job's")
        self.assertEqual(len(self.events(campaign, "joined")), 1)

    def test_work_of_a_job_that_vanished_is_planned_again(self):
        campaign, problems = self.side.of(the_other_jobs_node_is_switched_off)
        self.assertEqual(problems, [])
        self.assertRegex(self.events(campaign, "left")[0].values["message"], r"^it was not heard of for 1 min")

    def test_the_other_job_plans_when_the_planning_one_is_cancelled(self):
        campaign, problems = self.side.of(the_planning_job_is_cancelled)
        self.assertEqual(problems, [])
        self.assertEqual(campaign.outcomes().count("finished"), 1)

    def test_a_job_that_is_warned_leaves_and_the_planning_one_goes_on(self):
        campaign, problems = self.side.of(the_other_job_is_warned)
        self.assertEqual(problems, [])
        self.assertEqual(self.events(campaign, "left")[0].values["message"], "its job has ended")


if __name__ == "__main__":
    unittest.main()
