"""Columns: every kind answers as the scalars do, row by row; missing stays missing; rows without an answer are told."""

import functools
import pickle
from datetime import date, datetime, timedelta, timezone

import numpy
import pandas
import pytest
import thoihan
from hypothesis import given
from hypothesis import strategies as st

UNITS = ["s", "ms", "us", "ns"]
HOURS = timedelta(hours=2)
STARTS = numpy.array(["2024-04-26T16:00", "NaT", "2024-04-25T09:10"], "M8[s]")
ENDS = numpy.array(["2024-05-02T08:30", "NaT", "2024-04-25T11:10"], "M8[s]")
MISSING = numpy.iinfo(numpy.int64).min
BEYOND = numpy.array(["2024-04-26T16:00", "2060-01-01", "1980-01-01", "NaT"], "M8[s]")

same = numpy.testing.assert_array_equal


def instants(column):
    """As whole numbers, missing as they are."""
    numbers = column.astype("M8[s]").astype("i8")
    return numpy.where(numbers == MISSING, MISSING, numbers - 7 * 3600)


@pytest.mark.parametrize("unit", UNITS)
def test_datetime64(office, unit):
    column = STARTS.astype(f"M8[{unit}]")
    out = office.add(column, HOURS)
    assert out.dtype == column.dtype
    same(out, ENDS)
    same(office.subtract(ENDS.astype(column.dtype), HOURS), STARTS)
    gone = office.elapsed(column, ENDS)
    assert gone.dtype == numpy.dtype(f"m8[{unit}]")
    same(gone, numpy.array([7200, MISSING, 7200]).view("m8[s]"))


def test_shapes_strides_and_byte_order(office):
    column = numpy.resize(STARTS, (6, 4)).astype("M8[us]")
    same(office.add(column, HOURS), numpy.resize(ENDS, (6, 4)))
    same(office.add(column[::-2, ::3], HOURS), numpy.resize(ENDS, (6, 4))[::-2, ::3])
    same(office.add(STARTS.astype(">M8[s]"), HOURS), ENDS)
    same(office.add(STARTS.astype("M8[m]"), HOURS), ENDS)
    records = numpy.zeros(3, [("at", "M8[s]"), ("other", "i8")])
    records["at"] = STARTS
    same(office.add(records["at"], HOURS), ENDS)
    packed = numpy.zeros(3, numpy.dtype([("flag", "u1"), ("at", "M8[s]"), ("number", "i8")]))
    packed["at"], packed["number"] = STARTS, instants(STARTS)
    same(office.add(packed["at"], HOURS), ENDS)
    same(office.add(packed["number"], HOURS), instants(ENDS))
    assert office.add(STARTS[:0], HOURS).shape == (0,)
    readonly = STARTS.copy()
    readonly.flags.writeable = False
    same(office.add(readonly, HOURS), ENDS)
    assert office.add(STARTS[0], HOURS) == ENDS[0] and numpy.isnat(office.add(STARTS[1], HOURS))


def test_whole_numbers_are_instants(office):
    out = office.add(instants(STARTS), HOURS)
    assert out.dtype == numpy.int64
    same(out, instants(ENDS))
    same(office.elapsed(instants(STARTS), instants(ENDS)), [7200, MISSING, 7200])


def test_elapsed_of_mixed_kinds(office):
    """A naive column beside an aware datetime: both are instants."""
    # From Thursday 09:10: 2 h 20 and 4 h, Friday 8 h, 2 May 1 h.
    gone = office.elapsed(STARTS, datetime(2024, 5, 2, 1, 30, tzinfo=timezone.utc))
    same(gone.astype("i8"), [7200, MISSING, 55_200])
    # Back from Friday 16:00 to Thursday 11:10: 3 h, 4 h, 4 h and 20 minutes.
    same(office.elapsed(datetime(2024, 4, 26, 16), instants(ENDS)), [7200, MISSING, -40_800])
    with pytest.raises(thoihan.ArgumentError, match="different lengths"):
        office.elapsed(STARTS, ENDS[:2])


def test_rows_without_an_answer(office):
    with pytest.raises(thoihan.ColumnError, match="2 of 4 rows have no answer: 1 HORIZON, 2 RANGE") as caught:
        office.add(BEYOND, HOURS)
    assert (caught.value.rows, caught.value.failed, caught.value.total, caught.value.code) == ((1, 2), 2, 4, "HORIZON")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.rows, str(again)) == (caught.value.rows, str(caught.value))
    same(office.add(BEYOND, HOURS, errors="coerce"), numpy.array(["2024-05-02T08:30", "NaT", "NaT", "NaT"], "M8[s]"))
    answers, status = office.add(BEYOND, HOURS, errors="status")
    same(numpy.isnat(answers), [False, True, True, True])
    same(status, [0, -40, -3, 2])
    fraction = numpy.array(["2024-04-26T16:00:00.500"], "M8[ms]")
    with pytest.raises(thoihan.ColumnError, match="0 INVALID"):
        office.add(fraction, HOURS)
    dues = office.limit("5 working days").due(BEYOND, errors="coerce")
    same(dues.status, [0, -40, -3, 2])
    same(dues.provisional, [False] * 4)
    for errors in ("ignore", "status"):
        with pytest.raises(thoihan.ArgumentError, match="expected raise"):
            office.limit("5 working days").due(STARTS, errors=errors)


