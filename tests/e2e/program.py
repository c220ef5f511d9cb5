"""The program as a user types it, in a folder of the test's own."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["VITRIFLOW"]
PATIENCE_S = 120
# Tests count on tasks that really run, also where two campaigns of a test lie side by side.
os.environ.setdefault("VITRIFLOW_CACHE", "off")


class ProgramTest(unittest.TestCase):
    campaign_name = "numbers"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitriflow-run-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, **stages):
        text = "".join(f"  {name}:\n{body}\n" for name, body in stages.items())
        (self.folder / f"{self.campaign_name}.yaml").write_text(f"campaign: {self.campaign_name}\nstages:\n{text}")

    @property
    def campaign(self):
        return self.folder / "campaigns" / self.campaign_name

    def run_program(self, *arguments, expect=0):
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE_S,
            stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr + self.pool_log())
        return done.stdout + done.stderr

    def pool_log(self):
        log = self.campaign / "logs" / "pool.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def start(self, *arguments):
        process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            stdin=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(self.reap, process)
        return process

    @staticmethod
    def reap(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def status(self):
        return json.loads(self.run_program("status", str(self.campaign), "--json"))

    def states(self):
        return {task["task"]: task["state"] for task in self.status()["tasks"]}

    def journal(self, event):
        records = []
        for path in sorted((self.campaign / "journal").iterdir()):
            if path.name.startswith("fence-"):
                continue
            for line in path.read_text().splitlines():
                record = json.loads(line[9:])
                if record.get("event") == event:
                    records.append(record["values"])
        return records

    def result_bytes(self, folder, tasks):
        """Every byte of the datasets of these tasks' results."""
        import h5py
        found = {}
        with h5py.File(folder / "campaign.h5") as file:
            for task in tasks:
                def keep(name, item, task=task):
                    if isinstance(item, h5py.Dataset):
                        value = item[()]
                        texts = item.dtype.hasobject  # whose bytes are addresses
                        found[f"{task}/{name}"] = str(value) if texts else value.tobytes()
                file[f"tasks/{task}"].visititems(keep)
        self.assertTrue(found)
        return found

    def wait_for(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.05)
        self.fail(f"waited in vain for: {what}\n{self.pool_log()}")

    def wait_until_started(self, task):
        self.wait_for(
            lambda: (self.campaign / "journal").is_dir() and any(r["task"] == task for r in self.journal("started")),
            f"start of {task}")

    def processes(self, word):
        """Pids of this campaign's processes whose command line holds the word."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                line = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if word.encode() in line and str(self.campaign).encode() in line and b"mpirun" not in line[0]:
                found.append(int(entry.name))
        return found
