#!/usr/bin/python3
"""Runs tests/physics/zif4.yaml and checks the crystal against what its force field is known to give.

    tests/physics/zif4.py [--program build/release/vitriflow] [--into FOLDER]

Prints every figure with its bounds; ends with 1 when one is outside. The numbers of one run: RECORDED.md.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import h5py

HERE = os.path.dirname(os.path.abspath(__file__))

# name, (task, dataset), least, most, unit. Bounds: ZIF-4, set B, 300 K, 1 bar, 50 ps of one cell of 16 Zn.
BOUNDS = [
    ("Zn-N distance", ("structure", "d_ZnN"), 1.87, 1.91, "A"),
    ("coordination of Zn within 2.5 A", ("structure", "coordination_ZnN"), 3.99, 4.0, "1"),
    ("density", ("ambient", "density"), 1.31, 1.35, "g/cm3"),
    ("temperature", ("ambient", "temperature"), 297.0, 303.0, "K"),
    ("energy drift without thermostat", ("isolated", "drift"), -0.01, 0.01, "eV/ns/atom"),
]


def run(program, folder):
    workflow = os.path.join(HERE, "zif4.yaml")
    status = subprocess.run([program, "run", workflow, "--into", folder, "-n", "1"]).returncode
    if status != 0:
        sys.exit(f"'{program} run {workflow}' ended with {status}")
    return os.path.join(folder, "campaign.h5")


def check(path):
    failures = 0
    with h5py.File(path) as campaign:
        for name, (task, dataset), least, most, unit in BOUNDS:
            found = campaign[f"tasks/{task}/{task}/{dataset}"]
            value, error = float(found[()]), float(found.attrs["standard_error"])
            inside = least <= value <= most
            failures += not inside
            word = "ok" if inside else "OUTSIDE"
            print(f"{word:8} {name}: {value:.5g} +- {error:.2g} {unit}  (from {least} to {most})")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/release/vitriflow"))
    parser.add_argument("--into", help="the campaign's folder; kept, and used again when it is there")
    given = parser.parse_args()
    if given.into:
        return check(run(given.program, given.into))
    with tempfile.TemporaryDirectory(prefix="vitriflow-physics-") as folder:
        return check(run(given.program, os.path.join(folder, "zif4")))


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
