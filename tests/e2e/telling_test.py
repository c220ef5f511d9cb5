"""log, check, watch and completion as a user meets them."""

import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PATIENCE_S, PROGRAM, ProgramTest  # noqa: E402


def number(value, **more):
    lines = ["    kind: test.number", f"    value: {value}"]
    lines += [f"    {key}: {text}" for key, text in more.items()]
    return "\n".join(lines)


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, arguments, folder, environment=None):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(arguments[0], arguments, {**os.environ, **(environment or {})})
        self.text = ""

    def type(self, keys):
        os.write(self.file, keys.encode())

    def wait_for(self, wanted, test):
        end = time.monotonic() + PATIENCE_S
        while wanted not in self.text:
            if time.monotonic() > end or not self.read_more(1.0):
                test.assertIn(wanted, self.text)

    def read_more(self, seconds):
        if not select.select([self.file], [], [], seconds)[0]:
            return True
        try:
            more = os.read(self.file, 65536).decode(errors="replace")
        except OSError:
            return False
        self.text += more
        return bool(more)

    def exit_code(self):
        while self.read_more(1.0):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class LogTest(ProgramTest):
    def test_it_shows_what_happened_and_what_a_task_wrote(self):
        self.write(a=number(1), b=number(2, after="a", failure="it broke"))
        self.run_program("run", "numbers.yaml", "-n", "1", expect=1)
        text = self.run_program("log", str(self.campaign))
        when = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  "
        self.assertRegex(text, rf"{when}run 1 begins: process \d+ on .*\n{when}pool of 1 working rank \(vitriflow run "
                         rf"numbers.yaml -n 1\)\n{when}started a on rank 0, attempt 1\n")
        self.assertRegex(text, rf"{when}FAILED b in attempt 1: it broke\n{when}finished: 1 done, 1 failed or set aside, 0 blocked\n$")
        of_task = self.run_program("log", str(self.campaign), "b")
        self.assertNotIn(" a ", of_task)
        self.assertIn("FAILED b in attempt 1: it broke\n", of_task)
        self.assertIn("the campaign has no task 'x'", self.run_program("log", str(self.campaign), "x", expect=2))

    def test_following_ends_with_the_campaign(self):
        self.write(a=number(1, sleep="2 s"))
        run = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        text = self.run_program("log", str(self.campaign), "--follow")
        self.assertIn("finished: 1 done, 0 failed or set aside, 0 blocked\n", text)
        run.communicate(timeout=PATIENCE_S)


