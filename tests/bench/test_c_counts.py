"""What a question costs through the C API beyond what it costs the kernel, in instructions.

    python3 tests/bench/test_c_counts.py

Callgrind counts those of build/thoihan_c_counts, as test_counts.py does with its program: one due through the C API costs at
most 150 more than the C++ call, and a row of a batch what the kernel's does, with what the deadline struct takes to be written.
"""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
from test_counts import BUILD, WIDE, has_avx2, measure  # noqa: E402

MOST_MORE = 150
# A column of times is the kernel's own. A deadline is written from the kernel's answer: its six fields, its flags one by one.
MOST_MORE_A_ROW = {"batch add": 2, "batch elapsed": 2}
MOST_MORE_A_DEADLINE = 45


def over_bounds(counted):
    """What costs more than it may, one line each."""
    found = []
    for name, kernel in ((name.partition(": ")[2], count) for name, count in counted.items() if name.startswith("kernel: ")):
        through_c = counted.get(f"C: {name}", float("inf"))
        most = MOST_MORE_A_ROW.get(name, MOST_MORE_A_DEADLINE) if name.startswith("batch ") else MOST_MORE
        if through_c - kernel > most:
            found.append(f"{name}: {through_c:,} through the C API, {kernel:,} in the kernel: more than {most} apart")
    return found


class Counts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.measured = measure(BUILD / "thoihan_c_counts")

    def test_bounds(self):
        counted = self.measured["instructions"]
        self.assertEqual(len(counted), 22)
        for name, kernel in counted.items():
            if name.startswith("kernel: "):
                print(f"{name[8:]}: {kernel:,.1f} in the kernel, {counted['C' + name[6:]]:,.1f} through the C API")
        self.assertEqual(over_bounds(counted), [])
        if not has_avx2():
            print(f"{WIDE}: this processor has no AVX2, the plain loop was counted")

    def test_nothing_is_allocated(self):
        self.assertEqual({name: count for name, count in self.measured["allocations"].items() if count}, {})


class Planted(unittest.TestCase):
    def test_over_a_bound(self):
        counted = {"kernel: add": 50.0, "C: add": 200.0, "kernel: batch add": 10.0, "C: batch add": 12.0,
                   "kernel: batch 15 days": 144.0, "C: batch 15 days": 189.0}
        self.assertEqual(over_bounds(counted), [])
        for name in ("C: add", "C: batch add", "C: batch 15 days"):
            with self.subTest(name=name):
                self.assertEqual(len(over_bounds({**counted, name: counted[name] + 1.5})), 1)
        self.assertEqual(len(over_bounds({"kernel: add": 50.0})), 1)


if __name__ == "__main__":
    gate.run_unittest()
