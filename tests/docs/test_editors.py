"""docs/vscode and docs/editors.md: what an editor is given fits the rules as they are.

The associations of files and schemas are tried on every file of rules/ and examples/packs, the snippets are filled in with their own
words and validated, and the problem matchers read what `thoihan check` and `thoihan test` say of planted mistakes.
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from schema_python import jsonschema

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve() / "thoihan"
EXTENSION = ROOT / "docs/vscode"
sys.path.insert(0, str(ROOT / "tests/meta"))

import gate  # noqa: E402

PACKAGE = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
GIVEN = PACKAGE["contributes"]
SETTINGS = {what: json.loads(text) for what, text in
            re.findall(r"^```json settings=(\w+)\n(.*?)^```$", (ROOT / "docs/editors.md").read_text(encoding="utf-8"), re.M | re.S)}
# Snippet -> the definition that what it makes must have, and of which schema; those that make a member make `"name": value`.
KINDS = {
    "Limit": "pack/within_row", "Limit with a cut-off": "pack/within_row", "Limit at once": "pack/within_row", "Duty": "pack/duty",
    "Transition": "pack/transition", "State": "pack/state", "Route": "pack/routing_row", "Clause": "pack/clause", "Clause outside": "pack/clause",
    "Assumption": "pack/assumption", "Authority": "authorities/authority", "Scenario": "scenarios/scenario", "Due by hand": "scenarios/golden_due",
    "Swapped day": "holidays/swap",
}
PLANTED = [  # (what stands there once, what is put in its place, where in that the finding points, severity)
    ('"amount": "2 working days"', '"amount": "2 workin days"', '"2 workin days"', "error"),
    ('"to": "with_department", "by": ["desk"]', '"to": "with_departmnt", "by": ["desk"]', '"with_departmnt"', "error"),
    ('"answers": ["state-without-duty:/states/answered"]', '"answers": []', None, "gap"),
]


def schema_of(name):
    return json.loads((EXTENSION / f"schema/{name}.schema.json").read_text(encoding="utf-8"))


def associated(path, rows=GIVEN["jsonValidation"]):
    """The schemas of a file, as VS Code chooses them: a pattern without "/" is the file's name, any other the end of its path."""
    def fits(pattern):
        parts = pattern.count("/") + 1
        return fnmatch.fnmatchcase("/".join(path.parts[-parts:]), pattern)

    return [row["url"] for row in rows if any(fits(p) for p in row["fileMatch"] if p[0] != "!") and not any(fits(p[1:]) for p in row["fileMatch"] if p[0] == "!")]


def filled(body):
    """A snippet with its own words in its places."""
    text = "\n".join(body)
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\|\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    return re.sub(r"\$\d+", "", text)


def matched(line):
    """[(severity, file, line, column, message)] of the matchers that take the line."""
    found = []
    for matcher in GIVEN["problemMatchers"]:
        pattern = matcher["pattern"]
        groups = re.match(pattern["regexp"], line)
        if groups:
            found.append((matcher["name"], groups[pattern["file"]], int(groups[pattern["line"]]), int(groups[pattern["column"]]), groups[pattern["message"]]))
    return found


