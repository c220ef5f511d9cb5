"""The processes of a campaign that runs, and where its tasks stand."""

import os
import pathlib
import signal
from typing import NamedTuple

ENDS = {"done", "failed", "attempt_failed", "interrupted", "set_aside", "skipped"}


class Process(NamedTuple):
    pid: int
    role: str  # "supervisor", "launcher", "coordinator", "worker 0", ...
    epoch: int


def environment(pid: int):
    return dict(entry.split("=", 1) for entry in pathlib.Path(f"/proc/{pid}/environ").read_text().split("\0") if entry)


def as_pool_process(pid: int, campaign: pathlib.Path):
    """None: no process of that campaign's pool."""
    line = pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    if str(campaign) not in line or "pool" not in line:
        return None
    epoch = int(line[line.index("--epoch") + 1])
    if pathlib.PurePath(line[0]).name in ("mpirun", "srun"):
        return Process(pid, "launcher", epoch)
    ranks = environment(pid)
    rank = ranks.get("OMPI_COMM_WORLD_RANK", ranks.get("PMIX_RANK"))
    if rank is None:
        return None
    return Process(pid, "coordinator" if rank == "0" else f"worker {int(rank) - 1}", epoch)


def processes(campaign: pathlib.Path):
    """Of all pools of the campaign that are alive, zombies left out."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            process = as_pool_process(int(entry.name), campaign)
        except OSError:
            continue  # it ended meanwhile
        if process:
            found.append(process)
    return found


def mpi_files(pid: int):
    """The files in shared memory that a process of an MPI job maps, and the folder of its session."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
        session = environment(pid).get("PMIX_SERVER_TMPDIR")
    except OSError:
        return set()
    mapped = {line.split(maxsplit=5)[5] for line in lines if "/dev/shm/" in line and "(deleted)" not in line}
    return mapped | ({session} if session else set())


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def of_last_pool(records):
    """The records since the last start of the pool; none when it had not come so far."""
    begin = max((i for i, record in enumerate(records) if record.event in ("pool_started", "taken")), default=0)
    return records[begin:]


class Place(NamedTuple):
    """What a task was doing."""
    words: str
    leg_began_s: float | None  # None: it was in no leg


def running(records):
    """Task -> its fingerprint, newest leg (-1: none yet) and when that began, in the last pool."""
    tasks = {}
    for record in of_last_pool(records):
        if record.event == "started":
            tasks[record.task] = (record.values["fingerprint"], -1, None)
        elif record.event == "leg" and record.task in tasks:
            tasks[record.task] = (tasks[record.task][0], record.leg, record.time_s)
        elif record.event in ENDS:
            tasks.pop(record.task, None)
    return tasks


def kept(campaign: pathlib.Path, fingerprint: str, leg: int, records, task: str):
    """True: the state at the end of that leg is there or is being written."""
    if any(r.event == "checkpoint" and r.task == task and r.leg >= leg for r in of_last_pool(records)):
        return True
    names = [path.name for folder in ("checkpoints", "trajectories")
             for path in (campaign / folder / fingerprint).glob(f"{leg}.h5*")]
    asides = [path.name for path in campaign.glob("aside/**/*") if fingerprint in str(path) and f"{leg}.h5" in path.name]
    return bool(names or asides)


def places(campaign: pathlib.Path, records):
    """Of all tasks that were running."""
    found = []
    for task, (fingerprint, leg, began_s) in sorted(running(records).items()):
        if leg < 0:
            found.append(Place(task, None))
        elif kept(campaign, fingerprint, leg, records, task):
            found.append(Place(f"{task} behind leg {leg}", None))
        else:
            found.append(Place(f"{task} in leg {leg}", began_s))
    return found
