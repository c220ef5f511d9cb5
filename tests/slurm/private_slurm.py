"""A SLURM of its own on this machine, with four nodes, for one test: started in a moment, and gone with its process."""

import contextlib
import getpass
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

from cluster_network import ClusterNetwork, Place
from fake_machine import FakeMachine, SlurmUnavailable, why_no_machine
from slurm_client import SlurmClient
from slurm_configuration import CONTROLLER, CONTROLLER_PORT, Configuration

PROGRAMS = {"slurmctld": "slurmctld", "slurmd": "slurmd", "sbatch": "slurm-client", "srun": "slurm-client"}
START_S = 30
LOG_LINES = 25
# What a shell inside another job would hand on.
FOREIGN = ("SLURM_", "SBATCH_", "SALLOC_", "SRUN_", "PMI", "OMPI_COMM_", "OMPI_UNIVERSE_", "ORTE_")


def search_path():
    """Daemons are often not on a user's path."""
    words = os.environ.get("PATH", "").split(":")
    return ":".join([*words, *(folder for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin") if folder not in words)])


def why_unavailable(own_network=False):
    """The reason why there can be no private SLURM here, for a skip; None: there can."""
    for program, package in PROGRAMS.items():
        if not shutil.which(program, path=search_path()):
            return f"program '{program}' is missing (package {package}; hpc/packages slurm)"
    return why_no_machine(own_network)


class PrivateSlurm(SlurmClient):
    """with PrivateSlurm() as slurm: job = slurm.sbatch("#!/bin/sh\\nhostname", "-N1"); slurm.wait_for(job, "COMPLETED")

    Nodes n1 to n4 and the controller are machines of their own as far as host name, processes and shared memory go;
    this machine is the login node, and its files are everybody's. With `own_network` nodes can be cut off from each
    other (`partition`). Further keywords are those of Configuration. Raises SlurmUnavailable on entering."""

    def __init__(self, own_network=False, **configuration):
        self.configuration = Configuration(**configuration)
        self.own_network = own_network
        self.node_names = self.configuration.node_names()
        self.machines = {}
        self.network = None

    # -- begin and end --

    def __enter__(self):
        if reason := why_unavailable(self.own_network):
            raise SlurmUnavailable(reason)
        with contextlib.ExitStack() as undo:
            began_s = time.monotonic()
            self.place = Place()
            undo.callback(self.place.leave)
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vfslurm-", dir="/tmp"))  # short: sockets lie in it
            undo.enter_context(caretaker(self.folder))
            undo.callback(self.power_off_all)
            self.start()
            self.started_in_s = time.monotonic() - began_s
            self.undo = undo.pop_all()
        return self

    def __exit__(self, *_):
        self.undo.close()

    def start(self):
        addresses = self.place.addresses(self.node_names, self.own_network)
        self.write_files(addresses)
        machines = [self.new_machine(name) for name in [CONTROLLER, *self.node_names]]
        for machine in machines:
            machine.wait_until_up()
        if self.own_network:
            self.network = ClusterNetwork(self.place, self.machines[CONTROLLER], addresses)
            for name in self.node_names:
                self.network.connect(self.machines[name])
        self.controller_address = (addresses[CONTROLLER], self.place.first_port + CONTROLLER_PORT)
        self.start_slurmctld()
        self.began_s = time.monotonic()
        for name in self.node_names:
            self.start_slurmd(name)
        self.wait_until(lambda: set(self.node_states().values()) == {"idle"}, "all nodes to be idle", START_S)

    def new_machine(self, name):
        self.machines[name] = FakeMachine(name, self.folder / "hosts", self.own_network)
        return self.machines[name]

    def write_files(self, addresses):
        for part in ("state", "log", "run", "work", "spool", "tmp", *(f"tmp/{name}" for name in self.node_names)):
            (self.folder / part).mkdir()
        user = getpass.getuser() if os.geteuid() else "root"
        (self.folder / "slurm.conf").write_text(
            self.configuration.text(self.folder, user, self.place.first_port, addresses))
        here = pathlib.Path("/etc/hosts").read_text()
        (self.folder / "hosts").write_text(here + "".join(f"{ip} {name}\n" for name, ip in addresses.items()))

    def power_off_all(self):
        for machine in self.machines.values():
            machine.power_off()

    # -- the login node --

    def environment(self):
        """Of a user's shell there: for subprocess."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        mine.setdefault("OMPI_MCA_mpi_yield_when_idle", "1")  # nodes have more CPUs than there are
        if os.geteuid() == 0:
            mine.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        return {**mine, "PATH": search_path(), "SLURM_CONF": str(self.folder / "slurm.conf"),
                "OMPI_MCA_orte_tmpdir_base": str(self.folder / "tmp")}

    def work(self):
        return self.folder / "work"

    # -- what can go wrong --

    def kill_slurmd(self, node: str):
        """The node's jobs go on, unheard."""
        self.machines[node].kill("slurmd")

    def start_slurmd(self, node: str):
        output = self.folder / "log" / f"slurmd.{node}.out"
        self.machines[node].start(["slurmd", "-D", "-N", node], self.environment(), output)

    def power_off(self, node: str):
        """The node's jobs and its slurmd end at once, and nobody says so."""
        self.machines[node].power_off()

    def power_on(self, node: str):
        """After `power_off`; with its slurmd."""
        machine = self.new_machine(node)
        machine.wait_until_up()
        if self.network:
            self.network.connect(machine)
        self.start_slurmd(node)

    def kill_slurmctld(self):
        """What it has not saved yet, it forgets: see `wait_until_saved`."""
        self.machines[CONTROLLER].kill("slurmctld")

    def forget_jobs(self):
        """While the controller is down: as if it had not saved a job yet. The next one gets the first id again."""
        for path in (self.folder / "state").glob("job_state*"):
            path.unlink()

    def up_for_s(self):
        """Since the controller's start; it looks at time limits every 30 s from then on."""
        return time.monotonic() - self.began_s

    def start_slurmctld(self):
        """Returns when it takes calls."""
        output = self.folder / "log" / "slurmctld.out"
        self.machines[CONTROLLER].start(["slurmctld", "-D"], self.environment(), output)
        self.wait_until(self.controller_listens, "the controller to listen", START_S)

    def controller_listens(self):
        try:
            socket.create_connection(self.controller_address, timeout=1).close()
            return True
        except OSError:
            return False

    def wait_until_saved(self, job_id: int):
        """Until a killed controller would know the job as it is now."""
        before = self.saved_at()
        self.scontrol("update", f"jobid={job_id}", f"comment=saved after {before}")
        self.wait_until(lambda: self.saved_at() > before, "the controller to save its jobs")

    def saved_at(self):
        path = self.folder / "state" / "job_state"
        return path.stat().st_mtime_ns if path.exists() else 0

    def partition(self, node: str):
        """The node and all others no longer hear each other; its processes go on. Needs `own_network`."""
        self.network.cut(node)

    def heal(self, node: str):
        self.network.join(node)

    # -- a look inside --

    def command_on(self, node: str, *arguments):
        """What to give to subprocess so that it runs on that node, outside of any job."""
        return self.machines[node].command(*arguments)

    def processes(self, node: str):
        """Command lines by pid, as this machine counts them."""
        return self.machines[node].processes()

    def steps(self):
        """Nodes by the name of each step that was launched, '7.0'; batch scripts are none."""
        found = {}
        for name in self.node_names:
            text = (self.folder / "log" / f"slurmd.{name}.log").read_text(errors="replace")
            for step in re.findall(r"launch task StepId=(\d+\.\d+) ", text):
                found.setdefault(step, []).append(name)
        return found

    def diagnosis(self):
        """Queue, jobs, nodes and the ends of all logs; what a daemon printed only where it came to no log."""
        paths = [path for path in sorted((self.folder / "log").iterdir())
                 if path.suffix != ".out" or not path.with_suffix(".log").exists()]
        ends = [f"== {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-LOG_LINES:])
                for path in paths]
        return "\n".join([super().diagnosis(), *ends])


@contextlib.contextmanager
def caretaker(folder: pathlib.Path):
    """Removes the folder at the end, and also when this process is killed."""
    script = 'cat >/dev/null; until [ ! -e "$1" ]; do rm -rf "$1"; sleep 0.2; done'
    process = subprocess.Popen(["sh", "-c", script, "sh", str(folder)], stdin=subprocess.PIPE, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        process.stdin.close()
        process.wait(timeout=START_S)
