"""Calendars as scalars: the week of 30 April 2024, counted by hand from the holidays' table and announcement 2450/VPCP-KGVX."""

from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
import thoihan
from hypothesis import given
from hypothesis import strategies as st

INSIDE = st.datetimes(datetime(2014, 1, 1), datetime(2045, 1, 1)).map(lambda t: t.replace(microsecond=0))
TWO_HOURS = timedelta(hours=2)


class NoOffset(tzinfo):
    """A zone that knows no offset: a datetime with it is naive."""

    def utcoffset(self, moment):
        return None

    dst = tzname = utcoffset


def test_add_over_four_days_off(office):
    # Friday 26 April 16:00: one hour until 17:00; off from Saturday 27 April to Wednesday 1 May; one hour on Thursday from 07:30.
    assert office.add(datetime(2024, 4, 26, 16), TWO_HOURS) == datetime(2024, 5, 2, 8, 30)
    assert office.add(datetime(2024, 4, 26, 16), 7200) == datetime(2024, 5, 2, 8, 30)
    assert office.subtract(datetime(2024, 5, 2, 8, 30), TWO_HOURS) == datetime(2024, 4, 26, 16)
    assert office.elapsed(datetime(2024, 4, 26, 16), datetime(2024, 5, 2, 8, 30)) == TWO_HOURS
    assert office.elapsed(datetime(2024, 5, 2, 8, 30), datetime(2024, 4, 26, 16)) == -TWO_HOURS


def test_ends_at_the_close_and_not_at_the_next_opening(office):
    assert office.add(datetime(2024, 4, 26, 15), TWO_HOURS) == datetime(2024, 4, 26, 17)
    assert office.add(datetime(2024, 4, 26, 15), 0) == datetime(2024, 4, 26, 15)


