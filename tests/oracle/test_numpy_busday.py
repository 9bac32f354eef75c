"""Working dates by numpy: the n-th after, from and before a date, how many lie between two, where a last day rolls to.

    python3 -B tests/oracle/test_numpy_busday.py

busday_offset, busday_count and is_busday of numpy (Debian: python3-numpy) judge the C library, called by ctypes as a foreign
program does: on the national calendar of 2013 to 2027, whose days off come from tests/data/holidays.csv, with and without the days
worked for a swap; and on calendars of random weekly rest days and closures, written as a pack's own calendars. A mask and a list of
holidays are all that numpy knows of a calendar, so that worked Saturdays are told to it as a week of seven working days less each
day off.
"""

import ctypes
import csv
import datetime
import json
import os
import random
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy
except ImportError:  # another Python than Debian's comes first in the path
    PYTHON = "/usr/bin/python3"
    if sys.executable == PYTHON:
        raise
    os.execv(PYTHON, [PYTHON, "-B", *sys.argv])

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
sys.path[:0] = [str(SOURCE / "tests" / folder) for folder in ("meta", "capi")]

import gate  # noqa: E402
from test_foreign import NTS, Deadline, Failure, Library  # noqa: E402

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ALL, WITHOUT_MAKE_UP = 1, 2
MOST = 40  # working days of a limit
NATIONAL = ("2013-01-01", "2027-12-31")
RANDOM = ("2014-03-05", "2017-08-20")
CALENDARS = 12


def day_number(day):
    return (datetime.date.fromisoformat(str(day)) - datetime.date(1970, 1, 1)).days


def dates_of(first, last):
    return numpy.arange(numpy.datetime64(first), numpy.datetime64(last) + 1)


class Judge:
    """A calendar as numpy has it: a week's mask and days off, and the same as one list of working dates."""

    def __init__(self, first, last, mask, off):
        self.first, self.last = day_number(first), day_number(last)
        self.numpy = numpy.busdaycalendar(weekmask=mask, holidays=sorted(off))

    def _offset(self, days, n, roll):
        """Day numbers; -1 where numpy finds a date outside the calendar, whose end it does not know."""
        to = numpy.busday_offset(days.astype("datetime64[D]"), n, roll=roll, busdaycal=self.numpy).astype(int)
        return numpy.where((to < self.first) | (to > self.last), -1, to)

    def after(self, days, n):
        return self._offset(days, n, "preceding")

    def at_or_after(self, days, n):
        return self._offset(days, n - 1, "following")

    def before(self, days, n):
        return self._offset(days, -n, "following")

    def roll(self, days):
        return self._offset(days, numpy.zeros_like(days), "following")

    def roll_back(self, days):
        return self._offset(days, numpy.zeros_like(days), "preceding")

    def between(self, days, others):
        """In (day, other], backwards negative."""
        low, high = numpy.minimum(days, others) + 1, numpy.maximum(days, others) + 1
        counted = numpy.busday_count(low.astype("datetime64[D]"), high.astype("datetime64[D]"), busdaycal=self.numpy)
        return numpy.where(others >= days, counted, -counted)

    def is_working(self, days):
        return numpy.is_busday(days.astype("datetime64[D]"), busdaycal=self.numpy)


