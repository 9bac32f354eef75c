"""The package as it is installed: what it brings, links and costs; pickles; types."""

import json
import os
import pickle
import subprocess
import sys
import time
import timeit
from datetime import datetime
from pathlib import Path

import pytest
import thoihan

HERE = Path(thoihan.__file__).parent


def python(code, **environment):
    """The output of a Python of its own, in which every warning is an error."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True,
                          env={**os.environ, **environment}).stdout


def test_it_is_the_installed_one(source):
    assert source / "bindings" not in HERE.parents and (HERE / "rules/national/office.json").is_file() and (HERE / "py.typed").is_file()
    assert (HERE / "_thoihan.pyi").is_file() and (HERE / "LICENSE").is_file()
    packed = sorted(path.relative_to(HERE / "rules").as_posix() for path in (HERE / "rules").rglob("*.json"))
    assert packed == sorted(path.relative_to(source / "rules").as_posix() for path in (source / "rules").rglob("*.json"))


def test_version(source):
    header = (source / "include/thoihan/thoihan.h").read_text(encoding="utf-8")
    numbers = [line.split()[2] for line in header.splitlines() if line.startswith("#define THO_VERSION_M") or line.startswith("#define THO_VERSION_P")]
    assert thoihan.__version__ == ".".join(numbers[:3])


def test_one_sqlite_in_the_process(tmp_path):
    code = """
import sqlite3, sys, thoihan
with thoihan.Store(sys.argv[1] if len(sys.argv) > 1 else "%s", pack=thoihan.Pack.open(thoihan.packs()[0])) as store:
    store.verify()
sqlite3.connect(":memory:").execute("select 1")
print("\\n".join(sorted({line.split()[-1] for line in open("/proc/self/maps") if "sqlite" in line.split()[-1] and "_sqlite3" not in line})))
""" % (tmp_path / "a.db")
    libraries = python(code).split()
    assert len(libraries) == 1 and "libsqlite3.so" in libraries[0], libraries


def test_it_shows_its_entry_alone():
    """Another extension may have a Boost or an fmt of its own."""
    from thoihan import _thoihan

    shown = subprocess.run(["nm", "-D", "--defined-only", _thoihan.__file__], check=True, capture_output=True, text=True).stdout
    assert [line.split()[-1] for line in shown.splitlines()] == ["PyInit__thoihan"]


def test_numpy_comes_with_the_first_column_alone():
    code = """
import sys, thoihan
from datetime import datetime
office = thoihan.Calendar.open()
office.add(datetime(2024, 4, 26, 16), 7200), office.add("2024-04-26T16:00", 7200), office.add(5 + 1714122000, 7200)
office.elapsed(datetime(2024, 4, 26, 16), datetime(2024, 4, 26, 16)), office.limit("5 working days").due(datetime(2024, 4, 26, 16))
print([name for name in ("numpy", "pandas", "json", "sqlite3", "inspect", "dataclasses") if name in sys.modules])
import numpy
office.add(numpy.array(["2024-04-26T16:00"], "M8[s]"), 7200)
"""
    assert python(code).strip() == "[]"


def test_import_loads_a_third_of_what_numpy_loads():
    """In modules: they are counted, and so the same on every machine. Times are in tests/bench/python_peers.py."""
    code = "import sys; before = len(sys.modules); import {}; print(len(sys.modules) - before)"
    loaded = {name: int(python(code.format(name))) for name in ("thoihan", "numpy")}
    assert 0 < loaded["thoihan"] <= loaded["numpy"] / 20, loaded


def test_its_modules_come_with_their_names():
    code = """
