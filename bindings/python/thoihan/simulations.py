"""Simulations: who would be late, where work would stand, and what more staff would change.

    year = thoihan.simulate(pack, "plans/next-year.json")          # a file, JSON text or a mapping: docs/simulation.md
    year.reports.share, year.reports.low, year.reports.high       # of reports without a late duty, and its interval
    year.bottleneck["authority"], year.bottleneck["utilisation"]
    pandas.DataFrame(year.by_authority)                            # a table is a dict of numpy columns

    more = thoihan.simulate(pack, {**plan, "staff": [{"number": 3}]})
    thoihan.compare_simulations({"as it is": year, "three officers": more})

A plan that names nothing of a pack goes with every pack: the same reports under another regulation. A report has the same chances in two
plans that differ in staff alone, so that a difference is that of the staff (docs/simulation.md, "Chance").
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from . import _thoihan
from .calendars import File
from .rule_packs import Pack
from .stores import Store

__all__ = ["OnTime", "Simulation", "Table", "compare_simulations", "observed_work", "simulate"]

Plan = Mapping[str, Any] | File
Progress = Callable[[int, int], object]

# After so many seconds a run is a long one.
SOON = 1.0

# Two-sided 95 of 100 of Student's t with 1 to 30 degrees of freedom; beyond, 1.96 + 2.4/n is right to 0.003.
STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
           2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)


class OnTime(NamedTuple):
    """How many were in time, what share of all, and from where to where that lies with 95 of 100 (Wilson, as if none hung on another).

    share, low, high: of 1; NaN when there was none.
    """

    on_time: int
    late: int
    share: float
    low: float
    high: float


class Table(dict[str, Any]):
    """Columns by their names, numpy arrays of one length; None where a text is missing, NaN where a number is.

    pandas.DataFrame(table), polars.DataFrame(table) and pyarrow.table(table) take it as it is.
    """

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its rows, as plain Python values."""
        columns = [column.tolist() for column in self.values()]
        return [dict(zip(self, row)) for row in zip(*columns)]

    def __repr__(self) -> str:
        rows = len(next(iter(self.values()))) if self else 0
        return f"Table({rows} rows: {', '.join(self)})"


