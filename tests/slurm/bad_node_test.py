"""A node on which tasks fail, and only there, is avoided: by the tasks at once, and by the next job."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
import argon  # noqa: E402
from private_slurm import PrivateSlurm, why_unavailable  # noqa: E402
from submitted_campaign import SubmittedCampaign  # noqa: E402

REASON = why_unavailable()
TASKS = 8


def write_workflow(folder: pathlib.Path):
    """So many tasks of some seconds each behind a crystal."""
    stages = {"crystal": argon.write_argon(folder, "sleep-300")}
    for number in range(TASKS):
        stages[f"liquid{number}"] = argon.sampled("crystal", duration="4 ps", retry="{times: 2}")
    text = "".join(f"  {name}:\n{stage}\n" for name, stage in stages.items())
    return f"campaign: chaos\nseed: 1\nstages:\n{text}"


@unittest.skipIf(REASON, REASON)
class BadNodeTest(unittest.TestCase):
    def test_its_scratch_cannot_be_written(self):
        with PrivateSlurm() as slurm, tempfile.TemporaryDirectory(prefix="vitriflow-slurm-") as name:
            folder = pathlib.Path(name)
            campaign = SubmittedCampaign(slurm, folder, write_workflow(folder))
            scratch = folder / "scratch"
            scratch.mkdir()
            subprocess.run(slurm.command_on("n2", "mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(scratch)), check=True)
            cluster = campaign.cluster_file("successor")
            cluster.write_text(f"{cluster.read_text()}node_scratch: {scratch}\n")
            job = campaign.submit("--mtbf", "0s", cluster=cluster)
            campaign.wait_for_record("that the node is avoided", lambda record: record.event == "avoided")
            slurm.signal_batch(job)
            campaign.wait_until_over()
            self.assertIn("AVOIDED    node n2: tasks failed on it twice, and did not fail elsewhere\n", campaign.log(job))
            self.assertIn("placed     2 ranks on n1, 2 on n2, each bound to a core, OMP_NUM_THREADS=1\n", campaign.log(job))
            self.assertIn(f"next      job {job + 1} avoids n2, where tasks failed\n", campaign.log(job))
            self.assertIn(campaign.allocations()[1]["nodes"], {"n[3-4]", "n[1,3]", "n[1,4]"})
            self.assertEqual(campaign.outcomes(), ["time", "finished"])
            failed = [record.values["nodes"] for record in campaign.records() if record.event == "attempt_failed"]
            self.assertEqual(set(failed), {"n2"})
            self.assertIn(len(failed), {2, 3})  # a rank there may get its next task before the second failure is heard
            self.assertEqual(campaign.counts(), {"done": TASKS + 1})


if __name__ == "__main__":
    unittest.main()
