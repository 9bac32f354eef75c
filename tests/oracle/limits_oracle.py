#!/usr/bin/env python3
"""When a limit ends, by walking day after day: a second opinion about the dues of the packs.

    limits_oracle.py 2024-04-25T09:10 "5 working days"        prints due, late_from, provisional and the derivation
    limits_oracle.py rules/province/lac-hong duty:handle 2024-04-25T09:10 field=roads
                                                              the same for a limit of a pack: duty:, until: or dated_back:

Written from the Civil Code 2015 (arts 147 and 148), the Labour Code 2019 (arts 111 and 112) and docs/rule_language.md, with
nothing of the engine in it. Days off come from tests/data/holidays.csv, office hours from the weekly rows of the calendar's
file. What a date is:

- a statutory, compensatory or swapped-off date is a rest day; a swapped-to-work date has the hours of the date it is worked for;
- a date is undecided after the last published year, or where the status of its row is neither announced nor by-law; an
  unconfirmed holiday is a day like any other until it is confirmed, and undecided.

How a limit ends: minutes and hours run on by the clock; working minutes and hours are used up inside office hours; days, weeks,
months and years end at 24:00 of their last day, the first day not counted, and a last day that is no working day gives way to the next
one; working days are counted from the next working day on; "now" is due at once and late after its grace. A limit may be
chosen by the facts and by the time of receipt. Policies that no pack uses are refused by name. Standard library alone.
"""

import csv
import json
import re
import sys
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from shared_words import spelt_out  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LAST_PUBLISHED_YEAR = 2026
CERTAIN = {"announced", "by-law"}
UNITS = {"minute": 60, "hour": 3600, "working minute": 60, "working hour": 3600}
SECONDS_A_DAY = 86400


class Day(NamedTuple):
    working: bool
    sessions: tuple  # ((open, close), ...) in seconds of the day
    undecided: bool
    kind: str  # working, weekend, statutory, compensatory, swapped-off, swapped-to-work
    name: str = ""


class Answer(NamedTuple):
    due: datetime | date  # a date ends at its 24:00
    late_from: datetime
    provisional: bool
    why: str


class OracleError(Exception):
    pass


def seconds_of(text):
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def midnight(day):
    return datetime(day.year, day.month, day.day)


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Calendar:
    """One calendar of the rules: published days off and its own weekly hours."""

    def __init__(self, reference, rules=ROOT / "rules", holidays=ROOT / "tests/data/holidays.csv"):
        data = json.loads((rules / f"{reference}.json").read_text(encoding="utf-8"))
        self.weekly = data["weekly"]
        if any(set(row) & {"from", "until", "season"} for row in self.weekly) or data.get("dates"):
            raise OracleError(f"{reference}: dated hours are not known here")
        with open(holidays, encoding="utf-8", newline="") as file:
            self.published = {date.fromisoformat(row["date"]): row for row in csv.DictReader(file)}

    def hours(self, day):
        for row in self.weekly:
            if WEEKDAYS[day.weekday()] in row["days"]:
                return tuple(tuple(map(seconds_of, session.split("-"))) for session in row["sessions"]), row["working_day"]
        return (), False

    @lru_cache(maxsize=None)
    def day(self, day):
        sessions, working = self.hours(day)
        ordinary = "working" if working else "weekend"
        undecided = day.year > LAST_PUBLISHED_YEAR
        row = self.published.get(day)
        if row is None:
            return Day(working, sessions, undecided, ordinary)
        undecided = undecided or row["status"] not in CERTAIN
        if row["status"].startswith("UNCONFIRMED"):
            return Day(working, sessions, True, ordinary)
        if row["kind"] == "swapped-to-work":
            sessions, working = self.hours(date.fromisoformat(row["paired_date"]))
            return Day(working, sessions, undecided, row["kind"], row["holiday"])
        return Day(False, (), undecided, row["kind"], row["holiday"])

    def undecided(self, first, last):
        return any(self.day(day).undecided for day in dates(first, last))

    def in_session(self, moment):
        second = (moment - midnight(moment)).seconds
        return any(begin <= second < end for begin, end in self.day(moment.date()).sessions)

    def in_day_hours(self, moment):
        second = (moment - midnight(moment)).seconds
        sessions = self.day(moment.date()).sessions
        return bool(sessions) and sessions[0][0] <= second < sessions[-1][1]

    def next_working(self, day):
        day += DAY
        while not self.day(day).working:
            day += DAY
        return day


