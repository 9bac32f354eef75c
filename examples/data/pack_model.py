"""A rule pack as a small interpreter: where an act leads, what it refuses, when a duty is late. It reads the pack's own files
and uses nothing of the engine, so that what it says and what the engine says can be compared.

    rules = Rules(root, "province/lac-hong")
    case = Case(rules)
    case.apply("receive", at, at, "operator", None, {"channel": "phone"})    # raises Refused where the pack does not allow it
    case.state, case.facts, case.running("forward").late_from                # the first late second

It knows the kinds of limit that the packs of rules/province use, and says so of any other. Times are local.
"""

import json
import re
from datetime import date, datetime, time, timedelta

SECOND = timedelta(seconds=1)
CLOCK = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
BASIS = {"cite", "assume", "note", "calendar"}


class OfficeHours:
    """Working time of state offices, from rules/national: weekly hours, days off and swapped days as published."""

    def __init__(self, rules):
        office = json.loads((rules / "national/office.json").read_text(encoding="utf-8"))
        holidays = json.loads((rules / "national/holidays.json").read_text(encoding="utf-8"))
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        self.week = {names.index(day): [tuple(map(self.second_of_day, text.split("-"))) for text in row["sessions"]]
                     for row in office["weekly"] for day in row["days"]}
        self.off, self.worked = set(), {}
        for holiday in holidays["days"]:
            for year in holiday["years"]:
                day, last = date.fromisoformat(year["first"]), date.fromisoformat(year["last"])
                while day <= last:
                    self.off.add(day)
                    day += timedelta(days=1)
        for given in holidays["compensatory"]["announced"]:
            self.off.add(date.fromisoformat(given["date"]))
        for swap in holidays["swaps"]:
            off = date.fromisoformat(swap["off"])
            self.off.add(off)
            self.worked[date.fromisoformat(swap["work"])] = self.week[off.weekday()]

    @staticmethod
    def second_of_day(text):
        return int(text[:2]) * 3600 + int(text[3:]) * 60

    def sessions(self, day):
        if day in self.worked:
            return self.worked[day]
        return [] if day in self.off else self.week.get(day.weekday(), [])

    def spans(self, start):
        """The sessions after `start`, each as (from, to), the first one cut at `start`."""
        day = start.date()
        while True:
            midnight = datetime.combine(day, time())
            for opens, closes in self.sessions(day):
                if midnight + timedelta(seconds=closes) > start:
                    yield max(start, midnight + timedelta(seconds=opens)), midnight + timedelta(seconds=closes)
            day += timedelta(days=1)

    def add(self, start, seconds):
        """`start` and so many seconds of working time; used up at a close, they end there."""
        for opens, closes in self.spans(start):
            here = (closes - opens) // SECOND
            if seconds <= here:
                return opens + timedelta(seconds=seconds)
            seconds -= here

    def between(self, start, end):
        total = 0
        for opens, closes in self.spans(start):
            if opens >= end:
                return total
            total += (min(closes, end) - opens) // SECOND

    def next_close(self, start):
        """The close of the first session that opens after `start`."""
        return next(closes for opens, closes in self.spans(start) if opens > start)

    def day_end(self, start, days):
        """24:00 of the n-th working date after the date of `start`."""
        day = start.date()
        while days:
            day += timedelta(days=1)
            days -= bool(self.sessions(day))
        return datetime.combine(day + timedelta(days=1), time())


class Refused(Exception):
    """The pack does not allow the act."""


def with_shared_words(pack, rules):
    """The pack with what its `as` references stand for (docs/rule_language.md)."""
    out = dict(pack)
    for section in ("roles", "channels", "facts", "states", "notices"):
        out[section] = dict(pack[section])
        for name, member in pack[section].items():
            if name != "note" and "as" in member:
                words = json.loads((rules / f"{member['as']}.json").read_text(encoding="utf-8"))
                out[section][name] = {**words[section][name], **member}
    return out


