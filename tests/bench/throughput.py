#!/usr/bin/python3
"""How long `vitriflow run` takes for 10,000 empty tasks on 2 working ranks, start and end of the pool included.

  tests/bench/throughput.py build/release/vitriflow [repeats]

Each repeat is a fresh campaign; afterwards every number is read back from campaign.h5 with h5py. The median is printed.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import h5py

TASKS_PER_AXIS = 100


def workflow():
    first = ", ".join(str(i) for i in range(TASKS_PER_AXIS))
    second = ", ".join(str(i) for i in range(TASKS_PER_AXIS, 2 * TASKS_PER_AXIS))
    return (f"campaign: empty\nstages:\n  number:\n    kind: test.number\n    value: ${{a}}${{b}}\n"
            f"    for_each: {{a: [{first}], b: [{second}]}}\n")


def check(campaign):
    with h5py.File(campaign / "campaign.h5") as file:
        found = sorted(int(group["number"][()]) for group in file["tasks/number"].values())
    expected = sorted(int(f"{a}{b}") for a in range(TASKS_PER_AXIS) for b in range(TASKS_PER_AXIS, 2 * TASKS_PER_AXIS))
    assert found == expected, f"campaign.h5 holds {len(found)} of {len(expected)} numbers"


def once(program):
    with tempfile.TemporaryDirectory(prefix="vitriflow-throughput-") as folder:
        path = pathlib.Path(folder)
        (path / "empty.yaml").write_text(workflow())
        begin = time.monotonic()
        subprocess.run([program, "run", "empty.yaml", "-n", "2"], cwd=path, check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - begin
        check(path / "campaigns" / "empty")
        return seconds


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    seconds = [once(program) for _ in range(repeats)]
    print(f"{TASKS_PER_AXIS ** 2} empty tasks on 2 working ranks: median {statistics.median(seconds):.2f} s "
          f"of {', '.join(f'{s:.2f}' for s in seconds)} s")


if __name__ == "__main__":
    main()
