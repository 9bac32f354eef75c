"""Columns: many times at once, of whatever library they come from, and the answers of the same kind.

What calendars, limits and packs take as one time they take as a column, too:

    numpy       datetime64 of s, ms, us or ns (finer than days; hours and minutes become seconds), and whole numbers, which are seconds
                since 1970-01-01T00:00:00Z; any shape
    pandas      Series and DatetimeIndex, with a zone or without one; int64 and Int64; Timestamp and NaT as scalars
    Arrow       anything with __arrow_c_array__ or __arrow_c_stream__: timestamps with a zone or without one, int64, date32.
                PyArrow and Polars get their own columns back, any other library an ArrowColumn

A column without a zone is local to the calendar, as a naive datetime is; one with a zone comes back in that zone. Missing values
(NaT, null, and in plain int64 columns the least of all numbers) stay missing; a flag of numpy's, which cannot, is False there.

errors: "raise" (the default) raises ColumnError with the first rows that have no answer; "coerce" makes them missing; "status" gives
a pair, the answers and a column of statuses: 0, 2 where nothing was asked, below 0 the numbers of docs/c_api.md.

numpy comes with the first column and not before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np

from . import _thoihan
from .errors import ArgumentError, ColumnError
from .limits import Dues

__all__ = ["ArrowColumn", "is_column"]

ArrowColumn = _thoihan.ArrowColumn

MISSING = np.iinfo(np.int64).min
TICKS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
ARROW_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}
NAMES = {-1: "INVALID", -3: "RANGE", -40: "HORIZON", -42: "GUARD", -45: "AMBIGUOUS"}
MOST_TOLD = 10

# What an answer is, beside the column that it answers.
Kind = Literal["moment", "duration", "date", "flag", "number", "status"]
Errors = Literal["raise", "coerce", "status"]


def _wrong(name: str, vi: str, en: str) -> ArgumentError:
    return ArgumentError(-1, "INVALID", f"{name}: {vi}", f"{name}: {en}", ("", 0, 0, ""), (name,))


def _wrong_dtype(name: str, dtype: object, wanted: str) -> ArgumentError:
    return _wrong(name, f"kiểu cột {dtype} không dùng được, cần {wanted}", f"a column of {dtype} is of no use here, expected {wanted}")


WANTED_MOMENTS = "datetime64[s|ms|us|ns] or int64"
WANTED_DAYS = "datetime64[D], whole days, or date32"


class _Column:
    """A column as 64-bit numbers in one dimension, and the way back. unit: s, ms, us, ns, or D for dates; `number` for plain int64."""

    numbers: np.ndarray[Any, np.dtype[np.int64]]
    unit: str
    is_number = False
    local = True

    @property
    def ticks(self) -> int:
        return TICKS[self.unit]

    def give(self, kind: Kind, values: np.ndarray[Any, Any]) -> Any:
        raise NotImplementedError

    def as_numpy(self, kind: Kind, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The answers in numpy's own types."""
        if kind == "date":
            return values.view("M8[D]")
        if kind == "flag":
            flags: np.ndarray[Any, Any] = values == 1
            return flags
        if self.is_number or kind in ("number", "status"):
            return values
        times: np.ndarray[Any, Any] = values.view(f"{'M8' if kind == 'moment' else 'm8'}[{self.unit}]")
        return times


class _NumpyColumn(_Column):
    def __init__(self, given: Any, name: str, days: bool) -> None:
        array = np.asarray(given)
        self.scalar = not isinstance(given, np.ndarray)
        self.shape = array.shape
        self.unit, self.is_number, numbers = _numbers_of(array, name, days)
        self.local = not self.is_number
        self.numbers = numbers.reshape(-1) if numbers.ndim != 1 else numbers

    def give(self, kind: Kind, values: np.ndarray[Any, Any]) -> Any:
        out = self.as_numpy(kind, values).reshape(self.shape)
        return out[()] if self.scalar else out


