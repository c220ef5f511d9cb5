"""Checkpoints that are wrong although their checksum fits: what the comparison must notice."""

import ctypes
import ctypes.util
import pathlib
import struct

import h5py
import numpy

BLOCK = 512  # of the header, before the payload
PIECE = 1 << 20  # of the payload, summed at a time


def xxh3(data: bytes) -> int:
    library = ctypes.CDLL(ctypes.util.find_library("xxhash"))
    library.XXH3_64bits.restype = ctypes.c_uint64
    library.XXH3_64bits.argtypes = (ctypes.c_char_p, ctypes.c_size_t)
    return library.XXH3_64bits(data, len(data))


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def header(payload: bytes, program: bytes) -> bytes:
    sums = [xxh3(payload[begin:begin + PIECE]) for begin in range(0, len(payload), PIECE)]
    checksum = xxh3(b"".join(struct.pack(">Q", value) for value in sums))
    lines = b"vitriflow-file 1 checkpoint %d %016x\n%s\n" % (len(payload), checksum, program)
    return (lines + b"crc32c %08x\n" % crc32c(lines)).ljust(BLOCK, b"\0")


def seal(path: pathlib.Path):
    """Makes the checksum fit what the file holds now."""
    whole = path.read_bytes()
    program = whole[:BLOCK].split(b"\n")[1]
    path.write_bytes(header(whole[BLOCK:], program) + whole[BLOCK:])


def change_image(path: pathlib.Path, edit):
    """Edits the restart image of LAMMPS in a checkpoint, behind the checksum."""
    with h5py.File(path, "r+") as file:
        image = bytearray(file["engine/lammps_restart"][()].tobytes())
        edit(image)
        file["engine/lammps_restart"][()] = numpy.frombuffer(image, numpy.uint8)
    seal(path)


def thermostat_in(image: bytes):
    """Where the fix 'motion' keeps its thermostat, and how many bytes of it: the list of FixNH has 64-bit numbers, first
    the flag of a thermostat and the length of its chain, then the chain's positions and velocities."""
    at = image.index(b"nvt\0", image.index(b"motion\0")) + 4
    (size,) = struct.unpack_from("<i", image, at)
    flag, links = struct.unpack_from("<2d", image, at + 4)
    if flag != 1 or not 1 <= links <= 10 or size < 8 * (2 + 2 * links):
        raise ValueError(f"no thermostat of FixNH: flag {flag}, chain of {links}, {size} bytes")
    return at + 20, 16 * int(links)


def keep_all(path: pathlib.Path):
    """Seals anew what is unchanged, which must change nothing."""
    seal(path)


def drop_thermostat(path: pathlib.Path):
    def edit(image):
        first, count = thermostat_in(image)
        image[first:first + count] = bytes(count)
    change_image(path, edit)


def flip_bit(path: pathlib.Path):
    """The last bit of the largest x. That of a small one may be lost in rounding when the particle moves outwards."""
    with h5py.File(path) as file:
        positions = file["engine/positions"][()].reshape(-1, 3)
    position = positions[positions[:, 0].argmax()].tobytes()

    def edit(image):
        image[image.index(position)] ^= 1
    change_image(path, edit)
