#!/usr/bin/python3
"""How long `vitriflow explain` takes on a campaign of 100,000 tasks, beside `vitriflow --version` (what starting costs).

  tests/bench/explain.py build/release/vitriflow [repeats]

The campaign is run first (about half a minute). Then one repeat is a pair of commands, in turn; medians are printed.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = {
    "start of the program": ["--version"],
    "one task": ["explain", "campaigns/many", "number[a=7,b=1234]"],
    "a task that takes 100,000": ["explain", "campaigns/many", "sum"],
    "all by reason": ["explain", "campaigns/many"],
}


def workflow():
    first = ", ".join(str(i) for i in range(100))
    second = ", ".join(str(i) for i in range(1000, 2000))
    return (f"campaign: many\nstages:\n  number:\n    kind: test.number\n    value: ${{a}}${{b}}\n"
            f"    for_each: {{a: [{first}], b: [{second}]}}\n"
            "  sum: {kind: test.number, value: 0, after: number, gather: all}\n")


def once(program, folder, arguments):
    begin = time.monotonic()
    subprocess.run([program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    with tempfile.TemporaryDirectory(prefix="vitriflow-explain-") as folder:
        (pathlib.Path(folder) / "many.yaml").write_text(workflow())
        subprocess.run([program, "run", "many.yaml", "-n", "2"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        seconds = {name: [] for name in COMMANDS}
        for _ in range(repeats):
            for name, arguments in COMMANDS.items():
                seconds[name].append(once(program, folder, arguments))
    for name, measured in seconds.items():
        print(f"{name}: median {statistics.median(measured):.3f} s ({min(measured):.3f} to {max(measured):.3f})")


if __name__ == "__main__":
    main()
