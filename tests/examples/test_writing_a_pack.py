"""docs/writing_a_pack.md: whoever follows it gets what it shows.

    python3 -B tests/examples/test_writing_a_pack.py             # as a test
    python3 -B tests/examples/test_writing_a_pack.py --record    # writes what the commands print now into the page

A block of the page is told by the word after its language:

    json file=PATH       the file is written
    json replace=KEY     takes the place of that key of pack.json, textually
    json edit[=PATH]     in pairs: a text that stands once in pack.json (or PATH), and what takes its place
    json PART            a part of a pack, or an array of them: each is valid by the schema's definition of that name
    console              after each line that begins with "$ ", what the command prints
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DEBIAN = "/usr/bin/python3"  # python3-jsonschema is a Debian package
try:
    import jsonschema
except ImportError:
    if os.environ.get("THOIHAN_SCHEMA_PYTHON"):
        raise
    os.environ["THOIHAN_SCHEMA_PYTHON"] = DEBIAN
    os.execv(DEBIAN, [DEBIAN, "-B", *sys.argv])

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve()
PAGE = ROOT / "docs/writing_a_pack.md"
PACK = "rules/province/dong-may/pack.json"
sys.path[:0] = [str(ROOT / "tests/meta"), str(ROOT / "tests/oracle")]

import gate  # noqa: E402

KINDS = {("console", ""), ("json", "file"), ("json", "replace"), ("json", "edit"), ("json", "settings")}
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


class Follower:
    """A reader at the keyboard, in a folder with the rules' national part and the program."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "rules").mkdir()
        (folder / "rules/national").symlink_to(ROOT / "rules/national")
        (folder / "build").symlink_to(BUILD)

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def pack(self):
        return (self.folder / PACK).read_text(encoding="utf-8")

    def replace(self, key, text):
        """The member of the pack's outermost object; its lines are indented by two."""
        pattern = re.compile(rf'^  "{key}": (?:[^\n]*[^\n,\[{{],?|\[\],?|{{}},?|.*?^  [\]}}],?)\n', re.M | re.S)
        before = self.pack()
        assert len(pattern.findall(before)) == 1, key
        self.write(PACK, pattern.sub(lambda _: text, before))

    def edit(self, path, old, new):
        before = (self.folder / path).read_text(encoding="utf-8")
        assert before.count(old) == 1, (old, before.count(old))
        self.write(path, before.replace(old, new))

    def run(self, command):
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", check=False, timeout=60,
                              env={**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "120"})
        return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"

    def follow(self, kind, what, text):
        """The block as it should stand in the page."""
        verb, _, name = (what or "").partition("=")
        if kind == "json" and verb == "file":
            self.write(name, text)
        elif kind == "json" and verb == "replace":
            self.replace(name, text)
        elif kind == "json" and verb == "edit":
            lines = text.splitlines()
            for old, new in zip(lines[::2], lines[1::2]):
                self.edit(name or PACK, old, new)
        elif kind == "console":
            commands = [line for line in text.splitlines() if line.startswith("$ ")]
            return "".join(f"{command}\n{self.run(command[2:])}" for command in commands)
        return text


def followed(page):
    """The page with what its commands print."""
    with tempfile.TemporaryDirectory() as folder:
        reader = Follower(Path(folder))

        def block(match):
            head = f"```{match[1]}" + (f" {match[2]}" if match[2] else "")
            return f"{head}\n{reader.follow(match[1], match[2], match[3])}```"

        return BLOCK.sub(block, page)


def definitions_of(name):
    """The schemas that define a part of this name; shared words, which have the parts of a pack without what they need, left out."""
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "rules/schema").glob("*.schema.json"))
               if path.name != "vocabulary.schema.json"]
    return [schema for schema in schemas if name in schema["definitions"]]


def is_valid(name, value):
    (schema,) = definitions_of(name)
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}).is_valid(value)


class Page(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.text = PAGE.read_text(encoding="utf-8")

    def test_commands_print_what_it_shows(self):
        self.assertEqual(followed(self.text), self.text)

    def test_a_wrong_answer_is_seen(self):
        wrong = self.text.replace("24:00 of 2024-07-01", "24:00 of 2024-06-30")
        self.assertNotEqual(wrong, self.text)
        self.assertNotEqual(followed(wrong), wrong)

    def test_blocks_are_of_known_kinds(self):
        kinds = [(match[1], (match[2] or "").partition("=")[0]) for match in BLOCK.finditer(self.text)]
        self.assertEqual(self.text.count("\n```") + self.text.startswith("```"), 2 * len(kinds))
        self.assertGreater(kinds.count(("console", "")), 5)
        for kind in kinds:
            self.assertTrue(kind in KINDS or kind[0] == "json" and definitions_of(kind[1]), kind)

    def test_parts_are_as_the_schema_wants_them(self):
        parts = [(m[2], json.loads(m[3])) for m in BLOCK.finditer(self.text) if m[1] == "json" and definitions_of(m[2] or "")]
        self.assertGreater(len(parts), 4)
        for name, value in parts:
            for one in value if isinstance(value, list) else [value]:
                self.assertTrue(is_valid(name, one), (name, one))
                self.assertFalse(is_valid(name, {**one, "planted": 1}), name)

    def test_schemas_that_the_editor_is_pointed_to(self):
        (settings,) = [json.loads(m[3]) for m in BLOCK.finditer(self.text) if m[2] == "settings"]
        for row in settings["json.schemas"]:
            self.assertTrue((ROOT / row["url"]).exists(), row)
        self.assertEqual(len(settings["json.schemas"]), len(list((ROOT / "rules/schema").glob("*.schema.json"))))




if __name__ == "__main__":
    if "--record" in sys.argv:
        PAGE.write_text(followed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        gate.run_unittest()
