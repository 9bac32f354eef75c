"""Programs that were built against the first released header, run with the library as it is today.

tests/abi/released has that header, its symbols and two programs of the time; they are linked against a library of the time,
a stub with its symbols under their versions, and then loaded with today's. What they print is what they printed.
"""

import os
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support")]
import c_abi  # noqa: E402
import gate  # noqa: E402
from installed_tree import BUILD, SOURCE, run  # noqa: E402

RELEASED = HERE / "released"


class OldPrograms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "include/thoihan").mkdir(parents=True)
        for name in ["thoihan.h", "thoihan_arrow.h"]:
            (self.folder / "include/thoihan" / name).write_bytes((RELEASED / name).read_bytes())
        self.headers = [c_abi.Header(self.folder / "include/thoihan" / name, c_abi.flat_twin(SOURCE)) for name in ["thoihan.h", "thoihan_arrow.h"]]
        self.versions = c_abi.symbol_versions(RELEASED / "thoihan.sym")

    def built(self, name, versions=None):
        c_abi.stub_library(self.headers, versions or self.versions, self.folder, c_abi.soname_of(self.headers[0]))
        run(["gcc", "-std=c99", f"-I{self.folder / 'include'}", RELEASED / f"{name}.c", f"-L{self.folder}", "-lthoihan",
             "-o", self.folder / name])
        return self.folder / name

    def today(self, *command):
        return run(command, cwd=SOURCE, env={**os.environ, "LD_LIBRARY_PATH": str(BUILD)})

    def test_the_story(self):
        told = self.today(self.built("report_story"), "rules/province/tien-giang", "examples/data/report_story.jsonl",
                          self.folder / "reports.db")
        self.assertEqual(told, (SOURCE / "tests/examples/report_story.txt").read_text(encoding="utf-8"))

    def test_the_dues(self):
        told = self.today(self.built("due_vectors"), "rules/province", "tests/data/dues.tsv")
        self.assertRegex(told, r"^[1-9]\d* dues agree, 0 differ\n$")

    def test_every_old_symbol_is_there_under_its_version(self):
        rows = run(["nm", "-D", "--defined-only", "--with-symbol-versions", BUILD / "libthoihan.so"]).split()
        exported = {row.replace("@@", "@") for row in rows}
        self.assertEqual([name for name, version in self.versions.items() if f"{name}@THOIHAN_{version}" not in exported], [])

    def test_a_program_that_needs_a_newer_library_does_not_start(self):
        newer = {**self.versions, "tho_pack_open": "9.9"}
        with self.assertRaisesRegex(AssertionError, "THOIHAN_9.9' not found"):
            self.today(self.built("report_story", newer), "rules/province/tien-giang", "examples/data/report_story.jsonl",
                       self.folder / "reports.db")


if __name__ == "__main__":
    gate.run_unittest()
