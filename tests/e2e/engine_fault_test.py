"""Whatever an engine does, it costs its own task alone: the numbers of all others are those of a run without faults."""

import os
import pathlib
import resource
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import argon  # noqa: E402
from argon import write_argon  # noqa: E402
from program import PATIENCE_S, PROGRAM, ProgramTest  # noqa: E402

PATIENCE = "least=20 factor=3 unknown=120 stranded=1 pool=60 first_word=60"

BROKEN_FORCEFIELD = """forcefield: broken
source: made for this test
particles: elements
types:
  Si: {element: Si, mass: 28.085}
include: broken.lmp
skin: 1.0 A
"""


# Two ions on a line, 1 A from each other. Here their repulsion is no number: LAMMPS cannot put them on its mesh, which
# only the rank that has them notices.
IONS = """structure: ions
source: made for this test
space_group: P1 (1)
cell: {a: 20 A, b: 20 A, c: 20 A}
operators: ["x, y, z"]
centring: ["0, 0, 0"]
atoms:
  - [Na1, Na, 0.05, 0.1, 0.1, 1]
  - [Na2, Na, 0.05, 0.6, 0.6, 1]
  - [Cl1, Cl, 0.55, 0.1, 0.1, 1]
  - [Cl2, Cl, 0.6, 0.1, 0.1, 1]
"""

IONS_FORCEFIELD = """forcefield: ions
source: made for this test
particles: elements
types:
  Na: {element: Na, mass: 22.99}
  Cl: {element: Cl, mass: 35.45}
charges: {Na: 1, Cl: -1}
energy_unit: eV
bonds: {}
angles: {}
dihedrals: {}
impropers: {}
lennard_jones: {Na: [0.0104, 2.4], Cl: [1.0e+150, 1.0e+14]}
special_bonds: {lennard_jones: [0, 0, 0], coulomb: [0, 0, 0]}
lennard_jones_cutoff: 5 A
coulomb_cutoff: 5 A
kspace_accuracy: 1.0e-4
tail_correction: false
skin: 1.0 A
"""


def silicon(forcefield="silicon-sw"):
    return f"    kind: structure.build\n    structure: silicon\n    forcefield: {forcefield}\n    supercell: [2, 2, 2]"


