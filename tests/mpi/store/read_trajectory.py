"""Reads the trajectory that trajectories_test.cpp writes, with h5py and with MDAnalysis, and compares every number."""
import sys

import h5py
import MDAnalysis
import numpy
from MDAnalysis.coordinates.H5MD import H5MDReader

FRAMES, PARTICLES = 13, 5
path = sys.argv[1]


def positions(number):
    return (number + numpy.arange(3 * PARTICLES) + 0.25).reshape(PARTICLES, 3)


with h5py.File(path, "r") as file:
    assert list(file["h5md"].attrs["version"]) == [1, 1]
    assert file["h5md/creator"].attrs["name"] == "vitriflow"
    assert file.attrs["title"] == "a test"
    assert list(file["particles/all/element"].asstr()) == ["Zn", "N", "N", "C", "H"]
    assert list(file["particles/all/id"]) == [11, 12, 13, 14, 15]
    names = {number: name for name, number in h5py.check_enum_dtype(file["particles/all/species"].dtype).items()}
    assert [names[number] for number in file["particles/all/species"]] == ["Zn", "N", "N", "C", "H"]
    box = file["particles/all/box"]
    assert box.attrs["dimension"] == 3 and list(box.attrs["boundary"]) == ["periodic"] * 3
    assert box["edges/value"].shape == (FRAMES, 3, 3)
    assert list(box["edges/step"]) == list(range(0, 100 * FRAMES, 100))
    value = file["particles/all/position/value"]
    assert value.shape == (FRAMES, PARTICLES, 3) and value.dtype == numpy.float32
    for number in range(FRAMES):
        assert (value[number] == positions(number)).all(), number

universe = MDAnalysis.Universe.empty(PARTICLES)
universe.load_new(path, format="H5MD")
assert isinstance(universe.trajectory, H5MDReader)
assert len(universe.trajectory) == FRAMES
for number, frame in enumerate(universe.trajectory):
    assert abs(frame.time - 0.05 * number) < 1e-12
    assert (frame.positions == positions(number)).all()
    assert numpy.allclose(frame.dimensions, [20 + number, 21 + number, 22 + number, 90, 90, 90])
    assert frame.data["step"] == 100 * number