import sys
before = set(sys.modules)
import thoihan
print(sorted(name for name in set(sys.modules) - before if name in ("typing", "re", "collections") or name.startswith("thoihan.")))
{}
print(sorted(name for name in sys.modules if name.startswith("thoihan.")), callable(thoihan.packs), sorted(thoihan.__all__) == sorted(dir(thoihan)))
"""
    first, then = python(code.format("thoihan.Limit")).splitlines()
    assert first == "['thoihan._thoihan']" and "'thoihan.limits'" in then and "stores" not in then and then.endswith("True True")
    assert python(code.format("thoihan.Store")).endswith("True True\n")
    every = "from thoihan import *; Store, simulate, packs, Calendar"
    assert python(every) == ""
    with pytest.raises(AttributeError, match="has no attribute 'Calender'"):
        thoihan.Calender


def test_speed_beside_numpy_and_pandas(office):
    """Half of what tests/bench/python_peers.py asks for, so that a busy machine does not matter."""
    import numpy
    import pandas

    def least(work, times):
        return min(timeit.repeat(work, number=1, repeat=7, timer=time.process_time)) / times

    seconds = numpy.random.default_rng(3).integers(1_704_067_200, 1_767_225_600, 200_000)
    days = seconds.astype("M8[s]").astype("M8[D]")
    off = numpy.busdaycalendar(holidays=[f"{year}-{month:02}-02" for year in range(2013, 2028) for month in (1, 4, 5, 9)])
    assert least(lambda: office.add(seconds, 7200), len(seconds)) < \
        least(lambda: numpy.busday_offset(days, 5, "preceding", busdaycal=off), len(days)) / 4
    hours = pandas.offsets.CustomBusinessHour(n=2, start=["07:30", "13:00"], end=["11:30", "17:00"])
    moment, stamp = datetime(2024, 4, 26, 16), pandas.Timestamp("2024-04-26 16:00")
    due = office.limit("5 working days").due
    by_pandas = least(lambda: [stamp + hours for _ in range(20)], 20)
    assert least(lambda: [office.add(moment, 7200) for _ in range(5000)], 5000) < by_pandas / 75
    assert least(lambda: [due(moment).late_from for _ in range(5000)], 5000) < by_pandas / 75


def test_pickles(office, pack, received):
    for thing in (office, office.limit("5 working days"), pack, pack.calendar(), pack.limit("3 days"),
                  pack.limit('{"amount": "2 working days", "before": "expected_completion"}')):
        again = pickle.loads(pickle.dumps(thing))
        assert again == thing and hash(again) == hash(thing) and repr(again) == repr(thing) and again is not thing
    assert pickle.loads(pickle.dumps(pack)).due("forward", received) == pack.due("forward", received)
    assert pickle.loads(pickle.dumps(office.limit("5 working days"))).due(received) == office.limit("5 working days").due(received)


def test_what_does_not_travel(office, received, cases):
    limit = office.limit("5 working days")
    for thing in (thoihan.Clock(limit, received), limit.due(received), cases):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


def test_errors_travel(pack, received):
    with pytest.raises(thoihan.UnknownNameError) as caught:
        pack.due("forwrd", received)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is thoihan.UnknownNameError and str(again) == str(caught.value)
    assert again.candidates == caught.value.candidates and again.text("vi") == caught.value.text("vi")


def test_every_public_thing_says_what_it_is():
    for name in thoihan.__all__:
        thing = getattr(thoihan, name)
        if name in ("RULES", "ZONE", "__version__"):
            continue
        assert thing.__doc__, name
        for member, value in vars(thing).items():
            if not member.startswith("_") and (callable(value) or isinstance(value, (property, classmethod))):
                assert value.__doc__ or member in getattr(thing, "_fields", ()), f"{name}.{member}"


def test_the_example_of_the_package():
    import doctest

    assert doctest.testmod(thoihan).failed == 0


GOOD = """
from datetime import date, datetime, timedelta
import thoihan

office = thoihan.Calendar.open()
due: datetime = office.add(datetime(2024, 4, 26, 16), timedelta(hours=2))
number: int = office.add(1714122000, 7200)
day: date = office.working_day_after(date(2024, 4, 26), 3)
limit: thoihan.Limit = office.limit("5 working days")
answer: thoihan.Due = limit.due(due)
late: bool = answer.is_late(due)
pack = thoihan.Pack.open("lac-hong")
perhaps: thoihan.Due | None = pack.due("forward", due, {"urgent": True})
with thoihan.Store("reports.db", pack=pack) as cases:
    rows: list[dict[str, object]] = cases.late(due)
year: thoihan.Simulation = thoihan.simulate(pack, {"from": day}, threads=2, progress=lambda done, days: None)
share: float = year.reports.share
table: thoihan.Table = thoihan.compare_simulations({"as it is": year})
"""
BAD = ["office.add(datetime(2024, 4, 26), '2 hours')", "thoihan.Pack.open(3)", "limit.due(due).due.nothing",
       "thoihan.Store('a', 'write')", "answer.explain('fr')",
       "thoihan.simulate(pack, 3)", "thoihan.simulate(pack, {}, progress='bar')", "year.by_nothing"]


def test_types(tmp_path):
    """The package is strictly typed, a good program passes, and each mistake in a bad one is found."""
    pytest.importorskip("mypy")
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(GOOD + "\n".join(BAD) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "cache")]
    checked = subprocess.run([*command, str(good)], capture_output=True, text=True, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    checked = subprocess.run([*command, str(bad)], capture_output=True, text=True, cwd=tmp_path)
    first = GOOD.count("\n") + 1
    lines = {int(line.split(":")[1]) for line in checked.stdout.splitlines() if ": error:" in line}
    assert lines == set(range(first, first + len(BAD))), checked.stdout
    checked = subprocess.run([*command, "-p", "thoihan"], capture_output=True, text=True, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout


def test_the_stub_has_what_the_module_has():
    """Name by name, and for each class attribute by attribute."""
    import ast

    from thoihan import _thoihan

    tree = ast.parse((HERE / "_thoihan.pyi").read_text(encoding="utf-8"))
    def names(body):
        return {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))} | \
            {node.target.id for node in body if isinstance(node, ast.AnnAssign)}
    def public(thing):
        return {name for name in vars(thing) if not name.startswith("_")}
    stubbed = {name for name in names(tree.body) if not name.startswith("_")}  # an alias is no name of the module's
    assert stubbed == public(_thoihan)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            assert {name for name in names(node.body) if not name.startswith("_")} == public(getattr(_thoihan, node.name)), node.name


def test_json_of_a_due_is_the_command_line_s(office):
    told = json.loads(office.limit("2 working hours").due(datetime(2024, 4, 26, 16)).json())
    assert told["due"] == "2024-05-02T08:30:00+07:00" and told["late_from"] == "2024-05-02T08:30:01+07:00"
