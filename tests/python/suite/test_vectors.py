"""tests/data/dues.tsv: the dues that every language agrees with, as scalars and as columns. Their answers are an independent count's."""

import json
from collections import defaultdict
from datetime import date, datetime

import numpy
import pytest
import thoihan


@pytest.fixture(scope="module")
def rows(source):
    lines = (source / "tests/data/dues.tsv").read_text(encoding="utf-8").splitlines()
    found = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(found) > 500
    return found


@pytest.fixture(scope="module")
def packs():
    return {name: thoihan.Pack.open(name) for name in thoihan.packs()}


def test_scalars(rows, packs):
    for name, duty, facts, start, due, late_from, due_date, provisional in rows:
        said = None if facts == "-" else json.loads(facts)
        for begin in (start, datetime.fromisoformat(start), datetime.fromisoformat(start).replace(tzinfo=thoihan.ZONE)):
            answer = packs[name].due(duty, begin, said)
            end, late = datetime.fromisoformat(due), datetime.fromisoformat(late_from)
            if answer.due.tzinfo is None:
                end, late = end.replace(tzinfo=None), late.replace(tzinfo=None)
            assert (answer.due, answer.late_from, answer.due_date) == (end, late, date.fromisoformat(due_date)), (name, duty, start)
            assert answer.provisional == (provisional == "1")


@pytest.mark.parametrize("dtype", ["M8[s]", "M8[ms]", "M8[us]", "M8[ns]", "i8"])
def test_columns(rows, packs, dtype):
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[:3])].append(row[3:])
    for (name, duty, facts), group in groups.items():
        starts, dues, lates, days, provisional = map(list, zip(*group))
        naive = [text.removesuffix("+07:00") for text in dues + lates]
        expected = numpy.array(naive, "M8[s]")
        column = numpy.array(starts, "M8[s]")
        if dtype == "i8":
            column, expected = column.astype("i8") - 7 * 3600, expected.astype("i8") - 7 * 3600
        column, expected = column.astype(dtype), expected.astype(dtype)
        answers = packs[name].due(duty, column, None if facts == "-" else json.loads(facts))
        assert answers.due.dtype == column.dtype
        numpy.testing.assert_array_equal(numpy.concatenate([answers.due, answers.late_from]), expected, f"{name} {duty}")
        numpy.testing.assert_array_equal(answers.due_date, numpy.array(days, "M8[D]"))
        numpy.testing.assert_array_equal(answers.provisional, numpy.array(provisional) == "1")
        assert not answers.status.any()
