"""The examples of examples/python: they run, and what they print is right."""

import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest


def told(source, name, *arguments, warnings="error"):
    """The lines that an example prints."""
    done = subprocess.run([sys.executable, "-B", "-W", warnings, source / f"examples/python/{name}.py", *arguments], capture_output=True, text=True,
                          check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_new_swap_day(source):
    """29 April off and 4 May worked: what ended on 29 April, 2 and 3 May ends on the working day after, at the same hour."""
    lines = told(source, "new_swap_day")
    assert lines[0] == "swaps taken out: 1" and lines[-1] == "dues that move now: 0"
    moved = [re.fullmatch(r"(TG-\S+) (\w+) +(\d\d/\d\d \d\d:\d\d) -> (\d\d/\d\d \d\d:\d\d)", line).groups() for line in lines if " -> " in line]
    assert lines[2] == f"dues that move: {len(moved)}" and len(moved) > 20
    after = {(4, 29): (5, 2), (5, 2): (5, 3), (5, 3): (5, 4)}
    for case, duty, *dues in moved:
        was, now = (datetime.strptime(f"2024/{due}", "%Y/%d/%m %H:%M") for due in dues)
        # The end of a day is 00:00 of the next; limits in hours end at the same hour.
        whole = timedelta(days=1) if was.hour == was.minute == 0 else timedelta()
        month, day = after[(was - whole).month, (was - whole).day]
        assert now == was.replace(month=month, day=day) + whole, (case, duty)
    assert {duty for _, duty, *_ in moved} == {"forward", "handle", "answer"}
    assert lines[-2] == f"cases written: {len({case for case, *_ in moved})}"


def test_provinces(source):
    lines = told(source, "provinces")
    names = sorted(path.name for path in (source / "rules/province").iterdir())
    cut = lines.index("")
    assert sorted({line.split()[0] for line in lines[1:cut]}) == names and [line.split()[0] for line in lines[cut + 2:]] == names
    days = [float(line.split()[1]) for line in lines[1:cut]]
    assert all(1 < one < 100 for one in days)
    reports = {line.split()[1] for line in lines[cut + 2:]}
    assert len(reports) == 1  # the same under each
    shares = [float(line.split()[3].rstrip("%")) for line in lines[cut + 2:]]
    assert len(set(shares)) == len(names) and all(0 <= share <= 100 for share in shares)


def test_officers(source):
    lines = told(source, "officers")
    rows = [re.fullmatch(r" *(\d+) officers: +([\d.]+)% in time \(([\d.]+)% to ([\d.]+)%\), busy (\d+)%, at most (\d+) waiting", line).groups()
            for line in lines[:-1]]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1)) and lines[-1] == f"{len(rows)} officers are needed"
    low = [float(row[2]) for row in rows]
    assert low[-1] >= 95 > low[-2] and low == sorted(low)
    busy = [int(row[4]) for row in rows]
    assert busy == sorted(busy, reverse=True)


def test_on_dask(source):
    """Two workers in processes of their own; Debian's tornado warns of itself, so that warnings are none of ours here."""
    pytest.importorskip("distributed")
    lines = told(source, "on_dask", "50000", warnings="ignore")
    assert lines[0] == "50000 dues by 2 workers; the same as here: True" and lines[-1] == "the same year as here: True"
    three, four = (re.fullmatch(r"\d in each queue: ([\d.]+)% of \d+ duties in time \(worlds: ((?:[\d.]+%(?:, )?){4})\)", line).groups()
                   for line in lines[1:-1])
    assert float(four[0]) > float(three[0])
    for whole, worlds in (three, four):
        shares = [float(one.rstrip("%")) for one in worlds.split(", ")]
        assert min(shares) <= float(whole) <= max(shares)
