"""Limits and dues: derivations by hand from the Civil Code 2015, arts 147 and 148."""

import json
from datetime import date, datetime, timedelta

import numpy
import pytest
import thoihan


def test_five_working_days(office, received):
    # Thursday 25 April is not counted; 26 April, 2, 3, 4 (worked for 29 April) and 6 May are the five.
    due = office.limit("5 working days").due(received)
    assert due.due_date == date(2024, 5, 6) and due.end == "day"
    assert due.due == due.late_from == datetime(2024, 5, 7)
    assert not due.is_late(datetime(2024, 5, 6, 23, 59, 59)) and due.is_late(datetime(2024, 5, 7))
    assert not (due.provisional or due.rolled or due.clamped or due.cut_off or due.before_start)
    assert (due.limit, due.cite, due.start) == ("5 working days", "", received)
    assert repr(due) == "Due(24:00 of 2024-05-06: 5 working days)"


def test_a_month_is_clamped_and_rolls(office):
    # 31 January 2025 and a month: 28 February (148(3)), a Friday. 28 February 2026 is a Saturday: Monday 2 March (148(5)).
    due = office.limit("1 month").due(datetime(2025, 1, 31, 8))
    assert due.clamped and not due.rolled and due.due_date == date(2025, 2, 28)
    due = office.limit("1 month").due(datetime(2026, 1, 31, 8))
    assert due.clamped and due.rolled and due.due_date == date(2026, 3, 2)


def test_hours_end_in_their_own_second(office):
    due = office.limit("2 working hours").due(datetime(2024, 4, 26, 16))
    assert due.end == "instant" and due.due == datetime(2024, 5, 2, 8, 30) and due.late_from == datetime(2024, 5, 2, 8, 30, 1)
    assert not due.is_late(due.due) and due.is_late(due.late_from)


def test_provisional_and_horizon(office):
    after = datetime.combine(office.decided_until, datetime.min.time()) + timedelta(days=1, hours=9)
    assert office.limit("5 working days").due(after).provisional
    with pytest.raises(thoihan.HorizonError):
        office.limit("5 working days").due(datetime.combine(office.last_day, datetime.min.time()))


def test_explained(office, received):
    due = office.limit("5 working days").due(received)
    english, vietnamese = due.explain(), due.explain("vi")
    assert "Sat 2024-05-04  swapped to work: working day 4" in english and "art. 147(3)" in english
    assert "ngày làm việc thứ 4" in vietnamese
    steps = json.loads(due.json(steps=True))["steps"]
    assert [step["date"] for step in steps if step["role"] == "counted"] == \
        ["2024-04-26", "2024-05-02", "2024-05-03", "2024-05-04", "2024-05-06"]
    assert office.limit("5 working days").words("vi") == "5 ngày làm việc"


def test_policies(office, received):
    limit = office.limit('{"amount": "5 working days", "make_up_saturdays": "do_not_count"}')
    assert limit.due(received).due_date == date(2024, 5, 7)


@pytest.mark.parametrize(("text", "words"), [
    ("5 workin days", "did you mean \"working day\""),
    ("0 days", "now"),
    ("-3 days", ""),
    ('{"amount": "3 days", "foo": 1}', "there is no key \"foo\""),
    ("{", ""),
])
def test_a_limit_that_is_none(office, text, words):
    with pytest.raises(thoihan.PackError) as caught:
        office.limit(text)
    assert words in str(caught.value)


def test_counted_back_from_a_fact(pack):
    limit = pack.limit('{"amount": "2 working days", "before": "expected_completion"}')
    due = limit.due(datetime(2024, 4, 1, 8), {"expected_completion": date(2024, 5, 3)})
    # Two working days before Friday 3 May: 2 May, then 26 April.
    assert due.due_date == date(2024, 4, 26)
    with pytest.raises(thoihan.ActError, match="counts back from a fact") as caught:
        limit.due(datetime(2024, 4, 1, 8))
    assert caught.value.code == "GUARD"


def test_facts_of_a_limit_that_knows_none(office, received):
    limit = office.limit("2 days")
    for ask in (lambda: limit.due(received, {"urgent": True}), lambda: thoihan.Clock(limit, received, {"urgent": True}),
                lambda: limit.due(numpy.array(["2024-04-25"], "M8[s]"), {"urgent": True})):
        with pytest.raises(thoihan.ArgumentError, match="knows no facts"):
            ask()


def test_kinds_of_starts(office):
    limit = office.limit("4 hours")
    assert limit.due(1714122000).due == 1714122000 + 4 * 3600
    assert limit.due("2024-04-26T16:00").due == datetime(2024, 4, 26, 20)
    aware = datetime(2024, 4, 26, 16, tzinfo=thoihan.ZONE)
    assert limit.due(aware).due == aware + timedelta(hours=4)
    assert limit.due(aware) == limit.due(aware) and hash(limit.due(aware)) == hash(limit.due(aware))
    assert limit.due(aware) != office.limit("5 hours").due(aware)
