"""What it costs to load, resolve, compile and check a province's pack: instructions of the whole program.

    python3 -B tests/bench/test_pack_counts.py

Callgrind counts those of `build/thoihan check`, start and end of the program included. The order asked for is ten milliseconds
a pack; 150 million instructions is what a processor of today does in about that time. A condition that is decided by trying values that cannot
matter costs several times as many.
"""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "meta"))

import gate  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve() / "thoihan"
MOST = 150_000_000


def instructions(*arguments):
    """Of one run of the program, whatever its exit status."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(PROGRAM), *map(str, arguments)],
                          capture_output=True, text=True, timeout=300, check=False)
    return int(re.search(r"I +refs: +([\d,]+)", done.stderr)[1].replace(",", ""))


class Check(unittest.TestCase):
    def test_every_province(self):
        packs = sorted(path.parent for path in (SOURCE / "rules/province").glob("*/pack.json"))
        self.assertGreaterEqual(len(packs), 5)
        counted = {pack.name: instructions("check", pack) for pack in packs}
        print(", ".join(f"{name} {count / 1e6:.0f} million" for name, count in counted.items()))
        self.assertEqual({name: count for name, count in counted.items() if count > MOST}, {})

    def test_a_bound_that_can_be_passed(self):
        """A program that does nothing stays far below it, one that runs all scenarios of a pack passes it."""
        self.assertLess(instructions("--version"), MOST / 10)
        self.assertGreater(instructions("test", SOURCE / "rules/province/tien-giang", "--coverage"), MOST)


if __name__ == "__main__":
    gate.run_unittest()
