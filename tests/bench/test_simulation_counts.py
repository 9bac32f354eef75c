"""Instructions of a simulated report and bytes of one in flight, against those on record.

    python3 tests/bench/test_simulation_counts.py                  # compares
    python3 tests/bench/test_simulation_counts.py --record         # writes tests/bench/simulation_counts.json anew: read what changed
    python3 tests/bench/test_simulation_counts.py --measure FILE   # the same into another file

As test_counts.py does for a calendar, of build/thoihan_simulation_counts: eight weeks of tests/bench/simulation/year.json, the making of
its tables among them. Bounds hold whatever the record says: 20,000 instructions a report, fewer than 100 bytes a report in flight.
"""

import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
import test_counts as calendar  # noqa: E402

PROGRAM = calendar.BUILD / "thoihan_simulation_counts"
RECORD = HERE / "simulation_counts.json"
MOST_INSTRUCTIONS = 20_000
MOST_BYTES = 99


def over_bounds(measured):
    return ([f"{name}: {count:,.0f} instructions" for name, count in measured["instructions"].items() if count > MOST_INSTRUCTIONS]
            + [f"{name}: {size} bytes" for name, size in measured["bytes"].items() if size > MOST_BYTES])


class SimulationCounts(unittest.TestCase):
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

    def test_bounds(self):
        self.assertEqual(over_bounds(self.measured), [])


class Planted(unittest.TestCase):
    """The bounds see what they are there for."""

    def test_bounds(self):
        self.assertEqual(over_bounds({"instructions": {"a": 20_000}, "bytes": {"b": 99}}), [])
        self.assertEqual(over_bounds({"instructions": {"a": 20_001}, "bytes": {"b": 100}}), ["a: 20,001 instructions", "b: 100 bytes"])


def write(path):
    measured = calendar.measure(PROGRAM)
    path.write_text(json.dumps({"compiler": calendar.compiler(), "instructions": measured["instructions"], "bytes": measured["bytes"]}, indent=1) + "\n")
    print(f"{len(measured['instructions'])} operations counted: {path}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        write(RECORD)
    elif sys.argv[1:2] == ["--measure"] and len(sys.argv) == 3:
        write(Path(sys.argv[2]))
    else:
        gate.run_unittest()
