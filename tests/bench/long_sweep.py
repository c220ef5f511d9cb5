#!/usr/bin/env python3
"""How long 100,000 tasks take to be read, expanded and fingerprinted, and to be planned, and how much memory.

    tests/bench/long_sweep.py [PROGRAM] [REPEATS]

`validate` of zipped axes, ranges and a stage that gathers by an axis; `plan` of one long axis, with critical path and
forecast. Seconds are of the processor, of the whole command.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile

WORKFLOW = """\
campaign: long-sweep
stages:
  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b}
  glass:
    kind: md.anneal
    system: crystal
    from: 300 K
    to: 900 K
    rate: ${rate}
    hold: ${hold}
    for_each: {zip: {rate: 0.01..2 step 0.01 K/ps, hold: 10..1000 step 4.97 ps}, run: 1..250}
  cold: {kind: md.sample, system: glass, temperature: 300 K, duration: 10 ps}
  structure:
    kind: analysis.structure
    frames: cold
    gather: all
    cutoff_margin: ${margin}
    for_each: {margin: 0.1..0.2 step 0.1 A}
"""


LONG_AXIS = """\
campaign: long-axis
stages:
  a: {kind: test.number, value: 1}
  b:
    kind: test.number
    value: ${v}
    after: a
    for_each: {v: 1..100000}
"""


def measure(program, command, path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([program, command, path], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if said.returncode != 0:
        sys.exit(said.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "build/release/vitriflow"
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        for command, workflow in (("plan", LONG_AXIS), ("validate", WORKFLOW)):
            path = os.path.join(folder, "long.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(workflow)
            runs = [measure(program, command, path) for _ in range(repeats)]
            seconds = [run[0] for run in runs]
            print(f"{command}: median {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), "
                  f"at most {max(run[1] for run in runs):.0f} MB")


if __name__ == "__main__":
    main()
