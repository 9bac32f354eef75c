"""Instructions and allocations of the store's operations with its engine, and bytes of a running duty, against those on record.

    python3 tests/bench/test_store_counts.py                  # compares
    python3 tests/bench/test_store_counts.py --record         # writes tests/bench/store_counts.json anew: read what changed

As test_counts.py does, for build/thoihan_store_counts: each number may be 5 % away from its record, up or down, and the record names
its compiler. Bounds hold whatever the record says: 300 bytes a running duty, and a group of 100 that is cheaper by the command than
commands alone. Ratios to SQLite are times and by hand: tests/bench/run.
"""

import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
from test_counts import BUILD, SOURCE, compiler, differences  # noqa: E402

PROGRAM = BUILD / "thoihan_store_counts"
RECORD = HERE / "store_counts.json"
LIVES = [str(SOURCE / "rules/province/ho-chi-minh"), str(SOURCE / "examples/data/ho-chi-minh-2024.jsonl")]
MOST_BYTES = 300
DUTIES = "4000"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"{PROGRAM}: exit status {done.returncode}\n{done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def measure():
    """{"instructions": {operation: of one}, "allocations": {operation: of one}, "bytes": {"a running duty": bytes}}"""
    measured = {"instructions": {}, "allocations": {}}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "counts"
        counted = run("valgrind", "--tool=callgrind", "--toggle-collect=counted", "--dump-after=counted",
                      f"--callgrind-out-file={out}", str(PROGRAM), *LIVES, folder)
        for number, (_, name, count, allocations) in enumerate(counted, start=1):
            total = int(re.search(r"^totals: (\d+)$", (Path(folder) / f"counts.{number}").read_text(), re.MULTILINE)[1])
            measured["instructions"][name] = round(total / int(count))
            measured["allocations"][name] = round(int(allocations) / int(count), 1)
        # Memory is the system's own to count: not under callgrind.
        measured["bytes"] = {name: float(size) for _, name, size in run(str(PROGRAM), *LIVES, folder, DUTIES)}
    return measured


def over_bounds(measured):
    found = [f"{name}: {size} bytes" for name, size in measured["bytes"].items() if size > MOST_BYTES]
    if measured["instructions"]["apply in a group of 100"] > measured["instructions"]["apply alone"]:
        found.append("a group of 100 costs more than commands alone")
    return found


class Counts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.measured = measure()
        cls.record = json.loads(RECORD.read_text())
        print(json.dumps(cls.measured))

    def test_recorded(self):
        if compiler() != self.record["compiler"]:
            self.skipTest(f"built by {compiler()}, recorded with {self.record['compiler']}")
        for kind in ("instructions", "allocations", "bytes"):
            with self.subTest(kind=kind):
                # What asks for no memory at all stays so.
                now, recorded = ({name: value or 1e-9 for name, value in side[kind].items()} for side in (self.measured, self.record))
                self.assertEqual(differences(now, recorded), [])

    def test_bounds(self):
        self.assertEqual(over_bounds(self.measured), [])

    def test_a_moved_record(self):
        """A record that is 6 % away in one number is found out."""
        for kind in ("instructions", "bytes"):
            now = self.measured[kind]
            name = next(iter(now))
            with self.subTest(name=name):
                self.assertEqual(len(differences(now, {**now, name: now[name] * 0.94})), 1)

    def test_bounds_that_are_passed(self):
        planted = {"bytes": {"a": 301.0}, "instructions": {"apply in a group of 100": 2, "apply alone": 1}}
        self.assertEqual(len(over_bounds(planted)), 2)


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        RECORD.write_text(json.dumps({"compiler": compiler(), **measure()}, indent=1) + "\n")
    else:
        gate.run_unittest()
