"""Argon as the reference engine knows it, whose faulty twin goes wrong as the name of its force field says."""

STRUCTURE = """structure: argon
source: made for this test
space_group: Fm-3m (225), written as F centring
cell: {a: 5.4 A, b: 5.4 A, c: 5.4 A}
operators: ["x, y, z"]
centring: ["0, 0, 0", "0, 1/2, 1/2", "1/2, 0, 1/2", "1/2, 1/2, 0"]
atoms:
  - [Ar1, Ar, 0, 0, 0, 4]
"""

FORCEFIELD = """forcefield: argon {fault}
source: made for this test
particles: elements
types:
  Ar: {{element: Ar, mass: 39.95}}
charges: {{Ar: 0}}
energy_unit: eV
bonds: {{}}
angles: {{}}
dihedrals: {{}}
impropers: {{}}
lennard_jones: {{Ar: [0.0104, 3.4]}}
special_bonds: {{lennard_jones: [0, 0, 0], coulomb: [0, 0, 0]}}
lennard_jones_cutoff: 4.6 A
coulomb_cutoff: 5 A
kspace_accuracy: 1.0e-4
tail_correction: false
skin: 1.0 A
"""


def write_argon(folder, fault=""):
    """Makes the files of an argon crystal; a stage that builds it. `fault`: words of the faulty engine."""
    name = "field-" + (fault.replace(" ", "-") or "good")
    (folder / "argon-structure.yaml").write_text(STRUCTURE)
    (folder / f"{name}.yaml").write_text(FORCEFIELD.format(fault=fault))
    return (f"    kind: structure.build\n    structure: ./argon-structure.yaml\n    forcefield: ./{name}.yaml\n"
            f"    supercell: [2, 2, 2]")


def sampled(system, duration="1 ps", ranks=1, temperature="60 K", **more):
    lines = ["    kind: md.sample", f"    system: {system}", "    engine: faulty", "    ensemble: nvt",
             f"    temperature: {temperature}", "    timestep: 1 fs", f"    duration: {duration}", f"    ranks: {ranks}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)