def dynamics(system, ranks, duration="0.4 ps", temperature="300 K", **more):
    lines = ["    kind: md.sample", f"    system: {system}", "    ensemble: nvt", f"    temperature: {temperature}",
             f"    duration: {duration}", f"    ranks: {ranks}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)


class EngineFaultTest(ProgramTest):
    campaign_name = "faults"

    def setUp(self):
        super().setUp()
        os.environ["VITRIFLOW_PATIENCE"] = PATIENCE
        self.addCleanup(os.environ.pop, "VITRIFLOW_PATIENCE")

    def test_faults_of_engines_cost_their_own_tasks_alone(self):
        (self.folder / "broken.yaml").write_text(BROKEN_FORCEFIELD)
        (self.folder / "broken.lmp").write_text("pair_style no-such-style\npair_coeff * *\n")
        good = {"crystal": silicon(), "one": dynamics("crystal", 1),
                "cold": write_argon(self.folder), "slow": argon.sampled("cold", duration="2 ps")}
        self.write(**good)
        self.run_program("run", "faults.yaml", "-n", "2", "--into", "calm")
        faults = {"bad_command": silicon("./broken.yaml"), "stops": dynamics("bad_command", 1)}
        (self.folder / "ions.yaml").write_text(IONS)
        (self.folder / "ions-field.yaml").write_text(IONS_FORCEFIELD)
        faults["ions"] = "    kind: structure.build\n    structure: ./ions.yaml\n    forcefield: ./ions-field.yaml"
        faults["off_mesh"] = dynamics("ions", 2, remedies=0)
        (self.folder / "crowd-field.yaml").write_text(IONS_FORCEFIELD.replace("[1.0e+150, 1.0e+14]", "[0.0104, 3.4]"))
        faults["crowd"] = faults["ions"].replace("ions-field", "crowd-field")
        faults["loses"] = dynamics("crowd", 2, timestep="10 fs", remedies=0)
        for name, words in {"aborts": "abort-at-step-150", "breaks": "fault-at-step-150"}.items():
            faults[f"{name}_crystal"] = write_argon(self.folder, words)
            faults[name] = argon.sampled(f"{name}_crystal", ranks=2)
        self.write(**(faults | good))
        output = self.run_program("run", "faults.yaml", "-n", "2", expect=1)
        states = self.states()
        self.assertEqual({task: states[task] for task in good}, dict.fromkeys(good, "done"), output)
        self.assertEqual({task: states[task] for task in ("stops", "off_mesh", "loses", "aborts", "breaks")},
                         {"stops": "failed", "off_mesh": "failed", "loses": "failed", "aborts": "set aside",
                          "breaks": "set aside"}, output)
        self.assertIn("SET ASIDE  aborts: it took the pool down 2 times: faulty, step 150: asked to abort\n", output)
        self.assertIn("SET ASIDE  breaks: it took the pool down 2 times: segmentation fault (signal 11)\n", output)
        self.assertRegex(output, "FAILED     stops: .*no-such-style")
        self.assertRegex(output, "The pool died of 'off_mesh': .*: Out of range atoms - cannot compute PPPM")
        self.assertRegex(output, "FAILED     loses: .*: Lost atoms: ")
        self.assertEqual(self.result_bytes(self.folder / "calm", good), self.result_bytes(self.campaign, good))
        done = [record["task"] for record in self.journal("done")]
        self.assertEqual(len(done), len(set(done)), "nothing finished is done again")

    def test_an_abort_of_one_rank_is_answered_with_a_remedy(self):
        # Bonds to hydrogen at 5 fs: LAMMPS says of it on one rank alone that their atoms are missing.
        self.write(crystal="    kind: structure.build\n    structure: zif-4\n    forcefield: nb-zif-ff-b",
                   warm=dynamics("crystal", 2, duration="1 ps", timestep="5 fs"))
        output = self.run_program("run", "faults.yaml", "-n", "2")
        self.assertIn("The pool died of 'warm': LAMMPS, command ", output)
        self.assertIn("remedied   warm: Remedy 1 of at most 3, at step 0 (0 ps, sampling): ", output)
        self.assertGreaterEqual(len(self.journal("pool_died")), 1)
        self.assertEqual(self.journal("remedy")[0]["death"], "0")
        page = (self.campaign / "report" / "index.html").read_text()
        self.assertIn("Remedy 1 of at most 3", page)

    def test_memory_that_runs_out_is_a_failed_attempt(self):
        self.write(crystal=write_argon(self.folder, "exhaust-at-step-150"), alone=argon.sampled("crystal", retry="{times: 1}"),
                   together=argon.sampled("crystal", duration="2 ps", ranks=2),
                   good=write_argon(self.folder), works=argon.sampled("good"))
        limit = 16 << 30  # of address space: what MPI and its libraries map is a small part of that
        done = subprocess.run(
            [PROGRAM, "run", "faults.yaml", "-n", "2"], cwd=self.folder, capture_output=True, text=True,
            timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr + self.pool_log())
        states = self.states()
        self.assertEqual([states[name] for name in ("works", "alone", "together")], ["done", "failed", "set aside"])
        self.assertIn("retrying   alone: try 1 of 2 failed: there was not enough memory.", done.stdout)
        self.assertIn("SET ASIDE  together: it took the pool down 2 times: it failed on one rank alone, and ", done.stdout)
        self.assertEqual([record["attempt"] for record in self.journal("attempt_failed") + self.journal("failed")],
                         ["1", "2"])
        explained = self.run_program("explain", str(self.campaign), "alone")
        self.assertIn("Its attempt 2 failed", explained)
        self.assertIn("there was not enough memory", explained)
        self.assertIn("HUNG together: it failed on one rank alone", self.run_program("log", str(self.campaign)))

    def test_programs_in_force_fields_are_refused_with_their_place(self):
        (self.folder / "broken.yaml").write_text(BROKEN_FORCEFIELD)
        (self.folder / "broken.lmp").write_text("pair_style sw\nshell touch here\npair_coeff * * Si.sw Si\n")
        self.write(crystal=silicon("./broken.yaml"))
        for command in ("validate", "run"):
            output = self.run_program(command, "faults.yaml", expect=2)
            self.assertIn("broken.lmp:2:1: command 'shell' is not allowed in a force field. A force field may not start "
                          "programs; remove the line.", output)
        self.assertFalse((self.folder / "here").exists())
        self.assertFalse(self.campaign.exists())


if __name__ == "__main__":
    unittest.main()
