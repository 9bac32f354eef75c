"""numpy's busdaycalendar as the judge of working dates, on the national calendar of 2013 to 2027 (tests/data/holidays.csv)."""

import csv
from datetime import datetime

import numpy
import pytest

FIRST, LAST = numpy.datetime64("2013-01-01"), numpy.datetime64("2027-12-31")
ROWS = 20_000


@pytest.fixture(scope="module")
def judges(source):
    """With the days worked for a swap, told to numpy as a week of seven working days less each day off, and without them."""
    off, made_up = [], []
    with open(source / "tests/data/holidays.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "swapped-to-work":
                made_up.append(row["date"])
            elif not row["status"].startswith("UNCONFIRMED"):
                off.append(row["date"])
    days = numpy.arange(FIRST, LAST + 1)
    working = numpy.is_busday(days, holidays=off) | numpy.isin(days, numpy.array(made_up, "M8[D]"))
    return {True: numpy.busdaycalendar("1111111", days[~working]), False: numpy.busdaycalendar("1111100", off)}


@pytest.mark.parametrize("make_up", [True, False])
def test_working_dates(office, judges, make_up):
    judge = judges[make_up]
    dice = numpy.random.default_rng(148)
    days = FIRST + dice.integers(0, 14 * 365, ROWS)
    others = FIRST + dice.integers(0, 14 * 365, ROWS)
    same = numpy.testing.assert_array_equal
    same(office.is_working_day(days, make_up=make_up), numpy.is_busday(days, busdaycal=judge))
    for n in (1, 2, 5, 22):
        same(office.working_day_after(days, n, make_up=make_up), numpy.busday_offset(days, n, "preceding", busdaycal=judge))
        inside = days > FIRST + 60
        same(office.working_day_before(days[inside], n, make_up=make_up), numpy.busday_offset(days[inside], -n, "following", busdaycal=judge))
    low, high = numpy.minimum(days, others) + 1, numpy.maximum(days, others) + 1
    counted = numpy.busday_count(low, high, busdaycal=judge)
    same(office.working_days_between(days, others, make_up=make_up), numpy.where(others >= days, counted, -counted))


@pytest.mark.parametrize("n", [1, 3, 5, 10])
def test_limits_of_working_days(office, judges, n):
    """Any second of a day: the n-th working date after it, to its 24:00."""
    dice = numpy.random.default_rng(n)
    starts = FIRST.astype("M8[s]") + dice.integers(0, 14 * 365 * 86400, ROWS)
    days = starts.astype("M8[D]")
    expected = numpy.busday_offset(days, n, "preceding", busdaycal=judges[True])
    dues = office.limit(f"{n} working days").due(starts)
    numpy.testing.assert_array_equal(dues.due_date, expected)
    numpy.testing.assert_array_equal(dues.late_from, (expected + 1).astype("M8[s]"))
    for row in range(0, ROWS, 997):
        assert office.limit(f"{n} working days").due(starts[row].astype(datetime)).due_date == expected[row].astype(datetime)