class Rules:
    """The pack, its authorities and the office hours."""

    def __init__(self, root, pack):
        folder = root / "rules" / pack
        self.pack = with_shared_words(json.loads((folder / "pack.json").read_text(encoding="utf-8")), folder.parents[1])
        self.authorities = json.loads((folder / self.pack["authorities"]).read_text(encoding="utf-8"))["authorities"]
        self.hours = OfficeHours(root / "rules")

    def late_from(self, limit, start, facts):
        """The first late second of a limit that starts at `start`; only the kinds of limit that the packs use."""
        limit = {"amount": limit} if isinstance(limit, str) else limit
        if limit.keys() - BASIS == {"next_session"}:
            return self.hours.next_close(start) + SECOND
        if limit.keys() - BASIS == {"then"}:
            return self.named_by_fact(limit["then"], facts)
        words = " ".join(limit[key] for key in ("amount", "grace") if key in limit)
        known = re.fullmatch(r"(?:now )?(\d+) (minute|hour|day|working hour|working day)s?", words)
        if not known or not limit.keys() <= {"amount", "grace"} | BASIS:
            raise Refused(f"a limit that this program does not know: {limit}")
        count, unit = int(known[1]), known[2]
        if unit in CLOCK:
            return start + count * CLOCK[unit] + SECOND
        if unit == "day":
            return self.hours.day_end(start + timedelta(days=count - 1), 1)  # a last day of rest gives way to the next that works
        return self.hours.add(start, count * 3600) + SECOND if unit == "working hour" else self.hours.day_end(start, count)

    def named_by_fact(self, steps, facts):
        """The date or instant in a fact: counted back from it, and on again by as much."""
        back, on = ({"amount": step} if isinstance(step, str) else step for step in steps)
        if set(back) != {"amount", "before"} or on["amount"] != back["amount"]:
            raise Refused(f"a limit that this program does not know: {steps}")
        return after(facts[back["before"]])

    def received(self, row, start):
        """Whether a row of `within` is for what starts at `start`."""
        chosen = row.get("received", {})
        sessions = self.hours.sessions(start.date())
        second = (start - datetime.combine(start.date(), time())) // SECOND
        inside = {"session": any(opens <= second < closes for opens, closes in sessions),
                  "day_hours": bool(sessions) and sessions[0][0] <= second < sessions[-1][1]}
        return inside.get(chosen.get("in"), True) and not inside.get(chosen.get("not_in"), False)

    def limit_of(self, within, start, facts):
        """The limit of the row of `within` whose condition holds, or else of the row without one."""
        rows = [row for row in within if self.received(row, start) and holds(row.get("when", {}), facts)]
        return max(rows, key=lambda row: "when" in row)["limit"]


def after(value):
    """The first second after the date or instant in a fact."""
    if len(value) == len("2024-04-29"):
        return datetime.fromisoformat(value) + timedelta(days=1)
    return datetime.fromisoformat(value.removesuffix("+07:00")) + SECOND


def in_range(bounds, value):
    return value is not None and bounds.get("at_least", value) <= value <= bounds.get("at_most", value)


def holds(guard, facts):
    for key, wanted in guard.items():
        value = facts.get(key)
        value = len(value) if isinstance(value, list) else value  # of several authorities it is asked how many they are
        if key in ("all", "any", "not"):
            parts = [holds(part, facts) for part in (wanted if isinstance(wanted, list) else [wanted])]
            good = {"all": all(parts), "any": any(parts), "not": not parts[0]}[key]
        elif isinstance(wanted, dict):
            good = (value is not None) == wanted["present"] if "present" in wanted else in_range(wanted, value)
        else:
            good = value is not None and value in (wanted if isinstance(wanted, list) else [wanted])
        if not good:
            return False
    return True


def as_list(names):
    return names if isinstance(names, list) else [names]


class Duty:
    """One round of a duty; `body` owes it where each of several owes one."""

    def __init__(self, name, number, start, body=None):
        self.name, self.number, self.start, self.body = name, number, start, body
        self.limit, self.late_from, self.status, self.end, self.extended, self.exempted = None, None, "running", None, 0, False

    def runs(self):
        return self.status in ("running", "exempted")

    def late_at(self, t):
        return self.late_from is not None and not self.exempted and t >= self.late_from


