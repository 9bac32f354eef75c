#!/usr/bin/env python3
"""The figures of a report, counted from the events themselves: a second opinion about `thoihan report`.

    report_oracle.py tien-giang examples/data/tien-giang-2024.jsonl 2024-05-01 2024-06-01 [NOW]     prints the tables

Written from docs/reports.md, with nothing of the engine in it: examples/data/pack_model.py replays the acts under the pack's
own file and says when a duty is late. Times are local. Standard library alone.
"""

import json
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "data"))

from pack_model import SECOND, Case, Rules, holds  # noqa: E402

OUTCOMES = ("answered", "handled", "open", "refused", "left")
TIMINGS = ("in_time", "late", "exempted")
ROUNDS = ("met", "met_late", "running", "running_late", "paused", "cancelled", "cancelled_late", "exempted", "without_limit")
PERCENTS = (50, 75, 90, 95, 100)


def local(text):
    return datetime.fromisoformat(text.removesuffix("+07:00"))


def named(value):
    return value if isinstance(value, list) else [value]


class Classes:
    """Which class a case is in, by the pack's `figures`."""

    def __init__(self, pack):
        figures = pack["figures"]
        self.states = {state: name for name in ("handled", "answered", "refused", "left") for state in named(figures.get(name, []))}
        self.ends = {state for state, row in pack["states"].items() if state != "note" and row.get("end")}
        self.returned = set(named(figures.get("returned", [])))
        self.rating = figures.get("rating")
        self.erasing = {state for state, row in pack["states"].items() if state != "note" and row.get("erases")}
        self.may_erase = {row["on"] for row in pack["transitions"] if row["to"] in self.erasing}

    def of(self, state, before):
        if state in self.states:
            return self.states[state]
        if state not in self.ends:
            return "open"
        return {"handled": "answered", "open": "left"}.get(before, before)


class Followed:
    """A case up to the end of the period."""

    def __init__(self, rules, classes, acts, start, end):
        self.case, self.classes, self.rules = Case(rules), classes, rules
        self.opened, self.outcome, self.open_before, self.reopened = None, "open", False, False
        self.returns, self.rated, self.owners, self.until = 0, None, [], None
        for act in acts:
            at = local(act["at"])
            if at >= end:
                break
            by = act["by"]
            self.case.apply(act["event"], at, local(act.get("recorded_at", act["at"])), by["role"], by.get("authority"), act["facts"])
            self.opened = self.opened or at
            for duty in self.case.duties[len(self.owners):]:
                self.owners.append(self.owner_of(duty))
            self.outcome = classes.of(self.case.state, self.outcome)
            if self.case.ended() and self.until is None:
                self.until = at
            if at < start:
                self.open_before = self.outcome in ("open", "handled")
                continue
            self.reopened = self.reopened or self.outcome in ("open", "handled")
            self.returns += act["event"] in classes.returned
            self.rated = act["facts"].get(classes.rating, self.rated)
        self.start, self.end = start, end

    def owner_of(self, duty):
        role = self.rules.pack["duties"][duty.name]["owed_by"]
        named = duty.body or self.case.facts.get(self.case.named_in(role))
        if isinstance(named, list):
            named = named[0] if len(named) == 1 else None
        return named or role

    def is_authority(self, i):
        return self.owners[i] in self.rules.authorities

    def touches(self, duty):
        return duty.end is None or duty.end >= self.start

    def late(self, duty):
        return duty.late_at(duty.end if duty.end else self.end - SECOND)

    def timing(self):
        if any(self.late(duty) for duty in self.case.duties):
            return "late"
        return "exempted" if any(duty.exempted for duty in self.case.duties) else "in_time"

    def counts(self):
        """None where the case is not one of the period."""
        received = self.opened is not None and self.opened >= self.start
        if self.opened is None or not (received or self.open_before or self.reopened):
            return None
        kind = "received" if received else "carried" if self.open_before else "reopened"
        return Counter({"cases": 1, kind: 1, self.outcome: 1, self.timing(): 1})

    def round_outcome(self, duty):
        if duty.late_from is None:
            return "without_limit"
        if duty.exempted:
            return "exempted"
        late = "_late" if self.late(duty) else ""
        return ("running" if duty.end is None else duty.status.removesuffix("_late")) + late


def limit_words(limit):
    return limit if isinstance(limit, str) else json.dumps(limit)


def ends_with_day(duty, facts, pack):
    if duty.extended:
        return pack["facts"][pack["duties"][duty.name]["extended_by"]["until"]]["type"] == "date"
    limit = duty.limit
    if isinstance(limit, dict) and "then" in limit:
        return pack["facts"][limit["then"][0]["before"]]["type"] == "date"
    amount = limit if isinstance(limit, str) else limit.get("amount", "")
    return "day" in amount


def is_working_time(limit):
    return "working" in limit_words(limit) or "next_session" in limit_words(limit)


def due_of(duty, facts, pack):
    if not duty.extended and isinstance(duty.limit, dict) and duty.limit.get("amount") == "now":
        return duty.start
    return duty.late_from if ends_with_day(duty, facts, pack) else duty.late_from - SECOND


