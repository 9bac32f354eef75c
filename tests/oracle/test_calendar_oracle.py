"""The oracles agree with the data, and would say so if they did not.

    python3 -B tests/oracle/test_calendar_oracle.py

calendar_oracle.py against tests/data/holidays.csv and the Labour Code; lunar_astronomy.py and lunar_ephem.py against
tests/data/lunar_months.csv. Each is then given a copy with one planted error, which it must find. That the compiled
calendar equals calendar_oracle.py is a test of the C++ program (tests/unit/test_national_calendar.cpp).
"""

import csv
import importlib.util
import subprocess
import sys
import tempfile
import unittest
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
sys.path.insert(0, str(HERE.parent / "meta"))

import gate  # noqa: E402

PYTHON = "/usr/bin/python3"  # ephem is a Debian package


def oracle(name, *arguments):
    return gate.run([PYTHON, "-B", str(HERE / name), *map(str, arguments)])


def has_ephem():
    return subprocess.run([PYTHON, "-c", "import ephem"], stderr=subprocess.DEVNULL, check=False).returncode == 0


class Planted(unittest.TestCase):
    def copy(self, name, old, new):
        """A copy of a data file with one text, which must stand there once, in another form."""
        text = (DATA / name).read_text(encoding="utf-8")
        self.assertEqual(text.count(old), 1, old)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / name
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path


class Calendar(Planted):
    def test_published_days_and_the_law(self):
        done = oracle("calendar_oracle.py", "--check", DATA / "holidays.csv")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("229 rows agree, 0 differ", done.stdout)
        # 2013 to 2026 have 14 * 365 days and three leap days: 2016, 2020, 2024.
        self.assertIn(f"2013 to 2026: {14 * 365 + 3} dates agree, 0 differ", done.stdout)

    def test_a_published_day_less(self):
        rows = (DATA / "holidays.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (row,) = [line for line in rows if line.startswith("2024-05-04,")]
        path = self.copy("holidays.csv", row, "")
        done = oracle("calendar_oracle.py", "--check", path)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("2024-05-04", done.stdout)

    def test_a_published_day_moved(self):
        path = self.copy("holidays.csv", "2023-09-04,Mon,compensatory", "2023-09-05,Tue,compensatory")
        self.assertNotEqual(oracle("calendar_oracle.py", "--check", path).returncode, 0)

    def test_every_date_once(self):
        done = oracle("calendar_oracle.py")
        self.assertEqual(done.returncode, 0)
        rows = list(csv.DictReader(done.stdout.splitlines()))
        day = date(2013, 1, 1)
        for row in rows:
            self.assertEqual(row["date"], day.isoformat())
            self.assertIn(row["working_day"] + row["provisional"], {"00", "01", "10", "11"})
            day += timedelta(days=1)
        self.assertEqual(day, date(2053, 1, 1))


class Lunar(Planted):
    # The first of lunar 2024 is Saturday 10 February.
    PLANTED = ("lunar_months.csv", "2024,1,0,2024-02-10,", "2024,1,0,2024-02-11,")

    def test_astronomy(self):
        done = oracle("lunar_astronomy.py", "--check", DATA / "lunar_months.csv")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1645 month starts agree, 0 differ", done.stdout)

    def test_astronomy_finds_a_wrong_month(self):
        done = oracle("lunar_astronomy.py", "--check", self.copy(*self.PLANTED))
        self.assertEqual(done.returncode, 1)
        self.assertIn("1/2024: 2024-02-11 in the file, 2024-02-10 here", done.stdout)

    @unittest.skipUnless(has_ephem(), "the package python3-ephem is not installed")
    def test_ephem(self):
        done = oracle("lunar_ephem.py", "--check", DATA / "lunar_months.csv")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1643 month starts agree, 2 differ", done.stdout)

    @unittest.skipUnless(has_ephem(), "the package python3-ephem is not installed")
    def test_ephem_finds_a_wrong_month(self):
        done = oracle("lunar_ephem.py", "--check", self.copy(*self.PLANTED))
        self.assertEqual(done.returncode, 1)
        self.assertIn("1/2024: 2024-02-11 in the file, 2024-02-10 here", done.stdout)


if __name__ == "__main__":
    gate.run_unittest()
