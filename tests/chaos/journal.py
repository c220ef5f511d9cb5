"""A campaign's journal as hpc/store/FORMATS.md describes it, read by this test's own means."""

import json
import os
import pathlib
from typing import NamedTuple


class Record(NamedTuple):
    epoch: int
    writer: str
    number: int
    time_s: float
    event: str
    values: dict

    @property
    def task(self):
        return self.values.get("task", "")

    @property
    def leg(self):
        return int(self.values.get("leg", -1))

    def label(self):
        """What tells this event from the others of a campaign, whatever process wrote it."""
        text = " ".join([self.event, self.task] if self.task else [self.event])
        return f"{text} {self.leg}" if self.leg >= 0 else text


def fences(campaign: pathlib.Path):
    """Epoch -> how long the files of older epochs were when it began."""
    found = {}
    for path in (campaign / "journal").glob("fence-*"):
        if path.name[len("fence-"):].isdigit():
            fence = json.loads(path.read_text()[9:])
            if not fence.get("claim"):
                found[int(path.name[len("fence-"):])] = fence["files"]
    return found


def readable_bytes(known_fences, file: str, epoch: int):
    """How much of a record log counts."""
    limits = [files.get(file, 0) for above, files in known_fences.items() if above > epoch]
    return min(limits) if limits else None


def log_records(path: pathlib.Path, limit=None):
    """The JSON values of a record log, its header left out; a torn tail is not read."""
    lines = path.read_bytes()[:limit].split(b"\n")[:-1]
    return [json.loads(line[9:]) for line in lines][1:]


def read(campaign: pathlib.Path):
    """All records, in the order of (epoch, time)."""
    known_fences = fences(campaign)
    records = []
    for path in (campaign / "journal").iterdir():
        epoch, _, writer = path.name.partition("-")
        if not epoch.isdigit():
            continue
        limit = readable_bytes(known_fences, f"journal/{path.name}", int(epoch))
        for json_record in log_records(path, limit):
            records.append(Record(int(epoch), writer, json_record["number"], json_record["time"], json_record["event"],
                                  json_record["values"]))
    return sorted(records, key=lambda record: (record.epoch, record.time_s, record.writer, record.number))


def lost_legs(campaign: pathlib.Path):
    """For each task and interruption: how many legs that were begun before were run again, the broken one included."""
    lost, begun, interrupted = [], {}, set()
    for record in read(campaign):
        if record.event in ("taken", "pool_started"):
            interrupted = set(begun)
        elif record.event == "leg":
            legs = begun.setdefault(record.task, set())  # an analysis's are numbered by frames
            again = {leg for leg in legs if leg >= record.leg}
            if record.task in interrupted:
                interrupted.discard(record.task)
                lost.append((len(again), record.task))
            begun[record.task] = legs - again | {record.leg}
    return lost


class Tail:
    """Records as they appear: those that were there when the tail was made are passed over."""

    def __init__(self, campaign: pathlib.Path):
        self.folder = campaign / "journal"
        self.read = {}
        self.next()

    def next(self):
        new = []
        if not self.folder.is_dir():
            return new
        for entry in os.scandir(self.folder):
            if entry.name[0].isdigit() and entry.stat().st_size > self.read.get(entry.name, 0):
                new += self._new_of(entry)
        return new

    def _new_of(self, entry):
        begin = self.read.get(entry.name, 0)
        with open(entry.path, "rb") as file:
            file.seek(begin)
            whole, _, _ = file.read().rpartition(b"\n")
        epoch, _, writer = entry.name.partition("-")
        values = [json.loads(line[9:]) for line in whole.split(b"\n") if line]
        self.read[entry.name] = begin + len(whole) + (1 if whole else 0)
        return [Record(int(epoch), writer, value["number"], value["time"], value["event"], value["values"])
                for value in values if "event" in value]