def dates(first, last):
    while first <= last:
        yield first
        first += DAY


def told(day, calendar):
    words = f"{day:%a} {day.day} {day:%b}"
    return words + " (worked)" if calendar.day(day).kind == "swapped-to-work" else words


def parse_amount(text):
    if text == "now":
        return 0, "now"
    match = re.fullmatch(r"([1-9][0-9]*) (working minute|working hour|working day|minute|hour|day|week|month|year)s?", text)
    if not match:
        raise OracleError(f"{text!r} is no amount")
    return int(match[1]), match[2]


def at_instant(moment, provisional, why):
    return Answer(moment, moment + SECOND, provisional, why)


def at_day_end(day, provisional, why):
    return Answer(day, midnight(day + DAY), provisional, why)


def working_time(calendar, start, seconds):
    used = []
    day, left = start.date(), seconds
    while True:
        for begin, end in calendar.day(day).sessions:
            opening, closing = midnight(day) + begin * SECOND, midnight(day) + end * SECOND
            begins = max(opening, start)
            if begins >= closing:
                continue
            here = min(left, int((closing - begins).total_seconds()))
            ends = begins + here * SECOND
            used.append(f"{told(day, calendar)} {begins:%H:%M}-{ends:%H:%M}")
            left -= here
            if left == 0:
                return at_instant(ends, calendar.undecided(start.date(), day), "; ".join(used))
        day += DAY


def next_session(calendar, start):
    day = start.date()
    while True:
        for begin, end in calendar.day(day).sessions:
            if midnight(day) + begin * SECOND > start:
                closing = midnight(day) + end * SECOND
                return at_instant(closing, calendar.undecided(start.date(), day),
                                  f"next session: {told(day, calendar)} {begin // 3600:02}:{begin // 60 % 60:02}-{closing:%H:%M}")
        day += DAY


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shifted(day, count, unit):
    if unit in ("day", "week"):
        return day + count * (7 if unit == "week" else 1) * DAY
    return add_months(day, count * (12 if unit == "year" else 1))


def rolled(calendar, last, rolls):
    """The last day, or the next working day after it (Civil Code 2015, art. 148(5)); what does not roll rests on no calendar."""
    first = last
    while rolls and not calendar.day(last).working:
        last += DAY
    why = f"last day {told(first, calendar)}"
    if last != first:
        why += f", no working day: {told(last, calendar)}"
    return at_day_end(last, rolls and calendar.undecided(first, last), why)


def working_days(calendar, start, count):
    counted = []
    day = start.date()
    while len(counted) < count:
        day = calendar.next_working(day)
        counted.append(told(day, calendar))
    return at_day_end(day, calendar.undecided(start.date(), day), ", ".join(counted))


def ended(calendar, answer, start, end):
    """A day end by another policy: the close of the last session, or the time of day of the start."""
    if end is None:
        return answer
    if end == "same_time":
        return at_instant(datetime.combine(answer.due, start.time()), answer.provisional, answer.why)
    sessions = calendar.day(answer.due).sessions
    if not sessions:
        return answer
    return at_instant(midnight(answer.due) + sessions[-1][1] * SECOND, answer.provisional, answer.why)


