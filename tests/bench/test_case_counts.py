"""Instructions, allocations and bytes of what an act on a case costs, against those on record.

    python3 tests/bench/test_case_counts.py                  # compares
    python3 tests/bench/test_case_counts.py --record         # writes tests/bench/case_counts.json anew: read what changed
    python3 tests/bench/test_case_counts.py --measure FILE   # the same into another file

As test_counts.py does for a calendar, of build/thoihan_case_counts: from a command to its effects over the example reports of the five
packs, a step of the machine, snapshots. What is not on record as asking for memory does not ask for any; what is, not more often.
Bounds hold whatever the record says: an act that starts no duty asks for none, a step alone counts at most eight times the
instructions of a table written by hand.
"""

import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
import test_counts as calendar  # noqa: E402

PROGRAM = calendar.BUILD / "thoihan_case_counts"
RECORD = HERE / "case_counts.json"

STEP, BY_HAND, MOST_TIMES = "step", "step by a table", 8
WITHOUT_MEMORY = (STEP, "command to act", "command to effects, no duty started")


def allocating(measured, recorded):
    return [f"{name}: {count:,} allocations instead of {recorded.get(name, 0):,}" for name, count in measured.items()
            if count > recorded.get(name, 0)]


def over_bounds(measured):
    found = [f"{name}: {measured['allocations'][name]:,} allocations" for name in WITHOUT_MEMORY
             if measured["allocations"][name]]
    times = measured["instructions"][STEP] / measured["instructions"][BY_HAND]
    return found + [f"{STEP}: {times:.1f} times the table"] * (times > MOST_TIMES)


class CaseCounts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.measured = calendar.measure(PROGRAM)
        cls.record = json.loads(RECORD.read_text())

    def test_recorded_instructions(self):
        if calendar.compiler() != self.record["compiler"]:
            self.skipTest(f"built by {calendar.compiler()}, recorded with {self.record['compiler']}")
        self.assertEqual(calendar.differences(self.measured["instructions"], self.record["instructions"]), [])

    def test_recorded_bytes(self):
        self.assertEqual(calendar.differences(self.measured["bytes"], self.record["bytes"]), [])

    def test_recorded_allocations(self):
        self.assertEqual(allocating(self.measured["allocations"], self.record["allocations"]), [])

    def test_bounds(self):
        self.assertEqual(over_bounds(self.measured), [])


class Planted(unittest.TestCase):
    """The comparisons see what they are there for."""

    @staticmethod
    def measured(step=40.0, plain=0):
        return {"instructions": {STEP: step, BY_HAND: 10.0},
                "allocations": {name: plain if name == WITHOUT_MEMORY[-1] else 0 for name in WITHOUT_MEMORY}}

    def test_bounds(self):
        self.assertEqual(over_bounds(self.measured()), [])
        self.assertEqual(over_bounds(self.measured(step=80.0)), [])
        self.assertEqual(over_bounds(self.measured(step=81.0)), ["step: 8.1 times the table"])
        self.assertEqual(over_bounds(self.measured(plain=1)), ["command to effects, no duty started: 1 allocations"])

    def test_allocations(self):
        self.assertEqual(allocating({"a": 2, "b": 0}, {"a": 2}), [])
        self.assertEqual(allocating({"a": 3, "b": 1}, {"a": 2}),
                         ["a: 3 allocations instead of 2", "b: 1 allocations instead of 0"])


def write(path):
    measured = calendar.measure(PROGRAM)
    measured["allocations"] = {name: count for name, count in measured["allocations"].items() if count}
    path.write_text(json.dumps({"compiler": calendar.compiler(), **measured}, indent=1) + "\n")
    print(f"{len(measured['instructions'])} operations counted: {path}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        write(RECORD)
    elif sys.argv[1:2] == ["--measure"] and len(sys.argv) == 3:
        write(Path(sys.argv[2]))
    else:
        gate.run_unittest()
