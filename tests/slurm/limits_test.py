"""A submitted campaign ends at its limit, takes its successor out of the queue and tells its owner."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from private_slurm import PrivateSlurm, why_unavailable  # noqa: E402
from submitted_campaign import SubmittedCampaign, longer  # noqa: E402

REASON = why_unavailable()
TELL = 'echo "$VITRIFLOW_OUTCOME" >> "$VITRIFLOW_CAMPAIGN/told"'


@unittest.skipIf(REASON, REASON)
class LimitsTest(unittest.TestCase):
    def test_core_hours(self):
        with PrivateSlurm() as slurm, tempfile.TemporaryDirectory(prefix="vitriflow-slurm-") as folder:
            campaign = SubmittedCampaign(slurm, pathlib.Path(folder) / "limited", longer(5000))
            job = campaign.submit("--core-hours", "0.005", "--notify", TELL)
            campaign.wait_until_over()
            self.assertEqual(campaign.outcomes(), ["a limit is reached"])
            states = {known["JobState"] for number, known in slurm.jobs().items() if number != job}
            self.assertEqual(states, {"CANCELLED"})
            self.assertRegex(campaign.call("status", campaign.campaign), r"limits    0\.0\d+ of 0\.005 core hours\n")
            told = campaign.log(job)
            self.assertRegex(told, r"A limit is reached: the campaign has used 0\.0\d+ core hours of the 0\.005")
            self.assertIn(f"continue  with a higher limit: vitriflow submit {campaign.campaign} --cluster fake", told)
            self.assertIn("was cancelled: a limit is reached", told)
            self.assertEqual((campaign.campaign / "told").read_text(), "limit reached\n")


if __name__ == "__main__":
    unittest.main()
