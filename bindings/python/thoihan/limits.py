"""Time limits: when one ends, and why.

    five_days = office.limit("5 working days")
    due = five_days.due(datetime(2024, 4, 25, 9, 10))
    due.due_date, due.late_from, due.provisional
    print(due.explain("vi"))                              # day by day, with law and announcements
    five_days.due(frame["received"]).late_from            # a column for a column
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from . import _thoihan
from ._thoihan import Due

if TYPE_CHECKING:
    from .calendars import Calendar
    from .rule_packs import Pack

__all__ = ["Due", "Dues", "Limit"]

Facts = dict[str, Any]


class Dues(NamedTuple):
    """The ends of a limit for a column of starts: columns of the starts' kind, row by row.

    due, late_from: times of the starts' dtype. due_date: dates. provisional: flags. status: 0; 2 where the start is missing or the
    duty has no limit; below 0 where there is no answer (errors="coerce"), the numbers of docs/c_api.md: -40 is HORIZON.
    """

    due: Any
    late_from: Any
    due_date: Any
    provisional: Any
    status: Any


class Limit:
    """A time limit, read once and evaluated often. Immutable; any number of threads; pickled with its calendar.

    Counting is the Civil Code's (2015, arts 144 to 148) unless the text chooses another policy (docs/rule_language.md).
    """

    __slots__ = ("_calendar", "_core", "_due", "_pack")
    _core: _thoihan.Limit
    _due: Callable[[Any, Facts | None], Due]
    _calendar: Calendar
    _pack: Pack | None

    def __init__(self) -> None:
        raise TypeError("use Calendar.limit() or Pack.limit()")

    @classmethod
    def _of(cls, core: _thoihan.Limit, calendar: Calendar, pack: Pack | None) -> Limit:
        made = cls.__new__(cls)
        made._core, made._calendar, made._pack = core, calendar, pack
        made._due = core.bound_due  # what a loop calls
        return made

    @property
    def text(self) -> str:
        """The limit as it was written."""
        return self._core.text

    @property
    def calendar(self) -> Calendar:
        """The calendar that it counts by."""
        return self._calendar

    def words(self, lang: Literal["vi", "en"] = "en") -> str:
        """The limit in words: "5 ngày làm việc"."""
        return self._core.words(lang)

    @overload
    def due(self, start: datetime | str | int, facts: Facts | None = None) -> Due: ...
    @overload
    def due(self, start: Any, facts: Facts | None = None, *, errors: Literal["raise", "coerce"] = "raise") -> Any: ...
    def due(self, start: Any, facts: Facts | None = None, *, errors: Literal["raise", "coerce"] = "raise") -> Any:
        """When the limit ends that starts here: a Due, or Dues for a column of starts.

        facts: for a limit that counts back from one; for a column of starts each may be a column, too. Raises HorizonError beyond the calendar, ColumnError for rows.
        """
        if type(start) is not datetime:
            from . import columns

            if columns.is_column(start):
                return columns.limit_dues(self._core, start, facts, errors)
        return self._due(start, facts)

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Limit) and self.text == other.text and self._calendar == other._calendar
                and self._pack == other._pack)

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _limit_again, (self._calendar, self._pack, self.text)

    def __repr__(self) -> str:
        return f"Limit({self.text!r}, {self._calendar.reference})"


def _limit_again(calendar: Calendar, pack: Pack | None, text: str) -> Limit:
    if pack is None:
        return calendar.limit(text)
    return Limit._of(_thoihan.Limit.of_pack(pack._core, text, calendar._core), calendar, pack)
