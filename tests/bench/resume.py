#!/usr/bin/python3
"""How long a campaign that was killed takes to compute again, and what keeping its state costs.

  tests/bench/resume.py build/release/vitriflow [repeats]

ZIF-4 (400 particles) is sampled on one rank; everything is killed at once inside a leg. Then `vitriflow run` is typed
again: the time from there to the first new leg (whose first step follows its record at once), and the part of it after
the pool was up. The medians are printed, and the share of the run time that checkpoints took at the default interval,
from the journal.
"""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

WORKFLOW = """campaign: resume
stages:
  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b}
  cold:
    kind: md.sample
    system: crystal
    ensemble: nvt
    temperature: 300 K
    duration: DURATION
    frames_every: 0.1 ps
"""


def records(campaign):
    """Every event of the journal, as (time, event, values)."""
    found = []
    for path in sorted((campaign / "journal").iterdir()):
        if path.name.startswith("fence-"):
            continue
        for line in path.read_text(errors="replace").splitlines():
            try:
                record = json.loads(line[9:])
            except ValueError:
                continue  # torn by the kill
            if "event" in record:
                found.append((record["time"], record["event"], record["values"]))
    return sorted(found, key=lambda record: record[0])


def start(program, folder, *options):
    return subprocess.Popen([program, "run", "resume.yaml", "-n", "1", *options], cwd=folder, start_new_session=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(condition, process):
    while not condition():
        if process.poll() is not None:
            sys.exit(f"the run ended with {process.returncode} before it should")
        time.sleep(0.02)


def kill_everything(campaign, process):
    """The supervisor and, by the campaign's folder in their command lines, the pool."""
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(campaign).encode() in words or int(entry.name) == process.pid:
            os.kill(int(entry.name), signal.SIGKILL)
    process.wait()


def legs_after(campaign, begin):
    return [when for when, event, _ in records(campaign) if event == "leg" and when > begin]


def resumed(program, folder):
    """Seconds from typing `run` to the first new leg, and from the pool's start to it."""
    (folder / "resume.yaml").write_text(WORKFLOW.replace("DURATION", "2000 ps"))
    campaign = folder / "campaigns" / "resume"
    process = start(program, folder, "--mtbf", "0s")
    wait_for(lambda: (campaign / "journal").is_dir() and
             sum(event == "checkpoint" for _, event, _ in records(campaign)) >= 2, process)
    kill_everything(campaign, process)
    begin = time.time()
    process = start(program, folder, "--mtbf", "0s")
    wait_for(lambda: legs_after(campaign, begin), process)
    first = legs_after(campaign, begin)[0]
    pool = [when for when, event, _ in records(campaign) if event == "pool_started" and when > begin][0]
    kill_everything(campaign, process)
    return first - begin, first - pool


def share_of_checkpoints(program, folder):
    """The part of the time from the first leg to the end that keeping state took, and how often it was kept."""
    (folder / "resume.yaml").write_text(WORKFLOW.replace("DURATION", "20 ps"))
    subprocess.run([program, "run", "resume.yaml", "-n", "1"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    events = records(folder / "campaigns" / "resume")
    legs = [when for when, event, _ in events if event == "leg"]
    done = [when for when, event, values in events if event == "done" and values["task"] == "cold"]
    costs = [float(values["seconds"]) for _, event, values in events if event == "checkpoint"]
    return sum(costs) / (done[0] - legs[0]), len(costs), done[0] - legs[0]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    times = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(prefix="vitriflow-resume-") as folder:
            times.append(resumed(program, pathlib.Path(folder)))
    whole, pool = ([round(pair[i], 2) for pair in times] for i in (0, 1))
    print(f"from `run` to the first new leg: median {statistics.median(whole):.2f} s of {whole}")
    print(f"from the pool's start to it: median {statistics.median(pool):.2f} s of {pool}")
    with tempfile.TemporaryDirectory(prefix="vitriflow-resume-") as folder:
        share, count, seconds = share_of_checkpoints(program, pathlib.Path(folder))
    print(f"checkpoints at the default interval: {100 * share:.3f} % of {seconds:.0f} s ({count} of them)")


if __name__ == "__main__":
    main()
