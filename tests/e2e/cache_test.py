"""The cache across campaigns: what one of them has finished is not computed again in another."""

import json
import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402

def number(value, **more):
    lines = ["    kind: test.number", f"    value: {value}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)


class CacheTest(ProgramTest):
    def setUp(self):
        super().setUp()
        before = os.environ.pop("VITRIFLOW_CACHE", None)
        if before is not None:
            self.addCleanup(os.environ.__setitem__, "VITRIFLOW_CACHE", before)

    def into(self, name, *options, command="run", expect=0):
        """The workflow as the campaign of that name."""
        self.campaign_folder = self.folder / "campaigns" / name
        ranks = ["-n", "1"] if command == "run" else []
        return self.run_program(command, "numbers.yaml", "--into", f"campaigns/{name}", *ranks, *options, expect=expect)

    @property
    def campaign(self):
        return getattr(self, "campaign_folder", super().campaign)

    def explain(self, *task):
        return self.run_program("explain", str(self.campaign), *task)

    def number_of(self, task):
        import h5py
        with h5py.File(self.campaign / "campaign.h5") as file:
            return file[f"tasks/{task}/{task}/number"][()]

    # -- what is taken over --

    def test_unchanged_tasks_are_taken_over_and_stay_when_the_other_campaign_goes(self):
        self.write(a=number(1), b=number(2, after="a"))
        self.into("first")
        first = self.campaign
        self.write(a=number(1), b=number(2, after="a"), c=number(4, after="b"))
        planned = self.into("second", command="plan")
        self.assertIn(f"3 tasks: 2 cached, 1 ready\na run takes over 2 results of campaign {first}\n", planned)
        plan = json.loads(self.into("second", "--json", command="plan"))
        self.assertEqual([task.get("from") for task in plan["tasks"]], [str(first), str(first), None])

        output = self.into("second")
        self.assertIn(f"took over 2 results of campaign {first}\n", output)
        self.assertIn("3 tasks, 2 of them done already", output)
        self.assertEqual([record["task"] for record in self.journal("started")], ["c"])
        self.assertEqual([record["task"] for record in self.journal("reused")], ["a", "b"])
        shutil.rmtree(first)
        self.assertIn("sound     every file", self.run_program("check", str(self.campaign)))
        (self.campaign / "campaign.h5").unlink()
        self.assertIn("Nothing to do: every result is there.", self.into("second"))
        self.assertEqual([self.number_of("a"), self.number_of("b"), self.number_of("c")], [1, 3, 7])
        self.assertRegex(
            self.explain("b"), r"why       Its result was taken over at .* by run 1 from campaign " + str(first) +
            r", where vitriflow \S+ computed it on rank 0 in .*, until .*\. All that it follows from is the same there\.\n")
        self.assertRegex(self.explain("b"), r"journal   .*  run 1  took over from campaign " + str(first))
        origins = {task["task"]: task.get("from") for task in self.status()["tasks"]}
        self.assertEqual(origins, {"a": str(first), "b": str(first), "c": None})
        self.assertIn("  done      3, 2 of them from other campaigns\n", self.run_program("status", str(self.campaign)))
        report = json.loads((self.campaign / "report" / "report.json").read_text())
        self.assertEqual([task.get("taken_from") for task in report["tasks"]], [str(first), str(first), None])

    def test_a_finished_campaign_is_taken_over_whole_without_a_pool(self):
        self.write(a=number(1), b=number(2, after="a"))
        self.into("first")
        output = self.into("second")
        self.assertIn("Nothing to do: every result is there.", output)
        self.assertEqual(self.journal("pool_started"), [])
        self.assertTrue((self.campaign / "report" / "index.html").exists())

    def test_campaigns_elsewhere_count_when_their_folder_is_named(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1", "--into", "elsewhere/first")
        self.into("second", "--cache", "elsewhere")
        self.assertEqual(len(self.journal("reused")), 1)
        self.into("third", "--cache", "elsewhere/first", "--cache", "campaigns")
        self.assertEqual(len(self.journal("reused")), 1)
        self.assertIn("--cache names 'nowhere', which is no folder.", self.into("fourth", "--cache", "nowhere", expect=2))

    # -- what is not --

    def test_nothing_is_taken_over_when_that_is_switched_off(self):
        self.write(a=number(1))
        self.into("first")
        self.into("second", "--no-cache")
        self.assertEqual(len(self.journal("started")), 1)
        self.assertEqual(self.journal("reused"), [])
        self.assertIn("1 task: 1 ready\n", self.into("third", "--no-cache", command="plan"))

    def test_what_differs_is_computed_and_explain_names_the_part(self):
        self.write(a=number(1), b=number(2, after="a"))
        self.into("first")
        first = self.campaign
        self.write(a=number(5), b=number(2, after="a"))
        self.assertNotIn("took over", self.into("second"))
        self.assertEqual(len(self.journal("started")), 2)
        found = f"elsewhere campaign {first} has a result of this task; there -> here:\n"
        self.assertIn(found + "          parameter value: 1 -> 5\n", self.explain("a"))
        self.assertIn(found + "          'a' changed: parameter value: 1 -> 5\n", self.explain("b"))

    def test_a_damaged_result_is_computed_anew_with_a_warning(self):
        self.write(a=number(1), b=number(2, after="a"))
        self.into("first")
        (small,) = (self.campaign / "results").glob("small-*")
        lines = small.read_bytes().splitlines(keepends=True)
        small.write_bytes(b"".join(lines[:-1]) + lines[-1].replace(b'"attempt":1', b'"attempt":7'))
        output = self.into("second")
        self.assertIn(f"file '{small}' is damaged at byte", output)
        self.assertIn("took over 1 result of campaign", output)
        self.assertEqual([record["task"] for record in self.journal("started")], ["b"])
        self.assertEqual(self.number_of("b"), 3)

    # -- frames --

    def write_dynamics(self):
        self.write(
            crystal="    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw",
            cold="    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 300 K\n"
                 "    duration: 0.1 ps\n    frames_every: 0.02 ps")

    def add_analysis(self):
        path = self.folder / "numbers.yaml"
        path.write_text(path.read_text() + "  voids:\n    kind: analysis.voids\n    frames: cold\n")

    def bits(self):
        (trajectory,) = (self.campaign / "trajectories").glob("*.h5")
        return trajectory.read_bytes(), [leg.read_bytes() for leg in sorted(trajectory.with_suffix("").iterdir())]

    def test_trajectories_come_with_their_results_and_are_read_by_what_is_new(self):
        self.write_dynamics()
        self.into("first")
        first, bits = self.campaign, self.bits()
        self.into("second")
        self.assertEqual(self.bits(), bits)
        shutil.rmtree(first)
        self.assertIn("sound     every file", self.run_program("check", str(self.campaign)))
        self.add_analysis()
        self.into("third")
        self.assertEqual([record["task"] for record in self.journal("started")], ["voids"])

    def test_a_trajectory_that_was_removed_there_is_made_again_where_it_is_read(self):
        self.write_dynamics()
        self.into("first")
        for path in (self.campaign / "trajectories").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.add_analysis()
        self.into("second")
        self.assertEqual([record["task"] for record in self.journal("started")], ["cold", "voids"])


if __name__ == "__main__":
    unittest.main()
