"""Argon for LAMMPS: a structure, and a force field that is an include file of two lines."""

import pathlib

ARGON = """structure: argon
source: made for this test
cell: {a: 5.4 A, b: 5.4 A, c: 5.4 A}
operators: ["x, y, z"]
centring: ["0, 0, 0", "0, 1/2, 1/2", "1/2, 0, 1/2", "1/2, 1/2, 0"]
atoms:
  - [Ar1, Ar, 0, 0, 0, 4]
"""

LENNARD_JONES = """forcefield: lj
source: Rahman, Phys. Rev. 136, A405 (1964), doi:10.1103/PhysRev.136.A405
particles: elements
types:
  Ar: {element: Ar, mass: 39.95}
include: lj.lmp
skin: 1.0 A
"""

INCLUDE = "pair_style lj/cut 6.0\npair_coeff * * 0.0104 3.4\n"


def write(folder: pathlib.Path):
    """argon.yaml, lj.yaml and lj.lmp."""
    (folder / "argon.yaml").write_text(ARGON)
    (folder / "lj.yaml").write_text(LENNARD_JONES)
    (folder / "lj.lmp").write_text(INCLUDE)
