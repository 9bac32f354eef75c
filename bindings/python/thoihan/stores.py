"""Stores: cases under a pack, kept in one SQLite file.

    with thoihan.Store("reports.db", pack=pack) as cases:
        answer = cases.apply({"case": "LH-2024-000001", "key": "1", "at": received, "event": "receive",
                              "by": {"role": "operator"}, "facts": {"channel": "web"}})
        cases.late(now)                                   # who is late, the longest first

Acts and answers are dictionaries with the keys of the command line's JSON (docs/command_line.md), in which times are aware datetimes
and dates are dates. The machine's clock is never asked: every question says what time it is.

A store may stand in PostgreSQL, where libthoihan-postgresql is installed: thoihan.Store("postgresql:service=portal", pack=pack).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Literal, NamedTuple

from . import _thoihan
from .calendars import File
from .errors import Error
from .rule_packs import Pack

__all__ = ["Checkpoint", "Store", "Verification"]

Moment = datetime | str | int
Lang = Literal["vi", "en"]
Answer = dict[str, Any]

# Keys of the library's JSON under which times and dates stand.
TIMES = frozenset({"at", "recorded_at", "due", "late_from", "started_at", "ended_at", "opened_at", "last_at", "happened_at", "from",
                   "to", "until", "as_of", "received_at", "with_reporter_from"})
DATES = frozenset({"due_date", "date", "before"})


class Verification(NamedTuple):
    """What a look at the whole file found. knows_digest: None where none was asked for. problems: empty when it is whole."""

    events: int
    checkpoints: int
    knows_digest: bool | None
    problems: tuple[str, ...]


class Checkpoint(NamedTuple):
    """A digest of the log up to the event `last`, 64 hexadecimal digits, to be kept elsewhere."""

    number: int
    first: int
    last: int
    at: datetime
    digest: str


def _with_times(read: dict[str, Any], times: frozenset[str] = TIMES, dates: frozenset[str] = DATES) -> dict[str, Any]:
    for key, value in read.items():
        if isinstance(value, str):
            if key in times and "T" in value:
                read[key] = datetime.fromisoformat(value).astimezone(_thoihan.ZONE)
            elif key in dates and len(value) == 10:
                read[key] = date.fromisoformat(value)
    return read


def _read(text: str) -> Answer:
    import json

    answer: Answer = json.loads(text, object_hook=_with_times)
    return answer


def _written(act: Mapping[str, Any] | str) -> str:
    if isinstance(act, str):
        return act
    import json

    return json.dumps(act, ensure_ascii=False, allow_nan=False, default=_written_time)


def _written_time(value: object) -> str | list[Any]:
    if isinstance(value, (datetime, date)):
        return _thoihan.iso_text(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    raise TypeError(f"an act has no place for {type(value).__name__}")


class Store:
    """A database of cases, and the engine over it.

    mode: create (a new file where there is none), existing, read_only. pack: the one for new cases; each case keeps the wording under
    which it was opened. key_file: the host's key that seals personal texts (docs/privacy.md).
    busy_timeout: seconds to wait for another process's lock before StoreError BUSY.

    For one thread at a time: a second call meanwhile is refused (ArgumentError REENTRANT) and does not wait. Not across fork():
    a child's calls are refused (ArgumentError MISUSE), it opens its own. Every call runs without the interpreter's lock.
    A context manager, which closes it.
    """

    __slots__ = ("__weakref__", "_core")

    def __init__(self, path: File, mode: Literal["create", "existing", "read_only"] = "create", *, pack: Pack | None = None,
                 key_file: File | None = None, busy_timeout: float = 5.0) -> None:
        self._core = _thoihan.Store(os.fspath(path), mode, int(busy_timeout * 1000))
        if pack is not None:
            self.use(pack)
        if key_file is not None:
            self._core.use_key(os.fspath(key_file))

    @property
    def path(self) -> str:
        """The file."""
        return self._core.path

    @property
    def closed(self) -> bool:
        """Closed: no call is taken any more."""
        return self._core.closed

    def close(self) -> None:
        """Closes it; twice does nothing."""
        self._core.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def use(self, pack: Pack) -> None:
        """The pack for new cases."""
        self._core.use(pack._core)

    def apply(self, act: Mapping[str, Any] | str) -> Answer:
        """One act: a mapping or a line of JSON, as `thoihan run` takes it. All of it is written, or nothing.

        The same key with the same content is answered as before ("repeated") and adds nothing. Raises ActError when the case does not
        take it (candidates: the events that it takes), PackError or UnknownNameError for what it says, StoreError.
        """
        return _read(self._core.apply(_written(act)))

    def apply_together(self, acts: Iterable[Mapping[str, Any] | str]) -> list[Answer]:
        """Acts, corrections and withdrawals of one case that are lawful only as a whole, as a pause with its end that are recorded late.

        They are judged once, as they stand in the end (docs/cases.md): all of them are written, or none. An answer for each, of the case as
        it stands after them all. Raises as `apply` does.
        """
        return [_read(line) for line in self._core.apply_together([_written(act) for act in acts])]

    def apply_all(self, acts: Iterable[Mapping[str, Any] | str]) -> list[Answer | Error]:
        """Many acts in one transaction, each all or nothing by itself: an answer or an Error for each, in their order."""
        answers = self._core.apply_all([_written(act) for act in acts])
        return [_read(one) if isinstance(one, str) else one for one in answers]

    def tick(self, now: Moment) -> list[Answer]:
        """Records what has become late by now, and what was to be warned of: each once, whoever asks."""
        return [_read(line) for line in self._core.tick(now)]

    def late(self, now: Moment) -> list[Answer]:
        """Running duties that are late: case, state, duty, round, owed_by, due, late_from, late_s, late_working_s, cite, ..."""
        return self._core.late(now)

    def next(self, now: Moment, most: int = 20) -> list[Answer]:
        """Running duties that are not late yet, the next to become so first."""
        return self._core.next(now, most)

    def open_by_state(self) -> dict[str, int]:
        """How many cases have not ended, by state, the most first."""
        counts: dict[str, int] = {}
        for _, state, cases in self._core.open_by_state():
            counts[state] = counts.get(state, 0) + cases
        return counts

    def case_ids(self) -> list[str]:
        """The ids of all cases, sorted."""
        return self._core.case_ids()

    def case(self, case_id: str, *, texts: bool = False, lang: Lang = "en") -> Answer:
        """A case as it stands, with duties, breaches and history; texts: what was said in words, as far as the key opens it."""
        return _read(self._core.case(case_id, lang, texts))

    def public_view(self, case_id: str, lang: Lang = "en") -> Answer:
        """What the public may see of a case, and nothing else (docs/privacy.md)."""
        return _read(self._core.public_view(case_id, lang))

    def ledger(self, case_id: str, now: Moment, lang: Lang = "en") -> list[Answer]:
        """Whose every second of the case was: the parts in order, then their sum (docs/ledger.md)."""
        return [_read(line) for line in self._core.ledger(case_id, now, lang)]

    def report(self, period: str, now: Moment, *, report: str = "", authority: str = "", pack: str = "", lists: bool = True,
               lang: Lang = "en") -> list[Answer]:
        """The figures of a period: first what the report is, then a row of a table each (docs/reports.md).

        period: week:2024-W20, month:2024-05, quarter:2024-Q2, half:2024-H1, year:2024 or FROM..TO.
        """
        return [_read(line) for line in self._core.report(period, now, report, authority, pack, lists, "json", lang)]

    def report_text(self, period: str, now: Moment, format: Literal["csv", "html"], *, report: str = "", authority: str = "",
                    pack: str = "", lists: bool = True, lang: Lang = "vi") -> str:
        """The same as a spreadsheet (RFC 4180, UTF-8 with a byte order mark) or as one page."""
        return str(self._core.report(period, now, report, authority, pack, lists, format, lang))

    def outbox(self, most: int | None = None) -> list[Answer | Error]:
        """Notices that are still to be sent, in words: id, case, notice, to, channels, text (vi and en), unreadable (docs/privacy.md).

        An Error stands for one that cannot be put into words; one with `unreadable` facts needs the key first.
        """
        return [_read(one) if isinstance(one, str) else one for one in self._core.outbox(2**62 if most is None else most)]

    def acknowledge(self, ids: Iterable[int], now: Moment) -> list[bool]:
        """These notices went out. For each whether it was owed: False for one that was acknowledged before."""
        return self._core.acknowledge(list(ids), now)

    def erase(self, case_id: str, *, key: str, at: Moment, by: Mapping[str, Any], facts: bool = False) -> Answer:
        """The personal texts of a case go for good; with facts, all but dates and actors, and the case is at its end (docs/privacy.md)."""
        return self.apply({"case": case_id, "key": key, "erase": "facts" if facts else "texts", "at": at, "by": by})

    def rekey(self, old_key_file: File, new_key_file: File) -> int:
        """Wraps the keys of all cases with another key; how many. One that is interrupted goes on when it is called again."""
        return self._core.rekey(os.fspath(old_key_file), os.fspath(new_key_file))

    def moved(self, instead: Pack | File, lang: Lang = "en") -> list[Answer]:
        """Which open dues another pack would move, or the newer calendars of a rules folder or a calendar's file. Nothing is written.

        case, duty, round, owed_by, was and is (due, late_from, provisional; None: no such duty), moved_s; last, for cases that the pack does not
        fit, case and error.
        """
        pack, folder = (instead._core, "") if isinstance(instead, Pack) else (None, os.fspath(instead))
        return [_read(line) for line in self._core.moved(pack, folder, lang)]

    def recompute(self, calendars: File, now: Moment) -> int:
        """Writes the dues that newer calendars move as an event of each case; the older dates stay in the log. How many cases."""
        return self._core.recompute(os.fspath(calendars), now)

    def verify(self, known_digest: str = "") -> Verification:
        """Reads everything once: pages, chains, checkpoints, texts, cases. known_digest: of a checkpoint that was kept elsewhere."""
        return Verification(*self._core.verify(known_digest))

    def seal_log(self, at: Moment) -> Checkpoint:
        """A checkpoint of the events since the last one."""
        return Checkpoint(*self._core.seal_log(at))

    def backup(self, path: File) -> None:
        """A copy to a new file while others read and write."""
        self._core.backup(os.fspath(path))

    @property
    def events(self) -> int:
        """How many events the log has."""
        return self._core.events()

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a store stays in its process; open one there")

    def __repr__(self) -> str:
        return f"Store({self.path!r}{', closed' if self.closed else ''})"