@pytest.mark.parametrize("column", [numpy.array([1.5]), numpy.array(["2024-04-26"]), numpy.array([1], "u8"), numpy.array([True]),
                                    numpy.array(["2024-04-26"], "M8[D]"), numpy.array([datetime(2024, 1, 1)], object),
                                    numpy.array([1], "m8[s]"), numpy.array(["2024-04-26"], "M8[2s]"), pandas.Series([1.5]), pandas.Series(["a"])])
def test_wrong_dtypes(office, column):
    with pytest.raises(thoihan.ArgumentError, match="is of no use here, expected datetime64"):
        office.add(column, HOURS)


def test_limits_and_duties(office, pack):
    dues = office.limit("5 working days").due(STARTS)
    same(dues.due, numpy.array(["2024-05-08", "NaT", "2024-05-07"], "M8[s]"))
    same(dues.late_from, dues.due)
    same(dues.due_date, numpy.array(["2024-05-07", "NaT", "2024-05-06"], "M8[D]"))
    same(dues.status, [0, 2, 0])
    dues = pack.due("forward", STARTS)
    same(dues.due, ENDS)
    same(dues.late_from, ENDS + 1)
    urgent = pack.due("forward", STARTS, {"urgent": True})
    assert urgent.due[0] == numpy.datetime64(pack.due("forward", datetime(2024, 4, 26, 16), {"urgent": True}).due)


def test_days(office):
    days = numpy.array(["2024-04-30", "2024-05-04", "NaT", "2024-05-06"], "M8[D]")
    same(office.is_working_day(days), [False, True, False, True])
    same(office.is_working_day(days, make_up=False), [False, False, False, True])
    same(office.working_day_after(days, 1), numpy.array(["2024-05-02", "2024-05-06", "NaT", "2024-05-07"], "M8[D]"))
    same(office.working_day_before(days, 1), numpy.array(["2024-04-26", "2024-05-03", "NaT", "2024-05-04"], "M8[D]"))
    same(office.working_days_between(days, date(2024, 5, 6)), [4, 1, MISSING, 0])
    same(office.working_days_between(date(2024, 5, 6), days), [-4, -1, MISSING, 0])
    with pytest.raises(thoihan.ColumnError, match="HORIZON"):
        office.is_working_day(numpy.array(["2060-01-01"], "M8[D]"))
    with pytest.raises(thoihan.ArgumentError, match="has times of day"):
        office.is_working_day(STARTS)


def test_pandas(office):
    series = pandas.Series(STARTS.astype("M8[ns]"), index=[5, 6, 7], name="received")
    out = office.add(series, HOURS)
    pandas.testing.assert_series_equal(out, pandas.Series(ENDS.astype("M8[ns]"), index=[5, 6, 7], name="received"))
    zoned = series.dt.tz_localize("Asia/Ho_Chi_Minh").dt.tz_convert("Europe/Paris")
    pandas.testing.assert_series_equal(office.add(zoned, HOURS), out.dt.tz_localize("Asia/Ho_Chi_Minh").dt.tz_convert("Europe/Paris"))
    index = pandas.DatetimeIndex(series)
    pandas.testing.assert_index_equal(office.add(index, HOURS), pandas.DatetimeIndex(out))
    assert office.add(pandas.Timestamp("2024-04-26 16:00"), HOURS) == pandas.Timestamp("2024-05-02 08:30")
    assert office.add(pandas.Timestamp("2024-04-26 09:00", tz="UTC"), HOURS) == pandas.Timestamp("2024-05-02 01:30", tz="UTC")
    assert office.add(pandas.NaT, HOURS) is pandas.NaT
    numbers = pandas.Series([1714122000, None], dtype="Int64")
    pandas.testing.assert_series_equal(office.add(numbers, HOURS), pandas.Series([1714613400, None], dtype="Int64"))
    dues = office.limit("5 working days").due(series)
    frame = pandas.DataFrame(dues._asdict())
    assert list(frame.columns) == ["due", "late_from", "due_date", "provisional", "status"] and list(frame.index) == [5, 6, 7]
    assert frame.due_date[5] == pandas.Timestamp("2024-05-07") and frame.due_date[6] is pandas.NaT
    assert frame.provisional[6] is pandas.NA and not frame.provisional[5]
    days = pandas.Series(pandas.to_datetime(["2024-04-30", None]))
    assert office.is_working_day(days).tolist() == [False, pandas.NA]
    assert office.working_day_after(days, 1).tolist() == [pandas.Timestamp("2024-05-02"), pandas.NaT]
    assert office.working_days_between(days, date(2024, 5, 6)).tolist() == [4, pandas.NA]
    assert office.elapsed(series, series).dtype == "m8[ns]"


