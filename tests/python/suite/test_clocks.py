"""Clocks, by hand: 5 working days from Thursday 25 April 2024 are 26 April, 2, 3, 4 and 6 May."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import thoihan


@pytest.fixture
def clock(office, received):
    return thoihan.Clock(office.limit("5 working days"), received)


def test_runs(clock, received):
    assert clock.outcome == "running" and clock.started_at == received and clock.ended_at is None
    assert clock.due_date == date(2024, 5, 6) and clock.late_from == datetime(2024, 5, 7)
    left = clock.left(datetime(2024, 5, 6, 16))
    assert left == thoihan.TimeLeft(timedelta(hours=8), timedelta(hours=1), 0, 0)
    assert clock.left(datetime(2024, 5, 8, 8)).working_dates == -2
    clock.meet(datetime(2024, 5, 6, 20))
    assert clock.outcome == "met" and clock.ended_at == datetime(2024, 5, 6, 20)


def test_late(clock):
    assert clock.is_late(datetime(2024, 5, 7)) and not clock.is_late(datetime(2024, 5, 6, 23, 59, 59))
    with pytest.raises(thoihan.ActError) as caught:
        clock.extend(datetime(2024, 5, 7), "3 working days")
    assert caught.value.code == "EXPIRED"
    clock.meet(datetime(2024, 5, 7))
    assert clock.outcome == "met_late"
    with pytest.raises(thoihan.ArgumentError) as caught:
        clock.meet(datetime(2024, 5, 8))
    assert caught.value.code == "MISUSE"


def test_pauses(clock):
    clock.pause(datetime(2024, 4, 26, 10))
    assert clock.paused and clock.due is None and clock.late_from is None and clock.due_date is None
    assert not clock.is_late(datetime(2024, 6, 1))
    # Working dates in (26 April, 3 May]: 2 and 3 May. The end moves from 6 May by two, to 8 May.
    assert clock.due_if_resumed(datetime(2024, 5, 3, 9)) == datetime(2024, 5, 9)
    with pytest.raises(thoihan.ArgumentError, match="stands still already"):
        clock.pause(datetime(2024, 4, 27, 10))
    with pytest.raises(thoihan.ArgumentError, match="before the pause"):
        clock.resume(datetime(2024, 4, 26, 9))
    clock.resume(datetime(2024, 5, 3, 9))
    assert clock.due_date == date(2024, 5, 8)
    assert clock.pauses == [(datetime(2024, 4, 26, 10), datetime(2024, 5, 3, 9))]
    assert "stood still" in clock.explain()
    with pytest.raises(thoihan.ActError, match="before the last pause ended"):
        clock.pause(datetime(2024, 5, 2, 9))
    with pytest.raises(thoihan.ArgumentError, match="does not stand still"):
        clock.resume(datetime(2024, 5, 4, 9))


def test_extended_and_committed(clock):
    clock.extend(datetime(2024, 5, 3, 9), "2 working days")
    assert clock.due_date == date(2024, 5, 8) and clock.extensions == ["2 working days"]
    clock.commit(datetime(2024, 5, 4, 9), date(2024, 5, 20))
    assert clock.committed and clock.late_from == datetime(2024, 5, 21)
    with pytest.raises(thoihan.Error, match="as many commitments as are allowed") as caught:
        clock.commit(datetime(2024, 5, 4, 10), date(2024, 5, 22))
    assert caught.value.code == "CONFLICT"
    with pytest.raises(thoihan.Error, match="only with downwards"):
        clock.commit(datetime(2024, 5, 4, 10), datetime(2024, 5, 10, 9), times=2)
    clock.commit(datetime(2024, 5, 4, 10), datetime(2024, 5, 10, 9), times=2, downwards=True)
    assert clock.due == datetime(2024, 5, 10, 9)


def test_exempted(clock):
    clock.exempt(datetime(2024, 5, 6, 9))
    assert clock.exempted and not clock.is_late(datetime(2025, 1, 1))


def test_warnings(clock):
    # Three quarters of 5 days are 3.75: the first opening of the 4th day, Saturday 4 May. 4 working hours before 24:00 of 6 May.
    assert clock.warn_at("3/4") == clock.warn_at(Fraction(3, 4)) == datetime(2024, 5, 4, 7, 30)
    assert clock.warn_at("4 working hours") == datetime(2024, 5, 6, 13)
    with pytest.raises(thoihan.ArgumentError):
        clock.warn_at("5/4")
    with pytest.raises(thoihan.ArgumentError, match="expected an amount"):
        clock.warn_at("soon")


def test_words(clock):
    assert repr(clock) == "Clock(5 working days: running, due 24:00 of 2024-05-06)"
    clock.cancel(datetime(2024, 5, 1))
    assert clock.outcome == "cancelled"
