"""Where a private cluster listens, and the network between its machines where each has one of its own."""

import os
import socket
import subprocess

from fake_machine import SlurmUnavailable
from slurm_configuration import CONTROLLER, PORTS

FIRST_PORT = 20000  # below those that the kernel hands out
PLACES = 256
PATIENCE_S = 20


class Place:
    """A number that no other cluster on this machine has, and with it a range of ports and a subnet.

    It is free again as soon as this process has ended, however it did."""

    def __init__(self):
        for self.number in range(PLACES):
            self.claim = socket.socket(socket.AF_UNIX)
            try:
                self.claim.bind(f"\0vitriflow-slurm-{self.number}")
                if self.is_free():
                    return
            except OSError:
                pass
            self.claim.close()
        raise SlurmUnavailable(f"all of {PLACES} ranges of ports are taken, from {FIRST_PORT} on")

    @property
    def first_port(self):
        return FIRST_PORT + PORTS * self.number

    @property
    def interface(self):
        """On this machine, towards the cluster."""
        return f"vfslurm{self.number}"

    def is_free(self):
        """A cluster whose process was killed may take a moment to go."""
        for port in range(self.first_port, self.first_port + PORTS):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("", port))
        return not os.path.exists(f"/sys/class/net/{self.interface}")

    def addresses(self, nodes, own_network: bool):
        """By the machine's name. 198.18.0.0/15 is set aside for tests of networks (RFC 2544)."""
        if not own_network:
            return {name: "127.0.0.1" for name in [CONTROLLER, *nodes]}
        subnet = f"198.18.{self.number}"
        return {CONTROLLER: f"{subnet}.1", **{name: f"{subnet}.{11 + index}" for index, name in enumerate(nodes)}}

    def login_address(self):
        return f"198.18.{self.number}.254"

    def leave(self):
        self.claim.close()


class ClusterNetwork:
    """A bridge in the controller's network, a cable from it to each node and one to this machine, the login node.

    All of it is in the machines' namespaces or hangs on them, so that nothing has to be taken down."""

    def __init__(self, place: Place, controller, addresses: dict):
        self.controller = controller
        self.addresses = addresses
        ip(None, [f"link add {place.interface} type veth peer name login netns {controller.pid}",
                  f"address add {place.login_address()}/24 dev {place.interface}", f"link set {place.interface} up"])
        ip(controller, ["link set lo up", "link add bridge type bridge", "link set bridge up",
                        f"address add {addresses[CONTROLLER]}/24 dev bridge", "link set login master bridge up"])

    def connect(self, node):
        """A machine that was started, again or for the first time."""
        ip(None, [f"link add {node.name} netns {self.controller.pid} type veth peer name eth0 netns {node.pid}"])
        ip(self.controller, [f"link set {node.name} master bridge up"])
        ip(node, ["link set lo up", f"address add {self.addresses[node.name]}/24 dev eth0", "link set eth0 up"])

    def cut(self, node: str):
        """Packets to and from it vanish; nobody is told, not even by a lost carrier."""
        ip(self.controller, [f"link set {node} nomaster"])

    def join(self, node: str):
        ip(self.controller, [f"link set {node} master bridge"])


def ip(machine, lines):
    """Runs these lines of ip(8) on the machine, or on this one."""
    command = ["ip", "-batch", "-"]
    done = subprocess.run(machine.command(*command) if machine else command, input="\n".join(lines) + "\n",
                          capture_output=True, text=True, timeout=PATIENCE_S)
    if done.returncode != 0:
        raise SlurmUnavailable(f"no network between the machines: {done.stderr.strip()}")
