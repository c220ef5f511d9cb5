"""Nothing is lost when processes are killed, at moments drawn anew each time and at events of the journal."""

import os
import pathlib
import secrets
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from campaign_of_kills import CampaignOfKills  # noqa: E402

AT_EVENTS, AT_RANDOM = 20, 20


class KillsTest(unittest.TestCase):
    def test_forty_kills_leave_the_bits_of_a_run_that_nobody_killed(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="vitriflow-chaos-"))
        seed = int(os.environ.get("VITRIFLOW_CHAOS_SEED", secrets.randbelow(10**6)))
        print(f"\nkept when it fails: {folder}; again: VITRIFLOW_CHAOS_SEED={seed}", flush=True)
        chaos = CampaignOfKills(folder, seed, say=lambda text: print(text, flush=True))
        chaos.run(at_random=AT_RANDOM, at_events=AT_EVENTS)
        counted = [kill for kill in chaos.kills() if not kill.before_first_leg]
        self.assertGreaterEqual(len(counted), AT_EVENTS + AT_RANDOM)
        self.assertGreaterEqual(2 * sum(kill.inside_leg for kill in counted), len(counted), "half land inside a leg")
        at_legs = [kill for kill in counted if kill.moment.startswith("at 'leg ")]
        self.assertGreaterEqual(2 * sum(kill.inside_leg for kill in at_legs), len(at_legs), "a leg is told as it begins")
        shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main()
