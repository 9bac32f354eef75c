"""What the makers of example data share: seeded numbers, times at which people act, invented people and places, and reports as
lines. Every act is checked against the pack by `Case` (pack_model.py) before it becomes a line.
"""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

from pack_model import SECOND, Case

ROOT = Path(__file__).resolve().parents[2]
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"]
GIVEN = ["Văn Mẫu", "Thị Mẫu", "Văn Thí Dụ", "Thị Thí Dụ", "Văn Giả Định", "Thị Giả Định", "Ví Dụ"]


class Draw:
    """Numbers from a seed: splitmix64, whole numbers only."""

    def __init__(self, *seeds):
        self.state = 0
        for seed in seeds:
            self.state = (self.next() ^ seed) & 0xFFFFFFFFFFFFFFFF

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def between(self, low, high):
        return low + self.next() % (high - low + 1)

    def chance(self, percent):
        return self.next() % 100 < percent

    def pick(self, choices):
        return choices[self.next() % len(choices)]

    def weighted(self, weights):
        ball = self.next() % sum(weights.values())
        for choice, weight in weights.items():
            if ball < weight:
                return choice
            ball -= weight
        raise AssertionError("no weight")

    def shuffled(self, items):
        return sorted(items, key=lambda _: self.next())


def text_of(t):
    return t.isoformat() + "+07:00"


def rows_of(table):
    return [tuple(part.strip() for part in line.split(" | ")) for line in table.strip().splitlines()]


def receipt(draw, hours, first, last):
    """A moment of receipt: fewer on rest days, most in office hours, some at noon, in the evening and at night."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    midnight = datetime.combine(draw.weighted({day: 10 if hours.sessions(day) else 4 for day in days}), time())
    spans = draw.weighted({((27000, 41399), (46800, 61199)): 70, ((41400, 46799),): 8, ((61200, 79199),): 15, ((0, 26999), (79200, 86399)): 7})
    return midnight + timedelta(seconds=draw.between(*draw.pick(spans)))


def write_lines(path, stories):
    """All acts in the order of their recording, one a line."""
    lines = sorted((entry for story in stories for entry in story.lines), key=lambda entry: entry[:3])
    path.write_bytes("".join(json.dumps(line, ensure_ascii=False) + "\n" for *_, line in lines).encode("utf-8"))


class Cut(Exception):
    """The next act would lie after the end of the data."""


class Storyteller:
    """A report as it goes. `route` has the facts that choose its authority, `districts` what the districts are called, `home` the
    district where it plays, where that is settled."""

    def __init__(self, rules, name, moment, draw, end, districts):
        self.rules, self.hours, self.id, self.now, self.draw = rules, rules.hours, name, moment, draw
        self.end, self.districts, self.home, self.route, self.channel = end, districts, None, {}, None
        self.case, self.lines, self.steps, self.tried = Case(rules), [], [], []

    # Places and people: nothing in them exists but the district or the commune.

    def place(self, street):
        n, m = self.draw.between(1, 40), self.draw.between(1, 9)
        if "commune" in self.route:
            kind, area = "khu phố", self.rules.pack["facts"]["commune"]["values"][self.route["commune"]]["vi"]
        else:
            area = self.districts[self.route.get("district") or self.home or self.draw.pick(list(self.districts))]
            kind = "xã" if area.startswith("Huyện") else "phường"
        return f"{street} {n}, {kind} Mẫu {m}, {area[0].lower()}{area[1:]}"

    def person(self):
        family, given = self.draw.pick(FAMILY), self.draw.pick(GIVEN)
        number = self.draw.between(0, 999)
        contact = {"phone": f"0900 000 {number:03}", "email": f"nguoigui{number}@example.vn"}
        if self.channel != "email" and self.draw.chance(85):
            del contact["email"]
        elif self.channel != "phone" and self.draw.chance(70):
            del contact["phone"]
        return {"name": f"{family} {given}", "address": self.place("số nhà Thí Dụ"), **contact}

    # Times.

    def soon(self, low, high):
        """So many minutes later by the clock."""
        return self.now + timedelta(seconds=self.draw.between(low * 60, high * 60))

    def at_work(self, low, high):
        """So many minutes of working time later."""
        return self.hours.add(self.now, self.draw.between(low * 60, high * 60))

    def by_day(self, low, high):
        """So many hours later by the clock, but when people are up."""
        t = self.soon(low * 60, high * 60)
        return t if 6 <= t.hour < 22 else t + timedelta(hours=9)

    def against(self, late_from, timing, by_clock, latest=18000):
        """A moment in view of a limit: early, last (the last second in time), first_late (the first late second), or late, by
        at most `latest` seconds of working time."""
        if timing in ("last", "first_late"):
            return late_from - SECOND * (timing == "last")
        if timing == "late" or self.now >= late_from:
            start = max(late_from, self.now)
            if by_clock:
                return start + timedelta(seconds=self.draw.between(120, 2400))
            return self.hours.add(start, self.draw.between(1200, latest))
        u = self.draw.between(0, 999)
        permille = 40 + u * u * 9 // 10000  # of the time that is left; rather soon than late
        at_work = self.hours.add(self.now, max(1, self.hours.between(self.now, late_from) * permille // 1000))
        if by_clock or at_work >= late_from:
            return self.now + (late_from - self.now) * permille // 1000 // SECOND * SECOND
        return at_work

    # Acts.

    def officer(self, role, authority):
        """Who acts for the role; None for the people who report."""
        raise NotImplementedError

    def act(self, event, at, role="operator", recorded=None, **facts):
        at = max(at, self.now + SECOND) if self.lines else at
        recorded = recorded or at
        if recorded > self.end:
            raise Cut
        authority = self.case.body_for(event, role, facts)
        self.steps.append((*self.case.apply(event, at, recorded, role, authority, facts), role))
        by = {"role": role, "authority": authority, "officer": self.officer(role, authority)}
        line = {"case": self.id, "key": f"{len(self.lines) + 1}-{event}", "at": text_of(at), "recorded_at": text_of(recorded),
                "event": event, "by": {name: value for name, value in by.items() if value}, "facts": facts}
        if at == recorded:
            del line["recorded_at"]
        self.lines.append((recorded, self.id, len(self.lines), line))
        self.now = recorded