class CheckTest(ProgramTest):
    def test_a_sound_campaign_is_said_to_be_so(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertIn("sound     every file fits its checksum\n", self.run_program("check", str(self.campaign)))

    def test_damage_is_listed_with_what_it_costs_and_the_run_agrees(self):
        self.write(a=number(1), b=number(2, after="a"), c=number(3))
        self.run_program("run", "numbers.yaml", "-n", "1")
        (small,) = (self.campaign / "results").glob("small-*")
        lines = small.read_bytes().splitlines(keepends=True)
        lines[-1] = lines[-1].replace(b"effective", b"affective").replace(b"task", b"tusk")
        small.write_bytes(b"".join(lines))
        before = {path: path.read_bytes() for path in self.campaign.rglob("*") if path.is_file()}
        text = self.run_program("check", str(self.campaign), expect=1)
        self.assertIn(f"DAMAGED   results/{small.name}: it is damaged at byte", text)
        (lost,) = [line.split()[1] for line in text.splitlines() if line.startswith("          costs: ")]
        self.assertIn("the next run computes 1 task again: ", text)
        self.assertEqual(before, {path: path.read_bytes() for path in self.campaign.rglob("*") if path.is_file()})
        output = self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertEqual(output.count("is damaged at byte"), 1, output)
        self.assertIn("3 tasks, 2 of them done already", output)
        started = [values["task"] for values in self.journal("started")]
        self.assertEqual((len(started), started[-1]), (4, lost))

    def test_a_damaged_derived_file_costs_nothing(self):
        self.write(a=number(1))
        self.run_program("run", "numbers.yaml", "-n", "1")
        path = self.campaign / "campaign.h5"
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        path.write_bytes(damaged)
        text = self.run_program("check", str(self.campaign), expect=1)
        self.assertIn("costs: nothing: 'vitriflow report' writes it again\n1 finding; no task would be computed again.\n", text)


class WatchTest(ProgramTest):
    def test_piped_it_prints_plain_lines_until_the_campaign_ends(self):
        self.write(a=number(1, sleep="3 s"))
        run = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        text = self.run_program("watch", str(self.campaign))
        self.assertNotIn("\x1b", text)
        self.assertRegex(text, r"held      by process \d+ on .*\n(.*\n)*.*done a after 3\.\d s\n(.*\n)*nobody is running it: "
                         "1 done, 0 failed or set aside, 0 blocked, 0 open\n$")
        run.communicate(timeout=PATIENCE_S)

    def test_on_a_terminal_q_ends_watching_and_not_the_run(self):
        self.write(a=number(1, sleep="6 s"))
        run = self.start("run", "numbers.yaml", "-n", "1")
        self.wait_until_started("a")
        terminal = Terminal([PROGRAM, "watch", str(self.campaign)], self.folder)
        terminal.wait_for("0 of 1 done, 1 running", self)
        terminal.wait_for("\x1b[", self)  # drawn over itself
        terminal.type("q")
        self.assertEqual(terminal.exit_code(), 0)
        self.assertIn("still running: 0 done", terminal.text)
        self.assertIsNone(run.poll())
        run.communicate(timeout=PATIENCE_S)

    def test_a_campaign_that_nobody_runs_is_not_waited_for(self):
        self.write(a=number(1, failure="no"))
        self.run_program("run", "numbers.yaml", "-n", "1", expect=1)
        self.assertIn(f"nobody is running it: 0 done, 1 failed or set aside, 0 blocked, 0 open\ncontinue  vitriflow run "
                      f"{self.campaign}\n", self.run_program("watch", str(self.campaign)))


@unittest.skipUnless(shutil.which("bash"), "bash is not installed")
class BashCompletionTest(ProgramTest):
    def setUp(self):
        super().setUp()
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "vitriflow").symlink_to(pathlib.Path(PROGRAM).resolve())
        self.bash = Terminal(["bash", "--norc", "-i"], self.folder,
                             {"PATH": f"{bin_folder}:{os.environ['PATH']}", "PS1": "READY> ", "TERM": "dumb",
                              "INPUTRC": "/dev/null", "HISTFILE": ""})
        self.bash.type('bind "set bell-style none"; eval "$(vitriflow completion bash)"; echo set up\n')
        self.bash.wait_for("\nset up", self)

    def completed(self, typed):
        """What stands on the line after TAB: the command is replaced by one that shows its arguments."""
        self.bash.text = ""
        self.bash.type(f"{typed}\t")
        time.sleep(1.0)
        self.bash.type("\x01printf '<%s>' \x05; echo ' end''ed'\n")
        self.bash.wait_for(" ended", self)
        line = self.bash.text[:self.bash.text.index(" ended")].splitlines()[-1]
        return line.replace("><", " ").strip("<>").removeprefix("vitriflow ")

    def tearDown(self):
        self.bash.type("exit\n")
        self.bash.exit_code()

    def test_it_completes_commands_options_kinds_and_folders(self):
        self.assertEqual(self.completed("vitriflow expl"), "explain")
        self.assertEqual(self.completed("vitriflow kinds --mark"), "kinds --markdown")
        self.assertEqual(self.completed("vitriflow template md.ann"), "template md.anneal")
        (self.folder / "my studies").mkdir()
        (self.folder / "my studies" / "glass.yaml").write_text("campaign: x\n")
        self.assertEqual(self.completed("vitriflow validate my\\ studies/gl"), "validate my studies/glass.yaml")

    def test_it_completes_campaigns_and_tasks(self):
        self.write(one=number("${n}", for_each="{n: [10, 25]}"))
        self.run_program("run", "numbers.yaml", "-n", "1")
        self.assertEqual(self.completed("vitriflow explain campaigns/num"), "explain campaigns/numbers")
        for typed in ("one\\[n=1", "'one[n=1", "\"one[n=1"):
            self.assertEqual(self.completed(f"vitriflow explain campaigns/numbers {typed}"),
                             "explain campaigns/numbers one[n=10]", typed)
        self.assertEqual(self.completed("vitriflow log campaigns/numbers one\\[n=2"), "log campaigns/numbers one[n=25]")


class CompletionTest(ProgramTest):
    def candidates(self, *words):
        return self.run_program("complete", "--shell", "zsh", "--", *words).splitlines()

    def test_it_knows_every_command_that_the_help_shows(self):
        shown = self.run_program("--help").split("Subcommands:\n")[1].split("\n\n")[0]
        names = [line.split()[0].split(",")[0] for line in shown.splitlines() if line.startswith("  ") and line[2] != " "]
        self.assertEqual(self.candidates(""), sorted(names))
        self.assertNotIn("pool", names)

    def test_it_answers_nothing_where_nothing_can_follow(self):
        self.assertEqual(self.candidates("kinds", "md.anneal", ""), [])
        self.assertEqual(self.candidates("unheard-of", ""), [])
        self.assertEqual(self.candidates("run", "-n", ""), [])

    def test_every_shell_has_a_script(self):
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("complete --shell " + shell, self.run_program("completion", shell))
        self.run_program("completion", "tcsh", expect=2)


if __name__ == "__main__":
    unittest.main()
