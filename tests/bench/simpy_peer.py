#!/usr/bin/env python3
"""The process of tests/bench/simulation/year.json in SimPy, as a Python programmer would write it, against `thoihan simulate`.

    PYTHONPATH=<folder with simpy> python3 -B tests/bench/simpy_peer.py [PACK]

Engines are compared, not calendars: dues and the ends of work are read off tables with a row a minute, made before the clock starts. Both
live the same process with the same rates, shares, staff and times: receipt, refusal and completion, the Office's decision, forwarding,
return, promise, result, answer, rating, dispute, closing. SimPy lives one of the plan's worlds; which share of the reports each
authority has it is told by thoihan, whose routing table gives it. Loading counts for thoihan and does not for SimPy. A peer that does
not live about as many acts a report, and have about as many in time, is no peer: the program then ends with status 1.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from bisect import bisect_right
from datetime import datetime, timedelta
from math import exp
from pathlib import Path

import simpy

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build"))
sys.path.insert(0, str(ROOT / "examples" / "data"))

from pack_model import OfficeHours  # noqa: E402

PLAN = ROOT / "tests/bench/simulation/year.json"
MINUTES_A_DAY = 1440


class Tables:
    """Minutes since the first midnight: working minutes before each, the minute of each working minute, the n-th working day's end."""

    def __init__(self, first, days):
        hours = OfficeHours(ROOT / "rules")
        self.worked, self.minute_of, self.day_number, self.day_end = [], [], [], []
        for day in range(days):
            sessions = hours.sessions((first + timedelta(days=day)).date())
            self.day_number.append(len(self.day_end))
            if sessions:
                self.day_end.append((day + 1) * MINUTES_A_DAY)
            open_minutes = {m for opens, closes in sessions for m in range(opens // 60, closes // 60)}
            for minute in range(MINUTES_A_DAY):
                self.worked.append(len(self.minute_of))
                if minute in open_minutes:
                    self.minute_of.append(day * MINUTES_A_DAY + minute)

    def add(self, t, minutes):
        whole = int(t)
        at = self.worked[whole] + minutes
        if self.worked[whole + 1] > self.worked[whole]:
            at += t - whole
        last = int(at)
        return self.minute_of[last] + at - last if last < len(self.minute_of) else 1e12

    def days(self, t, n):
        day = int(t) // MINUTES_A_DAY
        number = self.day_number[day + 1] + n - 1  # the n-th working day after this one
        return self.day_end[number] if number < len(self.day_end) else 1e12


class Model:
    def __init__(self, plan, shares, seed):
        self.random, self.env = random.Random(seed), simpy.Environment()
        self.reports = self.acts = self.on_time = self.late = 0
        first = datetime.fromisoformat(plan["from"])
        span = (datetime.fromisoformat(plan["until"]) - first).days
        self.end = span * MINUTES_A_DAY
        self.tables = Tables(first, span + 400)
        staff = {row.get("authority", row.get("role")): row["number"] for row in plan["staff"]}
        self.operators = simpy.Resource(self.env, staff["operator"])
        self.office = simpy.Resource(self.env, staff["office"])
        self.authorities = [simpy.Resource(self.env, staff.get(name, staff[None])) for name, _ in shares]
        self.up_to = [sum(share for _, share in shares[:n + 1]) for n in range(len(shares))]
        weekdays = list(plan["arrivals"]["weekdays"].values())
        rates = [w * v for w in weekdays for v in plan["arrivals"]["hours"]]
        a_week = plan["arrivals"]["a_day"] * 7 / sum(rates)
        self.rates = [rates[(first.weekday() * 24 + hour) % len(rates)] * a_week / 60 for hour in range(span * 24)]
        self.env.process(self.arrivals())

    def arrivals(self):
        env, step = self.env, self.random.expovariate
        hour, at = 0, 0.0
        while True:
            left = step(1)
            while hour < len(self.rates) and left >= (hour * 60 + 60 - at) * self.rates[hour]:
                left -= (hour * 60 + 60 - at) * self.rates[hour]
                hour += 1
                at = hour * 60.0
            if hour == len(self.rates):
                return
            at += left / self.rates[hour]
            yield env.timeout(at - env.now)
            self.reports += 1
            env.process(self.report())

    def work(self, resource, median, sigma):
        env = self.env
        with resource.request() as turn:
            yield turn
            minutes = median * exp(sigma * self.random.gauss(0, 1))
            yield env.timeout(self.tables.add(env.now, minutes) - env.now)
        self.acts += 1

    def met(self, late_from):
        if self.env.now < late_from:
            self.on_time += 1
        else:
            self.late += 1

    def report(self):
        draw, env, tables = self.random.random, self.env, self.tables
        urgent = draw() < 0.02
        self.acts += 1
        state = "received"
        while True:
            if state in ("received", "returned"):
                due = env.now + 30 if urgent else tables.add(env.now, 120)
                yield from self.work(self.operators, 10, 0.7)
                self.met(due)
                ball = draw() if state == "received" else 1
                if ball < 0.04:
                    due = env.now + 30
                    yield from self.work(self.operators, 10, 0.7)
                    self.met(due)
                    if draw() < 0.5:
                        return
                    if draw() < 0.6:
                        yield env.timeout(self.random.expovariate(1 / 1440))
                        self.acts += 1
                        continue
                    yield env.timeout(4320)
                    self.acts += 1
                    return
                if ball < 0.05:
                    return
                if ball < 0.08:
                    yield from self.work(self.office, 150, 1.0)
                    due = env.now + 30 if urgent else tables.add(env.now, 120)
                    yield from self.work(self.operators, 10, 0.7)
                    self.met(due)
                    env.process(self.work(self.operators, 10, 0.7))  # the decision is told
                state = "with_authority"
                authority = self.authorities[bisect_right(self.up_to, draw() * self.up_to[-1])]
            elif state == "with_authority":
                due = tables.days(env.now, 5)
                ball = draw()
                if ball < 0.05:
                    yield from self.work(authority, 60, 0.5)
                    state = "returned"
                    continue
                if ball < 0.13:
                    yield from self.work(authority, 150, 1.0)
                    due += 3 * MINUTES_A_DAY
                    env.process(self.work(self.operators, 10, 0.7))  # the promise is told
                yield from self.work(authority, 150, 1.0)
                self.met(due)
                due = tables.add(env.now, 240)
                yield from self.work(self.operators, 10, 0.7)
                self.met(due)
                state = "answered"
            else:
                ball = draw()
                self.acts += 1
                if ball < 0.31:
                    yield env.timeout(self.random.expovariate(1 / 1440))
                    if ball < 0.27:  # satisfied
                        continue
                    yield from self.work(self.operators, 10, 0.7)
                    state = "with_authority"
                else:
                    yield env.timeout(4320)
                    return


def lived(pack, threads):
    command = [BUILD / "thoihan", "simulate", pack, PLAN, "--json", "--threads", str(threads)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=600)
    spent = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [json.loads(line) for line in done.stdout.splitlines()], spent, cpu


def main():
    pack = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "rules/province/tien-giang")
    plan = json.loads(PLAN.read_text(encoding="utf-8"))
    rows, _, _ = lived(pack, 1)
    shares = [(row["authority"], row["begun"]) for row in rows if row["table"] == "queues" and row["authority"]]
    model = Model(plan, shares, 1)
    began, cpu = time.perf_counter(), time.process_time()
    model.env.run(until=model.end)
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    peer, peer_cpu = spent / model.reports, cpu / model.reports
    print(f"SimPy {simpy.__version__}: {model.reports} reports, {model.acts / model.reports:.2f} acts a report, "
          f"{model.on_time / (model.on_time + model.late):.1%} in time, {spent:.2f} s ({cpu:.2f} s of processor), {peer * 1e6:.1f} us a report")
    for threads in (1, 2):
        rows, spent, cpu = min((lived(pack, threads) for _ in range(5)), key=lambda run: run[1])
        whole = rows[0]
        reports, duties = whole["arrived"], whole["duties"]
        print(f"thoihan, {threads} threads: {reports} reports, {whole['acts'] / reports:.2f} acts a report, {duties['on_time_ppm'] / 1e4:.1f}% in time, "
              f"{spent:.2f} s ({cpu:.2f} s of processor), {spent / reports * 1e6:.3f} us a report, {whole['bytes_a_report']} bytes a report in flight, "
              f"1/{peer / spent * reports:.0f} (of processor time 1/{peer_cpu / cpu * reports:.0f})")
    alike = abs(model.acts / model.reports - whole["acts"] / reports) < 0.1 and abs(
        model.on_time / (model.on_time + model.late) - duties["on_time_ppm"] / 1e6) < 0.03
    sys.exit(0 if alike else 1)


if __name__ == "__main__":
    main()
