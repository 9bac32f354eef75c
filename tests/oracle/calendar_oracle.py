#!/usr/bin/env python3
"""What kind of day each date is, by walking the dates one by one: a second opinion about the compiled calendar.

    calendar_oracle.py                                    prints date,kind,working_day,provisional for the horizon
    calendar_oracle.py --check tests/data/holidays.csv    compares with the published days and with the Labour Code

Reads rules/national/office.json and the holidays beside it (or --office FILE), lunar dates from
tests/data/lunar_months.csv. Written from the law and docs/rule_language.md alone, with nothing of the engine in it:

- weekly rest: the days for which the office has no row of working days (Decision 188/1999/QĐ-TTg: Saturday, Sunday);
- holidays: Labour Code 2019, art. 112(1) (before: Code 2012, art. 115(1); before 1 May 2013: Code 1994, art. 73); the
  Prime Minister's days of Tết and of the second National Day (112(3)) stand in place of the rule's;
- compensatory days, art. 111(3): in date order, each holiday on a weekly rest day gives the next date that is neither a
  rest day, nor a holiday, nor already given;
- swaps: a day off and the day worked for it; then the office's own closures.

The last of these that speaks of a date gives its kind: working, weekend, holiday, compensatory, swapped_off,
swapped_to_work or closed. A date is provisional outside the decided range, or where a fact with status provisional or
unconfirmed speaks of it, be its switch on or off. Anything that the files say and the law does not allow stops the
program with a message. Standard library alone.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ONE_DAY = timedelta(days=1)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UNDECIDED = {"provisional", "unconfirmed"}
LAST_PUBLISHED_YEAR = 2026  # the notices for 2027 are not known
KINDS = {"statutory": "holiday", "compensatory": "compensatory", "swapped-off": "swapped_off",
         "swapped-to-work": "swapped_to_work"}  # the words of holidays.csv


class Holiday(NamedTuple):
    rule: str
    name: str
    status: str


class Cause(NamedTuple):
    name: str = ""
    paired_date: date | None = None


class Day(NamedTuple):
    kind: str
    working_day: bool
    provisional: bool
    cause: Cause = Cause()


def fail(message):
    sys.exit(f"calendar_oracle.py: {message}")


def day_of(text):
    return date.fromisoformat(text)


def within(day, span):
    """Is the date in {"from": ..., "until": ...}, both included, either absent?"""
    return (("from" not in span or day_of(span["from"]) <= day)
            and ("until" not in span or day <= day_of(span["until"])))


def dates_between(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def read_lunar_months():
    with open(ROOT / "tests/data/lunar_months.csv", encoding="utf-8", newline="") as file:
        return {(int(row["lunar_year"]), int(row["month"])): day_of(row["first_date"])
                for row in csv.DictReader(file) if row["leap"] == "0"}


# --- Weekly rest

def in_season(day, season):
    today = day.strftime("%m-%d")
    first, last = season["from"], season["until"]
    return first <= today <= last if first <= last else today >= first or today <= last


def is_weekly_rest(office, day):
    rows = [row for row in office["weekly"] if WEEKDAYS[day.weekday()] in row["days"] and within(day, row)
            and ("season" not in row or in_season(day, row["season"]))]
    return not any(row["working_day"] for row in rows)


# --- Holidays

def dates_by_rule(rule, year, lunar_months):
    on = rule["on"]
    month, day = map(int, on.get("solar", on.get("lunar")).split("-"))
    centre = date(year, month, day) if "solar" in on else lunar_months[year, month] + timedelta(days=day - 1)
    return dates_between(centre + timedelta(days=on.get("first", 0)), centre + timedelta(days=on.get("last", 0)))


def dates_of_year(rule, year, lunar_months):
    """The dates of one holiday in one year and their status."""
    by_rule = dates_by_rule(rule, year, lunar_months)
    published = [row for row in rule.get("years", []) if day_of(row["first"]).year == year]
    if len(published) > 1:
        fail(f"{rule['id']}: two rows for {year}")
    if not published:
        return by_rule, rule["status"]
    row = published[0]
    dates = dates_between(day_of(row["first"]), day_of(row["last"]))
    if "fixed_by" not in rule and dates != by_rule:
        fail(f"{rule['id']} {year}: published {dates[0]}, by the rule {by_rule[0]}")
    return dates, row["status"]


def all_holidays(holidays, years, lunar_months, allowed):
    """{date: Holiday} for the rules that `allowed` lets through."""
    found = {}
    for rule in filter(allowed, holidays["days"]):
        for year in years:
            dates, status = dates_of_year(rule, year, lunar_months)
            for day in dates:
                if any(within(day, basis) for basis in rule["basis"]):
                    found.setdefault(day, Holiday(rule["id"], rule["name"]["vi"], status))
    return found


# --- Compensatory days

def compensatory_days(holidays, off, is_rest):
    """{date: the holiday's date}, by art. 111(3)."""
    given = {}
    for holiday in sorted(off):
        if not is_rest(holiday):
            continue
        day = holiday + ONE_DAY
        while is_rest(day) or day in off or day in given:
            day += ONE_DAY
        given[day] = holiday
    for row in holidays["compensatory"]["announced"]:
        derived = given.get(day_of(row["date"]))
        if derived != day_of(row["for"]):
            fail(f"announced {row['date']} for {row['for']}, derived for {derived}")
    return given


# --- The walk

def undecided_dates(holidays, lunar_months, years, off, given):
    """The dates of which a provisional or unconfirmed fact speaks, whichever way its switch stands."""
    dates = set()
    for rule in holidays["days"]:
        facts = all_holidays(holidays, years, lunar_months, lambda other: other is rule)
        dates |= {day for day, holiday in facts.items() if holiday.status in UNDECIDED}
    announced = {day_of(row["date"]): row["status"] for row in holidays["compensatory"]["announced"]}
    dates |= {day for day, holiday in given.items() if announced.get(day, off[holiday].status) in UNDECIDED}
    for swap in holidays["swaps"]:
        if swap["status"] in UNDECIDED:
            dates |= {day_of(swap["off"]), day_of(swap["work"])}
    return dates


def walk(office, holidays, lunar_months):
    """{date: Day} for the office's horizon."""
    first, last = day_of(office["horizon"]["from"]), day_of(office["horizon"]["until"])
    years = range(first.year, last.year + 1)
    names = {rule["id"]: rule["name"]["vi"] for rule in holidays["days"]}
    switches = office.get("switches", {})
    off = all_holidays(holidays, years, lunar_months,
                       lambda rule: not rule.get("switch") or switches.get(rule["id"], False))
    given = compensatory_days(holidays, off, lambda day: is_weekly_rest(office, day))
    swapped_off = {day_of(swap["off"]): swap for swap in holidays["swaps"]}
    swapped_to_work = {day_of(swap["work"]): swap for swap in holidays["swaps"]}
    for day, swap in swapped_off.items():
        if is_weekly_rest(office, day) or day in off or day in given:
            fail(f"{day} is off already, and swapped for {swap['work']}")
    for day, swap in swapped_to_work.items():
        if not is_weekly_rest(office, day) or day in off:
            fail(f"{day} is no weekly rest day, and worked for {swap['off']}")
    own = {}
    for row in office["dates"]:
        if row["kind"] != "closed":
            fail(f"{row['date']}: only closures are walked here, not {row['kind']}")
        own[day_of(row["date"])] = row["cause"]["vi"]
    undecided = undecided_dates(holidays, lunar_months, years, off, given)

    days = {}
    for day in dates_between(first, last):
        provisional = not within(day, holidays["decided"]) or day in undecided
        if day in own:
            kind, working, cause = "closed", False, Cause(own[day])
        elif day in swapped_to_work:
            swap = swapped_to_work[day]
            kind, working = "swapped_to_work", office["make_up_days_count"]
            cause = Cause(names[swap["for"]], day_of(swap["off"]))
        elif day in swapped_off:
            swap = swapped_off[day]
            kind, working, cause = "swapped_off", False, Cause(names[swap["for"]], day_of(swap["work"]))
        elif day in given:
            kind, working, cause = "compensatory", False, Cause(off[given[day]].name, given[day])
        elif day in off:
            kind, working, cause = "holiday", False, Cause(off[day].name)
        elif is_weekly_rest(office, day):
            kind, working, cause = "weekend", False, Cause()
        else:
            kind, working, cause = "working", True, Cause()
        days[day] = Day(kind, working, provisional, cause)
    return days


# --- Checks

def check_the_law(holidays, lunar_months, years):
    """The number of days that the Labour Codes give, and where they may lie, in each year."""
    off = all_holidays(holidays, years, lunar_months, lambda rule: not rule.get("switch"))
    for year in years:
        of_year = {day: holiday.rule for day, holiday in off.items() if day.year == year}
        # Code 1994: four days of Tết, until 30 April 2013. Code 2012: five. Code 2019: five, and two for National Day.
        wanted = {"new-year": 1, "tet": 4 if year == 2013 else 5, "hung-kings": 1, "victory-day": 1, "labour-day": 1,
                  "national-day": 1}
        if year >= 2021:
            wanted["second-national-day"] = 1
        if Counter(of_year.values()) != Counter(wanted):
            fail(f"{year}: {dict(Counter(of_year.values()))}, by law {wanted}")
        day_by_law = {date(year, 1, 1): "new-year", lunar_months[year, 1]: "tet", date(year, 4, 30): "victory-day",
                      lunar_months[year, 3] + timedelta(days=9): "hung-kings", date(year, 5, 1): "labour-day",
                      date(year, 9, 2): "national-day"}
        for day, rule in day_by_law.items():
            if of_year.get(day) != rule:
                fail(f"{day} is {rule} by law")
        tet = [day for day, rule in of_year.items() if rule == "tet"]
        if max(tet) - min(tet) != ONE_DAY * (len(tet) - 1):
            fail(f"{year}: the days of Tết are not consecutive")
        second = [day for day, rule in of_year.items() if rule == "second-national-day"]
        if not set(second) <= {date(year, 9, 1), date(year, 9, 3)}:
            fail(f"{year}: the second National Day is not beside 2 September")
    print(f"holidays of {years[0]} to {years[-1]}: as many as the law gives, and where it puts them")


def read_published(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = {day_of(row["date"]): row for row in csv.DictReader(file)}
    for day, row in rows.items():
        if row["weekday"].lower() != WEEKDAYS[day.weekday()]:
            fail(f"{path}: {day} is no {row['weekday']}")
        # The file adds the lunar day to the name of Tết: "(mùng 1)", "(29 Chạp)".
        row["holiday"] = re.sub(r" \((mùng \d|\d\d Chạp)\)$", "", row["holiday"])
    return rows


def published_day(day, row):
    """What the file says of a date: its row, or an ordinary week when it has none."""
    undecided_year = day.year > LAST_PUBLISHED_YEAR
    ordinary = Day("weekend", False, undecided_year) if day.weekday() >= 5 else Day("working", True, undecided_year)
    if row is None:
        return ordinary
    if row["status"].startswith("UNCONFIRMED"):
        return ordinary._replace(provisional=True)
    paired_date = day_of(row["paired_date"]) if row["paired_date"] else None
    return Day(KINDS[row["kind"]], row["kind"] == "swapped-to-work",
               undecided_year or row["status"].startswith("PROVISIONAL"), Cause(row["holiday"], paired_date))


def check_the_published_days(rows, days):
    """Every date of the years that the file speaks of, its ordinary ones too; answers how many differ."""
    differing = Counter()
    agreeing = Counter()
    for day, ours in days.items():
        if day.year > max(rows).year:
            break
        years = f"2013 to {LAST_PUBLISHED_YEAR}" if day.year <= LAST_PUBLISHED_YEAR else "after that"
        theirs = published_day(day, rows.get(day))
        if ours == theirs:
            agreeing[years] += 1
        else:
            differing[years] += 1
            print(f"{day}: {theirs} in the file, {ours} by the walk")
    for years in agreeing | differing:
        print(f"{years}: {agreeing[years]} dates agree, {differing[years]} differ")
    return differing.total()


def check_the_rows(rows, holidays):
    """Every row of the file stands in the rules with its status, and no published fact stands there alone."""
    ours = {}
    for rule in holidays["days"]:
        for row in rule["years"]:
            for day in dates_between(day_of(row["first"]), day_of(row["last"])):
                ours[day, "holiday"] = row
    for row in holidays["compensatory"]["announced"]:
        ours[day_of(row["date"]), "compensatory"] = row
    for row in holidays["swaps"]:
        ours[day_of(row["off"]), "swapped_off"] = row
        ours[day_of(row["work"]), "swapped_to_work"] = row
    theirs = {(day, KINDS[row["kind"]]): re.match("[a-zA-Z-]+", row["status"])[0].lower() for day, row in rows.items()}
    differing = 0
    for key in sorted(ours.keys() | theirs.keys()):
        status = ours[key]["status"] if key in ours else None
        if status != theirs.get(key):
            differing += 1
            print(f"{key[0]} {key[1]}: {theirs.get(key)} in the file, {status} in the rules")
    for key, row in ours.items():
        unknown = [name for name in row["source"] if name not in holidays["sources"]]
        if unknown or not row["source"]:
            fail(f"{key[0]} {key[1]}: sources {row['source']}")
    print(f"{len(ours.keys() | theirs.keys()) - differing} rows agree, {differing} differ")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--office", metavar="FILE", type=Path, default=ROOT / "rules/national/office.json")
    parser.add_argument("--check", metavar="FILE")
    arguments = parser.parse_args()
    office = json.loads(arguments.office.read_text(encoding="utf-8"))
    holidays_path = arguments.office.parent / (office["holidays"].split("/")[-1] + ".json")
    holidays = json.loads(holidays_path.read_text(encoding="utf-8"))
    lunar_months = read_lunar_months()
    days = walk(office, holidays, lunar_months)
    if arguments.check:
        check_the_law(holidays, lunar_months, range(min(days).year, max(days).year + 1))
        rows = read_published(arguments.check)
        differing = check_the_rows(rows, holidays) + check_the_published_days(rows, days)
        return 1 if differing else 0
    print("date,kind,working_day,provisional")
    for day, found in days.items():
        print(f"{day},{found.kind},{int(found.working_day)},{int(found.provisional)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