class Simulation:
    """What came of a plan: figures of all worlds, and tables. Immutable; any number of threads; pickled.

    Equal are two that have the same figures throughout. Tables are made when they are first asked for, with numpy.
    """

    __slots__ = ("_figures", "_tables")
    _figures: dict[str, Any]
    _tables: dict[str, Table]

    def __init__(self) -> None:
        raise TypeError("use simulate()")

    @classmethod
    def _of(cls, figures: dict[str, Any]) -> Simulation:
        made = cls.__new__(cls)
        made._figures, made._tables = figures, {}
        return made

    def _whole(self, name: str) -> Any:
        return self._figures["whole"][name]

    @property
    def pack(self) -> str:
        """The pack's id."""
        return str(self._whole("pack"))

    @property
    def version(self) -> str:
        """The pack's version."""
        return str(self._whole("version"))

    @property
    def hash(self) -> str:
        """The pack's hash."""
        return str(self._whole("hash"))

    @property
    def seed(self) -> int:
        """The number that all chance came from."""
        return int(self._whole("seed"))

    @property
    def first_day(self) -> date:
        """The first day."""
        day: date = self._whole("first_day")
        return day

    @property
    def until(self) -> date:
        """The first day that was not simulated."""
        day: date = self._whole("until")
        return day

    @property
    def arrived(self) -> int:
        """Reports that arrived."""
        return int(self._whole("arrived"))

    @property
    def ended(self) -> int:
        """Reports that came to an end."""
        return int(self._whole("ended"))

    @property
    def stuck(self) -> int:
        """Reports for which no act is possible any more."""
        return int(self._whole("stuck"))

    @property
    def acts(self) -> int:
        """Acts that were done."""
        return int(self._whole("acts"))

    @property
    def refused(self) -> int:
        """Acts that were drawn and that the pack did not allow; another was done."""
        return int(self._whole("refused"))

    @property
    def events(self) -> int:
        """Discrete events that were worked off."""
        return int(self._whole("events"))

    @property
    def most_in_flight(self) -> int:
        """The most reports that were open at once in one world."""
        return int(self._whole("most_in_flight"))

    @property
    def bytes_a_report(self) -> int:
        """Memory for each of them, with its duties, work and events."""
        return int(self._whole("bytes_a_report"))

    @property
    def duties(self) -> OnTime:
        """Rounds of duties with a limit: met in time; met late, ended late or late at the end."""
        return OnTime(*self._whole("duties"))

    @property
    def reports(self) -> OnTime:
        """Reports that ended without a late round; reports with one, those among them that are open at the end."""
        return OnTime(*self._whole("reports"))

    @property
    def bottleneck(self) -> dict[str, Any] | None:
        """The row of by_queue whose staff has the least time left; None: nobody had any work."""
        return self._queue("bottleneck")

    @property
    def longest_wait(self) -> dict[str, Any] | None:
        """The row of by_queue in which a piece of work waits longest on the mean."""
        return self._queue("longest_wait")

    def _queue(self, name: str) -> dict[str, Any] | None:
        row = self._whole(name)
        return None if row is None else {key: column[row] for key, column in self._figures["queues"].items()}

    @property
    def by_duty(self) -> Table:
        """A row for each duty, limit and authority that occurred.

        duty, label_vi, label_en, role, authority (None: the role's own people), body_vi, body_en, limit, cite, on_time, late, share, low,
        high, cancelled, running, without_limit, extended (rounds), late_working_s and longest_late_working_s (working seconds).
        """
        return self._table("duties")

    @property
    def by_authority(self) -> Table:
        """A row for each that owed a duty with a limit, an authority or a role: role, authority, body_vi, body_en, on_time, late, share, low,
        high, late_working_s, mean_late_working_s (of a late round; NaN: none was late), longest_late_working_s.
        """
        return self._summed(("role", "authority", "body_vi", "body_en"))

    @property
    def by_clause(self) -> Table:
        """A row for each clause under which a limit ran: cite, and the same figures."""
        return self._summed(("cite",))

    @property
    def by_queue(self) -> Table:
        """A row for each queue that had work.

        role, authority, body_vi, body_en, staff, begun (pieces of work), mean_wait_working_s, longest_wait_working_s (in the staff's hours),
        busy_s, available_s, utilisation (of 1), longest_queue (in any world).
        """
        return self._table("queues")

    @property
    def by_day(self) -> Table:
        """A row for each day and queue: day (datetime64[D]), role, authority, mean_queue, how many waited on the mean of day and worlds."""
        if "by_day" not in self._tables:
            self._tables["by_day"] = self._days()
        return self._tables["by_day"]

    @property
    def by_state(self) -> Table:
        """A row for each state: state, label_vi, label_en, reports that were in it at the end."""
        return self._table("states")

    @property
    def by_act(self) -> Table:
        """A row for each transition that occurred: event, to (None: the state stays), cite, acts."""
        return self._table("acts")

    @property
    def by_world(self) -> Table:
        """A row for each world: world, arrived, events, on_time, late, share, low, high, of rounds of duties."""
        return self._table("worlds")

    @property
    def worlds(self) -> int:
        """How many independent runs."""
        return len(self._figures["worlds"]["world"])

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = _table_of(self._figures[name])
        return self._tables[name]

    def _summed(self, keys: tuple[str, ...]) -> Table:
        name = " ".join(keys)
        if name not in self._tables:
            self._tables[name] = _table_of(_sums(self._figures["duties"], keys))
        return self._tables[name]

    def _days(self) -> Table:
        import numpy as np

        queues = self.by_queue
        first = np.datetime64(self.first_day, "D")
        days = (self.until - self.first_day).days
        seconds = np.array([np.frombuffer(one, np.uint64) for one in self._figures["waited"]]).reshape(-1, days)
        return Table(day=np.repeat(first + np.arange(days), len(seconds)), role=np.tile(queues.get("role", _texts([])), days),
                     authority=np.tile(queues.get("authority", _texts([])), days), mean_queue=seconds.T.reshape(-1) / (86_400 * self.worlds))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Simulation) and repr(self._figures) == repr(other._figures)

    def __hash__(self) -> int:
        return hash((self.hash, self.seed, self.arrived, self.events))

    def __reduce__(self) -> tuple[Any, ...]:
        return Simulation._of, (self._figures,)

    def __repr__(self) -> str:
        good = self.reports
        share = f"{good.share:.2%} of {good.on_time + good.late} reports without a late duty" if good.on_time + good.late else "no reports"
        return f"Simulation({self.pack}, {self.first_day} until {self.until}, {self.worlds} {'world' if self.worlds == 1 else 'worlds'}: {share})"


