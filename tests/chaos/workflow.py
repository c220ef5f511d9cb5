"""The campaign that is killed: small, but with everything that a campaign may hold while it runs."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import lennard_jones  # noqa: E402

PUBLISHED = """citation: made for this test
entries:
  liquid: {density: {unit: g/cm3, model: 1.6, reference: 1.66, reference_error: 0.02}}
"""

# Legs have two million particle-steps; stages with several phases have a leg for each at least.
WORKFLOW = """campaign: chaos
title: What is killed
seed: 20240117
stages:
  argon:
    kind: structure.build
    structure: ./argon.yaml
    forcefield: ./lj.yaml
    supercell: [4, 4, 4]
  silicon:
    kind: structure.build
    structure: silicon
    forcefield: silicon-sw
    supercell: [2, 2, 2]
  melted:                    # ramps; three short legs
    kind: md.anneal
    system: argon
    from: 40 K
    to: 100 K
    rate: ${rate}
    hold: 5 ps
    timestep: 2 fs
    frames_every: 1 ps
    for_each: {rate: [10 K/ps, 12 K/ps, 15 K/ps]}
    ranks: 1
  liquid:                    # thermostat, trajectory; a short leg and long ones
    kind: md.sample
    system: melted
    ensemble: nvt
    temperature: 90 K
    timestep: 2 fs
    equilibration: 5 ps
    duration: 45 ps
    frames_every: 1 ps
    ranks: 1
  wide:                      # barostat, files written by two ranks together; few steps, for ranks that share cores
    kind: md.anneal
    system: argon
    from: 40 K
    to: 60 K
    rate: 500 K/ps
    hold: 0.04 ps
    timestep: 2 fs
    thermo_every: 20 fs
    frames_every: 0.02 ps
    ranks: 2
  relaxed:
    kind: md.minimize
    system: silicon
    relax_box: true
    ranks: 1
  quenched:
    kind: md.anneal
    system: relaxed
    from: 300 K
    to: 700 K
    rate: 100 K/ps
    hold: 4 ps
    timestep: 1 fs
    frames_every: 0.5 ps
    ranks: 1
  cold:
    kind: md.sample
    system: quenched
    ensemble: npt
    temperature: 300 K
    pressure: 1 bar
    timestep: 1 fs
    equilibration: 5 ps
    duration: 40 ps
    ranks: 1
  number:
    kind: test.number
    value: ${x}
    sleep: 0.1 s
    for_each: {x: [1, 2, 3, 4]}
    ranks: 1
  large:                     # conditions that hold and that do not
    kind: test.number
    value: 10
    after: number
    when: ${number.number} >= 3
    ranks: 1
  sum:
    kind: test.number
    value: 0
    after: large
    gather: all
    needs: [wide, cold]
    ranks: 1
  structure:
    kind: analysis.structure
    frames: liquid
    gather: all
    pairs: [Ar-Ar]
    angles: [Ar-Ar-Ar]
    cutoff: 4.5 A
    ranks: 1
  verdict:
    kind: report.compare
    results: structure
    reference: ./published.yaml
    entry: liquid
    ranks: 1
"""


# One task of six legs, for what is done to its checkpoints.
ONE_TASK = """campaign: chaos
seed: 20240117
stages:
  argon:
    kind: structure.build
    structure: ./argon.yaml
    forcefield: ./lj.yaml
    supercell: [4, 4, 4]
  liquid:
    kind: md.sample
    system: argon
    ensemble: nvt
    temperature: 90 K
    timestep: 2 fs
    duration: 90 ps
    frames_every: 1 ps
    ranks: 1
"""


def write(folder: pathlib.Path, text: str = WORKFLOW) -> pathlib.Path:
    """Writes the workflow and its inputs; the workflow's path."""
    folder.mkdir(parents=True, exist_ok=True)
    lennard_jones.write(folder)
    (folder / "published.yaml").write_text(PUBLISHED)
    workflow = folder / "chaos.yaml"
    workflow.write_text(text)
    return workflow
