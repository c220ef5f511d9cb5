#!/usr/bin/python3
"""How much longer two one-rank MD tasks take side by side on 2 working ranks than one of them alone.

  tests/bench/side_by_side.py build/release/vitriflow [pairs]

Each pair runs a campaign with one task and a campaign with two, one after the other; the ratio is that of the tasks' own
times (the longer of the two against the one), as the store recorded them. Medians are printed. A machine whose second
core is busy with something else, or whose cores share one clock or cache, shows it here.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

WORKFLOW = """campaign: side-{count}
seed: {seed}
stages:
  crystal:
    kind: structure.build
    structure: zif-4
    forcefield: nb-zif-ff-b
  dynamics:
    kind: md.sample
    system: crystal
    ensemble: npt
    temperature: ${{T}}
    duration: 4 ps
    for_each: {{T: [{temperatures}]}}
"""


def longest_task(program, folder, count, seed):
    temperatures = ["300 K", "301 K"][:count]
    (folder / "w.yaml").write_text(WORKFLOW.format(count=count, seed=seed, temperatures=", ".join(temperatures)))
    subprocess.run([program, "run", "w.yaml", "-n", "2"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    report = json.loads((folder / "campaigns" / f"side-{count}" / "report" / "report.json").read_text())
    return max(task["seconds"] for task in report["tasks"] if task["kind"] == "md.sample")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    alone, beside = [], []
    for pair in range(pairs):
        with tempfile.TemporaryDirectory(prefix="vitriflow-side-") as folder:
            alone.append(longest_task(program, pathlib.Path(folder), 1, pair + 1))
            beside.append(longest_task(program, pathlib.Path(folder), 2, pair + 1))
    ratios = [b / a for a, b in zip(alone, beside)]
    print(f"alone {statistics.median(alone):.2f} s, side by side {statistics.median(beside):.2f} s, "
          f"ratio {statistics.median(ratios):.3f} (from {min(ratios):.3f} to {max(ratios):.3f}, {pairs} pairs)")


if __name__ == "__main__":
    main()