def _texts(values: list[str | None]) -> Any:
    import numpy as np

    column = np.empty(len(values), object)
    column[:] = values
    return column


def _table_of(figures: dict[str, list[Any]]) -> Table:
    import numpy as np

    return Table({name: _texts(values) if any(value is None or isinstance(value, str) for value in values) else
                  np.array(values, float if any(isinstance(value, float) for value in values) else np.int64)
                  for name, values in figures.items()})


def _sums(duties: dict[str, list[Any]], keys: tuple[str, ...]) -> dict[str, list[Any]]:
    """The rows of the duties that have a limit, added up by these columns, in the order in which they first come."""
    names = ("on_time", "late", "late_working_s", "longest_late_working_s")
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row, limit in enumerate(duties.get("limit", ())):
        if limit is not None:
            on_time, late, working, longest = (duties[name][row] for name in names)
            sum_of = sums.setdefault(tuple(duties[key][row] for key in keys), [0, 0, 0, 0])
            sum_of[:] = sum_of[0] + on_time, sum_of[1] + late, sum_of[2] + working, max(sum_of[3], longest)
    out: dict[str, list[Any]] = {}
    for group, (on_time, late, working, longest) in sums.items():
        whole = OnTime(*_thoihan.on_time_share(on_time, late))
        row_of = dict(zip(keys, group)) | whole._asdict() | {
            "late_working_s": working, "mean_late_working_s": working / late if late else float("nan"), "longest_late_working_s": longest}
        for name, value in row_of.items():
            out.setdefault(name, []).append(value)
    return out


def _plain(value: object) -> Any:
    """What JSON has no word for: dates, times, columns."""
    if isinstance(value, datetime):
        return _thoihan.iso_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a plan has no place for {type(value).__name__}")


def _plan_of(plan: Plan) -> tuple[str, str | bytes, bool]:
    """How messages name it, its JSON, and whether it was a mapping."""
    if isinstance(plan, Mapping):
        import json

        return "", json.dumps(plan, ensure_ascii=False, allow_nan=False, default=_plain), True
    if isinstance(plan, str) and plan.lstrip().startswith("{"):
        return "", plan, False
    with open(plan, "rb") as file:
        return os.fspath(plan), file.read(), False


