#!/usr/bin/env python3
"""The golden dues of the packs against limits_oracle.py.

Every row of `dues` in the scenario files beside a pack is counted again, day by day; what the row says that it shows (a Friday
afternoon, Tết, a worked Saturday) is held against its dates. Every limit of every pack must have its kinds of rows: eight
where working time or days count, three where the clock does. A due that a scenario expects of a duty at the event which starts
it is one that a limit of the duty gives. The last tests plant mistakes and look for them.
"""

import copy
import json
import os
import sys
import unittest
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "meta"))

import gate  # noqa: E402
import limits_oracle as oracle  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
PROVINCES = SOURCE / "rules" / "province"
LIMITS = ("duty", "until", "dated_back")
WORKING = ["ordinary-week", "friday-late", "on-a-holiday", "across-tet", "across-a-swap", "outside-hours", "year-end",
           "provisional"]
CLOCK = ["midnight", "on-a-holiday", "year-end"]
NEW_YEAR = "Tết Âm lịch (mùng 1)"
ORDINARY = {"working", "weekend"}
HOLIDAYS = {"statutory", "compensatory", "swapped-off"}


def packs_with_scenarios():
    return sorted(folder.parent for folder in PROVINCES.glob("*/scenarios") if any(folder.glob("*.json")))


def rows_of(folder):
    """(file name, number, row) of every golden due beside a pack."""
    for path in sorted((folder / "scenarios").glob("*.json")):
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")).get("dues", [])):
            yield path.name, number, row


def limit_of(row):
    (what,) = [key for key in LIMITS if key in row]
    return what, row[what]


def runs_by_the_clock(limit):
    """Does the limit count nothing but seconds of the clock?"""
    if isinstance(limit, str):
        return limit == "now" or oracle.parse_amount(limit)[1] in ("minute", "hour")
    if "next_session" in limit:
        return False
    if "amount" in limit:
        return runs_by_the_clock(limit["amount"])
    return all(runs_by_the_clock(part) for key in ("then", "earlier_of", "later_of") for part in limit.get(key, []))


def asks_the_calendar(limit):
    """Can a day off move the end, or an undecided one make it provisional?"""
    if isinstance(limit, str):
        return not runs_by_the_clock(limit)
    parts = [part for key in ("then", "earlier_of", "later_of") for part in limit.get(key, [])]
    if parts:
        return any(map(asks_the_calendar, parts))
    if limit.get("roll") == "none" or ("before" in limit and "roll" not in limit and "working" not in limit["amount"]):
        return False
    return "next_session" in limit or not runs_by_the_clock(limit["amount"])


def last_moment(answer):
    return answer.late_from - oracle.SECOND


def shows(what, calendar, start, answer):
    """Is it true what a row says that it shows? `across-a-swap` by parts: see `swap_parts`."""
    span = [calendar.day(day) for day in oracle.dates(start.date(), last_moment(answer).date())]
    return {
        "ordinary-week": lambda: span[0].working and {day.kind for day in span} <= ORDINARY,
        "friday-late": lambda: start.weekday() == 4 and start.hour >= 15 and last_moment(answer).date() > start.date(),
        "on-a-holiday": lambda: span[0].kind in HOLIDAYS,
        "across-tet": lambda: any(day.name == NEW_YEAR for day in span),
        "across-a-swap": lambda: bool(swap_parts(span)),
        "outside-hours": lambda: not calendar.in_session(start) and span[0].kind in ORDINARY,
        "year-end": lambda: start.year < last_moment(answer).year,
        "provisional": lambda: answer.provisional,
        "midnight": lambda: start.date() < last_moment(answer).date(),
    }[what]()


def swap_parts(span):
    return {day.kind for day in span} & {"swapped-off", "swapped-to-work"}


def needed(limit_row):
    """The kinds of rows that a limit must have."""
    if runs_by_the_clock(limit_row["limit"]):
        return CLOCK
    if not asks_the_calendar(limit_row["limit"]):
        return [kind for kind in WORKING if kind != "provisional"]
    # What arrives inside office hours arrives on no holiday; inside a session, never outside one.
    received = limit_row.get("received", {}).get("in")
    return [kind for kind in WORKING if not (received and kind == "on-a-holiday")
            and not (received == "session" and kind == "outside-hours")]


