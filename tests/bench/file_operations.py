#!/usr/bin/python3
"""How many file-system operations a campaign makes: for each result, and for each second in which nothing ends.

  tests/bench/file_operations.py build/release/vitriflow

Campaigns of short tasks on 2 working ranks run under strace, which counts the calls of all their processes on files of
the campaign's folder. What differs between numbers of results is the price of a result; what differs between lengths
of the same tasks is polling, told by the files that are looked at.
"""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SHORT_TASKS = (250, 500, 1000)
SLEEPS_S = (5, 20)
WORKFLOW = """campaign: operations
stages:
  number:
    kind: test.number
    value: ${{x}}
    sleep: {sleep_s} s
    for_each: {{x: 1..{tasks}}}
    ranks: 1
"""
CALLS = {
    "names": "%file,getdents64",
    "data": "read,write,pread64,pwrite64,readv,writev,preadv,pwritev,lseek,fstat,ftruncate,fallocate,flock,"
            "copy_file_range",
    "syncs": "fsync,fdatasync,sync_file_range,syncfs",
}
FOLDER = "campaigns/operations"


class Count:
    """Calls by sort and by file, numbers in names left out."""

    def __init__(self):
        self.sorts, self.files = collections.Counter(), collections.Counter()
        self.seconds = 0.0

    def add(self, line: str):
        call = re.match(r"\d+ +(\w+)\(", line)
        if not call or FOLDER not in line:
            return
        self.sorts[sort_of(call[1])] += 1
        inside = re.search(re.escape(FOLDER) + r"/?([^\"> ]*)", line)[1]
        self.files[f"{call[1]} {re.sub(r'[0-9a-f]{8,}|[0-9]+', 'N', inside) or '.'}"] += 1

    def total(self):
        return self.sorts.total()


def sort_of(call: str):
    return next((sort for sort in ("data", "syncs") if call in CALLS[sort].split(",")), "names")


def count(program: str, tasks: int, sleep_s: float):
    with tempfile.TemporaryDirectory(prefix="vitriflow-operations-") as folder:
        path = pathlib.Path(folder)
        (path / "operations.yaml").write_text(WORKFLOW.format(tasks=tasks, sleep_s=sleep_s))
        trace = ["strace", "-f", "-qq", "-y", "--seccomp-bpf", "-o", "calls", "-e", "trace=" + ",".join(CALLS.values())]
        began_s = time.monotonic()
        subprocess.run([*trace, program, "run", "operations.yaml", "-n", "2", "--no-cache"], cwd=path, check=True,
                       stdout=subprocess.DEVNULL)
        found = Count()
        found.seconds = time.monotonic() - began_s
        with open(path / "calls", errors="replace") as lines:
            for line in lines:
                found.add(line)
        return found


def words(sorts, per=1.0):
    return ", ".join(f"{sorts[sort] / per:.2f} {sort}" for sort in CALLS)


def difference(many: Count, few: Count):
    return {sort: many.sorts[sort] - few.sorts[sort] for sort in CALLS}


def price_of_results(program: str):
    counts = {tasks: count(program, tasks, 0) for tasks in SHORT_TASKS}
    for tasks, found in counts.items():
        print(f"{tasks} results in {found.seconds:.1f} s: {found.total()} operations ({words(found.sorts)})", flush=True)
    least, most = SHORT_TASKS[0], SHORT_TASKS[-1]
    for few, many in zip(SHORT_TASKS, SHORT_TASKS[1:]):
        print(f"from {few} to {many}: {(counts[many].total() - counts[few].total()) / (many - few):.2f} for each result")
    print(f"for each result: {words(difference(counts[most], counts[least]), most - least)}")


def price_of_time(program: str):
    short, long = (count(program, 2, sleep_s) for sleep_s in SLEEPS_S)
    seconds = SLEEPS_S[1] - SLEEPS_S[0]
    print(f"2 results in {short.seconds:.1f} s: {short.total()} operations; in {long.seconds:.1f} s: {long.total()}")
    print(f"for each second without a result: {(long.total() - short.total()) / seconds:.2f} "
          f"({words(difference(long, short), seconds)})")
    for name, more in (long.files - short.files).most_common(8):
        print(f"  {more / seconds:5.2f} /s  {name}")


def main():
    if not shutil.which("strace"):
        sys.exit("program 'strace' is missing: install Debian's package of that name")
    program = str(pathlib.Path(sys.argv[1]).resolve())
    price_of_results(program)
    price_of_time(program)


if __name__ == "__main__":
    main()
