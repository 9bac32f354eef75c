"""Calendars: which seconds are worked, which dates count, and why.

    office = thoihan.Calendar.open()                      # the national one: Monday to Friday, 07:30-11:30 and 13:00-17:00
    office.add(datetime(2024, 4, 26, 16, 0), timedelta(hours=2))      # 2024-05-02 08:30, after four days off
    office.day(date(2024, 4, 29)).kind                    # "swapped_off"
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeVar, overload

from . import _thoihan
from .limits import Limit

__all__ = ["Calendar", "Day"]

RULES = os.path.join(os.path.dirname(__file__), "rules")

File = str | os.PathLike[str]

ColumnT = TypeVar("ColumnT")
Errors = Literal["raise", "coerce", "status"]
Working = timedelta | int


class Day(NamedTuple):
    """A date of a calendar, with what it is and by which law or announcement.

    kind: working, weekend, holiday, compensatory, swapped_off, swapped_to_work or closed. sessions: pairs of "07:30", "11:30"; a
    close after 24:00 belongs to the night. status: by-law, announced, provisional, unconfirmed, or empty for ordinary days.
    """

    date: date
    kind: str
    working_day: bool
    sessions: tuple[tuple[str, str], ...]
    cause_vi: str
    cause_en: str
    source_vi: str
    source_en: str
    status: str
    provisional: bool


class Calendar:
    """A compiled calendar. Immutable; any number of threads; pickled by the texts that it was made from.

    Legal source: Labour Code 2019 (45/2019/QH14), arts 111 and 112; swaps and the dates of Tết by announcement.
    """

    __slots__ = ("_add", "_core", "_elapsed", "_subtract")
    _core: _thoihan.Calendar
    _add: Callable[[Any, Working], Any]
    _subtract: Callable[[Any, Working], Any]
    _elapsed: Callable[[Any, Any], Any]

    def __init__(self) -> None:
        raise TypeError("use Calendar.open() or Pack.calendar()")

    @classmethod
    def _of(cls, core: _thoihan.Calendar) -> Calendar:
        made = cls.__new__(cls)
        made._core = core
        # What a loop calls: some 100 ns each.
        made._add, made._subtract, made._elapsed = core.bound_add, core.bound_subtract, core.bound_elapsed
        return made

    @classmethod
    def open(cls, reference: str = "national/office", rules: File | None = None) -> Calendar:
        """The calendar file of this reference below a rules folder, by default the package's own rules.

        Raises UnknownNameError when there is none, PackError when it is wrong. Cost: a millisecond.
        """
        return cls._of(_thoihan.Calendar.open(reference, os.fspath(RULES if rules is None else rules)))

    @property
    def reference(self) -> str:
        """How packs name it: "national/office"."""
        return self._core.reference

    @property
    def hash(self) -> str:
        """SHA-256 of all its files, 64 hexadecimal digits."""
        return self._core.hash

    @property
    def revision(self) -> int:
        """Its number, as the file says."""
        return self._core.revision

    @property
    def first_day(self) -> date:
        """The first date that it knows."""
        return self._core.first_day

    @property
    def last_day(self) -> date:
        """The last date that it knows; beyond it there is a HorizonError."""
        return self._core.last_day

    @property
    def decided_until(self) -> date:
        """The last date that is decided; what rests on later ones is provisional."""
        return self._core.decided_until

    def title(self, lang: Literal["vi", "en"] = "en") -> str:
        """Its title."""
        return self._core.title[lang != "vi"]

    def limit(self, text: str) -> Limit:
        """A time limit over this calendar: "5 working days", "4 hours", or a JSON object with policies (docs/rule_language.md).

        Raises PackError with the place in the text. A limit that counts back from a fact needs Pack.limit.
        """
        return Limit._of(_thoihan.Limit.of_calendar(self._core, text), self, None)

    def day(self, day: date | str) -> Day:
        """What a date is, with its sessions, cause and source."""
        return Day(*self._core.day(day))

    # Working time.

    @overload
    def add(self, start: str, working: Working) -> datetime: ...  # type: ignore
    @overload
    def add(self, start: ColumnT, working: Working, *, errors: Literal["status"]) -> tuple[ColumnT, Any]: ...
    @overload
    def add(self, start: ColumnT, working: Working, *, errors: Literal["raise", "coerce"] = "raise") -> ColumnT: ...
    def add(self, start: Any, working: Working, *, errors: Errors = "raise") -> Any:
        """The time by which so much working time has passed since start.

        working: a timedelta or whole seconds, not negative. A limit that is used up at a close ends at that close and not at the
        next opening. start may be a column; errors is for columns (docs/python.md).

        Raises HorizonError, ArgumentError. Cost: O(1), however far; a column some nanoseconds a row, without the interpreter's lock.
        """
        if type(start) is datetime:
            return self._add(start, working)
        return _column_or_scalar("add", self._core, start, errors, working)

    @overload
    def subtract(self, end: str, working: Working) -> datetime: ...  # type: ignore
    @overload
    def subtract(self, end: ColumnT, working: Working, *, errors: Literal["status"]) -> tuple[ColumnT, Any]: ...
    @overload
    def subtract(self, end: ColumnT, working: Working, *, errors: Literal["raise", "coerce"] = "raise") -> ColumnT: ...
    def subtract(self, end: Any, working: Working, *, errors: Errors = "raise") -> Any:
        """The last time from which so much working time passes until end. Else as add."""
        if type(end) is datetime:
            return self._subtract(end, working)
        return _column_or_scalar("subtract", self._core, end, errors, working)

    @overload
    def elapsed(self, start: datetime | str, end: datetime | str) -> timedelta: ...
    @overload
    def elapsed(self, start: int, end: int) -> int: ...
    @overload
    def elapsed(self, start: Any, end: Any, *, errors: Errors = "raise") -> Any: ...
    def elapsed(self, start: Any, end: Any, *, errors: Errors = "raise") -> Any:
        """Working time from start to end, negative backwards: a timedelta, seconds for whole numbers.

        Either may be a column, the other then a column of the same length or one time for all.
        """
        if type(start) is datetime and type(end) is datetime:
            return self._elapsed(start, end)
        if not (_is_scalar(start) and _is_scalar(end)):
            from . import columns

            if columns.is_column(start) or columns.is_column(end):
                return columns.elapsed(self._core, start, end, errors)
        return self._core.elapsed(start, end)

    def is_open(self, at: datetime | str | int) -> bool:
        """Is the second that begins at this time worked? Sessions are half-open: 11:30:00 is outside."""
        return self._core.is_open(at)

    @overload
    def next_opening(self, at: datetime | str) -> datetime: ...
    @overload
    def next_opening(self, at: int) -> int: ...
    def next_opening(self, at: Any) -> Any:
        """The first time from this one on whose second is worked: the time itself inside a session."""
        return self._core.next_opening(at)

    # Working dates. `make_up=False` leaves out the days worked for a swap.

    @overload
    def is_working_day(self, day: date | str, *, make_up: bool = True) -> bool: ...
    @overload
    def is_working_day(self, day: Any, *, make_up: bool = True, errors: Errors = "raise") -> Any: ...
    def is_working_day(self, day: Any, *, make_up: bool = True, errors: Errors = "raise") -> Any:
        """Does this date count as a working day? A half day does."""
        if _is_day(day):
            return self._core.is_working_day(day, make_up)
        from . import columns

        return columns.working_day(self._core, day, make_up, errors)

    @overload
    def working_day_after(self, day: date | str, n: int, *, make_up: bool = True) -> date: ...
    @overload
    def working_day_after(self, day: Any, n: int, *, make_up: bool = True, errors: Errors = "raise") -> Any: ...
    def working_day_after(self, day: Any, n: int, *, make_up: bool = True, errors: Errors = "raise") -> Any:
        """The n-th working date (n >= 1) strictly after this one."""
        if _is_day(day):
            return self._core.working_day_after(day, n, make_up)
        from . import columns

        return columns.working_day_moved("after", self._core, day, n, make_up, errors)

    @overload
    def working_day_before(self, day: date | str, n: int, *, make_up: bool = True) -> date: ...
    @overload
    def working_day_before(self, day: Any, n: int, *, make_up: bool = True, errors: Errors = "raise") -> Any: ...
    def working_day_before(self, day: Any, n: int, *, make_up: bool = True, errors: Errors = "raise") -> Any:
        """The n-th working date (n >= 1) strictly before this one."""
        if _is_day(day):
            return self._core.working_day_before(day, n, make_up)
        from . import columns

        return columns.working_day_moved("before", self._core, day, n, make_up, errors)

    @overload
    def working_days_between(self, start: date | str, end: date | str, *, make_up: bool = True) -> int: ...
    @overload
    def working_days_between(self, start: Any, end: Any, *, make_up: bool = True, errors: Errors = "raise") -> Any: ...
    def working_days_between(self, start: Any, end: Any, *, make_up: bool = True, errors: Errors = "raise") -> Any:
        """Working dates in (start, end], negative backwards."""
        if _is_day(start) and _is_day(end):
            return self._core.working_days_between(start, end, make_up)
        from . import columns

        return columns.working_days_between(self._core, start, end, make_up, errors)

    def roll(self, day: date | str, *, make_up: bool = True) -> date:
        """Where a last day ends a term: itself, or the next date that is no rest day (Civil Code 2015, art. 148(5))."""
        return self._core.roll(day, make_up)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.hash == other.hash and self.reference == other.reference

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        return _calendar_of_texts, (self.reference, self._core.texts)

    def __repr__(self) -> str:
        return f"Calendar({self.reference}, {self.first_day} to {self.last_day}, revision {self.revision})"


def _calendar_of_texts(reference: str, texts: str) -> Calendar:
    return Calendar._of(_thoihan.Calendar.of_texts(reference, texts))


def _is_scalar(value: object) -> bool:
    return type(value) in (datetime, str, int)


def _is_day(value: object) -> bool:
    return type(value) in (date, str) or (isinstance(value, date) and not hasattr(value, "to_numpy"))


def _column_or_scalar(name: str, core: _thoihan.Calendar, value: Any, errors: Errors, working: Working) -> Any:
    if not _is_scalar(value):
        from . import columns

        if columns.is_column(value):
            return columns.moved(name, core, value, working, errors)
    return getattr(core, name)(value, working)
