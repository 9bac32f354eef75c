"""The manifest of released packs, rules/manifest.json, against the tree: a released version never changes its text.

    python3 -B tests/oracle/test_manifest.py

tests/support/record_manifest.py records it. Here its rules are shown to bite, on copies of the rules folder.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve()
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "meta")]

import gate  # noqa: E402
import record_manifest as manifest  # noqa: E402
from shared_words import spelt_out  # noqa: E402

ASK = manifest.library_hash(BUILD / "libthoihan.so")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def problems(rules):
    recorded = read(rules / "manifest.json")
    return (manifest.problems(manifest.PACK, recorded["packs"], manifest.packs_now(rules, ASK))
            + manifest.problems(manifest.CALENDAR, recorded["calendars"], manifest.calendars_now(rules)))


class Released(unittest.TestCase):
    def test_nothing_changed(self):
        self.assertEqual(problems(ROOT / "rules"), [])

    def test_lists_something(self):
        recorded = read(ROOT / "rules/manifest.json")
        self.assertGreaterEqual(len(recorded["packs"]), 5)
        self.assertTrue({"national/office", "national/holidays"} <= set(recorded["calendars"]))

    def test_is_as_the_recorder_writes_it(self):
        text = (ROOT / "rules/manifest.json").read_text(encoding="utf-8")
        self.assertEqual(text, manifest.text_of(json.loads(text)))

    def test_canonical_text_is_that_of_the_library(self):
        whole = 0
        for path in sorted((ROOT / "rules/province").glob("*/pack.json")):
            pack = spelt_out(read(path), ROOT / "rules")
            if "extends" in pack:
                continue  # hashed with what it extends
            texts = {"pack.json": pack, pack["authorities"]: read(path.parent / pack["authorities"])}
            self.assertEqual(ASK(path.parent), (pack["version"], manifest.hash_of(texts)))
            whole += 1
        self.assertGreater(whole, 0)


class Bites(unittest.TestCase):
    """Each change of a copy, and what is said of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.rules = self.root / "rules"
        shutil.copytree(ROOT / "rules", self.rules)
        (self.rules / "manifest.json").unlink()
        self.assertEqual(self.record()[0], 0)
        self.pack = sorted(path.parent.name for path in (self.rules / "province").glob("*/pack.json"))[0]

    def record(self, *arguments):
        done = subprocess.run([sys.executable, "-B", str(HERE.parent / "support/record_manifest.py"), *arguments], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              env={**os.environ, "THOIHAN_SOURCE_DIR": str(self.root), "THOIHAN_BUILD_DIR": str(BUILD)})
        return done.returncode, done.stdout

    def change(self, path, change):
        document = read(path)
        change(document)
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    def change_pack(self, **members):
        self.change(self.rules / "province" / self.pack / "pack.json", lambda pack: pack.update(members))

    def red(self, *words):
        found = problems(self.rules)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_white_space_and_order_are_no_change(self):
        path = self.rules / "province" / self.pack / "pack.json"
        path.write_text(json.dumps(dict(reversed(read(path).items())), indent=7), encoding="utf-8")
        self.assertEqual(problems(self.rules), [])

    def test_a_pack_changed_under_its_version(self):
        self.change_pack(note="changed")
        self.red(self.pack, "give it a new \"version\"", f"record_manifest.py --replace {self.pack}")
        status, output = self.record()
        self.assertEqual(status, 1)
        self.assertIn("give it a new", output)
        self.red(self.pack)
        self.assertEqual(self.record("--replace", self.pack)[0], 0)
        self.assertEqual(problems(self.rules), [])

    def test_the_authorities_are_part_of_the_pack(self):
        pack = read(self.rules / "province" / self.pack / "pack.json")
        self.change(self.rules / "province" / self.pack / pack["authorities"], lambda file: file.update(note="changed"))
        self.red(self.pack, "new \"version\"")

    def test_a_new_version(self):
        old = read(self.rules / "manifest.json")["packs"][self.pack]
        self.change_pack(version="2099-01-01", note="changed")
        self.red("2099-01-01 is not recorded", "tests/support/record_manifest.py")
        self.assertEqual(self.record()[0], 0)
        self.assertEqual(problems(self.rules), [])
        new = read(self.rules / "manifest.json")["packs"][self.pack]
        self.assertEqual(new["earlier"], [*old["earlier"], {"version": old["version"], "hash": old["hash"]}])

        self.change_pack(version=old["version"], note="changed again")
        self.red("was another text before")
        self.assertEqual(self.record("--replace", self.pack)[0], 1)
        self.red("was another text before")

    def test_a_pack_that_is_not_listed(self):
        shutil.copytree(self.rules / "province" / self.pack, self.rules / "province/one-more")
        self.red("pack one-more: is not listed", "tests/support/record_manifest.py")
        self.assertEqual(self.record()[0], 0)
        self.assertEqual(problems(self.rules), [])

    def test_a_pack_that_is_gone(self):
        shutil.rmtree(self.rules / "province" / self.pack)
        self.red(f"pack {self.pack}: is listed, but no longer there")

    def test_a_calendar_changed_under_its_revision(self):
        self.change(self.rules / "national/office.json", lambda file: file.update(note="changed"))
        self.red("calendar national/office", "new \"revision\"", "--replace national/office")

    def test_a_new_revision(self):
        self.change(self.rules / "national/office.json", lambda file: file.update(revision=file["revision"] + 1))
        self.red("calendar national/office", "is not recorded")
        self.assertEqual(self.record()[0], 0)
        self.assertEqual(problems(self.rules), [])

    def test_a_calendar_that_is_not_listed(self):
        target = self.rules / "province" / self.pack / "office.json"
        shutil.copy(self.rules / "national/office.json", target)
        self.change(target, lambda file: file.update(calendar=f"province/{self.pack}/office"))
        self.red(f"calendar province/{self.pack}/office: is not listed")

    def test_the_command_stands_in_this_tree(self):
        self.assertTrue((ROOT / re.search(r"\S+\.py", manifest.COMMAND)[0]).exists())


if __name__ == "__main__":
    gate.run_unittest()