def test_facts_that_vary_by_row(pack):
    starts = numpy.array(["2024-04-26T16:00", "2024-04-26T16:00", "NaT", "2024-04-26T16:00", "1980-01-01"], "M8[s]")
    urgent = [False, True, True, None, True]
    expected = [pack.due("forward", start.astype(datetime), {"urgent": flag}).due if str(start)[:4] == "2024" else None
                for start, flag in zip(starts, urgent)]
    for column in (numpy.array(urgent, object), pandas.Series(urgent), pandas.Series(urgent, dtype="boolean")):
        dues = pack.due("forward", starts, {"urgent": column, "field": "roads"}, errors="coerce")
        assert dues.due.astype(datetime).tolist() == expected
        same(dues.status, [0, 0, 2, 0, -3])
    assert expected[0] == expected[3] != expected[1]
    with pytest.raises(thoihan.ColumnError, match="1 of 5 rows"):
        pack.due("forward", starts, {"urgent": numpy.array(urgent, object)})
    fields = pandas.Series(["roads", "rods"])
    with pytest.raises(thoihan.UnknownNameError, match="did you mean"):
        pack.due("forward", starts[:2], {"field": fields})
    with pytest.raises(thoihan.ArgumentError, match="different lengths"):
        pack.due("forward", starts, {"urgent": numpy.array([True])})
    limit = pack.limit('{"amount": "2 working days", "before": "expected_completion"}')
    # Two working days before Friday 3 May: 26 April; before Monday 6 May: 3 May, for Saturday 4 May was worked.
    completion = numpy.array(["2024-05-03", "2024-05-06", "2024-05-03"], "M8[D]")
    start = numpy.full(3, numpy.datetime64("2024-04-01T08:00"), "M8[s]")
    for column in (completion, pandas.Series(completion.astype("M8[ns]")).dt.date):
        same(limit.due(start, {"expected_completion": column}).due_date, numpy.array(["2024-04-26", "2024-05-03", "2024-04-26"], "M8[D]"))


@functools.cache
def opened_pack():
    return thoihan.Pack.open("tien-giang")


@given(st.lists(st.tuples(st.integers(1_704_067_200, 1_798_761_600), st.sampled_from([True, False, None])), max_size=20))
def test_varying_facts_are_their_scalars(rows):
    pack = opened_pack()
    starts = numpy.array([start for start, _ in rows], "i8")
    dues = pack.due("forward", starts, {"urgent": numpy.array([urgent for _, urgent in rows], object)})
    assert dues.late_from.tolist() == [pack.due("forward", start, {"urgent": urgent}).late_from for start, urgent in rows]


def test_facts_by_arrow(pack):
    starts = STARTS[:2]
    urgent = [False, True]
    expected = pack.due("forward", starts, {"urgent": numpy.array(urgent)}).due
    pyarrow = pytest.importorskip("pyarrow")
    same(pack.due("forward", starts, {"urgent": pyarrow.array(urgent)}).due, expected)
    polars = pytest.importorskip("polars")
    same(pack.due("forward", starts, {"urgent": polars.Series(urgent)}).due, expected)


def test_pyarrow(office):
    pyarrow = pytest.importorskip("pyarrow")
    for unit in UNITS:
        array = pyarrow.array(STARTS.astype(f"M8[{unit}]"))
        assert office.add(array, HOURS).equals(pyarrow.array(ENDS.astype(f"M8[{unit}]")))
        zoned = pyarrow.array(pandas.Series(STARTS.astype("M8[ns]")).dt.tz_localize("Asia/Ho_Chi_Minh")).cast(pyarrow.timestamp(unit, "UTC"))
        assert office.add(zoned, HOURS).type == zoned.type
        assert office.add(zoned, HOURS).to_pylist()[0].astimezone(timezone.utc) == datetime(2024, 5, 2, 1, 30, tzinfo=timezone.utc)
    chunks = pyarrow.chunked_array([array, array.slice(2), array.slice(0, 0)])
    assert isinstance(office.add(chunks, HOURS), pyarrow.ChunkedArray)
    assert office.add(chunks, HOURS).combine_chunks().equals(pyarrow.array(numpy.append(ENDS, ENDS[2]).astype("M8[ns]")))
    dues = office.limit("5 working days").due(array)
    assert dues.due_date.to_pylist() == [date(2024, 5, 7), None, date(2024, 5, 6)] and dues.provisional.to_pylist() == [False, None, False]
    assert dues.status.type == pyarrow.int32()
    assert office.add(pyarrow.array([1714122000, None]), HOURS).to_pylist() == [1714613400, None]
    days = pyarrow.array([date(2024, 4, 30), None])
    assert office.working_day_after(days, 1).to_pylist() == [date(2024, 5, 2), None]
    assert office.working_days_between(days, date(2024, 5, 6)).to_pylist() == [4, None]
    assert office.elapsed(array, array).type == pyarrow.duration("ns")
    for wrong in (pyarrow.array(["a"]), pyarrow.array([1.5]), days, pyarrow.table({"a": array})):
        with pytest.raises(thoihan.ArgumentError):
            office.add(wrong, HOURS)