def share_of(duty, facts, rules):
    """Thousandths of the limit that were used, rounded up; None where there was nothing to use."""
    end = duty.late_from if ends_with_day(duty, facts, rules.pack) else duty.late_from - SECOND
    if is_working_time(duty.limit):
        whole, used = rules.hours.between(duty.start, end), rules.hours.between(duty.start, duty.end)
    else:
        whole, used = (end - duty.start) // SECOND, (duty.end - duty.start) // SECOND
    return None if whole <= 0 else -(-used * 1000 // whole)


def percentile(shares, percent):
    """The least share that at least so many of a hundred do not exceed."""
    return next(share for i, share in enumerate(sorted(shares), 1) if i * 100 >= percent * len(shares))


class Figures:
    def __init__(self, rules, events, start, end, now, by=(), authority=None, when=None):
        """`end`: what happens before it counts; `now`: the figures end there if that is earlier."""
        self.rules, self.pack, self.by_facts = rules, rules.pack, by
        classes = Classes(rules.pack)
        self.as_of = min(end, now)
        until = min(end, now + SECOND)
        acts = defaultdict(list)
        for event in events:
            acts[event["case"]].append(event)
        self.cases, self.ratings, self.marks = Counter(), Counter(), Counter()
        self.matrix, self.by = Counter(), defaultdict(lambda: defaultdict(Counter))
        self.owners, self.duties = defaultdict(Counter), defaultdict(Counter)
        self.shares_by_owner, self.shares_by_duty = defaultdict(list), defaultdict(list)
        self.authorities, self.late, self.listed, self.seconds = set(), [], [], 0
        self.secret = None if when or authority else 0
        for case in sorted(acts):
            if self.is_secret(classes, acts[case]):
                opened, left = local(acts[case][0]["at"]), local(acts[case][-1]["at"])
                if self.secret is not None:
                    self.secret += opened < until and left >= start
                continue
            one = Followed(rules, classes, acts[case], start, until)
            if one.opened is None or (when and not holds(when, one.case.facts)):
                continue
            about = [i for i, duty in enumerate(one.case.duties)
                     if one.touches(duty) and (authority is None or one.owners[i] == authority)]
            if authority is None or about or one.case.facts.get("lead") == authority:
                self.add(case, one, about)

    def is_secret(self, classes, acts):
        """Did it become a state secret, whenever? Then nothing is known of it."""
        if classes.may_erase.isdisjoint(act["event"] for act in acts):
            return False
        return Followed(self.rules, classes, acts, datetime.min, datetime.max).case.state in classes.erasing

    def add(self, case, one, about):
        if one.rated:
            self.ratings[one.rated] += 1
        counts = one.counts()
        if counts:
            self.cases += counts
            self.matrix[one.outcome, one.timing()] += 1
            self.marks += Counter({"extended": int(any(duty.extended for duty in one.case.duties)),
                                   "returned": int(one.returns > 0), "returns": one.returns})
            for fact in self.by_facts:
                self.by[fact][one.case.facts.get(fact)] += counts
            self.listed.append((case, one.outcome, one.timing(), one.case.state))
            self.seconds += max(timedelta(), min(one.until or self.as_of, self.as_of) - max(one.opened, one.start)) // SECOND
        for i in about:
            self.add_round(case, one, one.case.duties[i], one.owners[i])
            if one.is_authority(i):
                self.authorities.add(one.owners[i])

    def add_round(self, case, one, duty, owner):
        outcome = one.round_outcome(duty)
        counts = Counter({"rounds": 1, "carried" if duty.start < one.start else "started": 1, outcome: 1,
                          "extended": int(duty.extended > 0)})
        self.owners[owner] += counts
        self.duties[duty.name] += counts
        facts = one.case.facts
        if outcome in ("met", "met_late") and (share := share_of(duty, facts, self.rules)) is not None:
            self.shares_by_owner[owner].append(share)
            self.shares_by_duty[duty.name].append(share)
        if outcome in ("met_late", "running_late", "cancelled_late"):
            due, end = due_of(duty, facts, self.pack), duty.end or self.as_of
            self.late.append({"case": case, "duty": duty.name, "owed_by": owner, "started_at": duty.start, "due": due,
                              "ended_at": duty.end, "outcome": outcome, "late_s": (end - due) // SECOND,
                              "late_working_s": self.rules.hours.between(due, end)})

    def ranking(self):
        """authority -> (rank, met, late), by the exact share met in time."""
        rows = {owner: (counts["met"], counts["met_late"] + counts["running_late"] + counts["cancelled_late"])
                for owner, counts in self.owners.items() if owner in self.authorities}
        rows = {owner: row for owner, row in rows.items() if sum(row)}
        return {owner: (1 + sum(m * (met + late) > met * (m + l) for m, l in rows.values()), met, late)
                for owner, (met, late) in rows.items()}

    def percentiles(self, shares):
        return {name: [len(list_), *(percentile(list_, percent) for percent in PERCENTS)] for name, list_ in shares.items() if list_}


def read_events(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    pack, file, first, last, *more = sys.argv[1:]
    at = local(more[0]) if more else datetime.max - timedelta(days=1)
    rules_here = Rules(ROOT, f"province/{pack}")
    told = Figures(rules_here, read_events(file), local(first), local(last), at, ("lead", "field", "channel"))
    for title in ("cases", "matrix", "marks", "ratings", "owners", "duties", "by"):
        print(title, json.dumps(getattr(told, title), default=str, ensure_ascii=False) if title != "matrix" else dict(told.matrix))
    print("late", *told.late, sep="\n  ")