class _Bar:
    """A bar of tqdm's, from the moment at which a run turns out to be a long one."""

    def __init__(self, wanted: bool | None) -> None:
        self._wanted = wanted
        self._began = time.monotonic()
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None and time.monotonic() - self._began >= SOON:
            self._bar = self._made(total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _made(self, total: int) -> Any:
        if self._wanted is None and not (sys.stderr.isatty() or "ipykernel" in sys.modules):
            return None
        from importlib import import_module

        try:
            tqdm = import_module("tqdm").tqdm
        except ImportError:
            if self._wanted:
                raise
            self._began = float("inf")
            return None
        return tqdm(total=total, unit="day", unit_scale=True, leave=False)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def simulate(pack: Pack, plan: Plan, *, seed: int | None = None, threads: int | None = None,
             progress: bool | Progress | None = None) -> Simulation:
    """A plan lived through a pack's whole process, world by world: docs/simulation.md has the plan and the model.

    plan: the path of a file, JSON text, or a mapping with the same keys, in which dates, datetimes and numpy's columns may stand. seed:
    instead of the plan's. threads: by default one a core; the result is the same, to the byte, for any number.
    progress: called some ten times a second with the days done and all days of all worlds; True is a bar of tqdm's, None, the default, one
    where tqdm is installed and there is a terminal or a notebook, False none. A bar comes after a second.

    Runs without the interpreter's lock; Ctrl-C ends it, and so does what `progress` raises.
    Raises PackError (a wrong plan, every mistake in details; TOO_BIG: a world has more events than the plan allows), UnknownNameError,
    HorizonError (a calendar does not know the plan's dates), Error UNSUPPORTED (what the simulation leaves out), OSError for the file.
    Cost: some microseconds a report.
    """
    name, text, was_mapping = _plan_of(plan)
    workers = threads if threads is not None else os.cpu_count() or 1
    if progress is not None and not isinstance(progress, bool):
        return Simulation._of(_thoihan.simulate(pack._core, name, text, was_mapping, seed, workers, progress))
    bar = None if progress is False else _Bar(progress)
    try:
        return Simulation._of(_thoihan.simulate(pack._core, name, text, was_mapping, seed, workers, bar))
    finally:
        if bar is not None:
            bar.close()


def observed_work(cases: Store, pack: Pack) -> list[dict[str, Any]]:
    """The `work` of a plan as a store has seen it: for each role, authority and event the minutes from the start of a duty until the act that met it.

    In the hours of the duty's calendar. Waiting before the work is a part of it, and so is time that stood still: give such a plan more staff than work.
    A row that speaks of all is not among them: append one where the plan may come upon work that the store has not seen. Cost: one pass over the cases.
    """
    import json

    return [json.loads(row) for row in cases._core.observed_work(pack._core)]


def compare_simulations(simulations: Mapping[str, Simulation]) -> Table:
    """A row for each of some simulations, by the names that they are given; the first is what the others are compared with.

    scenario, pack, arrived, ended; reports_share, reports_low, reports_high (of reports without a late duty); duties_share, duties_low,
    duties_high (of rounds); late (rounds), mean_late_working_s; bottleneck (an authority or a role) and its utilisation; and difference,
    difference_low, difference_high: of the share of rounds from the first simulation's, and where it lies with 95 of 100 by Student's t over
    the worlds, pair by pair; NaN where there are no two worlds, or not the same number. Worlds of one number have the same arrivals when
    seed, days and arrivals of the plans are the same.
    """
    out: dict[str, list[Any]] = {}
    first: Simulation | None = None
    for name, one in simulations.items():
        first = first or one
        late_working_s = sum(one._figures["duties"].get("late_working_s", ()))
        busiest = one.bottleneck
        row = {"scenario": name, "pack": one.pack, "arrived": one.arrived, "ended": one.ended,
               "reports_share": one.reports.share, "reports_low": one.reports.low, "reports_high": one.reports.high,
               "duties_share": one.duties.share, "duties_low": one.duties.low, "duties_high": one.duties.high,
               "late": one.duties.late, "mean_late_working_s": late_working_s / one.duties.late if one.duties.late else float("nan"),
               "bottleneck": busiest and (busiest["authority"] or busiest["role"]), "utilisation": busiest["utilisation"] if busiest else float("nan"),
               **dict(zip(("difference", "difference_low", "difference_high"), _difference(first, one)))}
        for column, value in row.items():
            out.setdefault(column, []).append(value)
    return _table_of(out)


def _difference(first: Simulation, other: Simulation) -> tuple[float, float, float]:
    nothing = float("nan")
    pairs = list(zip(first._figures["worlds"]["share"], other._figures["worlds"]["share"]))
    by_world = [b - a for a, b in pairs]
    worlds = len(by_world)
    mean = sum(by_world) / worlds
    if worlds < 2 or first.worlds != other.worlds:
        return other.duties.share - first.duties.share, nothing, nothing
    spread = (sum((one - mean) ** 2 for one in by_world) / (worlds - 1) / worlds) ** 0.5
    half = (STUDENT[worlds - 2] if worlds <= 31 else 1.96 + 2.4 / (worlds - 1)) * spread
    return mean, mean - half, mean + half