def national_judges():
    """Of the calendar with the days worked for a swap, and of that without."""
    off, made_up = [], []
    with open(SOURCE / "tests" / "data" / "holidays.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "swapped-to-work":
                made_up.append(row["date"])
            elif not row["status"].startswith("UNCONFIRMED"):
                off.append(row["date"])
    first, last = NATIONAL
    days = dates_of(first, last)
    working = numpy.is_busday(days, busdaycal=numpy.busdaycalendar(weekmask="1111100", holidays=off))
    working |= numpy.isin(days, numpy.array(made_up, dtype="datetime64[D]"))
    return Judge(first, last, "1111111", days[~working]), Judge(first, last, "1111100", off)


class Busday(unittest.TestCase):
    compared = 0

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.tho = Library(BUILD / "libthoihan.so")
        cls.judges = {}
        cls.pack = cls.tho.made("pack_open", str(cls.written_pack(random.Random(148))).encode(), NTS)
        cls.addClassCleanup(cls.tho.pack_release, cls.pack)

    @classmethod
    def written_pack(cls, dice):
        """The tests' small pack with calendars of its own and a duty for each number of days before a date."""
        root = Path(cls.folder.name)
        shutil.copytree(SOURCE / "rules" / "national", root / "national")
        folder = root / "province" / "lac-hong"
        shutil.copytree(SOURCE / "tests" / "data" / "packs" / "lac-hong", folder)
        text = {"vi": "Lịch", "en": "Calendar"}
        none = json.loads((root / "national" / "holidays.json").read_text(encoding="utf-8"))
        none.update(holidays="national/none", days=[], swaps=[])
        none["compensatory"]["announced"] = []
        (root / "national" / "none.json").write_text(json.dumps(none), encoding="utf-8")
        pack = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        days = dates_of(*RANDOM)
        for number in range(CALENDARS):
            mask = [dice.random() < 0.6 for _ in WEEKDAYS]
            mask[dice.randrange(7)] = True
            closed = sorted(dice.sample(range(len(days)), dice.choice([0, 5, 60, 300])))
            reference = f"province/lac-hong/c{number}"
            calendar = {
                "format": 1, "calendar": reference, "title": text, "revision": 1, "horizon": dict(zip(("from", "until"), RANDOM)),
                "holidays": "national/none",
                "weekly": [{"days": [day for day, on in zip(WEEKDAYS, mask) if on], "sessions": ["07:30-11:30"],
                            "working_day": True, "source": "test"}],
                "dates": [{"date": str(days[i]), "kind": "closed", "cause": text, "source": "test"} for i in closed],
                "closures_roll": True, "make_up_days_count": True}
            (folder / f"c{number}.json").write_text(json.dumps(calendar), encoding="utf-8")
            pack["calendars"][f"c{number}"] = reference
            cls.judges[f"c{number}"] = Judge(*RANDOM, [int(on) for on in mask], days[closed])
        for name in ("office", "c0", "c1"):
            for n in range(1, MOST + 1):
                pack["duties"][f"{name}-{n}"] = dict(pack["duties"]["handle"], calendar=name, within=[
                    {"limit": {"amount": f"{n} working days", "before": "expected_completion"}, "cite": "4.1"}])
                del pack["duties"][f"{name}-{n}"]["extended_by"]
            pack["duties"][f"{name}-back"] = dict(pack["duties"][f"{name}-1"], within=[
                {"limit": {"amount": "3 days", "before": "expected_completion", "roll": "back"}, "cite": "4.1"}])
        (folder / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
        return folder

    def same(self, what, questions, answers, expected):
        """Each answer with its question; -1 is no answer."""
        Busday.compared += len(answers)
        differing = [row for row in zip(*questions, answers, expected.tolist()) if row[-2] != row[-1]]
        self.assertEqual(differing[:3], [], f"{what}: {len(differing)} of {len(answers)} differ; asked, answered, expected")

    def due_day(self, evaluate, *arguments):
        due = Deadline(struct_size=ctypes.sizeof(Deadline))
        try:
            evaluate(*arguments, ctypes.byref(due))
        except Failure as failure:
            self.assertEqual(failure.code, "HORIZON")
            return -1
        return due.due_day

    def limits(self, calendar, text):
        """Limits of 1 to MOST, as a function of a date and of n."""
        parsed = [self.tho.made("limit_parse", self.pack, json.dumps(text(n)).encode(), NTS) for n in range(1, MOST + 1)]
        self.addCleanup(lambda: [self.tho.limit_release(limit) for limit in parsed])
        noon = 12 * 3600 - 7 * 3600
        return lambda day, n: self.due_day(self.tho.limit_evaluate, parsed[n - 1], calendar, day * 86400 + noon)

    def ask(self, name, judge, which, times, until=None):
        calendar = self.tho.made("calendar_from_pack", self.pack, name.encode(), NTS)
        self.addCleanup(self.tho.calendar_release, calendar)
        dice = numpy.random.default_rng(len(name) + which)
        days, others = dice.integers(judge.first, (until or judge.last) + 1, (2, times))
        n = numpy.where(dice.integers(0, 2, times) == 0, dice.integers(1, 6, times), dice.integers(1, MOST + 1, times))
        asked = (days.tolist(), n.tolist())

        policy = {} if which == ALL else {"make_up_saturdays": "do_not_count"}
        after = self.limits(calendar, lambda n: dict(policy, amount=f"{n} working days"))
        first = self.limits(calendar, lambda n: dict(policy, amount=f"{n} working days", first_day="counts"))
        roll = self.limits(calendar, lambda n: dict(policy, amount=f"{n} days"))
        self.same("after", asked, [after(*question) for question in zip(*asked)], judge.after(days, n))
        self.same("at or after", asked, [first(*question) for question in zip(*asked)], judge.at_or_after(days, n))
        there = days + n
        known = there <= judge.last
        expected = numpy.where(known, judge.roll(numpy.where(known, there, days)), -1)
        self.same("roll", asked, [roll(*question) for question in zip(*asked)], expected)

        between = [self.tho.number(ctypes.c_int32, "calendar_working_days_between", calendar, day, other, which)
                   for day, other in zip(days.tolist(), others.tolist())]
        self.same("between", (days.tolist(), others.tolist()), between, judge.between(days, others))
        working = [self.tho.number(ctypes.c_int32, "calendar_is_working_day", calendar, day, which) for day in days.tolist()]
        self.same("is working", asked, working, judge.is_working(days).astype(int))

    def ask_before(self, name, judge, times):
        """Counted back from a date of the case, which only a duty can: the n-th working date before it, and a roll back."""
        dice = numpy.random.default_rng(7)
        days = dice.integers(judge.first, judge.last + 1, times)
        n = dice.integers(1, MOST + 1, times)
        start = self.tho.time("2015-06-01T09:00")

        def due(duty, day):
            fact = json.dumps({"expected_completion": str(datetime.date(1970, 1, 1) + datetime.timedelta(day))}).encode()
            return self.due_day(self.tho.duty_evaluate, self.pack, duty.encode(), NTS, fact, NTS, start)

        asked = (days.tolist(), n.tolist())
        self.same("before", asked, [due(f"{name}-{n}", day) for day, n in zip(*asked)], judge.before(days, n))
        there = days - 3
        known = there >= judge.first
        expected = numpy.where(known, judge.roll_back(numpy.where(known, there, days)), -1)
        self.same("roll back", asked, [due(f"{name}-back", day) for day in asked[0]], expected)

    def test_1_national(self):
        """The days off are known until 2027 and the calendar goes on: asked early enough, no answer lies later."""
        with_make_up, without = national_judges()
        until = with_make_up.last - 3 * MOST
        self.ask("office", with_make_up, ALL, 8000, until)
        self.ask("office", without, WITHOUT_MAKE_UP, 8000, until)
        self.ask_before("office", with_make_up, 3000)

    def test_2_random(self):
        for name, judge in self.judges.items():
            with self.subTest(calendar=name):
                self.ask(name, judge, ALL, 1500)
        for name in ("c0", "c1"):
            with self.subTest(calendar=name):
                self.ask_before(name, self.judges[name], 2000)

    def test_3_enough(self):
        print(f"{Busday.compared} comparisons with numpy {numpy.__version__}")
        self.assertGreaterEqual(Busday.compared, 100_000)


if __name__ == "__main__":
    gate.run_unittest()