class Case:
    """A case under the pack: says where an act leads, or refuses it."""

    def __init__(self, rules):
        self.rules, self.state, self.duties, self.happened = rules, None, [], {}
        self.facts = self.standard_facts()
        self.last, self.last_recorded = datetime.min, datetime.min

    def standard_facts(self):
        return {name: fact.get("default", 0) for name, fact in self.rules.pack["facts"].items()
                if "default" in fact or "counts" in fact}

    def running(self, name, body=None):
        return next((duty for duty in self.duties if duty.name == name and duty.body == body and duty.runs()), None)

    def expect(self, good, why):
        if not good:
            raise Refused(f"in state {self.state}: {why}")

    def row_of(self, event, role, facts):
        """The row of `transitions` that takes the act."""
        rows = [row for row in self.rules.pack["transitions"] if row["on"] == event and self.state in row.get("from", [None])
                and role in row["by"] and holds(row.get("when", {}), {**self.facts, **facts})]
        self.expect(len(rows) == 1, f"{len(rows)} transitions for {event} by {role}")
        return rows[0]

    def named_in(self, role):
        """The fact that names the authority for which a role acts; None where it acts for none."""
        declared = self.rules.pack["roles"][role]
        return declared.get("acts_for", "lead" if declared.get("of_authority") else None)

    def body_for(self, event, role, facts):
        """The authority for which a role acts, as the case names it, or until then as the act does; of several the first that has to
        do what is done."""
        fact = self.named_in(role)
        if fact is None:
            return None
        named = self.facts.get(fact) or self.row_of(event, role, facts).get("sets", {}).get(fact) or facts.get(fact)
        if not isinstance(named, list):
            return named
        return next((body for body in named if self.may_as_one_of_several(fact, event, body)), None)

    def may_as_one_of_several(self, fact, event, body):
        """What its own duty is about a body may do while that runs."""
        own = [name for name, rule in self.rules.pack["duties"].items()
               if rule.get("for_each") == fact and event in rule["met_by"] + as_list(rule.get("ended_by", []))]
        return not own or any(self.running(name, body) for name in own)

    def may_act(self, event, role, authority, facts):
        fact = self.named_in(role)
        named = fact and self.facts.get(fact)
        if isinstance(named, list):
            return authority in named and self.may_as_one_of_several(fact, event, authority)
        return authority == self.body_for(event, role, facts)

    def apply(self, event, at, recorded, role, authority, facts):
        """Returns (row of `transitions`, state before, late act, id of the routing row)."""
        pack, merged = self.rules.pack, {**self.facts, **facts}
        row = self.row_of(event, role, facts)
        needs = row.get("needs", [])
        fact = self.named_in(role)
        self.expect((fact is not None) == (authority is not None), f"{role} with authority {authority}")
        self.expect(self.may_act(event, role, authority, facts), f"{authority} is not the {fact} of the case")
        self.expect(all(name in facts for name in needs), f"{event} needs {needs}")
        self.expect(all(name in needs + row.get("takes", []) for name in facts), f"{event} does not take all of {list(facts)}")
        for name, value in facts.items():
            declared = pack["facts"][name]
            low, high = declared.get("range", (0, 0))
            known = {"choice": declared.get("values"), "channel": pack["channels"], "bool": (False, True),
                     "authority": self.rules.authorities, "integer": range(low, high + 1)}.get(declared["type"])
            if declared["type"] == "authorities":
                good = isinstance(value, list) and value and len(value) == len(set(value)) and set(value) <= set(self.rules.authorities)
            else:
                good = value in known if known else isinstance(value, str) and value
            self.expect(good, f"{name} is {value!r}")
        self.expect(self.last <= at <= recorded and self.last_recorded <= recorded, f"{event} at {at}, recorded {recorded}: order")
        self.expect(at == recorded or "dated_back" in row and recorded < self.rules.late_from(row["dated_back"], at, merged),
                    f"{event} at {at}, recorded {recorded}")
        late_act = self.past_time_bar(row, at, merged)
        merged.update(row.get("sets", {}))
        for name in row.get("clears", []):
            merged.pop(name, None)
            if "default" in pack["facts"][name]:
                merged[name] = pack["facts"][name]["default"]
        routed = None
        if row.get("route") and "lead" not in facts:
            matches = [entry for entry in pack["routing"] if holds(entry["when"], merged)]
            self.expect(len(matches) == 1, f"{len(matches)} authorities for {merged.get('field')} at {merged.get('level')}")
            routed, merged["lead"] = matches[0]["id"], matches[0]["lead"]
            if "support" in pack["facts"] and "support" not in facts:
                merged["support"] = matches[0].get("support") or None
                merged = {name: value for name, value in merged.items() if value is not None}
        before, before_facts, changed = self.state, self.facts, merged != self.facts
        self.facts, self.last, self.last_recorded = merged, at, recorded
        self.state = before if row["to"] == "same" else row["to"]
        self.happened[event] = at
        by_right = not isinstance(before_facts.get(fact), list)
        self.move_duties(event, at, changed, None if by_right else authority)
        self.start_duties(event, at)
        self.keep_counts(event)
        if pack["states"][self.state].get("erases"):
            kept = {name: value for name, value in self.facts.items() if "counts" in pack["facts"][name]}
            self.facts = {**self.standard_facts(), **kept, **row.get("sets", {})}
        return row, before, late_act, routed

    def bar(self, row, facts):
        """The first second at which the time-bar of a row of `transitions` is over; None where none runs."""
        started = [self.happened[event] for event in row.get("until", {}).get("from", []) if event in self.happened]
        if not started:
            return None
        return self.rules.late_from(self.rules.limit_of(row["until"]["within"], max(started), facts), max(started), facts)

    def past_time_bar(self, row, at, facts):
        over = self.bar(row, facts)
        late = over is not None and at >= over
        self.expect(not late or row["until"]["late"] == "accept", f"{row['on']} after its time-bar")
        return late

    def ended(self):
        return self.rules.pack["states"][self.state].get("end", False)

    def set_limit(self, duty):
        within = self.rules.pack["duties"][duty.name].get("within")
        if within:
            duty.limit = self.rules.limit_of(within, duty.start, self.facts)
            duty.late_from = self.rules.late_from(duty.limit, duty.start, self.facts)

    def keep_counts(self, event):
        for name, fact in self.rules.pack["facts"].items():
            counts = fact.get("counts")
            if counts is None:
                continue
            number = self.facts[name]
            if "running" in counts:
                number = sum(duty.name == counts["running"] and duty.runs() for duty in self.duties)
            elif event in as_list(counts.get("anew", [])):
                number = 0
            else:
                number += event in as_list(counts["event"])
            self.facts = {**self.facts, name: min(number, fact["range"][1])}

    def move_duties(self, event, at, changed, only):
        """`only`: the body that acts as one of several, and so about what is its own."""
        for duty in self.duties:
            if duty.body and only and duty.body != only:
                continue
            rule = self.rules.pack["duties"][duty.name]
            if rule.get("exempted_by", {}).get("on") == event and duty.number == self.rounds(duty.name):
                self.exempt(duty, self.happened.get(rule["exempted_by"]["asked"]))
            if not duty.runs():
                continue
            if event in rule["met_by"]:
                duty.status, duty.end = "met_late" if duty.late_at(at) else "met", at
            elif self.ended() or event in rule.get("ended_by", []):
                duty.status, duty.end = "cancelled", at
            elif rule.get("extended_by", {}).get("on") == event:
                self.extend(duty, rule["extended_by"], at)
            elif changed and not duty.extended and not duty.late_at(at):
                self.set_limit(duty)  # a fact that chose the limit may be another now: it is chosen again, from the same start

    def extend(self, duty, extension, at):
        promised = after(self.facts[extension["until"]])
        self.expect(not duty.late_at(at) and duty.extended < extension["times"] and promised >= duty.late_from,
                    f"no extension of {duty.name} to {promised}")
        duty.late_from, duty.extended = promised, duty.extended + 1

    def rounds(self, name):
        return sum(duty.name == name for duty in self.duties)

    def exempt(self, duty, asked):
        """Asked for in time, while it ran, and confirmed whenever: it is not late, and was not."""
        if duty.status == "cancelled" or not duty.late_from or asked and duty.end and asked > duty.end:
            return
        self.expect(asked and asked >= duty.start and not duty.late_at(asked), f"no exemption of {duty.name}, asked for at {asked}")
        duty.exempted = True
        duty.status = {"running": "exempted", "met_late": "met"}.get(duty.status, duty.status)

    def start_duties(self, event, at):
        for name, rule in self.rules.pack["duties"].items():
            if self.ended() or event not in rule["from"] or not holds(rule.get("when", {}), self.facts):
                continue
            bodies = sorted(as_list(self.facts.get(rule["for_each"], []))) if "for_each" in rule else [None]
            for body in bodies:
                if not self.running(name, body):
                    self.duties.append(Duty(name, 1 + self.rounds(name), at, body))
                    self.set_limit(self.duties[-1])
