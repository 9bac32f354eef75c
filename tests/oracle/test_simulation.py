#!/usr/bin/env python3
"""`thoihan simulate` against another simulation of the same world, which knows nothing of the engine.

The process of Lạc Hồng is written out here by hand: receive, forward (2 working hours, clause 3.1), enter_result (5 working days,
4.1), answer (4 working hours, 5). Nothing is left to chance: arrivals are listed, work takes fixed times. Office hours and dues are
those of examples/data/pack_model.py, which counts day by day. What happens in one second happens in the order in which it was
planned, arrivals last (docs/simulation.md).
"""

import heapq
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from collections import defaultdict, deque
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
sys.path.insert(0, str(HERE.parent / "meta"))
sys.path.insert(0, str(SOURCE / "examples" / "data"))

import gate  # noqa: E402
from pack_model import SECOND, OfficeHours  # noqa: E402

HOURS = OfficeHours(SOURCE / "rules")
MINUTES = {"forward": 11, "enter_result": 380, "answer": 24}
STAFF = {"operator": 1, "authority": 2}
LIMITS = {"forward": lambda t: HOURS.add(t, 2 * 3600) + SECOND, "handle": lambda t: HOURS.day_end(t, 5),
          "answer": lambda t: HOURS.add(t, 4 * 3600) + SECOND}
# The duty, who owes it, the act that meets it, the duty that then begins.
STEPS = {"forward": ("operator", "forward", "handle"), "handle": ("authority", "enter_result", "answer"), "answer": ("operator", "answer", None)}


class World:
    def __init__(self, arrivals, until):
        self.until, self.coming, self.pushed = until, [], 0
        self.idle, self.queues = dict(STAFF), defaultdict(deque)
        self.rounds, self.work = defaultdict(lambda: [0, 0, 0, 0]), defaultdict(lambda: [0, 0, 0])
        arrivals = deque(sorted(arrivals))
        while arrivals or self.coming:
            if not self.coming or arrivals and arrivals[0] < self.coming[0][0]:
                self.start("forward", arrivals.popleft())
            else:
                now, _, duty, began = heapq.heappop(self.coming)
                self.finish(duty, began, now)

    def start(self, duty, now):
        role = STEPS[duty][0]
        if self.idle[role]:
            self.begin(duty, now, now)
        else:
            self.queues[role].append((duty, now))

    def begin(self, duty, began, now):
        role, act, _ = STEPS[duty]
        self.idle[role] -= 1
        wait = HOURS.between(began, now)
        sums = self.work[role]
        sums[0] += 1
        sums[1] += wait
        sums[2] = max(sums[2], wait)
        heapq.heappush(self.coming, (HOURS.add(now, MINUTES[act] * 60), self.pushed, duty, began))
        self.pushed += 1

    def finish(self, duty, began, now):
        role, _, following = STEPS[duty]
        late_from = LIMITS[duty](began)
        sums = self.rounds[duty]
        if now < late_from:
            sums[0] += 1
        else:
            late = HOURS.between(late_from, now)
            sums[1:] = [sums[1] + 1, sums[2] + late, max(sums[3], late)]
        if following:
            self.start(following, now)
        self.idle[role] += 1
        if self.queues[role]:
            waiting, since = self.queues[role].popleft()
            self.begin(waiting, since, now)


def simulated(plan):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        done = subprocess.run([BUILD / "thoihan", "simulate", SOURCE / "tests/data/packs/lac-hong", file, "--rules", SOURCE / "rules", "--json"],
                              capture_output=True, text=True, check=True, timeout=60)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {table: [line for line in lines if line["table"] == table] for table in {line["table"] for line in lines}}


class Judge(unittest.TestCase):
    # From before the swap of 29 April 2024 to after Labour Day, at any time of the day; all is done long before July.
    def compare(self, seed, count):
        source = random.Random(seed)
        first, until = datetime(2024, 4, 22), datetime(2024, 9, 1)
        arrivals = [first + timedelta(seconds=source.randrange(18 * 86400)) for _ in range(count)]
        answer = simulated({
            "format": 1, "from": "2024-04-22", "until": "2024-09-01", "arrivals": {"at": [t.isoformat() for t in arrivals]},
            "facts": {"channel": {"phone": 1}, "field": {"roads": 1}, "urgent": {"false": 1}},
            "work": [*({"event": event, "takes": {"minutes": minutes}} for event, minutes in MINUTES.items()), {"takes": {"minutes": 1}}],
            "staff": [{"role": "operator", "number": STAFF["operator"]}, {"number": STAFF["authority"]}],
            "waits": [{"takes": {"minutes": 1}}]})
        world = World(arrivals, until)
        for line in answer["duties"]:
            if line["limit"] is not None:
                found = [line["on_time"], line["late"], line["late_working_s"], line["longest_late_working_s"]]
                self.assertEqual(found, world.rounds[line["duty"]], line["duty"])
        self.assertEqual({line["duty"] for line in answer["duties"]}, {"forward", "handle", "answer"})
        for line in answer["queues"]:
            begun, waited, longest = world.work[line["role"]]
            self.assertEqual((line["begun"], line["mean_wait_working_s"], line["longest_wait_working_s"]),
                             (begun, (waited + begun // 2) // begun, longest), line["role"])
        (whole,) = answer["simulation"]
        self.assertEqual((whole["arrived"], whole["ended"], whole["acts"]), (count, count, 4 * count))
        return world

    def test_busy(self):
        world = self.compare(1, 90)
        for duty in STEPS:
            self.assertGreater(world.rounds[duty][0] * world.rounds["handle"][1], 0)

    def test_many_worlds(self):
        for seed in range(2, 12):
            self.compare(seed, 20 + 10 * seed)


if __name__ == "__main__":
    gate.run_unittest()
