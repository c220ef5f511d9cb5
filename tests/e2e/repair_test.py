"""vitriflow check --repair: damages files of a real campaign one kind after the other; the run then ends as if nothing
had been."""

import pathlib
import shutil
import sys
import unittest

import h5py

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

CRYSTAL = "    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw\n    supercell: [{0}, {0}, {0}]"
HOT = ("    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 300 K\n    timestep: 1 fs\n"
       "    thermo_every: 10 fs\n    frames_every: 20 fs\n    duration: 0.2 ps")


def datasets_of(path):
    """Every dataset of a campaign by name, trajectories included."""
    found = {}

    def visit(group, name):
        for key in group:
            item = group[key]
            if isinstance(item, h5py.Dataset):
                values = item[()]
                found[f"{name}/{key}"] = values.tobytes() if item.dtype.kind != "O" else repr(values)
            else:
                visit(item, f"{name}/{key}")

    with h5py.File(path) as file:
        visit(file["tasks"], "")
    return found


class RepairTest(ProgramTest):
    campaign_name = "repair"

    def begin(self):
        self.write(crystal=CRYSTAL.format(2), big=CRYSTAL.format(8), hot=HOT,
                   order="    kind: analysis.structure\n    frames: hot\n    pairs: [Si-Si]\n    angles: [Si-Si-Si]\n    r_max: 5 A",
                   last="    kind: md.sample\n" + HOT.split("\n", 1)[1].replace("300 K", "200 K"))
        self.run_program("run", "repair.yaml", "-n", "1")
        self.datasets = datasets_of(self.campaign / "campaign.h5")
        shutil.copytree(self.campaign, self.folder / "sound")

    def restore(self):
        shutil.rmtree(self.campaign)
        shutil.copytree(self.folder / "sound", self.campaign)

    def fingerprint(self, task):
        return next(r["fingerprint"] for r in self.journal("done") if r["task"] == task)

    def mend(self, file, again, cost):
        """Damage is noticed and said to cost this; mended, `again` tasks run, and everything is as it was."""
        folder = str(self.campaign)
        noticed = self.run_program("check", folder, expect=1)
        self.assertIn(f"DAMAGED   {file}: ", noticed)
        self.assertIn(f"repair    vitriflow check --repair {folder}\n", noticed)
        said = self.run_program("check", "--repair", folder)
        self.assertIn(f"DAMAGED   {file}: ", said)
        self.assertIn(cost, said)
        self.assertIn("sound     every file fits its checksum\n", self.run_program("check", folder))
        before = len(self.journal("started"))
        self.run_program("run", "repair.yaml", "-n", "1")
        self.assertEqual(sorted(r["task"] for r in self.journal("started")[before:]), sorted(again))
        self.assertEqual(datasets_of(self.campaign / "campaign.h5"), self.datasets)
        self.assertIn("sound", self.run_program("check", folder))

    def flip(self, file, at=0.5):
        path = self.campaign / file
        damaged = bytearray(path.read_bytes())
        damaged[int(at * (len(damaged) - 1))] ^= 0x20
        path.write_bytes(damaged)

    def test_damage_of_every_kind_is_mended_and_the_numbers_are_the_same(self):
        self.begin()
        results = self.campaign / "results"
        (small,) = (f"results/{path.name}" for path in results.glob("small-1-*"))
        big, hot, last = (self.fingerprint(task) for task in ("big", "hot", "last"))
        for file, again, cost in (
                (f"results/{big}.h5", ["big"], "big is computed again"),
                ("campaign.h5", [], "'vitriflow report' writes it again"),
                ("plans/1", [], "nothing but answers of 'vitriflow explain'"),
                (f"trajectories/{last}.h5", [], "its segments hold the frames of 'last'"),
                ("journal/1-coordinator-1", [], "times, attempts and failures")):
            with self.subTest(file):
                self.restore()
                self.flip(file)
                self.mend(file, again, cost)
        with self.subTest("small results"):
            self.restore()
            lines = (self.campaign / small).read_bytes().splitlines(keepends=True)
            lost = next(i for i, line in enumerate(lines) if b'"task":"last"' in line)
            lines[lost] = lines[lost].replace(b'"kind"', b'"kInd"')
            (self.campaign / small).write_bytes(b"".join(lines))
            self.mend(small, ["last"], "last is computed again")
        with self.subTest("frames that nobody needs any more"):
            self.restore()
            (segment, *_) = sorted((self.campaign / "trajectories" / hot).iterdir())
            self.flip(segment.relative_to(self.campaign))
            said = self.run_program("check", "--repair", str(self.campaign))
            self.assertIn("frames of 'hot'; everything that reads them is done, and results stay", said)
            self.assertIn("sound", self.run_program("check", str(self.campaign)))
        with self.subTest("frames"):
            self.restore()
            (segment, *_) = sorted((self.campaign / "trajectories" / last).iterdir())
            name = str(segment.relative_to(self.campaign))
            self.flip(name)
            self.mend(name, ["last"], "which has to be computed again with them")
        with self.subTest("a fence"):
            self.restore()
            self.run_program("run", "repair.yaml", "-n", "1")
            self.flip("journal/fence-2")
            refused = self.run_program("run", "repair.yaml", "-n", "1", expect=1)
            self.assertIn("'vitriflow check --repair' makes it again", refused)
            self.mend("journal/fence-2", [], "until it is made again")

    def test_a_campaign_that_is_held_is_not_repaired(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 60 s")
        self.start("run", "repair.yaml", "-n", "1")
        self.wait_until_started("a")
        refused = self.run_program("check", "--repair", str(self.campaign), expect=4)
        self.assertRegex(refused, "is held by process .*Wait for it, stop it")


if __name__ == "__main__":
    unittest.main()
