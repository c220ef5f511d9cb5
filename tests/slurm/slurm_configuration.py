"""The slurm.conf of a private cluster, as text."""

import dataclasses
import pathlib

CONTROLLER = "controller"
CONTROLLER_PORT, FIRST_NODE_PORT, PORTS = 0, 1, 20  # from the first port of the cluster's range


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a test may want otherwise. Times are in seconds; see slurm.conf(5) for each."""

    nodes: int = 4
    cpus: int = 2  # of each node; more than the machine has are allowed
    memory_mib: int = 2000  # of each node
    requeue_exit: int = 99  # a batch script that ends with this code is put back into the queue
    requeue: bool = True  # also after the failure of a node, unless the job says --no-requeue
    requeue_delay_s: int = 5  # before such a job may start again (cred_expire; SLURM takes none below 5)
    kill_wait_s: int = 2  # from TERM to KILL
    over_time_limit_min: int = 0
    slurmd_timeout_s: int = 3  # until a silent node is down; 9 to 12 s in fact
    default_time_min: int = 10
    further: str = ""  # lines as they are

    def node_names(self):
        return [f"n{number}" for number in range(1, self.nodes + 1)]

    def text(self, folder: pathlib.Path, user: str, first_port: int, addresses: dict):
        """`addresses` are IPv4, by the machine's name (CONTROLLER and the nodes)."""
        return "\n".join([*self.identity(folder, user, first_port, addresses[CONTROLLER]), *self.files(folder),
                          *self.behaviour(), *self.machines(first_port, addresses), self.further, ""])

    def identity(self, folder, user, first_port, address):
        """Every user is believed (auth/none), so there is no munged to be started; the ports are in private hands."""
        return [f"ClusterName=private{first_port}",
                f"SlurmctldHost={CONTROLLER}({address})", f"SlurmctldPort={first_port + CONTROLLER_PORT}",
                f"SlurmUser={user}", f"SlurmdUser={user}",
                "AuthType=auth/none", f"AuthInfo=cred_expire={self.requeue_delay_s}", "CredType=cred/none"]

    def files(self, folder):
        return [f"StateSaveLocation={folder}/state", f"SlurmdSpoolDir={folder}/spool/%n",
                f"TmpFS={folder}/tmp/%n",  # one for each node, or PMIx collides
                f"SlurmctldPidFile={folder}/run/slurmctld.pid", f"SlurmdPidFile={folder}/run/slurmd.%n.pid",
                f"SlurmctldLogFile={folder}/log/slurmctld.log", f"SlurmdLogFile={folder}/log/slurmd.%n.log",
                "JobCompType=jobcomp/filetxt", f"JobCompLoc={folder}/log/jobcomp.txt",
                "AccountingStorageType=accounting_storage/none", "JobAcctGatherType=jobacct_gather/none"]

    def behaviour(self):
        return ["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "SwitchType=switch/none",
                "MpiDefault=pmix", "SelectType=select/cons_tres", "SelectTypeParameters=CR_Core",
                "SchedulerType=sched/builtin", "SchedulerParameters=batch_sched_delay=0,sched_interval=1",
                "ReturnToService=2", "SlurmdParameters=config_overrides", "MailProg=/bin/true",
                "SlurmctldTimeout=10", f"SlurmdTimeout={self.slurmd_timeout_s}", "MessageTimeout=3", "TCPTimeout=1",
                "InactiveLimit=0", f"KillWait={self.kill_wait_s}", f"OverTimeLimit={self.over_time_limit_min}",
                "MinJobAge=3600", f"JobRequeue={int(self.requeue)}", f"RequeueExit={self.requeue_exit}"]

    def machines(self, first_port, addresses):
        names = self.node_names()
        nodes = [f"NodeName={name} NodeHostname={name} NodeAddr={addresses[name]} "
                 f"Port={first_port + FIRST_NODE_PORT + number} CPUs={self.cpus} Sockets=1 CoresPerSocket={self.cpus} "
                 f"ThreadsPerCore=1 RealMemory={self.memory_mib} State=UNKNOWN" for number, name in enumerate(names)]
        return [*nodes, f"PartitionName=all Nodes={','.join(names)} Default=YES MaxTime=INFINITE "
                        f"DefaultTime={self.default_time_min} State=UP OverSubscribe=NO"]
