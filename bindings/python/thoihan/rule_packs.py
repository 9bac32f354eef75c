"""Packs: a regulation as data, checked, explained and asked.

    thoihan.packs()                                       # the ids that the package has
    pack = thoihan.Pack.open("rules/province/lac-hong")   # or one of these ids
    pack.due("forward", received, {"urgent": True}).cite  # the clause that says so
    thoihan.check("drafts/lac-hong")                      # every finding of the checker, and no exception
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, overload

from . import _thoihan
from ._thoihan import Due
from .calendars import RULES, Calendar, File
from .errors import UnknownNameError
from .limits import Facts, Limit

__all__ = ["RULES", "Clause", "Duty", "Fact", "Finding", "OpenWait", "Pack", "Route", "WorstTime", "check", "packs"]


# Keys of a diff under which times stand.
DIFF_TIMES = frozenset({"from", "due_before", "late_from_before", "due_after", "late_from_after"})


class Finding(NamedTuple):
    """What the checker has to say. severity: error (it cannot be loaded), gap (the text is silent) or note (an assumption answers)."""

    severity: str
    code: str
    text_vi: str
    text_en: str
    file: str
    line: int
    column: int
    pointer: str


class Clause(NamedTuple):
    """A clause and what became of it: modelled (by these rules), assumed (by these assumptions) or outside (for this reason)."""

    id: str
    kind: str
    says_vi: str
    says_en: str
    why_vi: str
    why_en: str
    rules: tuple[str, ...]
    declares_only: bool


class Duty(NamedTuple):
    """A duty of a pack: who owes it, by which calendar, within which limits (one of them holds), under which clauses, and whether its time
    runs while the case stands still.
    """

    id: str
    label_vi: str
    label_en: str
    owed_by: str
    calendar: str
    limits: tuple[str, ...]
    cite: str
    runs_through_pauses: bool


class Fact(NamedTuple):
    """A fact that a pack declares. values: of a choice."""

    label_vi: str
    label_en: str
    values: tuple[str, ...]
    is_public: bool


class Route(NamedTuple):
    """Where a report goes: lead and support, by which row and clause; without a row, which facts would decide between which rows."""

    lead: str | None
    support: tuple[str, ...]
    row: str | None
    cite: str | None
    missing: tuple[str, ...]
    possible: tuple[str, ...]


class OpenWait(NamedTuple):
    """A wait that no clause ends. kind: no_limit, declared, exempted (of a duty), no_duty (in a state), pause."""

    kind: str
    duty: str | None
    state: str | None
    cite: str


class WorstTime(NamedTuple):
    """The longest lawful time from receipt to a goal, "answer" or "end", with at most so many comebacks.

    bounded: over histories without a wait that nothing ends; otherwise `waits` names the waits, and the seconds are those of the rest. by: what
    is longest, the "calendar" time (elapsed_s) or the "working" time (working_s, by the main calendar). path: when and what was done.
    """

    goal: str
    comebacks: int
    bounded: bool
    by: str
    elapsed_s: int
    working_s: int
    waits: tuple[OpenWait, ...]
    path: tuple[tuple[datetime, str], ...]
    provisional: bool


def packs(rules: File | None = None) -> list[str]:
    """The ids of the packs below a rules folder, by default of those that came with the package."""
    folder = os.path.join(RULES if rules is None else rules, "province")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(name for name in names if os.path.isfile(os.path.join(folder, name, "pack.json")))


def _folder_of(name: File, rules: File | None) -> str:
    path = os.fspath(name)
    if os.path.exists(path):
        return path
    known = packs(rules)
    if path in known:
        return os.path.join(RULES if rules is None else rules, "province", path)
    raise UnknownNameError(-23, "REFERENCE", f"không có gói \"{path}\"; có: {', '.join(known)}",
                           f"there is no pack \"{path}\"; there are: {', '.join(known)}", ("", 0, 0, ""), tuple(known))


def check(name: File, rules: File | None = None) -> list[Finding]:
    """Everything that the checker finds in a pack, by file, line and column. Raises for a folder that is not there."""
    return [Finding(*one) for one in _thoihan.Pack.check(_folder_of(name, rules), "" if rules is None else os.fspath(rules))]


class Pack:
    """A regulation, loaded. Immutable; any number of threads; pickled by its own texts and its calendars', so that a worker needs no
    files.
    """

    __slots__ = ("_core",)
    _core: _thoihan.Pack

    def __init__(self) -> None:
        raise TypeError("use Pack.open()")

    @classmethod
    def _of(cls, core: _thoihan.Pack) -> Pack:
        made = cls.__new__(cls)
        made._core = core
        return made

    @classmethod
    def open(cls, name: File, rules: File | None = None) -> Pack:
        """A pack by its folder, its pack.json, or the id of one that came with the package.

        rules: the folder that has national/; by default the nearest above the pack. Raises UnknownNameError, PackError with every
        mistake in details. Cost: some milliseconds, without the interpreter's lock.
        """
        return cls._of(_thoihan.Pack.open(_folder_of(name, rules), "" if rules is None else os.fspath(rules)))

    @property
    def id(self) -> str:
        """Its id."""
        return self._core.id

    @property
    def version(self) -> str:
        """Its version."""
        return self._core.version

    @property
    def number(self) -> str:
        """The number of the instrument that it models."""
        return self._core.number

    @property
    def hash(self) -> str:
        """SHA-256 of its canonical text, 64 hexadecimal digits."""
        return self._core.hash

    @property
    def in_force(self) -> date:
        """The instrument's first day."""
        return self._core.in_force

    @property
    def until(self) -> date | None:
        """The instrument's last day; None: open."""
        return self._core.until

    @property
    def events(self) -> list[str]:
        """The events that a case takes."""
        return self._core.events

    @property
    def states(self) -> list[str]:
        """The states of a case."""
        return self._core.states

    @property
    def authorities(self) -> list[str]:
        """The bodies that it names."""
        return self._core.authorities

    @property
    def calendars(self) -> list[str]:
        """The names of its calendars."""
        return self._core.calendars

    @property
    def duties(self) -> list[Duty]:
        """Its duties."""
        return [Duty(*one) for one in self._core.duties()]

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts that it declares, by their names."""
        return {name: Fact(*one) for name, one in self._core.facts().items()}

    def title(self, lang: Literal["vi", "en"] = "en") -> str:
        """Its title."""
        return self._core.title[lang != "vi"]

    def calendar(self, name: str | None = None) -> Calendar:
        """A calendar by its name in the pack or its reference; the main one without a name."""
        return Calendar._of(self._core.calendar(name or ""))

    def limit(self, text: str, calendar: str | None = None) -> Limit:
        """A limit as the pack could write it; it may name the pack's facts."""
        hours = self.calendar(calendar)
        return Limit._of(_thoihan.Limit.of_pack(self._core, text, hours._core), hours, self)

    @overload
    def due(self, duty: str, start: datetime | str | int, facts: Facts | None = None) -> Due | None: ...
    @overload
    def due(self, duty: str, start: Any, facts: Facts | None = None, *,
            errors: Literal["raise", "coerce"] = "raise") -> Any: ...
    def due(self, duty: str, start: Any, facts: Facts | None = None, *,
            errors: Literal["raise", "coerce"] = "raise") -> Any:
        """When a duty that starts here is due, by which of its limits and clauses; None: it has no limit. Dues for a column.

        facts: what is known of the report, {"urgent": True}; what is not said is what the pack takes before anybody has said it.
        For a column of starts each may be a column, too, row by row, None or NaN where nothing is said. Raises UnknownNameError, ActError GUARD (no limit holds), HorizonError.
        """
        if type(start) is not datetime:
            from . import columns

            if columns.is_column(start):
                return columns.duty_dues(self._core, duty, start, facts, errors)
        return self._core.due(duty, start, facts)

    def route(self, facts: Facts | None = None) -> Route:
        """Which authorities lead and support for these facts."""
        return Route(*self._core.route(facts))

    def clauses(self) -> list[Clause]:
        """Every clause of the regulation, in its order, and what became of it."""
        return [Clause(*one) for one in self._core.clauses()]

    def diff(self, after: Pack, year: int | None = None, lang: Literal["vi", "en"] = "en") -> list[dict[str, Any]]:
        """What differs in a newer pack, or in another's: rules in words, and the dues that move over every start of a year.

        First both packs, then a row for each difference and for each duty and combination of facts: the keys of `thoihan diff --json`
        (docs/command_line.md). year: by default that in which the newer comes into force. Cost: some milliseconds a combination, without
        the interpreter's lock.
        """
        import json
        from functools import partial

        from .stores import _with_times

        hook = partial(_with_times, times=DIFF_TIMES, dates=frozenset())
        return [json.loads(line, object_hook=hook) for line in self._core.diff(after._core, year, lang)]

    def worst(self, year: int | None = None) -> list[WorstTime]:
        """The longest lawful times from receipt to answer and to the end, over every receipt of a year (docs/worst.md).

        year: by default the last that the main calendar has decided. Raises HorizonError, PackError TOO_BIG. Cost: below two seconds, without
        the interpreter's lock.
        """
        return [WorstTime._make((*one[:6], tuple(OpenWait(*wait) for wait in one[6]), *one[7:])) for one in self._core.worst(year)]

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Pack) and self.hash == other.hash
                and self._core.calendars_hash == other._core.calendars_hash)

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        return _pack_of_texts, self._core.texts

    def __repr__(self) -> str:
        return f"Pack({self.id}, version {self.version}, {self.number})"


def _pack_of_texts(canonical: str, calendars: str) -> Pack:
    return Pack._of(_thoihan.Pack.of_texts(canonical, calendars))
