"""validate, plan and kinds as a user types them: output, places of messages and exit codes."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.path.abspath(os.environ.get("VITRIFLOW", "build/release/vitriflow"))

STUDY = """\
campaign: numbers
stages:
  one: {kind: test.number, value: 1}
  many: {kind: test.number, value: '${n}', for_each: {n: [2, 3]}}
  sum: {kind: test.number, value: 0, after: many, gather: all}
"""


def vitriflow(*arguments, **options):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr


class Language(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.study = str(pathlib.Path(self.folder.name) / "study.yaml")

    def write(self, text):
        pathlib.Path(self.study).write_text(text, encoding="utf-8")

    def test_a_valid_workflow_is_said_to_be_so(self):
        self.write(STUDY)
        self.assertEqual(vitriflow("validate", self.study), (0, f"{self.study}: valid: 3 stages, 4 tasks\n", ""))

    def test_problems_go_to_standard_error_with_exit_code_2(self):
        self.write(STUDY.replace("value: 1", "valeu: 1"))
        self.assertEqual(
            vitriflow("validate", self.study),
            (2, "", f"{self.study}:3:28: unknown parameter 'valeu' of stage 'one' (kind 'test.number'). "
                    "Did you mean 'value'?\n"
                    "    one: {kind: test.number, valeu: 1}\n"
                    "                             ^~~~~\n"
                    "1 problem.\n"))

    def test_warnings_are_counted_as_such(self):
        self.write("""\
campaign: ramp
stages:
  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b}
  glass: {kind: md.anneal, system: crystal, from: 300 K, to: 900 K, rate: 20 K/ps, engine: nothing}
""")
        code, _, said = vitriflow("validate", self.study)
        self.assertEqual((code, said.splitlines()[-1]), (2, "1 problem."))
        self.write("""\
campaign: ramp
stages:
  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b, masses: heavy}
  glass: {kind: md.anneal, system: crystal, from: 300 K, to: 900 K, rate: 20 K/ps, ranks: 5}
""")
        code, said, _ = vitriflow("validate", self.study)
        self.assertEqual((code, said.splitlines()[-1]), (0, f"{self.study}: valid: 2 stages, 2 tasks, 1 warning"))

    def test_an_unknown_command_is_named(self):
        self.assertEqual(vitriflow("rnu", "study.yaml"),
                         (2, "", "vitriflow: unknown command 'rnu'. Did you mean 'run'? See vitriflow --help.\n"))

    def test_a_folder_is_no_workflow(self):
        self.assertEqual(vitriflow("validate", self.folder.name),
                         (2, "", f"vitriflow: '{self.folder.name}' is a folder. Give the path of a YAML file.\n"))

    def test_binary_garbage_does_not_reach_the_terminal(self):
        pathlib.Path(self.study).write_bytes(b"a: \x1b[31m\xff\n")
        self.assertEqual(vitriflow("validate", self.study),
                         (2, "", f"{self.study}:1:9: a byte here is not valid UTF-8. Save the file as UTF-8.\n"
                                 "  a: ?[31m?\n          ^\n1 problem.\n"))

    def test_a_reference_within_braces_needs_quotes(self):
        self.write(STUDY.replace("'${n}'", "${n}"))
        _, _, said = vitriflow("validate", self.study)
        self.assertIn("within braces or brackets '${...}' needs quotes.", said)

    def test_a_workflow_that_is_not_there_is_named(self):
        code, _, said = vitriflow("run", self.study)
        self.assertEqual((code, said), (2, f"vitriflow: there is no workflow '{self.study}'. Give the path of a YAML file.\n"))
        self.write(STUDY)
        code, _, said = vitriflow("plan", self.study.replace("study", "stduy"))
        self.assertEqual(code, 2)
        self.assertIn(f"Did you mean '{self.study}'?", said)

    def test_a_plan_of_nothing_done_yet_makes_no_folder(self):
        self.write(STUDY)
        code, table, _ = vitriflow("plan", "study.yaml", cwd=self.folder.name)
        self.assertEqual(code, 0)
        self.assertIn("\n4 tasks: 3 ready, 1 waits\n", table)
        self.assertEqual(os.listdir(self.folder.name), ["study.yaml"])

    def test_a_plan_is_json_for_programs(self):
        self.write(STUDY)
        code, text, _ = vitriflow("plan", self.study, "--json")
        plan = json.loads(text)
        self.assertEqual(code, 0)
        self.assertEqual([task["task"] for task in plan["tasks"]], ["one", "many[n=2]", "many[n=3]", "sum"])
        self.assertEqual(plan["tasks"][3]["needs"], ["many[n=2]", "many[n=3]"])

    def test_kinds_are_listed_and_documented(self):
        _, listed, _ = vitriflow("kinds")
        self.assertIn("md.anneal", listed)
        _, page, _ = vitriflow("kinds", "md.anneal")
        self.assertIn("rate: number in K/ps; required", page)
        code, _, said = vitriflow("kinds", "md.aneal")
        self.assertEqual((code, said), (2, "vitriflow: unknown kind 'md.aneal'. Did you mean 'md.anneal'?\n"))

    def test_help_shows_an_example(self):
        for command in ("validate", "plan", "kinds"):
            code, text, _ = vitriflow(command, "--help")
            self.assertEqual(code, 0)
            self.assertIn(f"Example:\n  vitriflow {command} ", text)


if __name__ == "__main__":
    unittest.main()
