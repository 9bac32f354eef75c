#!/usr/bin/env python3
"""Viet Nam's lunar calendar from astronomy, for the lunar years 1968 to 2100.

    lunar_astronomy.py              prints the table of include/thoihan/time/lunar.hpp
    lunar_astronomy.py --months     prints tests/data/lunar_months.csv
    lunar_astronomy.py --check tests/data/lunar_months.csv
                                    compares that file with the astronomy, month by month; 1 when any differs

The method is the one that Hồ Ngọc Đức made public for Viet Nam's calendar
(https://www.informatik.uni-leipzig.de/~duc/amlich/):

- a month begins on the date, at UTC+7, of the new moon;
- month 11 is the month that holds the winter solstice;
- thirteen months from one month 11 to the next make a leap year, and its leap month is the first of them in which the
  sun enters no new sector of 30 degrees; it bears the number of the month before.

New moons: mean conjunction and periodic terms, and the difference between dynamical and universal time, from J. Meeus,
"Astronomical Formulae for Calculators", chapter 32. The sun: "Astronomical Algorithms", chapter 25 (low accuracy). The
new moons are good to about four minutes, so a new moon nearer to midnight than that is decided by the series, not by
the sky; `lunar_ephem.py` says which those are. Standard library alone.
"""

import argparse
import csv
import datetime
import sys
from math import floor, pi, radians, sin
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1968, 2100
ZONE_DAYS = 7 / 24
UNIX_EPOCH_JULIAN_DAY = 2440588  # the Julian day number of 1970-01-01
SYNODIC_MONTH = 29.53058868
NEW_MOON_0 = 2415020.75933  # the mean new moon of January 1900


class Month(NamedTuple):
    lunar_year: int
    month: int
    leap: bool
    first_day: int  # days since 1970-01-01
    days: int


def new_moon(k):
    """The instant (Julian day, universal time) of the k-th new moon after that of January 1900."""
    t = k / 1236.85
    mean = (NEW_MOON_0 + SYNODIC_MONTH * k + 0.0001178 * t**2 - 0.000000155 * t**3
            + 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2)))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    periodic = ((0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
                - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
                + 0.0104 * sin(2 * node)
                - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
                + 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun)
                - 0.0006 * sin(2 * node + moon) + 0.0010 * sin(2 * node - moon)
                + 0.0005 * sin(sun + 2 * moon))
    dynamical_less_universal = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return mean + periodic - dynamical_less_universal


def new_moon_day(k):
    """The local date of the k-th new moon, in days since 1970-01-01."""
    return floor(new_moon(k) + 0.5 + ZONE_DAYS) - UNIX_EPOCH_JULIAN_DAY


def sun_sector(day):
    """The twelfth of the ecliptic where the sun is as the date begins: 0 from the March equinox, 9 from 21 December."""
    t = (day + UNIX_EPOCH_JULIAN_DAY - 0.5 - ZONE_DAYS - 2451545.0) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    mean_longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    centre = ((1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
              + (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly))
    return floor(radians(mean_longitude + centre) % (2 * pi) / (pi / 6))


def month_11(year):
    """The number of the new moon that opens month 11 of the lunar year that begins in the civil year `year`."""
    end_of_year = (datetime.date(year, 12, 31) - datetime.date(1970, 1, 1)).days
    k = floor((end_of_year + UNIX_EPOCH_JULIAN_DAY - NEW_MOON_0) / SYNODIC_MONTH) + 1
    while new_moon_day(k) > end_of_year:
        k -= 1
    # The year's last new moon opens month 11, or month 12 when the solstice has passed by then.
    return k - 1 if sun_sector(new_moon_day(k)) == 9 else k


def months_from_month_11(year):
    """The months from month 11 of `year` up to month 11 of the next year."""
    first, end = month_11(year), month_11(year + 1)
    leap_at = None
    if end - first == 13:
        leap_at = next(k for k in range(first + 1, end)
                       if sun_sector(new_moon_day(k)) == sun_sector(new_moon_day(k + 1)))
    number = 11
    for k in range(first, end):
        if k != first and k != leap_at:
            number = number % 12 + 1
        day = new_moon_day(k)
        yield Month(year if number >= 11 else year + 1, number, k == leap_at, day, new_moon_day(k + 1) - day)


def all_months():
    """The months of the lunar years FIRST_YEAR to LAST_YEAR, in order."""
    months = [m for year in range(FIRST_YEAR - 1, LAST_YEAR + 1) for m in months_from_month_11(year)]
    return [m for m in months if FIRST_YEAR <= m.lunar_year <= LAST_YEAR]


def date_text(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def year_word(months):
    """One year of the C++ table: lengths, leap month, days from 1 January to the first of the year."""
    long_months = sum(1 << i for i, m in enumerate(months) if m.days == 30)
    leap_month = next((m.month for m in months if m.leap), 0)
    new_year = datetime.date(1970, 1, 1) + datetime.timedelta(days=months[0].first_day)
    after_january_1 = (new_year - datetime.date(new_year.year, 1, 1)).days
    return long_months | leap_month << 13 | after_january_1 << 17


def print_table():
    words = [year_word([m for m in all_months() if m.lunar_year == year]) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    for at in range(0, len(words), 8):
        row = " ".join(f"0x{word:06x}," for word in words[at:at + 8])
        print(f"    {row:<79}  // {FIRST_YEAR + at}")


def print_months(months):
    print("lunar_year,month,leap,first_date,days")
    for m in months:
        print(f"{m.lunar_year},{m.month},{int(m.leap)},{date_text(m.first_day)},{m.days}")


def read_months(path):
    """The month starts of tests/data/lunar_months.csv: {(lunar year, month, leap): date as text}."""
    with open(path, encoding="utf-8", newline="") as file:
        return {(int(row["lunar_year"]), int(row["month"]), row["leap"] == "1"): row["first_date"]
                for row in csv.DictReader(file)}


def differing_months(path, months):
    """Prints and returns the months that do not begin in the file when they do in `months`."""
    theirs = read_months(path)
    ours = {(m.lunar_year, m.month, m.leap): date_text(m.first_day) for m in months}
    differing = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
    for key in differing:
        year, month, leap = key
        print(f"{month}{' leap' if leap else ''}/{year}: {theirs.get(key, 'no such month')} in the file, "
              f"{ours.get(key, 'no such month')} here")
    print(f"{len(ours.keys() | theirs.keys()) - len(differing)} month starts agree, {len(differing)} differ")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", action="store_true")
    parser.add_argument("--check", metavar="FILE")
    arguments = parser.parse_args()
    if arguments.check:
        return 1 if differing_months(arguments.check, all_months()) else 0
    if arguments.months:
        print_months(all_months())
    else:
        print_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