def row_findings(pack, row):
    """What is wrong with one row, and the limit that it is about."""
    what, name = limit_of(row)
    start = oracle.read_instant(row["from"])
    try:
        key, limit_row, calendar = pack.row(what, name, row.get("state"), start, row.get("facts", {}))
        answer = pack.due(what, name, row.get("state"), start, row.get("facts", {}))
    except oracle.OracleError as problem:
        return [str(problem)], None, set()
    found = []
    if row["due"] != oracle.due_text(answer.due):
        found.append(f"due {row['due']}, here {oracle.due_text(answer.due)}: {answer.why}")
    if "late_from" in row and row["late_from"] != oracle.due_text(answer.late_from):
        found.append(f"late from {row['late_from']}, here {oracle.due_text(answer.late_from)}")
    if limit_row["limit"] != "now" and row.get("provisional", False) != answer.provisional:
        found.append(f"provisional {row.get('provisional', False)}, here {answer.provisional}")
    if "shows" in row and not shows(row["shows"], calendar, start, answer):
        found.append(f"does not show {row['shows']}")
    if not isinstance(limit_row["limit"], str) and limit_row["limit"].get("amount") == "now" and "late_from" not in row:
        found.append("a limit that is due at once needs \"late_from\"")
    parts = set()
    if row.get("shows") == "across-a-swap":
        parts = swap_parts([calendar.day(day) for day in oracle.dates(start.date(), last_moment(answer).date())])
    return found, key, parts


def findings(folder, rows=None):
    """({file and number: what is wrong}, [limits without their rows], rows seen)"""
    pack = oracle.Pack(folder)
    rows = list(rows_of(folder)) if rows is None else rows
    wrong, seen, swapped = {}, {}, {}
    for file, number, row in rows:
        found, key, parts = row_findings(pack, row)
        if found:
            wrong[f"{folder.name}/{file}, row {number}"] = found
        if key is not None and "shows" in row:
            seen.setdefault(key, set()).add(row["shows"])
            swapped.setdefault(key, set()).update(parts)
    lacking = []
    for key, (limit_row, _) in pack.limits().items():
        alike = [other for other in seen if stands_for(pack, other, key)]
        have = set().union(*(seen[other] for other in alike)) if alike else set()
        kinds = [kind for kind in needed(limit_row) if kind not in have]
        both = set().union(*(swapped[other] for other in alike)) if alike else set()
        if "across-a-swap" in have and len(both) < 2 and not runs_by_the_clock(limit_row["limit"]):
            kinds.append("across-a-swap: the day off or its worked Saturday")
        if kinds:
            lacking.append(f"{folder.name}: {key[0]} {key[1]}, {limit_row['limit']}: {', '.join(kinds)}")
    return wrong, lacking, len(rows)


def stands_for(pack, seen, key):
    """The rows of one event's limit stand for all its transitions that say the same."""
    if seen == key:
        return True
    return seen[:2] == key[:2] and seen[3] == key[3] and pack.limits()[seen] == pack.limits()[key]


def scenarios_of(folder):
    """{id: scenario} of all files beside a pack."""
    return {scenario["id"]: scenario for path in sorted((folder / "scenarios").glob("*.json"))
            for scenario in json.loads(path.read_text(encoding="utf-8")).get("scenarios", [])}


def dues_of_steps(pack, scenarios):
    """(scenario, duty, start, due, facts) of every due that is expected of a duty where an event starts it."""
    for scenario in scenarios.values():
        told, before = {}, scenario
        while before is not None:
            for step in before["steps"]:
                told = {**step.get("facts", {}), **told}
            before = scenarios.get(before.get("after"))
        for step in scenario["steps"]:
            for name, expected in step.get("expect", {}).get("duties", {}).items():
                starts = step.get("event") in oracle.listed(pack.data["duties"][name]["from"])
                for one in oracle.listed(expected):
                    if starts and isinstance(one, dict) and one.get("due"):
                        yield scenario["id"], name, oracle.read_instant(step["at"]), one["due"], {**told, **step.get("facts", {})}


def step_findings(folder, scenarios=None):
    """Dues of scenarios that no limit of the duty gives, counted from the event that starts it; how many were counted."""
    pack = oracle.Pack(folder)
    found, count = [], 0
    for identifier, name, start, due, facts in dues_of_steps(pack, scenarios or scenarios_of(folder)):
        duty = pack.data["duties"][name]
        count += 1
        possible = set()
        for row in oracle.listed(duty["within"]):
            if not pack.received(row, start):
                continue
            try:
                possible.add(oracle.due(pack.calendar(duty), row["limit"], start, pack.facts(facts)).due)
            except oracle.OracleError:
                pass  # counted from a fact that this case has not
        expected = oracle.read_instant(due) if "T" in due else date.fromisoformat(due)
        if expected not in possible:
            found.append(f"{folder.name}: {identifier}: {name} from {start}: due {due}, here {sorted(map(str, possible))}")
    return found, count


