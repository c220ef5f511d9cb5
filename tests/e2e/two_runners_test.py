"""Two runners on one campaign: one works, the other is refused; one that was replaced while it was stopped is not heard."""

import concurrent.futures
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, PROGRAM, ProgramTest  # noqa: E402

ROUNDS = 50
AT_ONCE = 5  # rounds
HELD = 4  # exit code
STOPS = int(os.environ.get("VITRIFLOW_TEST_STOPS", "4"))
SEED = int(os.environ.get("VITRIFLOW_TEST_SEED", "20261121"))
os.environ["VITRIFLOW_CACHE"] = "off"  # each of the campaigns side by side is to do its own work


def crc32c(data):
    check = 0xFFFFFFFF
    for byte in data:
        check ^= byte
        for _ in range(8):
            check = check >> 1 ^ (0x82F63B78 if check & 1 else 0)
    return check ^ 0xFFFFFFFF


def contents(campaign):
    """Every dataset of every task with its attributes, as bytes."""
    import h5py
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            value = item[()]
            numbers = getattr(value, "dtype", object) != object
            found[name] = (value.tobytes() if numbers else repr(value),
                           sorted((key, str(attribute)) for key, attribute in item.attrs.items()))

    with h5py.File(campaign / "campaign.h5") as file:
        for stage in file["tasks"].values():
            for task, group in stage.items():
                for part in group:  # external links are followed one by one
                    if isinstance(group[part], h5py.Group):
                        group[part].visititems(lambda name, item, at=f"{task}/{part}/": visit(at + name, item))
                    else:
                        visit(f"{task}/{part}", group[part])
    return found


