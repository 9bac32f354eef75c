#!/usr/bin/env python3
"""The process of tests/bench/simulation/year.json in SimPy, as a Python programmer would write it, against `thoihan simulate`.

    PYTHONPATH=<folder with simpy> python3 -B tests/bench/simpy_peer.py [REPORTS] [PACK]

Engines are compared, not calendars: dues and the ends of work are read off tables with a row a minute, made before the clock starts. Both
live the same process with the same rates, shares, staff and times: receipt, refusal and completion, the Office's decision, forwarding,
return, promise, result, answer, rating, dispute, closing. SimPy lives fewer reports, and is measured by the report.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from math import exp
from pathlib import Path

import simpy

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build"))
sys.path.insert(0, str(ROOT / "examples" / "data"))

from pack_model import OfficeHours  # noqa: E402

PLAN = ROOT / "tests/bench/simulation/year.json"
AUTHORITIES = 31
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
        last = int(at)
        return self.minute_of[last] + at - last if last < len(self.minute_of) else 1e12

    def days(self, t, n):
        day = int(t) // MINUTES_A_DAY
        number = self.day_number[day + 1] + n - 1  # the n-th working day after this one
        return self.day_end[number] if number < len(self.day_end) else 1e12


class Model:
    def __init__(self, reports, plan, seed):
        self.random, self.env, self.count = random.Random(seed), simpy.Environment(), Counter()
        first = datetime.fromisoformat(plan["from"])
        span = (datetime.fromisoformat(plan["until"]) - first).days
        self.tables = Tables(first, span + 400)
        self.weights = [w * v for v in plan["arrivals"]["weekdays"].values() for w in plan["arrivals"]["hours"]]
        share = reports / (plan["arrivals"]["a_day"] * span)  # as many days, fewer reports, and as much less staff
        self.rate = reports / span / MINUTES_A_DAY
        self.operators = simpy.Resource(self.env, max(1, round(30 * share)))
        self.office = simpy.Resource(self.env, max(1, round(6 * share)))
        self.authorities = [simpy.Resource(self.env, max(1, round(14 * share))) for _ in range(AUTHORITIES)]
        self.first_day = first.weekday()
        self.env.process(self.arrivals(span * MINUTES_A_DAY))

    def arrivals(self, end):
        most = max(self.weights) * len(self.weights) / sum(self.weights) * self.rate
        while True:
            yield self.env.timeout(self.random.expovariate(most))
            now = self.env.now
            if now >= end:
                return
            hour = (int(now) // 60 + self.first_day * 24) % len(self.weights)
            if self.random.random() * most < self.weights[hour] * len(self.weights) / sum(self.weights) * self.rate:
                self.count["reports"] += 1
                self.env.process(self.report())

    def work(self, resource, median, sigma):
        with resource.request() as turn:
            yield turn
            minutes = median * exp(sigma * self.random.gauss(0, 1))
            yield self.env.timeout(self.tables.add(self.env.now, minutes) - self.env.now)
        self.count["acts"] += 1

    def met(self, duty, late_from):
        self.count[duty, self.env.now >= late_from] += 1

    def report(self):
        draw, env, tables = self.random.random, self.env, self.tables
        urgent = draw() < 0.02
        self.count["acts"] += 1
        state = "received"
        while True:
            if state == "received":
                due = env.now + 30 if urgent else tables.add(env.now, 120)
                yield from self.work(self.operators, 10, 0.7)
                self.met("forward", due)
                ball = draw()
                if ball < 0.04:
                    due = env.now + 30
                    yield from self.work(self.operators, 10, 0.7)
                    self.met("tell_refusal", due)
                    if draw() < 0.5:
                        return
                    yield env.timeout(self.random.expovariate(1 / 1440))
                    self.count["acts"] += 1
                    if draw() < 0.6:
                        continue
                    return
                if ball < 0.05:
                    return
                if ball < 0.08:
                    yield from self.work(self.office, 150, 1.0)
                    yield from self.work(self.operators, 10, 0.7)
                state = "with_authority"
            elif state == "with_authority":
                due = tables.days(env.now, 5)
                authority = self.authorities[int(draw() * AUTHORITIES)]
                ball = draw()
                if ball < 0.05:
                    yield from self.work(authority, 60, 0.5)
                    state = "received"
                    continue
                if ball < 0.13:
                    yield from self.work(authority, 150, 1.0)
                    due += 3 * MINUTES_A_DAY
                    yield from self.work(self.operators, 10, 0.7)
                yield from self.work(authority, 150, 1.0)
                self.met("handle", due)
                due = tables.add(env.now, 240)
                yield from self.work(self.operators, 10, 0.7)
                self.met("answer", due)
                state = "answered"
            else:
                ball = draw()
                self.count["acts"] += 1
                if ball < 0.31:
                    yield env.timeout(self.random.expovariate(1 / 1440))
                    if ball < 0.27:  # satisfied
                        continue
                    yield from self.work(self.operators, 10, 0.7)
                    state = "with_authority"
                else:
                    yield env.timeout(4320)
                    return


def measured(work):
    before = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - before


def main():
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    pack = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "rules/province/tien-giang")
    plan = json.loads(PLAN.read_text(encoding="utf-8"))
    model = Model(reports, plan, 1)
    _, spent = measured(model.env.run)
    lived = model.count["reports"]
    peer = spent / lived
    print(f"SimPy {simpy.__version__}: {lived} reports, {model.count['acts']} acts, {spent:.2f} s, {peer * 1e6:.1f} us a report")
    for threads in (1, 2):
        command = [BUILD / "thoihan", "simulate", pack, PLAN, "--json", "--threads", str(threads)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done, spent = measured(lambda: subprocess.run(command, capture_output=True, check=True, text=True, timeout=600))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        whole = json.loads(done.stdout.splitlines()[0])
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        ours = spent / whole["arrived"]
        print(f"thoihan, {threads} threads: {whole['arrived']} reports, {whole['acts']} acts, {spent:.2f} s ({cpu:.2f} s of processor), "
              f"{ours * 1e6:.3f} us a report, {whole['bytes_a_report']} bytes a report in flight, 1/{peer / ours:.0f}")


if __name__ == "__main__":
    main()