class Golden(unittest.TestCase):
    def test_every_row_agrees(self):
        total = 0
        for folder in packs_with_scenarios():
            with self.subTest(folder.name):
                wrong, _, count = findings(folder)
                total += count
                self.assertEqual(wrong, {})
        print(f"{total} golden dues of {len(packs_with_scenarios())} packs")
        self.assertGreater(total, 0)

    def test_dues_of_scenarios(self):
        total = 0
        for folder in packs_with_scenarios():
            with self.subTest(folder.name):
                found, count = step_findings(folder)
                total += count
                self.assertEqual(found, [])
        print(f"{total} dues of scenarios")
        self.assertGreater(total, 0)

    def test_every_limit_has_its_rows(self):
        for folder in packs_with_scenarios():
            with self.subTest(folder.name):
                self.assertEqual(findings(folder)[1], [])


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = packs_with_scenarios()[0]
        self.rows = [(file, number, row) for file, number, row in rows_of(self.folder)]

    def changed(self, change):
        rows = copy.deepcopy(self.rows)
        change(rows[0][2])
        return findings(self.folder, rows)

    def test_a_wrong_due(self):
        def later(row):
            has_time = "T" in row["due"]
            moved = (datetime if has_time else date).fromisoformat(row["due"]) + timedelta(days=1)
            row["due"] = oracle.due_text(moved)
        self.assertEqual(len(self.changed(later)[0]), 1)

    def test_a_row_that_shows_something_else(self):
        self.assertEqual(len(self.changed(lambda row: row.update(shows="across-tet", **{"from": "2024-03-04T09:00"}))[0]), 1)

    def test_a_provisional_row_that_does_not_say_so(self):
        rows = copy.deepcopy(self.rows)
        for _, _, row in rows:
            row.pop("provisional", None)
        self.assertGreater(len(findings(self.folder, rows)[0]), 0)

    def test_a_due_of_a_scenario_a_day_late(self):
        scenarios = scenarios_of(self.folder)
        pack = oracle.Pack(self.folder)
        identifier, name, _, due, _ = next(iter(dues_of_steps(pack, scenarios)))
        for step in scenarios[identifier]["steps"]:
            for one in oracle.listed(step.get("expect", {}).get("duties", {}).get(name)):
                if isinstance(one, dict) and one.get("due") == due:
                    has_time = "T" in due
                    moved = (datetime if has_time else date).fromisoformat(due) + timedelta(days=40)
                    one["due"] = oracle.due_text(moved)
        self.assertEqual(len(step_findings(self.folder, scenarios)[0]), 1)

    def test_a_limit_without_a_row(self):
        self.assertEqual(findings(self.folder)[1], [])
        self.assertGreater(len(findings(self.folder, self.rows[1:])[1]), 0)


class Oracle(unittest.TestCase):
    """The oracle itself against dates derived from the law by hand."""

    def due(self, limit, start):
        return oracle.due_text(oracle.due(oracle.Calendar("national/office"), limit, oracle.read_instant(start)).due)

    def test_the_example_of_the_law(self):
        # 26 April, 2, 3, 4 (worked for 29 April) and 6 May.
        self.assertEqual(self.due("5 working days", "2024-04-25T09:10"), "2024-05-06")

    def test_days_roll(self):
        # 10 days from Wednesday 7 February end on Saturday 17: the end of Monday 19 (Civil Code 148(5)).
        self.assertEqual(self.due("10 days", "2024-02-07T16:00"), "2024-02-19")

    def test_months_clamp(self):
        self.assertEqual(self.due("1 month", "2024-01-31T10:00"), "2024-02-29")

    def test_hours_are_used_up_at_the_close(self):
        self.assertEqual(self.due("30 working minutes", "2024-03-15T16:30"), "2024-03-15T17:00")

    def test_the_next_session(self):
        self.assertEqual(self.due({"next_session": "close"}, "2024-03-15T17:00"), "2024-03-18T11:30")


if __name__ == "__main__":
    gate.run_unittest()
