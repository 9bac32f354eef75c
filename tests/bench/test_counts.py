"""Instructions, allocations and bytes of the calendar's operations, against those on record.

    python3 tests/bench/test_counts.py                  # compares
    python3 tests/bench/test_counts.py --record         # writes tests/bench/counts.json anew: read what changed
    python3 tests/bench/test_counts.py --measure FILE   # the same into another file

Time differs from run to run; the number of instructions does not, for one compiler and one C library. So callgrind counts
those of build/thoihan_counts, operation by operation, and each may be 5 % away from its record, up or down: what became
cheaper is to be recorded, too. Bounds hold whatever the record says: no allocation in a query, 400 KB for a calendar of
40 years, 10 million instructions to compile one. The record names its compiler.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "meta"))

import gate  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = BUILD / "thoihan_counts"
RECORD = HERE / "counts.json"

TOLERANCE = 0.05
MOST_BYTES = 400_000
MOST_TO_COMPILE = 10_000_000
COMPILE = "compile 40 years"
WIDE = "wide batch add"  # counted where the processor has AVX2 only: without it this is the plain loop


def compiler():
    """The compiler of the build: "g++ 12.2.0"."""
    path = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.MULTILINE)[1]

    def say(option):
        return subprocess.run([path, option], capture_output=True, text=True, check=True).stdout
    about = say("--version")
    return f"g++ {say('-dumpfullversion').strip()}" if "Free Software Foundation" in about else about.splitlines()[0]


def has_avx2():
    return re.search(r"^flags\s*:.*\bavx2\b", Path("/proc/cpuinfo").read_text(), re.MULTILINE) is not None


def measure(program=None):
    """{"instructions": {operation: of one row}, "allocations": {operation: of all rows}, "bytes": {calendar: bytes}}"""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "counts"
        done = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=counted", "--dump-after=counted",
                               f"--callgrind-out-file={out}", str(program or PROGRAM)],
                              capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise RuntimeError(f"{program or PROGRAM}: exit status {done.returncode}\n{done.stderr}")
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        totals = [int(re.search(r"^totals: (\d+)$", (Path(folder) / f"counts.{number}").read_text(), re.MULTILINE)[1])
                  for number in range(1, sum(row[0] == "counted" for row in rows) + 1)]
    measured = {"instructions": {}, "allocations": {}, "bytes": {}}
    for (_, name, count, allocations), total in zip((row for row in rows if row[0] == "counted"), totals):
        measured["instructions"][name] = round(total / int(count), 2)
        measured["allocations"][name] = int(allocations)
    measured["bytes"] = {name: int(size) for kind, name, size in (row for row in rows if row[0] == "bytes")}
    return measured


def differences(measured, recorded, skip=()):
    """What is not as recorded, one line each."""
    found = [f"{name}: recorded, but not counted" for name in recorded.keys() - measured.keys()]
    for name, now in measured.items():
        if any(word in name for word in skip):
            continue
        if name not in recorded:
            found.append(f"{name}: {now:,}, not on record")
        elif abs(now / recorded[name] - 1) > TOLERANCE:
            found.append(f"{name}: {now:,} instead of {recorded[name]:,} ({now / recorded[name] - 1:+.1%})")
    return sorted(found)


def allocating(measured):
    return [f"{name}: {count} allocations" for name, count in measured["allocations"].items()
            if count and COMPILE not in name]


def over_bounds(measured):
    found = [f"{name}: {size:,} bytes" for name, size in measured["bytes"].items() if size > MOST_BYTES]
    return found + [f"{name}: {count:,.0f} instructions" for name, count in measured["instructions"].items()
                    if COMPILE in name and count > MOST_TO_COMPILE]


class Counts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.measured = measure()
        cls.record = json.loads(RECORD.read_text())

    def test_recorded_instructions(self):
        if compiler() != self.record["compiler"]:
            self.skipTest(f"built by {compiler()}, recorded with {self.record['compiler']}")
        self.assertEqual(differences(self.measured["instructions"], self.record["instructions"], self.skipped()), [])

    def test_recorded_bytes(self):
        self.assertEqual(differences(self.measured["bytes"], self.record["bytes"]), [])

    def test_no_query_allocates(self):
        self.assertEqual(allocating(self.measured), [])

    def test_bounds(self):
        self.assertEqual(over_bounds(self.measured), [])

    def test_a_moved_record(self):
        """A record that is 6 % away in one number is found out."""
        now = self.measured["instructions"]
        for name, factor in ((next(iter(now)), 0.94), (next(reversed(now)), 1.07)):
            with self.subTest(name=name):
                found = differences(now, {**now, name: now[name] * factor})
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(name))

    def skipped(self):
        if has_avx2():
            return ()
        print(f"skipped: {WIDE}: this processor has no AVX2")
        return (WIDE,)


class Planted(unittest.TestCase):
    """The comparisons see what they are there for."""

    @staticmethod
    def measured(**changes):
        return {"instructions": {"a: add 2 h": 100.0, f"a: {COMPILE}": 9e6},
                "allocations": {"a: add 2 h": 0, f"a: {COMPILE}": 80}, "bytes": {"a": 390_000}, **changes}

    def test_clean(self):
        clean = self.measured()
        self.assertEqual(differences(clean["instructions"], clean["instructions"]), [])
        self.assertEqual(allocating(clean) + over_bounds(clean), [])

    def test_slower_and_faster(self):
        for now, expected in ((104.9, 0), (105.1, 1), (95.1, 0), (94.9, 1)):
            with self.subTest(now=now):
                self.assertEqual(len(differences({"add": now}, {"add": 100.0})), expected)

    def test_one_side_only(self):
        self.assertEqual(differences({"new": 1.0}, {"gone": 1.0}),
                         ["gone: recorded, but not counted", "new: 1.0, not on record"])

    def test_an_allocation(self):
        self.assertEqual(allocating(self.measured(allocations={"a: add 2 h": 1})), ["a: add 2 h: 1 allocations"])

    def test_over_a_bound(self):
        self.assertEqual(over_bounds(self.measured(bytes={"a": 400_001})), ["a: 400,001 bytes"])
        self.assertEqual(len(over_bounds(self.measured(instructions={f"a: {COMPILE}": 10_000_001.0}))), 1)


def write(path):
    measured = measure()
    path.write_text(json.dumps({"compiler": compiler(), "instructions": measured["instructions"],
                                "bytes": measured["bytes"]}, indent=1) + "\n")
    print(f"{len(measured['instructions'])} operations counted: {path}")
    for line in allocating(measured) + over_bounds(measured):
        print(f"over a bound: {line}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        write(RECORD)
    elif sys.argv[1:2] == ["--measure"] and len(sys.argv) == 3:
        write(Path(sys.argv[2]))
    else:
        gate.run_unittest()
