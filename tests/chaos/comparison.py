"""Whether two campaigns hold the same bits, and whether one is as a finished campaign should be."""

import functools
import json
import pathlib
import subprocess
import time

import h5py
import numpy

import journal
import killing
import pool

# When, where and at which try a task ran may differ; nothing else may.
CIRCUMSTANCES = {"started", "finished", "ranks", "attempt"}
LONGEST_END_S = 10.0


def small_results(campaign: pathlib.Path):
    """(fingerprint, canonical bytes of its result) of every record that counts."""
    known_fences = journal.fences(campaign)
    for path in sorted((campaign / "results").glob("small-*")):
        epoch = int(path.name.split("-")[1])
        limit = journal.readable_bytes(known_fences, f"results/{path.name}", epoch)
        for record in journal.log_records(path, limit):
            yield record["fingerprint"], json.dumps(record["result"], sort_keys=True).encode()


def value_bytes(value):
    """Of a dataset's or attribute's value, with its type and shape."""
    array = numpy.asarray(value)
    if array.dtype.kind in "OSU":
        return repr(array.tolist()).encode()
    return f"{array.dtype} {array.shape} ".encode() + array.tobytes()


def tree(group, prefix=""):
    """Path -> bytes of every dataset and attribute below a group, through links."""
    found = {f"{prefix}@{name}": value_bytes(value) for name, value in group.attrs.items() if name not in CIRCUMSTANCES}
    for name in group:
        item = group[name]
        if isinstance(item, h5py.Group):
            found.update(tree(item, f"{prefix}/{name}"))
        elif not (prefix == "/index" and name in CIRCUMSTANCES):
            found[f"{prefix}/{name}"] = value_bytes(item[()])
            found.update({f"{prefix}/{name}@{key}": value_bytes(value) for key, value in item.attrs.items()})
    return found


def contents(campaign: pathlib.Path):
    """Everything that a campaign has found."""
    found = {f"small result {fingerprint}": result for fingerprint, result in small_results(campaign)}
    for path in sorted(campaign.glob("results/*.h5")) + sorted(campaign.glob("trajectories/*.h5")):
        with h5py.File(path) as file:
            found.update({f"{path.parent.name}/{path.name}{key}": value for key, value in tree(file).items()})
    with h5py.File(campaign / "campaign.h5") as file:
        found.update({f"campaign.h5{key}": value for key, value in tree(file).items()})
    for name in ("numbers.csv", "comparisons.csv"):
        found[f"report/{name}"] = (campaign / "report" / name).read_bytes()
    return found


@functools.cache
def contents_of_ended(campaign: pathlib.Path):
    return contents(campaign)


def differences(campaign: pathlib.Path, unkilled: pathlib.Path):
    ours, theirs = contents(campaign), contents_of_ended(unkilled)
    found = [f"{key} is missing" for key in sorted(theirs.keys() - ours.keys())]
    found += [f"{key} is only here" for key in sorted(ours.keys() - theirs.keys())]
    return found + [f"{key} differs" for key in sorted(ours.keys() & theirs.keys()) if ours[key] != theirs[key]]


def done_twice(campaign: pathlib.Path):
    """Tasks that were begun after they were done, and results that were stored twice."""
    done, found = set(), []
    for record in journal.read(campaign):
        fingerprint = record.values.get("fingerprint", "")
        if record.event in ("started", "done") and fingerprint in done:
            found.append(f"'{record.task}' was {record.event} after it was done")
        if record.event == "done":
            done.add(fingerprint)
    stored = [fingerprint for fingerprint, _ in small_results(campaign)]
    stored += [path.stem for path in campaign.glob("results/*.h5")]
    return found + [f"result {name} is stored {stored.count(name)} times" for name in sorted(set(stored))
                    if stored.count(name) > 1]


def is_leftover(path: pathlib.Path, campaign: pathlib.Path):
    inside = path.relative_to(campaign)
    if inside.parts[0] in ("scratch", "aside", "checkpoints"):
        return len(inside.parts) > 1
    return ".new-" in path.name or path.name.endswith(".damaged") or path.name.startswith(("cut-", "abort-"))


def processes_left(campaign: pathlib.Path):
    """A pool whose supervisor was killed ends by itself, perhaps later than a next run that finds nothing to do."""
    give_up_s = time.monotonic() + LONGEST_END_S
    while (there := pool.processes(campaign)) and time.monotonic() < give_up_s:
        time.sleep(0.05)
    return there


def leftovers(campaign: pathlib.Path):
    found = [f"process {process.pid}, {process.role}" for process in processes_left(campaign)]
    found += [str(path.relative_to(campaign)) for path in sorted(campaign.rglob("*")) if is_leftover(path, campaign)]
    lease = json.loads((campaign / "lease").read_text().splitlines()[0][9:])
    return found + ([] if lease["released"] else ["the lease is held"])


def problems_of_check(campaign: pathlib.Path):
    done = subprocess.run([killing.PROGRAM, "check", str(campaign)], capture_output=True, text=True, timeout=120)
    return [] if done.returncode == 0 else [f"check: {line}" for line in done.stdout.splitlines()]


def unfinished(campaign: pathlib.Path):
    done = subprocess.run([killing.PROGRAM, "status", str(campaign), "--json"], capture_output=True, text=True,
                          timeout=120)
    return [f"'{task['task']}' is {task['state']}" for task in json.loads(done.stdout)["tasks"]
            if task["state"] not in ("done", "skipped")]


def problems(life, unkilled: pathlib.Path):
    """All that is wrong with a campaign that was killed and ended."""
    campaign = life.campaign
    found = unfinished(campaign) + differences(campaign, unkilled) + done_twice(campaign) + leftovers(campaign)
    found += [f"{path} is left" for path in sorted(life.mpi_files) if pathlib.Path(path).exists()]
    found += [f"{lost} legs of '{task}' were lost at once" for lost, task in life.lost_legs() if lost > 1]
    return found + problems_of_check(campaign)