def counted_back(calendar, count, unit, anchor, rolls_back):
    if isinstance(anchor, datetime) and unit in ("minute", "hour"):
        return at_instant(anchor - count * UNITS[unit] * SECOND, False, f"{count} {unit}s before {anchor:%H:%M}")
    day = anchor.date() if isinstance(anchor, datetime) else anchor
    if unit in ("minute", "hour", "working minute", "working hour", "working day"):
        raise OracleError(f"{unit}s before a date are not known here")
    last = shifted(day, -count, unit)
    while rolls_back and not calendar.day(last).working:
        last -= DAY
    return at_day_end(last, rolls_back and calendar.undecided(last, shifted(day, -count, unit)), f"{count} {unit} before {told(day, calendar)}")


def term(calendar, limit, start, facts):
    unknown = set(limit) - {"amount", "end", "roll", "grace", "before", "next_session", "note"}
    if unknown:
        raise OracleError(f"{', '.join(sorted(unknown))} is not known here")
    if "next_session" in limit:
        return next_session(calendar, start)
    count, unit = parse_amount(limit["amount"])
    if unit == "now":
        number, of = parse_amount(limit["grace"]) if "grace" in limit else (0, "minute")
        late_from = start + number * UNITS[of] * SECOND + SECOND
        return Answer(start, late_from, False, f"at once, with {limit.get('grace', 'no')} of grace")
    if "before" in limit:
        if limit["before"] not in facts:
            raise OracleError(f"the fact {limit['before']} is absent")
        return counted_back(calendar, count, unit, facts[limit["before"]], limit.get("roll") == "back")
    if unit in ("minute", "hour"):
        return at_instant(start + count * UNITS[unit] * SECOND, False, f"by the clock from {start:%a %H:%M}")
    if unit in ("working minute", "working hour"):
        return working_time(calendar, start, count * UNITS[unit])
    if unit == "working day":
        return ended(calendar, working_days(calendar, start, count), start, limit.get("end"))
    answer = rolled(calendar, shifted(start.date(), count, unit), "roll" not in limit)
    return ended(calendar, answer, start, limit.get("end"))


def due(calendar, limit, start, facts=None):
    """The answer for a limit as a pack writes it: an amount or an object."""
    facts = facts or {}
    if isinstance(limit, str):
        limit = {"amount": limit}
    if "then" in limit:
        answer, why, provisional = None, [], False
        for part in limit["then"]:
            if answer is not None:
                # After a day end the next part starts on that date, after an instant at that instant.
                start = answer.due if isinstance(answer.due, datetime) else midnight(answer.due)
            answer = due(calendar, part, start, facts)
            why.append(answer.why)
            provisional = provisional or answer.provisional
        return answer._replace(why=", then ".join(why), provisional=provisional)
    for key, choose in (("earlier_of", min), ("later_of", max)):
        if key in limit:
            answers = [due(calendar, part, start, facts) for part in limit[key]]
            chosen = choose(answers, key=lambda a: a.late_from)
            return chosen._replace(provisional=any(a.provisional for a in answers))
    return term(calendar, limit, start, facts)


def holds(guard, facts):
    """A condition of docs/rule_language.md over the facts; an absent fact compares to nothing."""
    def one(key, wanted):
        if key == "all":
            return all(holds(part, facts) for part in wanted)
        if key == "any":
            return any(holds(part, facts) for part in wanted)
        if key == "not":
            return not holds(wanted, facts)
        value = facts.get(key)
        if isinstance(wanted, dict):
            if "present" in wanted:
                return (value is not None) == wanted["present"]
            return (value is not None and wanted.get("at_least", value) <= value <= wanted.get("at_most", value))
        return value is not None and value in listed(wanted)
    return all(one(key, wanted) for key, wanted in guard.items() if key != "note")


