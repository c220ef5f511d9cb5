"""vitriflow compare: two campaigns side by side."""

import csv
import html.parser
import io
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import ProgramTest  # noqa: E402


class CompareTest(ProgramTest):
    def campaign_of(self, folder, **stages):
        self.write(**stages)
        self.run_program("run", "numbers.yaml", "-n", "1", "--into", folder)

    def test_numbers_and_parameters_stand_side_by_side(self):
        self.campaign_of("first", a="    kind: test.number\n    value: 1",
                         b="    kind: test.number\n    value: 2\n    after: a", old="    kind: test.number\n    value: 9")
        self.campaign_of("second", a="    kind: test.number\n    value: 1.5",
                         b="    kind: test.number\n    value: 2\n    after: a", new="    kind: test.number\n    value: 8")
        text = self.run_program("compare", "first", "second", "--html", "page.html")
        self.assertRegex(text, r"a +parameter value +1 +1.5\n")
        self.assertRegex(text, r"b +input 'after' +another +result\n")
        self.assertRegex(text, r"b +number +3 +3.5 +0.5 +n/a +no uncertainty\n")
        self.assertIn("only in A  old\n", text)
        self.assertIn("only in B  new\n", text)

        rows = list(csv.DictReader(io.StringIO(self.run_program("compare", "first", "second", "--csv"))))
        self.assertEqual([(row["task"], row["difference"]) for row in rows], [("a", "0.5"), ("b", "0.5")])
        found = json.loads(self.run_program("compare", "first", "second", "--json"))
        self.assertEqual(found["tasks"][0]["changes"], [{"part": "parameter value", "a": "1", "b": "1.5"}])
        page = (self.folder / "page.html").read_text()
        html.parser.HTMLParser().feed(page)
        self.assertIn("<td>parameter value</td><td>1</td><td>1.5</td>", page)

    def test_a_folder_without_campaign_is_named(self):
        (self.folder / "empty").mkdir()
        self.assertIn("'empty' is not a campaign", self.run_program("compare", "empty", "empty", expect=2))


if __name__ == "__main__":
    unittest.main()