class Editors(unittest.TestCase):
    def test_package(self):
        for key in ("name", "version", "publisher", "engines", "contributes"):
            self.assertIn(key, PACKAGE)
        self.assertRegex(PACKAGE["name"], r"^[a-z0-9-]+$")
        self.assertRegex(PACKAGE["version"], r"^\d+\.\d+\.\d+$")
        header = (ROOT / "include/thoihan/thoihan.h").read_text(encoding="utf-8")
        self.assertEqual(PACKAGE["version"], ".".join(re.findall(r"^#define THO_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header, re.M)))
        for path in [row["url"] for row in GIVEN["jsonValidation"]] + [row["path"] for row in GIVEN["snippets"]]:
            self.assertTrue((EXTENSION / path).is_file(), path)
        self.assertEqual({Path(row["url"]).name for row in GIVEN["jsonValidation"]}, {path.name for path in (ROOT / "rules/schema").iterdir()})
        self.assertIn(f"{PACKAGE['publisher']}.{PACKAGE['name']}-{PACKAGE['version']}", (ROOT / "docs/editors.md").read_text(encoding="utf-8"))

    def test_settings_say_the_same(self):
        inside = [{**row, "url": row["url"].replace("./rules/schema/", "./schema/")} for row in SETTINGS["schemas"]["json.schemas"]]
        self.assertEqual(inside, GIVEN["jsonValidation"])
        named = {matcher for task in SETTINGS["tasks"]["tasks"] for matcher in task["problemMatcher"]}
        self.assertEqual(named, {f"${matcher['name']}" for matcher in GIVEN["problemMatchers"]})

    def test_every_file_has_its_schema_and_is_valid_by_it(self):
        files = [path for folder in ("rules/national", "rules/province", "examples/packs") for path in sorted((ROOT / folder).rglob("*.json"))]
        self.assertGreater(len(files), 50)
        self.assertEqual(len([path for path in files if path.name == "pack.json" and "province" in path.parts]), 5)
        for path in files:
            (url,) = associated(path)
            schema = json.loads((EXTENSION / url).read_text(encoding="utf-8"))
            self.assertEqual([error.message for error in jsonschema.Draft7Validator(schema).iter_errors(json.loads(path.read_text(encoding="utf-8")))], [], path)
        self.assertEqual(associated(Path("rules/manifest.json")), [])

    def test_snippets_are_valid_as_they_come(self):
        snippets = json.loads((EXTENSION / "snippets/rules.json").read_text(encoding="utf-8"))
        self.assertEqual(set(snippets), set(KINDS))
        self.assertEqual(len({snippet["prefix"] for snippet in snippets.values()}), len(snippets))
        for name, snippet in snippets.items():
            self.assertRegex(snippet["prefix"], r"^thoihan-[a-z-]+$")
            text = filled(snippet["body"])
            self.assertNotIn("$", text, name)
            value = json.loads(text) if text.startswith("{") else next(iter(json.loads(f"{{{text}}}").values()))
            file, _, definition = KINDS[name].partition("/")
            judge = jsonschema.Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": schema_of(file)["definitions"]})
            self.assertEqual([error.message for error in judge.iter_errors(value)], [], name)
            self.assertFalse(judge.is_valid({**value, "planted": 1}), name)

    def test_problem_matchers_read_what_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = Path(folder) / "dong-may"
            for old, new, points_to, severity in PLANTED:
                shutil.rmtree(pack, ignore_errors=True)
                shutil.copytree(ROOT / "examples/packs/dong-may", pack)
                text = (pack / "pack.json").read_text(encoding="utf-8")
                self.assertEqual(text.count(old), 1, old)
                text = text.replace(old, new)
                (pack / "pack.json").write_text(text, encoding="utf-8")
                for language in ("vi", "en"):
                    lines = self.said("check", pack, "--lang", language)
                    found = [match for line in lines[:-1] for match in matched(line)]
                    self.assertEqual(len(found), len(lines) - 1, lines)  # each line but the last by exactly one
                    (finding, *_) = [match for match in found if match[0] == f"thoihan-{severity}"]
                    self.assertEqual(finding[1], str(pack / "pack.json"))
                    if points_to:
                        at = text.encode().split(b"\n")[finding[2] - 1][finding[3] - 1:]
                        self.assertTrue(at.startswith(points_to.encode()), (finding, at))
                    self.assertEqual(matched(lines[-1]), [])

    def test_problem_matchers_read_failing_scenarios(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = Path(folder) / "dong-may"
            shutil.copytree(ROOT / "examples/packs/dong-may", pack)
            dues = pack / "scenarios/dues.json"
            text = dues.read_text(encoding="utf-8")
            wrong = text.replace('"from": "2024-06-03T09:00", "due": "2024-06-05"', '"from": "2024-06-03T09:00", "due": "2024-06-04"')
            self.assertNotEqual(text, wrong)
            dues.write_text(wrong, encoding="utf-8")
            line, last = self.said("test", pack, "--lang", "en")
            ((name, file, row, column, message),) = matched(line)
            self.assertEqual((name, file), ("thoihan-test", str(dues)))
            self.assertTrue(wrong.split("\n")[row - 1][column - 1:].startswith('"2024-06-04"'))
            self.assertIn("expected 2024-06-04, found 2024-06-05", message)
            self.assertEqual(matched(last), [])

    def said(self, *words):
        done = subprocess.run([PROGRAM, *words, "--rules", ROOT / "rules"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        return done.stdout.splitlines()


if __name__ == "__main__":
    gate.run_unittest()