def test_polars(office):
    polars = pytest.importorskip("polars")
    series = polars.Series("received", STARTS.astype("M8[us]"))
    out = office.add(series, HOURS)
    assert out.name == "received" and out.dtype == series.dtype and out.to_list() == [datetime(2024, 5, 2, 8, 30), None, datetime(2024, 4, 25, 11, 10)]
    zoned = series.dt.replace_time_zone("Asia/Ho_Chi_Minh")
    assert office.add(zoned, HOURS).dtype == zoned.dtype
    dues = office.limit("5 working days").due(series)
    assert polars.DataFrame(dues._asdict()).shape == (3, 5) and dues.due_date.to_list() == [date(2024, 5, 7), None, date(2024, 5, 6)]
    assert office.is_working_day(series.dt.date()).to_list() == [True, None, True]
    with pytest.raises(thoihan.ArgumentError):
        office.add(polars.Series([1.5]), HOURS)


def test_any_other_library_by_arrow(office):
    """Something that has nothing but the protocol gets an ArrowColumn, which has the protocol, too."""
    from thoihan.columns import ArrowColumn

    out = office.add(ArrowColumn(STARTS.astype("i8"), "tss:"), HOURS)
    assert isinstance(out, ArrowColumn) and len(out) == 3
    assert office.elapsed(out, out, errors="status")[1] is not None
    for _ in range(3):  # capsules that nobody takes are released
        out.__arrow_c_schema__(), out.__arrow_c_array__(), out.__arrow_c_stream__()
    with pytest.raises(thoihan.ArgumentError, match="the Arrow type \"g\""):
        office.add(ArrowColumn(STARTS.astype("i8"), "g"), HOURS)


MOMENTS = st.one_of(st.none(), st.datetimes(datetime(2000, 1, 1), datetime(2070, 1, 1)).map(lambda t: t.replace(microsecond=0)))


@given(st.lists(MOMENTS, max_size=30), st.sampled_from(UNITS), st.integers(0, 3_000_000), st.integers(1, 3))
def test_a_column_is_its_scalars(moments, unit, seconds, stride):
    office = thoihan.Calendar.open()
    column = numpy.array(moments, "M8[s]").astype(f"M8[{unit}]")[::stride]
    answers, status = office.add(column, seconds, errors="status")
    dues = office.limit("3 working days").due(column, errors="coerce")
    for moment, answer, code, late_from, due_code in zip(moments[::stride], answers.tolist() if unit != "ns" else answers.astype("M8[us]").tolist(),
                                                         status.tolist(), dues.late_from.astype("M8[s]").tolist(), dues.status.tolist()):
        if moment is None:
            assert (answer, code, late_from, due_code) == (None, 2, None, 2)
            continue
        for ask, got, got_code in ((lambda: office.add(moment, seconds), answer, code),
                                   (lambda: office.limit("3 working days").due(moment).late_from, late_from, due_code)):
            try:
                expected, expected_code = ask(), 0
            except thoihan.Error as problem:
                expected, expected_code = None, problem.status
            assert (got, got_code) == (expected, expected_code)


def test_more_than_a_block(office):
    """Rows about the edges of the blocks of 4,096, with some missing: as by the scalars."""
    dice = numpy.random.default_rng(7)
    column = dice.integers(1_500_000_000, 1_900_000_000, 3 * 4096 + 5)
    column[dice.integers(0, len(column), 50)] = MISSING
    out = office.add(column, 7200)
    assert ((out == MISSING) == (column == MISSING)).all()
    for row in [0, 4095, 4096, 8191, 8192, len(column) - 1, *dice.integers(0, len(column), 200).tolist()]:
        if column[row] != MISSING:
            assert out[row] == office.add(int(column[row]), 7200)
