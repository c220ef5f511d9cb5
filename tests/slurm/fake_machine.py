"""A machine of a private cluster: namespaces of its own on this one, that go with the process that opened them."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

PATIENCE_S = 20


class SlurmUnavailable(Exception):
    """This machine cannot carry a private SLURM; the words say why."""


# The host name and the shared memory keep OpenMPI from taking two machines for one. The first process ignores SIGCHLD,
# so that orphans leave no zombies, and it ends when its input does: then the kernel kills all others of the machine.
INSIDE = """
set -e
hostname "$1"
mount --bind "$2" /etc/hosts
mount -t tmpfs tmpfs /dev/shm
echo ready
exec env --ignore-signal=CHLD cat >/dev/null
"""


def unshare(own_network=False):
    command = ["unshare", "--uts", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if own_network:
        command.append("--net")
    if os.geteuid() != 0:
        command += ["--user", "--map-current-user", "--keep-caps"]
    return command


def why_no_machine(own_network=False):
    """The reason why there can be no such machine here; None: there can."""
    if own_network and os.geteuid() != 0:
        return "only root can give a machine a network of its own"
    if own_network and not shutil.which("ip"):
        return "program 'ip' is missing (package iproute2)"
    if missing := [name for name in ("unshare", "nsenter") if not shutil.which(name)]:
        return f"program '{missing[0]}' is missing (package util-linux)"
    tried = subprocess.run([*unshare(own_network), "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"], capture_output=True,
                           text=True, timeout=PATIENCE_S)
    if tried.returncode != 0:
        return f"this process may not make namespaces of its own ({tried.stderr.strip() or tried.returncode})"
    return None


class FakeMachine:
    """Has a name, processes, shared memory and, if wanted, a network of its own; files are those of this machine.

    All of it is gone when `power_off` is called or when this process ends, however it does."""

    def __init__(self, name: str, hosts: pathlib.Path, own_network=False):
        self.name = name
        self.own_network = own_network
        self.holder = subprocess.Popen(
            [*unshare(own_network), "sh", "-c", INSIDE, "sh", name, str(hosts)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        self.daemons = []

    def wait_until_up(self):
        if self.holder.stdout.readline() != b"ready\n":
            raise SlurmUnavailable(f"machine '{self.name}' did not start: "
                                   f"{self.holder.stderr.read().decode(errors='replace').strip()}")
        self.pid = children(self.holder.pid)[0]

    def command(self, *arguments):
        """What to type here so that the command runs there."""
        enter = ["nsenter", "--target", str(self.pid), "--uts", "--mount", "--pid"]
        if self.own_network:
            enter.append("--net")
        if os.geteuid() != 0:
            enter += ["--user", "--preserve-credentials"]
        return [*enter, *arguments]

    def start(self, arguments, environment: dict, output: pathlib.Path):
        with open(output, "ab") as file:
            self.daemons.append(subprocess.Popen(
                self.command(*arguments), env=environment, stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, start_new_session=True))

    def processes(self):
        """Command lines by pid, as this machine counts them; without the one that holds the namespaces."""
        space = os.readlink(f"/proc/{self.pid}/ns/pid")
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == self.pid:
                continue
            try:
                if os.readlink(entry / "ns" / "pid") == space:
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue  # it has just ended
        return found

    def kill(self, program: str, number=signal.SIGKILL):
        """Kills the processes of that program, and no other; returns when they are gone."""
        pids = [pid for pid, line in self.processes().items() if os.path.basename(line.split(" ")[0]) == program]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        wait_for_end(pids)
        self.daemons = [daemon for daemon in self.daemons if daemon.poll() is None]

    def power_off(self):
        """At once, as when the plug is pulled."""
        self.holder.stdin.close()
        try:
            for process in [self.holder, *self.daemons]:
                process.wait(timeout=PATIENCE_S)
        finally:
            self.holder.kill()
        self.holder.stdout.close()
        self.holder.stderr.close()


def children(pid: int):
    return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_end(pids):
    end = time.monotonic() + PATIENCE_S
    while left := [pid for pid in pids if pathlib.Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > end:
            raise TimeoutError(f"processes {left} do not end")
        time.sleep(0.01)
