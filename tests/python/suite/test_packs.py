"""Packs: the invented one of the tests, and those that came with the package."""

import shutil
from datetime import datetime

import pytest
import thoihan


def test_those_of_the_package(source):
    assert thoihan.packs() == sorted(path.name for path in (source / "rules/province").iterdir() if path.is_dir())
    for name in thoihan.packs():
        pack = thoihan.Pack.open(name)
        assert pack.id == name and pack.duties and pack.clauses() and pack.calendars
        assert pack == thoihan.Pack.open(source / "rules/province" / name)
        assert not [one for one in thoihan.check(name) if one.severity != "note"]


def test_what_it_says_of_itself(pack):
    assert pack.id == "lac-hong" and len(pack.hash) == 64 and pack.number in repr(pack)
    assert "forward" in [duty.id for duty in pack.duties] and "forward" in pack.events
    assert pack.facts["urgent"].values == () and pack.title("vi") != pack.title()
    assert pack.calendar().reference == pack.calendar(pack.calendars[0]).reference == "national/office"
    assert pack.states and pack.authorities and pack.in_force < datetime(2030, 1, 1).date()
    with pytest.raises(TypeError, match="Pack.open"):
        thoihan.Pack()


def test_due(pack):
    due = pack.due("forward", datetime(2024, 4, 26, 16))
    assert due.due == datetime(2024, 5, 2, 8, 30) and due.limit == "2 working hours" and due.cite
    urgent = pack.due("forward", datetime(2024, 4, 26, 16), {"urgent": True})
    assert urgent.late_from < due.late_from and urgent.limit != due.limit


def test_unknown_names_have_candidates(pack, received):
    with pytest.raises(thoihan.UnknownNameError, match="did you mean \"forward\"") as caught:
        pack.due("forwrd", received)
    assert "forward" in caught.value.candidates and isinstance(caught.value, LookupError)
    with pytest.raises(thoihan.UnknownNameError, match="did you mean \"urgent\"") as caught:
        pack.due("forward", received, {"urgnt": True})
    assert "urgent" in caught.value.candidates
    with pytest.raises(thoihan.UnknownNameError) as caught:
        pack.due("forward", received, {"field": "nothing"})
    assert "roads" in caught.value.candidates
    with pytest.raises(thoihan.UnknownNameError) as caught:
        pack.calendar("ofice")
    assert caught.value.candidates == ("office",)
    with pytest.raises(thoihan.UnknownNameError) as caught:
        thoihan.Pack.open("no-such-pack")
    assert caught.value.candidates == tuple(thoihan.packs())


@pytest.mark.parametrize("facts", [{"urgent": 1.5}, {"urgent": "yes"}, [("urgent", True)], {3: True}])
def test_facts_of_the_wrong_kind(pack, received, facts):
    with pytest.raises(thoihan.Error):
        pack.due("forward", received, facts)


def test_route(pack):
    known = pack.route({"field": "roads"})
    assert known.lead in pack.authorities and known.row and known.cite and not known.missing
    unknown = pack.route()
    assert unknown.lead is None and "field" in unknown.missing and unknown.possible


def test_clauses(pack):
    kinds = {clause.kind for clause in pack.clauses()}
    assert kinds <= {"modelled", "assumed", "outside"} and "modelled" in kinds
    assert all(clause.rules for clause in pack.clauses() if clause.kind == "modelled")


def test_every_mistake_at_once(source, tmp_path):
    shutil.copytree(source / "rules/national", tmp_path / "national")
    folder = tmp_path / "province/lac-hong"
    shutil.copytree(source / "tests/data/packs/lac-hong", folder)
    text = (folder / "pack.json").read_text(encoding="utf-8")
    (folder / "pack.json").write_text(text.replace('"2 working hours"', '"2 workin hours"').replace('"5 working days"', '"0 days"'),
                                      encoding="utf-8")
    with pytest.raises(thoihan.PackError) as caught:
        thoihan.Pack.open(folder)
    problem = caught.value
    assert problem.file.endswith("pack.json") and problem.line > 1 and problem.column > 1 and problem.pointer.startswith("/")
    assert len(problem.details) >= 2 and str(problem).startswith(f"{problem.file}:{problem.line}:{problem.column}: ")
    errors = [one for one in thoihan.check(folder) if one.severity == "error"]
    assert len(errors) == len(problem.details) and errors[0].line == problem.line and errors[0].text_vi != errors[0].text_en


def test_what_differs(source, pack):
    older, newer = (thoihan.Pack.open(source / "rules/province" / name) for name in ("tien-giang", "ben-tre"))
    rows = older.diff(newer, 2024)
    assert (rows[0]["before"]["pack"], rows[0]["after"]["pack"], rows[0]["year"]) == ("tien-giang", "ben-tre", 2024)
    assert [row["subject"] for row in rows if "section" in row] != [row["subject"] for row in older.diff(newer, 2024, "vi") if "section" in row]
    # From Thursday 1 February three working days are 2, 5 and 6; five are 2, 5, 6, 7 and, after Tết from the 8th to the 14th, 15.
    (three,) = [row for row in rows if row.get("duty") == "handle" and row["when"] == "own_limit_days = 3"]
    day = datetime(2024, 2, 1, tzinfo=thoihan.ZONE)
    assert three["smallest"]["from"] == day and three["smallest"]["due_before"] == day.replace(day=16) and three["smallest"]["due_after"] == day.replace(day=7)
    same = pack.diff(pack, 2024)
    assert not [row for row in same[1:] if "section" in row or (row["largest"] or {"shift_s": 0})["shift_s"]]
    with pytest.raises(thoihan.ArgumentError, match="1990 to 2099"):
        pack.diff(pack, 1900)


def test_a_changed_limit_moves_its_dues(source, pack, tmp_path):
    shutil.copytree(source / "rules/national", tmp_path / "national")
    folder = tmp_path / "province/lac-hong"
    shutil.copytree(source / "tests/data/packs/lac-hong", folder)
    text = (folder / "pack.json").read_text(encoding="utf-8")
    (folder / "pack.json").write_text(text.replace('"5 working days"', '"6 working days"'), encoding="utf-8")
    rows = pack.diff(thoihan.Pack.open(folder), 2024)
    (change,) = [row for row in rows if row.get("section") == "duties"]
    assert change["rule"] == "handle" and "6 working days" in str(change)


def test_the_longest_lawful_times(pack):
    times = pack.worst(2024)
    direct = [one for one in times if (one.goal, one.comebacks, one.bounded, one.by) == ("answer", 0, True, "calendar")]
    assert len(direct) == 1 and direct[0].path[0][1] == "receive" and not direct[0].waits
    begin, end = direct[0].path[0][0], direct[0].path[-1][0]
    assert (end - begin).total_seconds() == direct[0].elapsed_s and begin.tzinfo is thoihan.ZONE and begin.year == 2024
    # Two working hours, five working days and four working hours: 2 + 5 * 8 + 4 hours at the least, and nothing is longer by more comebacks allowed.
    assert direct[0].working_s >= 46 * 3600 or direct[0].elapsed_s >= 46 * 3600
    longest = [one.elapsed_s for one in times if (one.goal, one.bounded, one.by) == ("answer", True, "calendar")]
    assert longest == sorted(longest)
    open_ends = [wait for one in times for wait in one.waits]
    assert all(wait.kind in ("no_limit", "declared", "exempted", "no_duty", "pause") and wait.cite for wait in open_ends)
    with pytest.raises(thoihan.HorizonError):
        pack.worst(2060)