def _aligned(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Itself, or a copy where its numbers stand at odd addresses, as in packed records."""
    return array if array.flags.aligned else array.copy()


def _numbers_of(array: np.ndarray[Any, Any], name: str, days: bool) -> tuple[str, bool, np.ndarray[Any, Any]]:
    """Unit, whether it is plain numbers, and the numbers."""
    wanted = WANTED_DAYS if days else WANTED_MOMENTS
    if array.dtype.kind == "i" and not days:
        return "s", True, _aligned(array.astype(np.int64, copy=False))
    if array.dtype.kind != "M":
        raise _wrong_dtype(name, array.dtype, wanted)
    unit, count = np.datetime_data(array.dtype)
    if days:
        whole = array.astype("M8[D]")
        if unit != "D" and not np.array_equal(whole[~np.isnat(whole)].astype(array.dtype), array[~np.isnat(array)]):
            raise _wrong(name, "có giờ trong ngày, cần ngày", "has times of day, expected dates")
        return "D", False, whole.view(np.int64)
    if unit in ("m", "h"):
        array, unit, count = array.astype("M8[s]"), "s", 1
    if unit not in TICKS or count != 1:
        raise _wrong_dtype(name, array.dtype, wanted)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return unit, False, _aligned(array).view(np.int64)


class _PandasColumn(_Column):
    """A Series, an index, a Timestamp or NaT."""

    def __init__(self, given: Any, name: str, days: bool) -> None:
        self.pandas = pandas = sys.modules["pandas"]
        self.given = given
        self.scalar = given is pandas.NaT or isinstance(given, pandas.Timestamp)
        column = pandas.Series([given], dtype=None if given is not pandas.NaT else "datetime64[ns]") if self.scalar else given
        self.zone = getattr(column.dtype, "tz", None)
        self.masked = str(column.dtype) == "Int64"
        if self.zone is not None:
            column = column.dt.tz_convert(None) if isinstance(column, pandas.Series) else column.tz_convert(None)
        array = column.to_numpy(dtype=np.int64, na_value=MISSING) if self.masked else column.to_numpy()
        if days and self.zone is not None:
            raise _wrong(name, "cột ngày không có múi giờ", "a column of dates has no zone")
        self.unit, self.is_number, self.numbers = _numbers_of(array, name, days)
        self.local = self.zone is None and not self.is_number

    def give(self, kind: Kind, values: np.ndarray[Any, Any]) -> Any:
        pandas = self.pandas
        array: Any = self.as_numpy(kind, values)
        if array.dtype.kind == "M" and kind == "date":
            array = array.astype(f"M8[{'ns' if self.is_number or self.unit == 'D' else self.unit}]")
        plain_numbers = kind == "number" or (self.is_number and kind in ("moment", "duration"))
        if plain_numbers and (self.masked or (kind == "number" and bool((values == MISSING).any()))):
            gone = values == MISSING
            array = pandas.arrays.IntegerArray(np.where(gone, 0, values), gone)
        if kind == "flag" and bool((values == MISSING).any()):
            array = pandas.arrays.BooleanArray(array, values == MISSING)
        if self.scalar:
            return self._zoned(pandas.Series(array), kind).iloc[0]
        if not isinstance(self.given, pandas.Series):
            if kind == "moment" and not self.is_number:
                index = pandas.DatetimeIndex(array, name=self.given.name)
                return index if self.zone is None else index.tz_localize("UTC").tz_convert(self.zone)
            return pandas.Index(array, name=self.given.name)
        return self._zoned(pandas.Series(array, index=self.given.index, name=self.given.name), kind)

    def _zoned(self, series: Any, kind: Kind) -> Any:
        if self.zone is None or kind != "moment":
            return series
        return series.dt.tz_localize("UTC").dt.tz_convert(self.zone)


class _ArrowSource(_Column):
    def __init__(self, given: Any, name: str, days: bool) -> None:
        self.given = given
        read = _thoihan.ArrowNumbers.read(given)
        form = read.format
        self.numbers = np.asarray(read)
        self.zone = ""
        if days != (form == "tdD"):
            raise _wrong_dtype(name, form, WANTED_DAYS if days else "timestamp or int64")
        if form == "tdD":
            self.unit = "D"
        elif form == "l":
            self.unit, self.is_number, self.local = "s", True, False
        else:
            self.unit, self.zone = ARROW_UNITS[form[2]], form[4:]
            self.local = not self.zone

    def give(self, kind: Kind, values: np.ndarray[Any, Any]) -> Any:
        letter = {unit: letter for letter, unit in ARROW_UNITS.items()}.get(self.unit, "s")
        forms = {"moment": "l" if self.is_number else f"ts{letter}:{self.zone}", "duration": "l" if self.is_number else f"tD{letter}",
                 "date": "tdD", "flag": "b", "number": "l", "status": "i"}
        column = ArrowColumn(values.astype(np.int64, copy=False), forms[kind])
        family = type(self.given).__module__.partition(".")[0]
        if family == "pyarrow":
            pyarrow = sys.modules["pyarrow"]
            array = pyarrow.array(column)
            return pyarrow.chunked_array([array]) if isinstance(self.given, pyarrow.ChunkedArray) else array
        if family == "polars":
            return sys.modules["polars"].Series(column).rename(self.given.name)
        return column


def _family(value: Any) -> type[_NumpyColumn] | type[_PandasColumn] | type[_ArrowSource] | None:
    if isinstance(value, (np.ndarray, np.datetime64)):
        return _NumpyColumn
    kind = type(value)
    if kind.__module__.startswith("pandas."):
        return _PandasColumn
    if hasattr(kind, "__arrow_c_stream__") or hasattr(kind, "__arrow_c_array__"):
        return _ArrowSource
    return None


def is_column(value: Any) -> bool:
    """Is this a column, or a scalar of a column's library?"""
    return _family(value) is not None


def _taken(value: Any, name: str, days: bool = False) -> _NumpyColumn | _PandasColumn | _ArrowSource:
    family = _family(value)
    if family is None:
        kind = type(value).__name__
        raise _wrong(name, f"cần một cột của numpy, pandas hoặc Arrow, nhận được {kind}",
                     f"expected a column of numpy, pandas or Arrow, found {kind}")
    return family(value, name, days)


def _check(failed: int, status: np.ndarray[Any, Any], errors: str) -> None:
    if errors not in ("raise", "coerce", "status"):
        raise _wrong("errors", f"cần raise, coerce hoặc status, nhận được {errors!r}", f"expected raise, coerce or status, found {errors!r}")
    if failed == 0 or errors != "raise":
        return
    rows = np.flatnonzero(status < 0)[:MOST_TOLD]
    first = int(status[rows[0]])
    code = NAMES.get(first, str(first))
    said = ", ".join(f"{row} {NAMES.get(int(status[row]), int(status[row]))}" for row in rows.tolist())
    more = ", ..." if failed > len(rows) else ""
    problem = ColumnError(first, code, f"{failed} trong {len(status)} dòng không có kết quả: {said}{more}",
                          f"{failed} of {len(status)} rows have no answer: {said}{more}")
    problem.rows, problem.failed, problem.total = tuple(rows.tolist()), failed, len(status)
    raise problem


def _answered(column: _Column, kind: Kind, values: np.ndarray[Any, Any], status: np.ndarray[Any, Any], failed: int, errors: str) -> Any:
    _check(failed, status, errors)
    given = column.give(kind, _told_flags(values, status) if kind == "flag" else values)
    return (given, column.give("status", status)) if errors == "status" else given


def _told_flags(flags: np.ndarray[Any, Any], status: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Flags, with MISSING where there is no answer."""
    return np.where(status == 0, flags.astype(np.int64), MISSING) if status.any() else flags


class _Space(NamedTuple):
    values: np.ndarray[Any, Any]
    status: np.ndarray[Any, Any]


def _space(rows: int) -> _Space:
    return _Space(np.empty(rows, np.int64), np.empty(rows, np.int32))


def moved(name: str, core: _thoihan.Calendar, start: Any, working: Any, errors: str) -> Any:
    """Calendar.add and Calendar.subtract."""
    column = _taken(start, "start")
    out = _space(len(column.numbers))
    work = _thoihan.add_column if name == "add" else _thoihan.subtract_column
    failed = work(core, column.numbers, column.ticks, column.local, working, out.values, out.status)
    return _answered(column, "moment", out.values, out.status, failed, errors)


class _One(_Column):
    """One time for all rows."""

    def __init__(self, value: Any, rows: int) -> None:
        number = _thoihan.instant_of(value)
        self.unit, self.local = "s", False
        self.numbers = np.broadcast_to(np.array([number], np.int64), rows)


def elapsed(core: _thoihan.Calendar, start: Any, end: Any, errors: str) -> Any:
    """Calendar.elapsed."""
    begins: _Column
    ends: _Column
    if is_column(start):
        begins = column = _taken(start, "start")
        ends = _taken(end, "end") if is_column(end) else _One(end, len(column.numbers))
    else:
        ends = column = _taken(end, "end")
        begins = _One(start, len(column.numbers))
    out = _space(len(column.numbers))
    failed = _thoihan.elapsed_column(core, begins.numbers, begins.ticks, begins.local, ends.numbers, ends.ticks, ends.local,
                                     column.ticks, out.values, out.status)
    return _answered(column, "duration", out.values, out.status, failed, errors)


def _dues(column: _Column, out: _Dues, failed: int, errors: str) -> Dues:
    if errors == "status":
        raise _wrong("errors", "Dues luôn có cột status: cần raise hoặc coerce", "Dues always have a status: expected raise or coerce")
    _check(failed, out.status, errors)
    give = column.give
    return Dues(give("moment", out.due), give("moment", out.late_from), give("date", out.due_date), give("flag", _told_flags(out.provisional, out.status)),
                give("status", out.status))


class _Dues(NamedTuple):
    due: np.ndarray[Any, Any]
    late_from: np.ndarray[Any, Any]
    due_date: np.ndarray[Any, Any]
    provisional: np.ndarray[Any, Any]
    status: np.ndarray[Any, Any]


def _dues_space(rows: int) -> _Dues:
    return _Dues(np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.uint8),
                 np.empty(rows, np.int32))


def limit_dues(core: _thoihan.Limit, start: Any, facts: Any, errors: str) -> Dues:
    """Limit.due."""
    column = _taken(start, "start")
    out = _dues_space(len(column.numbers))
    failed = _each_group(facts, column.numbers, out,
                         lambda said, numbers, told: _thoihan.limit_column(core, numbers, column.ticks, column.local, said, told))
    return _dues(column, out, failed, errors)


def duty_dues(core: _thoihan.Pack, duty: str, start: Any, facts: Any, errors: str) -> Dues:
    """Pack.due."""
    column = _taken(start, "start")
    out = _dues_space(len(column.numbers))
    failed = _each_group(facts, column.numbers, out,
                         lambda said, numbers, told: _thoihan.duty_column(core, duty, numbers, column.ticks, column.local, said, told))
    return _dues(column, out, failed, errors)


def _is_fact_column(value: object) -> bool:
    return hasattr(type(value), "__array__") and np.ndim(np.asarray(value)) == 1


def _plain_facts(value: Any) -> list[Any]:
    """A column of a fact as Python's values; None where it is missing."""
    array = np.asarray(value)
    if array.dtype.kind == "M" and np.datetime_data(array.dtype)[0] != "D":
        array = array.astype("M8[s]")
    values: list[Any] = array.astype(object).tolist()
    return [None if type(one).__name__ in ("NAType", "NaTType") or one != one else one for one in values]


def _each_group(facts: Any, numbers: np.ndarray[Any, Any], out: _Dues, ask: Callable[[Any, Any, tuple[Any, ...]], int]) -> int:
    """Asks once for all rows, or where facts are columns once for each combination of theirs. How many rows failed."""
    varying = {name: _plain_facts(value) for name, value in facts.items() if _is_fact_column(value)} if isinstance(facts, dict) else {}
    if not varying:
        return ask(facts, numbers, tuple(out))
    if any(len(values) != len(numbers) for values in varying.values()):
        raise _wrong("facts", "các cột dài khác nhau", "columns of different lengths")
    groups: dict[tuple[Any, ...], int] = {}
    # True and 1 are two values.
    keys = [tuple((type(one), one) for one in row) for row in zip(*varying.values())]
    group_of = np.fromiter((groups.setdefault(key, len(groups)) for key in keys), np.int64, len(keys))
    order = np.argsort(group_of, kind="stable")
    ends = np.searchsorted(group_of[order], np.arange(len(groups)), side="right").tolist()
    failed, begin = 0, 0
    for key, end in zip(groups, ends):
        rows = order[begin:end]
        told = _dues_space(len(rows))
        failed += ask(facts | dict(zip(varying, (value for _, value in key))), numbers[rows], tuple(told))
        for whole, part in zip(out, told):
            whole[rows] = part
        begin = end
    return failed


def working_day(core: _thoihan.Calendar, day: Any, make_up: bool, errors: str) -> Any:
    """Calendar.is_working_day."""
    column = _taken(day, "day", days=True)
    flags = np.empty(len(column.numbers), np.uint8)
    status = np.empty(len(flags), np.int32)
    failed = _thoihan.working_day_column(core, column.numbers, make_up, flags, status)
    return _answered(column, "flag", flags, status, failed, errors)


def working_day_moved(where: Literal["after", "before"], core: _thoihan.Calendar, day: Any, n: int, make_up: bool, errors: str) -> Any:
    """Calendar.working_day_after and Calendar.working_day_before."""
    column = _taken(day, "day", days=True)
    out = _space(len(column.numbers))
    work = _thoihan.working_day_after_column if where == "after" else _thoihan.working_day_before_column
    failed = work(core, column.numbers, n, make_up, out.values, out.status)
    return _answered(column, "date", out.values, out.status, failed, errors)


class _OneDay(_Column):
    """One date for all rows."""

    def __init__(self, value: Any, rows: int) -> None:
        self.unit = "D"
        self.numbers = np.broadcast_to(np.array([_thoihan.day_of(value)], np.int64), rows)


def working_days_between(core: _thoihan.Calendar, start: Any, end: Any, make_up: bool, errors: str) -> Any:
    """Calendar.working_days_between."""
    begins: _Column
    ends: _Column
    if is_column(start):
        begins = column = _taken(start, "start", days=True)
        ends = _taken(end, "end", days=True) if is_column(end) else _OneDay(end, len(column.numbers))
    else:
        ends = column = _taken(end, "end", days=True)
        begins = _OneDay(start, len(column.numbers))
    out = _space(len(column.numbers))
    failed = _thoihan.working_days_between_column(core, begins.numbers, ends.numbers, make_up, out.values, out.status)
    return _answered(column, "number", out.values, out.status, failed, errors)
