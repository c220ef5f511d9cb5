#!/usr/bin/python3
"""Radial distribution functions beside MDAnalysis's InterRDF, on the same frames, one core each.

usage: tests/bench/rdf_speed.py [REPEATS]      (default 3; the fastest of them counts)

Prints a table and fails when the histograms differ in more pairs than single precision explains or when ours is slower.
"""
import os
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.update(OMP_NUM_THREADS="1")
import numpy as np

warnings.filterwarnings("ignore")
import MDAnalysis
from MDAnalysis.analysis.rdf import InterRDF

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = ["tests/bench/rdf_speed.cpp"] + [
    f"stages/analysis/{name}.cpp" for name in ("periodic_cell", "species_grid", "pair_kernels", "pair_counts")]
# particles, frames, edge (A), r_max (A), bins: a unit cell of ZIF-4's zinc and nitrogen, its 2x2x2 cell, larger ones
CASES = [(80, 400, 16.0, 8.0, 160), (640, 100, 32.0, 10.0, 200), (4000, 20, 60.0, 10.0, 200), (16000, 5, 95.0, 10.0, 200)]


def build(folder):
    program = os.path.join(folder, "rdf_speed")
    compiler = os.environ.get("CXX", "g++")
    subprocess.run([compiler, "-std=c++20", "-O2", "-I", ROOT, *[os.path.join(ROOT, s) for s in SOURCES],
                    "-lfmt", "-o", program], check=True)
    return program


def ours(program, path, case):
    words = subprocess.run([program, path, *map(str, case)], check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), np.array(words[1:], dtype=np.int64)


def theirs(positions, case):
    particles, frames, edge, r_max, bins = case
    universe = MDAnalysis.Universe.empty(particles, trajectory=True)
    dimensions = np.tile([edge, edge, edge, 90, 90, 90], (frames, 1)).astype(np.float32)
    universe.load_new(positions.astype(np.float32), dimensions=dimensions)
    analysis = InterRDF(universe.atoms, universe.atoms, nbins=bins, range=(0.0, r_max), exclusion_block=(1, 1))
    start = time.perf_counter()
    analysis.run()
    return (time.perf_counter() - start) * 1e3 / frames, analysis.results.count.astype(np.int64)


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    failed = False
    print(f"{'particles':>9} {'r_max':>6} {'ours ms/frame':>14} {'InterRDF':>9} {'times':>6} {'pairs that differ':>18}")
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        for case in CASES:
            particles, frames, edge, r_max, _ = case
            positions = np.random.default_rng(20240117).random((frames, particles, 3)) * edge
            path = os.path.join(folder, "frames")
            positions.tofile(path)
            mine = min((ours(program, path, case) for _ in range(repeats)), key=lambda run: run[0])
            other = min((theirs(positions, case) for _ in range(repeats)), key=lambda run: run[0])
            differing = np.abs(mine[1] - other[1]).sum() / 2 / max(1, other[1].sum())
            print(f"{particles:>9} {r_max:>6.1f} {mine[0]:>14.3f} {other[0]:>9.3f} {other[0] / mine[0]:>6.1f} {differing:>18.1e}",
                  flush=True)
            failed |= mine[0] > other[0] or differing > 1e-4
    return 1 if failed else 0


sys.exit(main())
