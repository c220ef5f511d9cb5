"""md.sample with a precision target: it ends early, or says that it could not."""

import csv
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

SAMPLE = ("    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 300 K\n    timestep: 1 fs\n"
          "    thermo_every: 5 fs\n    frames_every: 1 ps\n    duration: {}\n    until: {}")


class UntilTest(ProgramTest):
    campaign_name = "until"

    def test_a_sampling_ends_when_its_mean_is_known(self):
        self.write(crystal="    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw\n"
                           "    supercell: [2, 2, 2]",
                   short=SAMPLE.format("200 ps", "{observable: potential, relative_error: 0.02 %}"),
                   never=SAMPLE.format("2 ps", "{observable: temperature, absolute_error: 0.001 K}"))
        self.run_program("run", "until.yaml", "-n", "2")
        self.run_program("export", str(self.campaign), "short", "--to", "short.csv")
        with open(self.folder / "short.csv") as file:
            found = {row["name"]: float(row["value"] or "nan") for row in csv.DictReader(file)}
        self.assertLess(found["until/half_width"], found["until/wanted"])
        self.assertGreater(found["until/effective_samples"], 100)
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            self.assertLess(file["tasks/short/short/thermo/time"][-1], 100)
        report = (self.campaign / "report" / "index.html").read_text()
        self.assertIn("Precision not reached: the temperature was to be known to within 0.001 K", report)


if __name__ == "__main__":
    unittest.main()
