"""Runs a small campaign on a disk that fails at one operation (tests/fault/failing_disk.c), then again without faults:
an error that names the file or the end of the campaign, and afterwards the same numbers to the last bit."""

import os
import pathlib
import re
import shutil
import subprocess

import h5py

ROLES = ("supervisor", "coordinator", "worker")
ERRNOS = {"no space": 28, "I/O error": 5, "short write": 0}
PATIENCE_S = 240
EXIT_CODES = (0, 1, 3, 5)

WORKFLOW = """campaign: disk
stages:
  crystal:
    kind: structure.build
    structure: silicon
    forcefield: silicon-sw
    supercell: [2, 2, 2]
  big:
    kind: structure.build
    structure: silicon
    forcefield: silicon-sw
    supercell: [8, 8, 8]
  glass:
    kind: md.anneal
    system: crystal
    from: 300 K
    to: 500 K
    rate: 2000 K/ps
    hold: 0.05 ps
    timestep: 1 fs
    thermo_every: 10 fs
    frames_every: 20 fs
    ranks: 2
  order:
    kind: analysis.structure
    frames: glass
    pairs: [Si-Si]
    angles: [Si-Si-Si]
    r_max: 5 A
"""


def datasets_of(path):
    """Every dataset of a campaign's tasks by name, trajectories included."""
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


class DiskSweep:
    def __init__(self, folder, program, shim):
        self.folder, self.program, self.shim = pathlib.Path(folder).resolve(), program, shim
        (self.folder / "disk.yaml").write_text(WORKFLOW)
        self.run()
        self.truth = datasets_of(self.campaign / "campaign.h5")
        self.last = None  # what the last faulty run printed

    @property
    def campaign(self):
        return self.folder / "campaigns" / "disk"

    @property
    def told(self):
        return self.folder / "told"

    def run(self, **fault):
        # Ranks that are out of step within HDF5 stay there for ever: the pool is ended after this silence.
        environment = dict(os.environ, VITRIFLOW_PATIENCE="least=30 factor=3 unknown=60 stranded=10")
        if fault:
            environment.update({"LD_PRELOAD": str(self.shim), "FAILING_DISK_FOLDER": str(self.campaign),
                                "FAILING_DISK_TOLD": str(self.told), **fault})
        done = subprocess.run([self.program, "run", "disk.yaml", "-n", "2", "--mtbf", "0s"], cwd=self.folder,
                              capture_output=True, text=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
                              env=environment)
        self.last = done.stdout + done.stderr
        return done.returncode

    def begin(self):
        shutil.rmtree(self.campaign, ignore_errors=True)
        self.told.unlink(missing_ok=True)

    def count(self, role):
        """How many operations the busiest process of this role makes."""
        self.begin()
        self.run(FAILING_DISK_WHO=role, FAILING_DISK_NTH="0")
        processes = [line.split(" ", 1)[0] for line in self.told.read_text().splitlines()]
        return max(processes.count(process) for process in set(processes))

    def try_out(self, role, number, fault, forever=False):
        """What is wrong with what happened; None when all is well, False when the operation was never reached."""
        self.begin()
        how = {"FAILING_DISK_WHO": role, "FAILING_DISK_NTH": str(number), "FAILING_DISK_ERRNO": str(ERRNOS[fault])}
        if forever:
            how["FAILING_DISK_FOREVER"] = "1"
        try:
            code = self.run(**how)
        except subprocess.TimeoutExpired:
            return f"it hung after {self.told.read_text()}"
        if not self.told.exists():
            return False
        struck = self.told.read_text().splitlines()[0].split(" ", 2)[1:]
        log = self.campaign / "logs" / "pool.log"
        said = self.last + (log.read_text(errors="replace") if log.exists() else "")
        problem = self.judge(code, struck, said, fault)
        again = self.run()
        if again != 0:
            return f"after {struck} (exit {code}) the next run ended with {again}:\n{said}\n---\n{self.last}"
        if datasets_of(self.campaign / "campaign.h5") != self.truth:
            return f"after {struck} (exit {code}) other numbers came out"
        checked = subprocess.run([self.program, "check", str(self.campaign)], capture_output=True, text=True)
        if checked.returncode != 0:
            return f"after {struck} (exit {code}): {checked.stdout}{checked.stderr}"
        left = [str(path) for path in self.campaign.rglob("*") if ".new-" in path.name or "aside" in path.parent.parts]
        return problem or (f"after {struck} {left} are left" if left else None)

    @staticmethod
    def judge(code, struck, said, fault):
        if code not in EXIT_CODES:
            return f"{struck}: exit {code}\n{said}"
        if re.search(r"\[this is a bug\]|Segmentation fault|Traceback|terminate called", said):
            return f"{struck}: exit {code}\n{said}"
        if code == 0 or fault == "short write":
            return None
        name = pathlib.Path(struck[1].removesuffix(" (deleted)")).name
        if name not in said and "/campaigns/disk" not in said:
            return f"{struck}: exit {code} without a word on the file\n{said}"
        if fault == "no space" and "Free " not in said:
            return f"{struck}: exit {code} without the way out\n{said}"
        return None