def test_the_answer_is_of_the_kind_of_the_question(office):
    aware = datetime(2024, 4, 26, 9, tzinfo=timezone.utc)  # 16:00 in the calendar's zone
    due = office.add(aware, TWO_HOURS)
    assert due == datetime(2024, 5, 2, 1, 30, tzinfo=timezone.utc) and due.tzinfo is thoihan.ZONE
    saigon = datetime(2024, 4, 26, 16, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert office.add(saigon, TWO_HOURS) == due
    paris = datetime(2024, 4, 26, 11, tzinfo=ZoneInfo("Europe/Paris"))
    assert office.add(paris, TWO_HOURS) == due
    number = int(aware.timestamp())
    assert office.add(number, 7200) == int(due.timestamp())
    assert office.elapsed(number, number + 86400 * 7) == (1 + 8 + 7) * 3600  # Friday from 16:00, Thursday, Friday to 16:00
    nowhere = datetime(2024, 4, 26, 16, tzinfo=NoOffset())
    assert office.add(nowhere, TWO_HOURS) == datetime(2024, 5, 2, 8, 30)
    assert office.add("2024-04-26T16:00", TWO_HOURS) == datetime(2024, 5, 2, 8, 30)
    assert office.add("2024-04-26T09:00:00Z", TWO_HOURS) == due


def test_naive_times_are_local_to_the_calendar_whatever_the_machine_thinks(office, monkeypatch):
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert office.add(datetime(2024, 4, 26, 16), TWO_HOURS) == datetime(2024, 5, 2, 8, 30)
        assert office.add(datetime(2024, 4, 26, 16), 0).astimezone(thoihan.ZONE) != datetime(2024, 4, 26, 16, tzinfo=thoihan.ZONE)
        assert office.is_open(datetime(2024, 4, 26, 16)) and not office.is_open(datetime(2024, 4, 26, 4))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_days(office):
    day = office.day(date(2024, 4, 29))
    assert (day.kind, day.working_day, day.sessions) == ("swapped_off", False, ())
    assert "2450/VPCP-KGVX" in day.source_en
    day = office.day("2024-05-04")
    assert (day.kind, day.working_day, day.sessions) == ("swapped_to_work", True, (("07:30", "11:30"), ("13:00", "17:00")))
    assert office.day(date(2024, 4, 30)).cause_vi == "Ngày Chiến thắng"
    assert not office.is_working_day(date(2024, 4, 30)) and office.is_working_day(date(2024, 5, 4))
    assert not office.is_working_day(date(2024, 5, 4), make_up=False)
    assert office.working_day_after(date(2024, 4, 26), 2) == date(2024, 5, 3)
    assert office.working_day_after(date(2024, 5, 3), 1) == date(2024, 5, 4)
    assert office.working_day_after(date(2024, 5, 3), 1, make_up=False) == date(2024, 5, 6)
    assert office.working_day_before(date(2024, 5, 2), 1) == date(2024, 4, 26)
    assert office.working_days_between(date(2024, 4, 26), date(2024, 5, 6)) == 4  # 2, 3, 4 and 6 May
    assert office.roll(date(2024, 4, 27)) == date(2024, 5, 2)
    assert office.next_opening(datetime(2024, 4, 26, 17)) == datetime(2024, 5, 2, 7, 30)
    assert not office.is_open(datetime(2024, 4, 26, 11, 30)) and office.is_open(datetime(2024, 4, 26, 11, 29, 59))


def test_what_it_says_of_itself(office):
    assert office.reference == "national/office" and len(office.hash) == 64
    assert office.first_day == date(2013, 1, 1) and office.decided_until <= office.last_day
    assert "hành chính" in office.title("vi")
    assert repr(office).startswith("Calendar(national/office, 2013-01-01 to ")
    with pytest.raises(TypeError, match="Calendar.open"):
        thoihan.Calendar()


@pytest.mark.parametrize(("question", "family", "code", "words"), [
    (lambda o: o.add(datetime(2060, 1, 1), 5), thoihan.HorizonError, "HORIZON", "2013-01-01 to"),
    (lambda o: o.add(datetime(1980, 1, 1), 5), thoihan.ArgumentError, "RANGE", "1990 to 2099"),
    (lambda o: o.add(2**70, 5), thoihan.ArgumentError, "RANGE", "1990 to 2099"),
    (lambda o: o.add(date(2024, 1, 1), 5), thoihan.ArgumentError, "INVALID", "a date is no instant"),
    (lambda o: o.add(datetime(2024, 1, 2, 8, 0, 0, 5), 5), thoihan.ArgumentError, "INVALID", "fraction of a second"),
    (lambda o: o.add(datetime(2024, 1, 2, 8), timedelta(milliseconds=1)), thoihan.ArgumentError, "INVALID", "fraction of a second"),
    (lambda o: o.add(datetime(2024, 1, 2, 8), -1), thoihan.ArgumentError, "INVALID", "working: is negative"),
    (lambda o: o.add(datetime(2024, 1, 2, 8), 2**70), thoihan.ArgumentError, "RANGE", "too large"),
    (lambda o: o.add(datetime(2024, 1, 2, 8), 1.5), thoihan.ArgumentError, "INVALID", "expected a timedelta"),
    (lambda o: o.add(None, 5), thoihan.ArgumentError, "INVALID", "found NoneType"),
    (lambda o: o.add(True, 5), thoihan.ArgumentError, "INVALID", "found bool"),
    (lambda o: o.add([datetime(2024, 1, 2, 8)], 5), thoihan.ArgumentError, "INVALID", "found list"),
    (lambda o: o.add("2024-02-30T08:00", 5), thoihan.ArgumentError, "INVALID", "start"),
    (lambda o: o.is_working_day(datetime(2024, 1, 2)), thoihan.ArgumentError, "INVALID", "expected a date, found datetime"),
    (lambda o: o.working_day_after(date(2024, 1, 2), 0), thoihan.ArgumentError, "INVALID", "n: "),
    (lambda o: o.day("2024-13-01"), thoihan.ArgumentError, "INVALID", "day"),
])
def test_bad_input(office, question, family, code, words):
    with pytest.raises(family) as caught:
        question(office)
    assert caught.value.code == code and words in str(caught.value) and caught.value.text("vi") != caught.value.text("en")


def test_unknown_calendar():
    with pytest.raises(thoihan.UnknownNameError, match="national/offic.json"):
        thoihan.Calendar.open("national/offic")


@given(INSIDE, st.integers(0, 4_000_000))
def test_laws_of_working_time(office, start, seconds):
    due = office.add(start, seconds)
    assert office.elapsed(start, due) == timedelta(seconds=seconds)
    assert due >= start + timedelta(seconds=seconds)
    back = office.subtract(due, seconds)
    assert back >= start and office.elapsed(back, due) == timedelta(seconds=seconds)
    if seconds:
        assert office.is_open(due - timedelta(seconds=1))


@given(INSIDE, st.integers(0, 4_000_000), st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Ho_Chi_Minh"]))
def test_one_instant_has_one_answer(office, start, seconds, zone):
    """Naive, aware in any zone, a number: the same instant gives the same end."""
    aware = start.replace(tzinfo=thoihan.ZONE)
    due = office.add(start, seconds).replace(tzinfo=thoihan.ZONE)
    assert office.add(aware.astimezone(ZoneInfo(zone)), seconds) == due
    assert office.add(int(aware.timestamp()), seconds) == int(due.timestamp())
    assert office.add(aware.isoformat(), seconds) == due
