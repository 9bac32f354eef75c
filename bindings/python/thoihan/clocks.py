"""The clock of one duty: start, pause, resume, extend, commit, exempt, meet.

    clock = thoihan.Clock(office.limit("5 working days"), received)
    clock.pause(asked_for_papers)
    clock.resume(papers_came)                             # the due has moved by the days that it stood still
    clock.extend(asked, "3 working days")
    clock.meet(done)
    clock.outcome                                         # "met", or "met_late"

Acts are given in the order of their time. An extension and an exemption count from when they were asked: after late_from they come too
late (ActError EXPIRED), and no later act heals what is late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _thoihan
from .limits import Facts, Limit

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["Clock", "TimeLeft"]

Moment = datetime | str | int


class TimeLeft(NamedTuple):
    """How much is left, or by how much it is overrun (negative): by the clock, in working time, in dates and in working dates."""

    clock: timedelta
    working: timedelta
    dates: int
    working_dates: int


class Clock:
    """One round of a duty. For one thread at a time; a failed act leaves it as it was.

    due, late_from and due_date are None while it stands still: nobody knows them then.
    """

    __slots__ = ("_core", "_limit")

    def __init__(self, limit: Limit, start: Moment, facts: Facts | None = None) -> None:
        self._limit = limit
        self._core = _thoihan.Clock.start(limit._core, start, facts)

    @property
    def limit(self) -> Limit:
        """The limit that it was started with."""
        return self._limit

    @property
    def due(self) -> datetime | int | None:
        """When it ends, with pauses, extensions and commitments."""
        return self._core.due

    @property
    def late_from(self) -> datetime | int | None:
        """The first late second."""
        return self._core.late_from

    @property
    def due_date(self) -> date | None:
        """The date on which it ends."""
        return self._core.due_date

    @property
    def provisional(self) -> bool:
        """It rests on dates that are not decided."""
        return self._core.provisional

    @property
    def paused(self) -> bool:
        """It stands still."""
        return self._core.paused

    @property
    def pauses(self) -> list[tuple[datetime | int, datetime | int | None]]:
        """Times in which it stood still; None: it still does."""
        return self._core.pauses

    @property
    def extensions(self) -> list[str]:
        """What was added, in order."""
        return self._core.extensions

    @property
    def started_at(self) -> datetime | int:
        """When it began."""
        return self._core.started_at

    @property
    def ended_at(self) -> datetime | int | None:
        """When it was met or cancelled; None while it runs."""
        return self._core.ended_at

    @property
    def outcome(self) -> str:
        """running, met, met_late or cancelled."""
        return self._core.outcome

    @property
    def exempted(self) -> bool:
        """It cannot be late."""
        return self._core.exempted

    @property
    def committed(self) -> bool:
        """A commitment has taken the limit's place."""
        return self._core.committed

    def pause(self, at: Moment) -> None:
        """From here on it stands still. One that begins after late_from has no effect."""
        self._core.pause(at)

    def resume(self, at: Moment) -> None:
        """It runs again. Days of days, seconds of working time and of the clock are given back."""
        self._core.resume(at)

    def extend(self, asked_at: Moment, by: str) -> None:
        """Adds an amount, "3 working days", from the same start and before the roll."""
        self._core.extend(asked_at, by)

    def commit(self, at: Moment, until: date | Moment, *, downwards: bool = False, times: int = 1) -> None:
        """A date (to 24:00) or a time in the place of the limit's end; earlier than the due only with downwards."""
        self._core.commit(at, until, downwards, times)

    def exempt(self, asked_at: Moment) -> None:
        """Asked for in time, it can be late no more."""
        self._core.exempt(asked_at)

    def meet(self, at: Moment) -> None:
        """The duty is done: met, or met_late."""
        self._core.meet(at)

    def cancel(self, at: Moment) -> None:
        """The duty has gone."""
        self._core.cancel(at)

    def is_late(self, at: Moment) -> bool:
        """Is it over at this time?"""
        return self._core.late_at(at)

    def due_if_resumed(self, at: Moment) -> datetime | int:
        """What the due would be were it resumed at this time."""
        return self._core.due_if_resumed(at)

    def left(self, now: Moment) -> TimeLeft:
        """What is left at this time."""
        return TimeLeft(*self._core.left(now))

    def warn_at(self, when: Fraction | str) -> datetime | int:
        """When to warn: a share of the limit that is used (Fraction(3, 4) or "3/4"), or an amount before its due ("4 working hours").

        Raises Error UNSUPPORTED for a share of months, years and compositions, whose days differ.
        """
        if not isinstance(when, str):
            return self._core.warn_at_share(when.numerator, when.denominator)
        if "/" not in when:
            return self._core.warn_before_due(when)
        used, parts = when.split("/")
        return self._core.warn_at_share(int(used), int(parts))

    def explain(self, lang: Literal["vi", "en"] = "en") -> str:
        """The derivation: extensions, each date, what pauses took out, the commitment, the exemption."""
        return self._core.explain(lang)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a clock stays where it runs; its limit and its acts can travel")

    def __repr__(self) -> str:
        return repr(self._core)
