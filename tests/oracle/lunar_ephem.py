#!/usr/bin/env python3
"""Viet Nam's lunar calendar from the ephem package: a second opinion about tests/data/lunar_months.csv.

    lunar_ephem.py --check tests/data/lunar_months.csv

Needs ephem (Debian: python3-ephem), whose new moons and sun (libastro: VSOP87 and a long lunar theory) share nothing
with `lunar_astronomy.py`. The numbering is its own too: every crossing of a multiple of 30 degrees by the sun is found
as an instant, its date at UTC+7 puts it into a month, and the first month without one, in a year of thirteen months
between two solstices, is the leap month.

Two month starts are known to differ, 11/2072 and 10/2077: there the new moon falls so near to midnight that the series
of the table and ephem stand on either side. A new moon within a minute of midnight is listed as close, since the
difference between dynamical and universal time in those years is a forecast. None of them is a first, third or leap
month, so no holiday moves. The answer is 1 when any other month differs, or when one of the two no longer does.
"""

import argparse
import math
import sys

import ephem

from lunar_astronomy import FIRST_YEAR, LAST_YEAR, Month, date_text, differing_months

KNOWN_TO_DIFFER = [(2072, 11, False), (2077, 10, False)]
ZONE_DAYS = 7 / 24
UNIX_EPOCH = ephem.Date("1970/1/1")


def local_days(instant):
    """Days since 1970-01-01 00:00 local time, with their fraction."""
    return float(instant) - float(UNIX_EPOCH) + ZONE_DAYS


def sun_longitude(instant):
    """Degrees along the ecliptic of date."""
    return math.degrees(ephem.Ecliptic(ephem.Sun(instant), epoch=instant).lon)


def new_moons():
    """All new moons that the range needs, as instants."""
    at, end = ephem.Date(f"{FIRST_YEAR - 1}/11/1"), ephem.Date(f"{LAST_YEAR + 2}/2/1")
    while at < end:
        at = ephem.next_new_moon(at)
        yield at


def major_term_days():
    """{local date: which multiple of 30 degrees the sun reaches on it}."""
    at, end = float(ephem.Date(f"{FIRST_YEAR - 1}/10/1")), float(ephem.Date(f"{LAST_YEAR + 2}/2/15"))
    terms = {}
    while at < end:
        wanted = (math.floor(sun_longitude(at) / 30) + 1) * 30
        for _ in range(8):  # the sun moves nearly evenly, so each step gains several digits
            at += ((wanted - sun_longitude(at) + 180) % 360 - 180) * 365.2422 / 360
        terms[math.floor(local_days(at))] = wanted % 360
        at += 1
    return terms


def months():
    starts = [math.floor(local_days(moon)) for moon in new_moons()]
    terms = major_term_days()
    held = [{terms[day] for day in range(first, end) if day in terms} for first, end in zip(starts, starts[1:])]
    elevenths = [i for i, term in enumerate(held) if 270 in term]
    year = FIRST_YEAR - 1
    for eleventh, next_eleventh in zip(elevenths, elevenths[1:]):
        leap_at = None
        if next_eleventh - eleventh == 13:
            leap_at = next(i for i in range(eleventh + 1, next_eleventh) if not held[i])
        number = 11
        for i in range(eleventh, next_eleventh):
            if i != eleventh and i != leap_at:
                number = number % 12 + 1
            lunar_year = year if number >= 11 else year + 1
            if FIRST_YEAR <= lunar_year <= LAST_YEAR:
                yield Month(lunar_year, number, i == leap_at, starts[i], starts[i + 1] - starts[i])
        year += 1


def print_close_new_moons():
    for moon in new_moons():
        local = local_days(moon)
        seconds = (local - round(local)) * 86400
        if abs(seconds) < 60:
            side = "after" if seconds >= 0 else "before"
            print(f"close: new moon {abs(seconds):.0f} s {side} the midnight that begins {date_text(round(local))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", metavar="FILE", required=True)
    differing = differing_months(parser.parse_args().check, list(months()))
    print_close_new_moons()
    return 0 if differing == KNOWN_TO_DIFFER else 1


if __name__ == "__main__":
    sys.exit(main())