class Pack:
    """A rule pack, as far as its limits go."""

    def __init__(self, folder):
        self.folder = Path(folder)
        rules = next(up for up in self.folder.resolve().parents if (up / "national").is_dir())
        self.data = spelt_out(json.loads((self.folder / "pack.json").read_text(encoding="utf-8")), rules)
        self.calendars = {name: Calendar(reference, rules) for name, reference in self.data["calendars"].items()}

    def calendar(self, rule):
        return self.calendars[rule.get("calendar", self.data["calendar"])]

    def limits(self):
        """{(what, event or duty, state or None, row): the row of `within`, its calendar}"""
        found = {}
        for name, duty in self.data["duties"].items():
            for number, row in enumerate(listed(duty.get("within"))):
                found["duty", name, None, number] = row, self.calendar(duty)
        for transition in self.data["transitions"]:
            states = tuple(listed(transition.get("from")))
            if "until" in transition:
                for number, row in enumerate(listed(transition["until"]["within"])):
                    found["until", transition["on"], states, number] = row, self.calendar(transition["until"])
            if "dated_back" in transition:
                back = transition["dated_back"]
                found["dated_back", transition["on"], states, 0] = {"limit": back["amount"]}, self.calendar(back)
        return found

    def facts(self, given):
        """The standing values of the facts with those that are given, dates and times read."""
        facts = {name: fact["default"] for name, fact in self.data["facts"].items() if "default" in fact}
        facts.update(given)
        for name, value in facts.items():
            kind = self.data["facts"][name]["type"]
            if isinstance(value, str) and kind == "date":
                facts[name] = date.fromisoformat(value)
            elif isinstance(value, str) and kind == "instant":
                facts[name] = read_instant(value)
        return facts

    def row(self, what, name, state, start, given):
        """The key, limit and calendar of the one row that holds."""
        facts = self.facts(given)
        rest, chosen = [], []
        for key, (row, calendar) in self.limits().items():
            if key[:2] != (what, name) or (state is not None and state not in key[2]):
                continue
            if "when" not in row and "received" not in row:
                rest.append((key, row, calendar))
            elif holds(row.get("when", {}), facts) and self.received(row, start):
                chosen.append((key, row, calendar))
        if not chosen:
            chosen = rest
        # Several transitions may say the same.
        if not chosen or any(row["limit"] != chosen[0][1]["limit"] for _, row, _ in chosen):
            raise OracleError(f"{what} {name}: {len(chosen)} rows hold")
        return chosen[0]

    def received(self, row, start):
        if "received" not in row:
            return True
        choice = row["received"]
        calendar = self.calendars[choice.get("calendar", self.data["calendar"])]
        inside = {"session": calendar.in_session, "day_hours": calendar.in_day_hours}[choice.get("in") or choice["not_in"]]
        return inside(start) == ("in" in choice)

    def due(self, what, name, state, start, given):
        key, row, calendar = self.row(what, name, state, start, given)
        answer = due(calendar, row["limit"], start, self.facts(given))
        if any("received" in row for other, (row, _) in self.limits().items() if other[:3] == key[:3]):
            answer = answer._replace(provisional=answer.provisional or calendar.day(start.date()).undecided)
        return answer


def read_instant(text):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\+07:00)?", text)
    if not match:
        raise OracleError(f"{text!r} is no local time")
    day, clock = match[1], match[2]
    return midnight(date.fromisoformat(day)) + DAY if clock == "24:00" else datetime.fromisoformat(f"{day}T{clock}")


def due_text(value):
    """As a scenario writes it: a date ends at its 24:00; seconds only where there are any."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M}" + (f":{value:%S}" if value.second else "")
    return value.isoformat()


def value_of(text):
    return {"true": True, "false": False}.get(text, int(text) if re.fullmatch(r"\d+", text) else text)


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    if re.match(r"\d{4}-", arguments[0]):
        answer = due(Calendar("national/office"), json.loads(arguments[1]) if arguments[1].startswith("{") else arguments[1],
                     read_instant(arguments[0]))
    else:
        what, name = arguments[1].split(":")
        name, _, state = name.partition("@")
        given = {key: value_of(value) for key, value in (pair.split("=", 1) for pair in arguments[3:])}
        answer = Pack(arguments[0]).due(what, name, state or None, read_instant(arguments[2]), given)
    print(f"due {due_text(answer.due)}, late from {due_text(answer.late_from)}"
          f"{', provisional' if answer.provisional else ''}: {answer.why}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OracleError as problem:
        sys.exit(f"limits_oracle.py: {problem}")