class TwoRunnersTest(ProgramTest):
    # -- both at once --

    def start_into(self, folder):
        return subprocess.Popen([PROGRAM, "run", "numbers.yaml", "-n", "1", "--into", str(folder)], cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL)

    def start_two(self, number):
        """(exit codes, outputs, pids) of two runners on one new folder."""
        folder = self.folder / f"race-{number}"
        both = [self.start_into(folder) for _ in range(2)]
        outputs = [one.communicate(timeout=PATIENCE_S)[0] for one in both]
        done = []
        for path in (folder / "journal").iterdir():
            if path.name.startswith("fence-"):
                continue
            for line in path.read_text().splitlines():
                record = json.loads(line[9:])
                if record.get("event") == "done":
                    done.append(record["values"]["task"])
        return [one.returncode for one in both], outputs, [one.pid for one in both], sorted(done)

    def test_of_two_started_at_once_one_works_and_the_other_names_it(self):
        self.write(a="    kind: test.number\n    value: 1\n    sleep: 0.3 s",
                   b="    kind: test.number\n    value: 2\n    after: a")
        refused = 0
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as rounds:
            for codes, outputs, pids, done in rounds.map(self.start_two, range(ROUNDS)):
                self.assertEqual(done, ["a", "b"], outputs)
                self.assertIn(0, codes, outputs)
                loser = 1 - codes.index(0)
                if codes[loser] == 0:  # it came when the other one had ended
                    self.assertIn("Nothing to do", outputs[0] + outputs[1])
                    continue
                self.assertEqual(codes[loser], HELD, outputs)
                self.assertRegex(outputs[loser], rf"is held by process {pids[1 - loser]} on '[^']+', last heard of "
                                                 r"[0-9.]+ m?s ago\. Wait for it, stop it, or run into another folder\.")
                refused += 1
        self.assertGreater(refused, ROUNDS // 2)
        print(f"\n{ROUNDS} pairs: {refused} times one was refused, {ROUNDS - refused} times it came later")

    # -- one after the other --

    def signal_all(self, pids, number):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def all_processes(self, supervisor):
        """The runner's process and everything below it."""
        children = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int(re.search(r"\) . (\d+)", (entry / "stat").read_text())[1])
                except (OSError, TypeError):
                    continue
                children.setdefault(parent, []).append(int(entry.name))
        found = [supervisor]
        for pid in found:
            found += children.get(pid, [])
        return found

    def age_lease(self, folder):
        """As if the holder had been stopped for two minutes."""
        line = (folder / "lease").read_text()
        text = re.sub(r'"heartbeat":[0-9.e+]+', f'"heartbeat":{time.time() - 120:.3f}', line[9:].rstrip("\n"))
        beside = folder / "lease.aged"
        beside.write_text(f"{crc32c(text.encode()):08x} {text}\n")
        beside.rename(folder / "lease")

    def write_mixture(self):
        many = ", ".join(str(i) for i in range(40))
        self.write(
            crystal="    kind: structure.build\n    structure: silicon\n    forcefield: silicon-sw\n"
                    "    supercell: [2, 2, 2]",
            warm="    kind: md.sample\n    system: crystal\n    ensemble: nvt\n    temperature: 300 K\n"
                 "    timestep: 1 fs\n    equilibration: 0 ps\n    duration: 12 ps\n    frames_every: 0.2 ps\n"
                 "    ranks: 1",
            look="    kind: analysis.structure\n    frames: warm\n    pairs: [Si-Si]\n    angles: [Si-Si-Si]\n    ranks: 1",
            many="    kind: test.number\n    value: ${v}\n    sleep: 50 ms\n    for_each: {v: [" + many + "]}",
            sum="    kind: test.number\n    value: 0\n    after: many\n    gather: all")

    def stop_take_over_and_continue(self, folder, wait_s):
        """Where the first runner was, how it ended, and whether the second one had to work."""
        first = self.start("run", "numbers.yaml", "-n", "2", "--into", str(folder))
        self.wait_for(lambda: (folder / "lease").exists(), "the first runner's lease")
        time.sleep(wait_s)
        processes = self.all_processes(first.pid)
        self.signal_all(processes, signal.SIGSTOP)
        self.addCleanup(self.signal_all, processes, signal.SIGCONT)
        if first.poll() is not None:
            return None
        self.age_lease(folder)
        second = self.start("run", "numbers.yaml", "-n", "2", "--into", str(folder))
        self.wait_for(lambda: any(p.name == "fence-2" for p in (folder / "journal").iterdir()), "the takeover")
        time.sleep(0.5)  # the first one goes on while the second one works
        self.signal_all(processes, signal.SIGCONT)
        outputs = [one.communicate(timeout=PATIENCE_S)[0] for one in (first, second)]
        self.assertEqual(second.returncode, 0, outputs)
        self.assertEqual(first.returncode, HELD, outputs)
        self.assertIn("another runner", outputs[0])
        self.wait_for(lambda: not [p for p in processes if pathlib.Path(f"/proc/{p}").exists()], "the first one's end")
        return outputs

    def test_a_stopped_holder_that_was_replaced_changes_nothing(self):
        self.write_mixture()
        plain = self.folder / "plain"
        self.run_program("run", "numbers.yaml", "-n", "2", "--into", str(plain))
        expected = contents(plain)
        draw = random.Random(SEED)
        takeovers = 0
        for number in range(STOPS):
            folder = self.folder / f"stopped-{number}"
            wait_s = draw.uniform(0.1, 2.5)
            with self.subTest(seed=SEED, number=number, stopped_after_s=round(wait_s, 3)):
                takeovers += self.stop_take_over_and_continue(folder, wait_s) is not None
                found = contents(folder)
                self.assertEqual(found.keys(), expected.keys())
                self.assertEqual([name for name in found if found[name] != expected[name]], [])
                self.assertIn("every file fits its checksum", self.run_program("check", str(folder)))
        self.assertGreater(takeovers, STOPS // 2)
        print(f"\n{takeovers} holders replaced while they were stopped (seed {SEED})")


if __name__ == "__main__":
    unittest.main()
