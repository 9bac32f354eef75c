"""Speed of the Python package beside pandas and numpy, in one run, as ratios.

    build/python/venv/bin/python tests/bench/python_peers.py        # after tests/python/test_python.py, on a quiet machine

Every peer is measured in turn, seven rounds of each, and the least of the rounds counts, in time of the processor, so that neighbours
matter little. Scalars: a datetime plus 2 working hours, by the
package and by pandas' CustomBusinessHour with the same sessions and days off. Columns: 1,000,000 starts of 2024 to 2026 plus 2 working
hours, with lunch breaks, beside 5 working days by numpy's busday_offset with the same days off, which knows no hours. Import: a fresh
process each. Exit status 1 when a ratio is missed.
"""

import csv
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy
import pandas
import thoihan

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2]))
ROUNDS = 7
ROWS = 1_000_000
SCALARS = 2_000


def days_off():
    """Days off of 2024 to 2026 that fall on a working day of the week."""
    with open(SOURCE / "tests/data/holidays.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "swapped-to-work" and not row["status"].startswith("UNCONFIRMED")]
    return [row["date"] for row in rows]


def least(peers):
    """Seconds of the processor of the fastest round of each, the peers taking turns."""
    best = dict.fromkeys(peers, float("inf"))
    for _ in range(ROUNDS):
        for name, work in peers.items():
            begin = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - begin)
    return best


def import_time(name):
    code = f"import time; begin = time.process_time(); import {name}; print(time.process_time() - begin)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main():
    office = thoihan.Calendar.open()
    off = days_off()
    dice = numpy.random.default_rng(1022)
    seconds = dice.integers(1_704_067_200, 1_798_761_600, ROWS)
    naive = seconds.astype("M8[s]")
    moments = {"s": naive, "ns": naive.astype("M8[ns]")}
    dates = naive.astype("M8[D]")
    five_days = office.limit("5 working days")
    starts = [moment.astype(datetime) for moment in naive[:SCALARS]]
    two_hours = timedelta(hours=2)
    calendar = numpy.busdaycalendar(holidays=off)
    hours = pandas.offsets.CustomBusinessHour(n=2, start=["07:30", "13:00"], end=["11:30", "17:00"], holidays=off)
    for_pandas = [pandas.Timestamp(start) for start in starts[:20]]
    add, due = office.add, five_days.due

    took = least({
        "datetime: Calendar.add": lambda: [add(start, two_hours) for start in starts],
        "datetime: Limit.due, late_from read": lambda: [due(start).late_from for start in starts],
        "datetime: pandas CustomBusinessHour": lambda: [start + hours for start in for_pandas],
        "column int64: Calendar.add": lambda: add(seconds, two_hours),
        "column datetime64[s]: Calendar.add": lambda: add(moments["s"], two_hours),
        "column datetime64[ns]: Calendar.add": lambda: add(moments["ns"], two_hours),
        "column datetime64[s]: Calendar.working_day_after": lambda: office.working_day_after(dates, 5),
        "column datetime64[s]: Limit.due, five columns": lambda: due(moments["s"]),
        "column datetime64[D]: numpy busday_offset": lambda: numpy.busday_offset(dates, 5, roll="preceding", busdaycal=calendar),
    })
    ns = {name: seconds * 1e9 / (len(for_pandas) if "pandas" in name else SCALARS if name.startswith("datetime") else ROWS)
          for name, seconds in took.items()}
    imports = {name: min(import_time(name) for _ in range(ROUNDS)) * 1e9 for name in ("thoihan", "numpy")}
    pandas_ns, numpy_ns = ns["datetime: pandas CustomBusinessHour"], ns["column datetime64[D]: numpy busday_offset"]
    missed = 0
    for name, value in ns.items():
        peer, most = (pandas_ns, 150) if name.startswith("datetime") else (numpy_ns, 8)
        bound = "add" in name or "late_from" in name
        missed += bound and value > peer / most
        print(f"{value:12.1f} ns  1/{peer / value:7.1f}  {f'at most 1/{most}' if bound else '':14s}  {name}")
    missed += imports["thoihan"] > imports["numpy"] / 3
    print(f"{imports['thoihan'] / 1e6:12.1f} ms  1/{imports['numpy'] / imports['thoihan']:7.1f}  at most 1/3      import thoihan, beside numpy's "
          f"{imports['numpy'] / 1e6:.1f} ms")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
