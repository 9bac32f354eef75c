"""The table of include/thoihan/time/lunar.hpp, word by word, against both astronomies and every row of tests/data/lunar.csv.

    python3 -B tests/oracle/test_lunar_table.py

The words are read out of the header and taken apart here, by the header's description and none of its code. lunar_astronomy.py must
print the very same words; lunar_ephem.py must find the same months, but for those two that begin within a minute of midnight.
tests/unit/test_lunar.cpp holds the functions to the same data.
"""

import csv
import datetime
import re
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HEADER = ROOT / "include" / "thoihan" / "time" / "lunar.hpp"
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
import lunar_astronomy  # noqa: E402
from lunar_astronomy import FIRST_YEAR, LAST_YEAR, Month, date_text  # noqa: E402

PYTHON = "/usr/bin/python3"  # ephem is a Debian package
EPOCH = datetime.date(1970, 1, 1)

# Month starts on which sources differ: (month, year): here, then who says what. A new moon that near to midnight is decided by the
# series used and by the forecast of the earth's rotation. "hnd" is Hồ Ngọc Đức's own printed table.
DIFFERENT = {
    (4, 2054): ("2054-05-08", {"ephem": "2054-05-08", "hnd": "2054-05-07"}),
    (11, 2072): ("2072-12-10", {"ephem": "2072-12-09", "hnd": "2072-12-09"}),
    (10, 2077): ("2077-11-16", {"ephem": "2077-11-15", "hnd": "2077-11-15"}),
}


def words_of(header):
    """The words of the table, as they stand in the text."""
    table = re.search(r"lunar_years\[\] = \{(.*?)\};", header, re.DOTALL)[1]
    return [int(word, 16) for word in re.findall(r"0x[0-9a-f]+", re.sub(r"//.*", "", table))]


def months_of_year(year, word):
    """Bits 0 to 12: the lengths; 13 to 16: the leap month; from 17 on: days from 1 January to the first of month 1."""
    leap_month, day = word >> 13 & 15, (datetime.date(year, 1, 1) - EPOCH).days + (word >> 17)
    numbers = [(month, False) for month in range(1, 13)]
    if leap_month:
        numbers.insert(leap_month, (leap_month, True))
    for position, (month, leap) in enumerate(numbers):
        days = 29 + (word >> position & 1)
        yield Month(year, month, leap, day, days)
        day += days


def months_of(words):
    return [month for year, word in enumerate(words, FIRST_YEAR) for month in months_of_year(year, word)]


class Table(unittest.TestCase):
    def setUp(self):
        self.words = words_of(HEADER.read_text(encoding="utf-8"))
        self.months = months_of(self.words)

    def test_the_program_prints_it(self):
        printed = gate.run([sys.executable, "-B", str(HERE / "lunar_astronomy.py")])
        self.assertEqual(printed.returncode, 0)
        self.assertEqual(self.words, words_of("lunar_years[] = {" + printed.stdout + "};"))
        self.assertEqual(len(self.words), LAST_YEAR - FIRST_YEAR + 1)

    def test_the_astronomy(self):
        self.assertEqual(self.months, lunar_astronomy.all_months())
        self.assertEqual(len(self.months), 1645)

    def check_with_ephem(self, months):
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write("lunar_year,month,leap,first_date,days\n")
            for m in months:
                file.write(f"{m.lunar_year},{m.month},{int(m.leap)},{date_text(m.first_day)},{m.days}\n")
            file.flush()
            return gate.run([PYTHON, "-B", str(HERE / "lunar_ephem.py"), "--check", file.name])

    def test_the_other_astronomy(self):
        done = self.check_with_ephem(self.months)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1643 month starts agree, 2 differ", done.stdout)

    def test_every_row(self):
        first = {(m.lunar_year, m.month): m.first_day for m in self.months if not m.leap}
        leap = {m.lunar_year: m.month for m in self.months if m.leap}
        with open(ROOT / "tests" / "data" / "lunar.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([int(row["lunar_year"]) for row in rows], list(range(FIRST_YEAR, LAST_YEAR + 1)))
        for row in rows:
            year = int(row["lunar_year"])
            with self.subTest(year=year):
                self.assertEqual(date_text(first[year, 1]), row["tet"])
                self.assertEqual(date_text(first[year, 3] + 9), row["hung_kings"])
                self.assertEqual(leap.get(year, 0), int(row["leap_month"]))
                self.assertEqual(sum(m.days for m in self.months if m.lunar_year == year), int(row["days_in_year"]))
                # Where China has another Tết, another Hùng Kings' day or leap month, the row says so.
                pairs = [("tet", "cn_tet"), ("hung_kings", "cn_3_10"), ("leap_month", "cn_leap_month")]
                self.assertEqual(any(row[ours] != row[theirs] for ours, theirs in pairs), row["differs_from_cn"] != "", row)

    def test_months_on_which_sources_differ(self):
        """They are these three; the header names each; none is a month whose start or length moves a holiday."""
        header = HEADER.read_text(encoding="utf-8")
        first = {(m.month, m.lunar_year): date_text(m.first_day) for m in self.months if not m.leap}
        told = self.check_with_ephem(self.months).stdout
        for (month, year), (here, others) in DIFFERENT.items():
            with self.subTest(month=month, year=year):
                self.assertEqual(first[month, year], here)
                self.assertIn(f"{month}/{year}", header)
                self.assertNotIn(month, (1, 3))
                differs = f"{month}/{year}: {here} in the file, {others['ephem']} here" in told
                self.assertEqual(differs, others["ephem"] != here, told)
        self.assertEqual(len(re.findall(r"^\d+( leap)?/\d+: ", told, re.MULTILINE)), 2)

    def test_a_wrong_bit_is_found(self):
        """Every bit of every word, turned over, gives other months; and ephem finds a wrong length, too."""
        for year, word in enumerate(self.words, FIRST_YEAR):
            for bit in [*range(13 if word >> 13 & 15 else 12), *range(13, 23)]:
                self.assertNotEqual(list(months_of_year(year, word ^ 1 << bit)), list(months_of_year(year, word)), (year, bit))
        wrong = list(self.words)
        wrong[2024 - FIRST_YEAR] ^= 1 << 4
        self.assertEqual(self.check_with_ephem(months_of(wrong)).returncode, 1)


if __name__ == "__main__":
    gate.run_unittest()
