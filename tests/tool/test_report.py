"""`thoihan report`: what came in a period, what became of it, who was late and why.

Expected figures are counted by hand from the acts below under tests/data/packs/reported, and for the five provinces by
tests/oracle/report_oracle.py, which uses nothing of the engine. Office hours are 07:30-11:30 and 13:00-17:00, Monday to Friday;
3 June 2024 is a Monday, and June 2024 has no holiday.
"""

import base64
import csv
import hashlib
import io
import json
import re
import sqlite3
import sys
import unittest
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))

import report_oracle  # noqa: E402
from test_tool import RULES, SOURCE, ToolCase  # noqa: E402

REPORTED = SOURCE / "tests" / "data" / "packs" / "reported"
HOSTILE = "<script>alert('x')</script>&\"\u202e"
FORMULA = "=HYPERLINK(\"http://example.vn\",\"x\")"
SECRET = "Bí mật của người gửi"
LAST_NOW = "2025-01-15T12:00"


def act(case, at, event, by="operator", **facts):
    authority = {"so-giao-thong", "so-xay-dung"} & {by}
    actor = {"role": "authority", "authority": by} if authority else {"role": by}
    return {"case": case, "key": f"{at}-{event}", "at": f"2024-{at}", "event": event, "by": actor, "facts": facts}


def received(case, at, channel, field=None, ward=None, **more):
    facts = {"channel": channel, "content": SECRET, "name": SECRET, **more}
    facts.update({name: value for name, value in (("field", field), ("ward", ward)) if value})
    return act(case, at, "receive", **facts)


ROADS, BUILDINGS = "so-giao-thong", "so-xay-dung"
# Week 23 is 3 to 9 June. What each case is at its end stands beside it.
STORIES = [
    # Carried over; due Fri 7 June 24:00: open, late since Sat 8 June 00:00. Explained and answered later.
    received("R-01", "05-31T16:30", "phone", "roads", "an-hoa"), act("R-01", "05-31T16:45", "forward"),
    act("R-01", "06-10T09:00", "enter_result", ROADS, result=SECRET), act("R-01", "06-10T10:00", "answer"),
    # Received in the first second of the week: answered in time. The last rating counts.
    received("R-02", "06-03T00:00:00", "web", "buildings", "binh-an"), act("R-02", "06-03T08:00", "forward"),
    act("R-02", "06-05T08:00", "enter_result", BUILDINGS, result=SECRET), act("R-02", "06-05T09:00", "answer"),
    act("R-02", "06-06T10:00", "rate", "reporter", rating="good"), act("R-02", "06-06T11:00", "rate", "reporter", rating="bad"),
    # Received in its last second: open, in time. Forwarded in the last second in time, given back, forwarded again.
    received("R-03", "06-09T23:59:59", "phone", "roads", "an-hoa"), act("R-03", "06-10T09:30", "forward"),
    act("R-03", "06-10T14:00", "return", ROADS), act("R-03", "06-10T15:00", "forward"),
    # The first second after it.
    received("R-04", "06-10T00:00:00", "web", "roads", "an-hoa"),
    # Forwarded a minute late, then exempted: answered, late.
    received("R-05", "06-04T08:00", "web", "roads", "an-hoa", urgent=True), act("R-05", "06-04T08:31", "forward"),
    act("R-05", "06-05T08:00", "ask_exemption", ROADS), act("R-05", "06-06T08:00", "exempt"),
    act("R-05", "06-07T16:00", "enter_result", ROADS, result=SECRET), act("R-05", "06-07T16:30", "answer"),
    received("R-06", "06-04T09:00", "phone"), act("R-06", "06-04T09:30", "refuse"),
    # Withdrawn: an open case that closes has ended otherwise.
    received("R-07", "06-04T10:00", "phone", "roads", "binh-an"), act("R-07", "06-04T10:30", "forward"),
    act("R-07", "06-06T09:00", "withdraw", "reporter"),
    # Answered in May, opened again in the week, extended: open, in time.
    received("R-08", "05-27T08:00", "web", "buildings", "an-hoa"), act("R-08", "05-27T08:30", "forward"),
    act("R-08", "05-28T08:00", "enter_result", BUILDINGS, result=SECRET), act("R-08", "05-28T08:30", "answer"),
    act("R-08", "06-05T10:00", "dispute", "reporter"), act("R-08", "06-05T11:00", "forward"),
    act("R-08", "06-06T08:00", "commit", BUILDINGS, completion="2024-06-14"),
    # Standing still since 6 June: open, in time.
    received("R-09", "06-05T08:00", "phone", "roads"), act("R-09", "06-05T08:30", "forward"),
    act("R-09", "06-06T08:00", "ask_reporter", ROADS), act("R-09", "06-11T08:00", "supplement", "reporter"),
    # Exempted and nothing else: answered in the last second in time.
    received("R-10", "06-03T08:00", "web", "roads", "an-hoa"), act("R-10", "06-03T08:30", "forward"),
    act("R-10", "06-04T08:00", "ask_exemption", ROADS), act("R-10", "06-05T08:00", "exempt"),
    act("R-10", "06-07T08:00", "enter_result", ROADS, result=SECRET), act("R-10", "06-07T13:30", "answer"),
    # Handled and to be answered; answered a second late on Monday.
    received("R-11", "06-06T08:00", "web", "buildings", "binh-an"), act("R-11", "06-06T08:30", "forward"),
    act("R-11", "06-07T16:00", "enter_result", BUILDINGS, result=SECRET), act("R-11", "06-10T10:30:01", "answer"),
    act("R-11", "06-10T11:00", "explain", BUILDINGS, explanation=HOSTILE),
]
# Two that are late on the web, with ids that would be code elsewhere.
MISCHIEF = [
    received(HOSTILE, "06-11T08:00", "web", "roads"), act(HOSTILE, "06-11T10:30", "forward"),
    received(FORMULA, "06-11T08:00", "web", "roads"), act(FORMULA, "06-11T10:31", "forward"),
    act(FORMULA, "06-11T10:32", "explain", ROADS, explanation="@SUM(1)\r\n+x"),
]
OUTCOMES = report_oracle.OUTCOMES
TIMINGS = report_oracle.TIMINGS
ROUNDS = report_oracle.ROUNDS


def in_order(events):
    return sorted(events, key=lambda event: event["at"])


class ReportCase(ToolCase):
    def fill(self, events, pack=REPORTED):
        file = self.folder / "events.jsonl"
        file.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")
        done = self.call("run", str(pack), "--rules", str(RULES), "--events", str(file), "--db", self.database)
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())

    def report(self, period, *more, now=LAST_NOW):
        """(the head, table -> its rows without the sum, table -> the sum)."""
        head, *lines = self.objects("report", "--db", self.database, "--period", period, "--now", now, *more)
        tables, sums = {}, {}
        for line in lines:
            name = line.pop("table")
            if line.pop("sum", False):
                sums[name] = line
            else:
                tables.setdefault(name, []).append(line)
        return head, tables, sums

    def rows(self, tables, name, key):
        return {line[key]: line for line in tables.get(name, [])}


class Week(ReportCase):
    """Week 23, counted by hand."""

    def setUp(self):
        super().setUp()
        self.fill(in_order(STORIES))
        self.head, self.tables, self.sums = self.report("week:2024-W23")

    def test_head(self):
        self.assertEqual({key: self.head[key] for key in ("report", "pack", "period", "from", "until", "as_of", "complete", "by")},
                         {"report": None, "pack": "reported", "period": "week:2024-W23", "from": "2024-06-03T00:00:00+07:00",
                          "until": "2024-06-10T00:00:00+07:00", "as_of": "2024-06-10T00:00:00+07:00", "complete": True,
                          "by": ["lead", "channel", "field", "ward"]})

    def test_cases(self):
        self.assertEqual({line["kind"]: line["cases"] for line in self.tables["intake"]},
                         {"carried": 1, "received": 8, "reopened": 1})
        self.assertEqual(self.sums["intake"]["cases"], 10)
        self.assertEqual([[line[key] for key in ("outcome", *TIMINGS, "cases")] for line in self.tables["outcome"]],
                         [["answered", 1, 1, 1, 3], ["handled", 1, 0, 0, 1], ["open", 3, 1, 0, 4], ["refused", 1, 0, 0, 1],
                          ["left", 1, 0, 0, 1]])
        self.assertEqual([self.sums["outcome"][key] for key in (*TIMINGS, "cases")], [7, 2, 1, 10])
        self.assertEqual({line["kind"]: line["count"] for line in self.tables["marks"]},
                         {"handled": 4, "backlog": 5, "extended": 1, "returned": 0, "returns": 0, "duplicates": 0, "split_off": 0, "secret": 0})

    def test_by_ward(self):
        # An Hòa; Bình An; not said.
        keys = ("value", "cases", "carried", "received", "reopened", *OUTCOMES, *TIMINGS)
        self.assertEqual([[line[key] for key in keys] for line in self.tables["by_ward"]],
                         [["an-hoa", 5, 1, 3, 1, 2, 0, 3, 0, 0, 2, 2, 1], ["binh-an", 3, 0, 3, 0, 1, 1, 0, 0, 1, 3, 0, 0],
                          [None, 2, 0, 2, 0, 0, 0, 1, 1, 0, 2, 0, 0]])
        self.assertEqual([self.sums["by_ward"][key] for key in keys[1:]], [10, 1, 8, 1, 3, 1, 4, 1, 1, 7, 2, 1])
        self.assertEqual({line["value"]: line["cases"] for line in self.tables["by_lead"]}, {ROADS: 5, BUILDINGS: 3, None: 2})
        self.assertEqual({line["value"]: line["cases"] for line in self.tables["by_channel"]}, {"web": 5, "phone": 5})

    def test_rounds(self):
        keys = ("rounds", "carried", "started", *ROUNDS, "extended")
        duties = {line["duty"]: [line[key] for key in keys] for line in self.tables["duties"]}
        self.assertEqual(duties, {"forward": [9, 0, 9, 7, 1, 1, 0, 0, 0, 0, 0, 0, 0], "handle": [8, 1, 7, 2, 0, 1, 1, 1, 1, 0, 2, 0, 1],
                                  "answer": [4, 0, 4, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0], "tell": [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]})
        owners = {line["owed_by"]: [line[key] for key in keys] for line in self.tables["owners"]}
        # Roads: R-01 late, R-05 and R-10 exempted, R-07 cancelled, R-09 still; buildings: met, R-08 extended.
        self.assertEqual(owners, {"operator": [14, 0, 14, 10, 1, 2, 0, 0, 0, 0, 0, 1, 0], ROADS: [5, 1, 4, 0, 0, 0, 1, 1, 1, 0, 2, 0, 0],
                                  BUILDINGS: [3, 0, 3, 2, 0, 1, 0, 0, 0, 0, 0, 0, 1]})
        for name in ("duties", "owners"):
            self.assertEqual([self.sums[name][key] for key in keys], [22, 1, 21, 12, 1, 3, 1, 1, 1, 0, 2, 1, 1])

    def test_ranking(self):
        # Roads: R-01 alone is decided, and late. Buildings: two in time.
        self.assertEqual([[line[key] for key in ("authority", "rank", "met", "late", "rounds", "share")] for line in self.tables["ranking"]],
                         [[BUILDINGS, 1, 2, 0, 2, 1000], [ROADS, 2, 0, 1, 1, 0]])

    def test_satisfaction(self):
        self.assertEqual([[line[key] for key in ("level", "level_label", "cases", "share")] for line in self.tables["satisfaction"]],
                         [["good", "Satisfied", 0, 0], ["normal", "Normal", 0, 0], ["bad", "Not satisfied", 1, 1000]])
        self.assertEqual(self.sums["satisfaction"]["cases"], 1)

    def test_shares(self):
        # forward: half an hour of two, an hour of two, 31 of 30 minutes, rounded up.
        # handle: R-02 16 h of 47 h 30, R-11 14 h of 47 h. answer: an hour, half, four of four.
        keys = ("duty", "rounds", "p50", "p75", "p90", "p95", "most")
        self.assertEqual([[line[key] for key in keys] for line in self.tables["shares_by_duty"]],
                         [["forward", 8, 250, 250, 1034, 1034, 1034], ["answer", 3, 250, 1000, 1000, 1000, 1000],
                          ["handle", 2, 298, 337, 337, 337, 337]])
        self.assertEqual([[line["owed_by"], line["rounds"], line["most"]] for line in self.tables["shares_by_owner"]],
                         [["operator", 11, 1034], [BUILDINGS, 2, 337]])

    def test_late(self):
        first, second = self.tables["late"]
        # from Sat 8 June 00:00 to the end of the week, all of it outside office hours; 47 h of work were the authority's own,
        # 48 h late are more.
        self.assertEqual(first, {
            "case": "R-01", "duty": "handle", "duty_label": "Handle", "owed_by": ROADS, "owed_by_label": "Department of Transport",
            "started_at": "2024-05-31T16:45:00+07:00", "due": "2024-06-08T00:00:00+07:00", "ended_at": None, "outcome": "running_late",
            "outcome_label": "running late", "late_s": 172800, "late_working_s": 0, "cause": "late", "cause_label": "late",
            "cause_by": ROADS, "cause_by_label": "Department of Transport", "cause_s": 172800, "cite": "2"})
        # in time from 08:00 to 08:30 included, late for 59 seconds after it.
        self.assertEqual([second[key] for key in ("case", "duty", "owed_by", "due", "ended_at", "outcome", "late_s", "late_working_s",
                                                  "cause", "cause_by", "cause_s")],
                         ["R-05", "forward", "operator", "2024-06-04T08:30:00+07:00", "2024-06-04T08:31:00+07:00", "met_late", 60, 60,
                          "working", "operator", 1801])

    def test_time(self):
        # Of each case what lies in the week, R-01, R-02 and R-08 the whole of it.
        day, hour = 86400, 3600
        whole = (3 * 7 * day + 1 + (6 * day - 8 * hour) + hour // 2 + 47 * hour + (5 * day - 8 * hour) + (7 * day - 8 * hour)
                 + (4 * day - 8 * hour))
        self.assertEqual(self.sums["time"]["seconds"], whole)
        self.assertEqual(sum(line["seconds"] for line in self.tables["time"]), whole)
        rows = {(line["party"], line["cause"]): line for line in self.tables["time"]}
        self.assertEqual(rows[ROADS, "late"]["seconds"], 48 * hour)
        self.assertEqual(rows["operator", "late"]["seconds"], 59)
        # R-02 since 5 June 09:00, R-05 7 June 16:30, R-08 until 5 June 10:00, R-09 since 6 June 08:00, R-10 since 7 June 13:30.
        self.assertEqual(rows["reporter", "waiting_for_reporter"]["seconds"],
                         (111 + 58 + 88) * hour + 55 * hour + hour // 2 + 58 * hour + hour // 2)

    def test_edges_to_the_second(self):
        counts = {}
        for week in (22, 23, 24):
            _, tables, sums = self.report(f"week:2024-W{week}")
            counts[week] = [line["cases"] for line in tables["intake"]]
        # then R-02 at 00:00:00 to R-03 at 23:59:59; then R-04.
        self.assertEqual([row[1] for row in counts.values()], [2, 8, 1])
        # What was left over is what is carried over.
        self.assertEqual([row[0] for row in counts.values()], [0, 1, 5])
        for ends, amount in (("2024-06-03T00:00:00..2024-06-03T00:00:01", 1), ("2024-06-03T00:00:01..2024-06-03T00:00:02", 0),
                             ("2024-06-09T23:59:59..2024-06-10T00:00", 1), ("2024-06-10..2024-06-10T00:00:01", 1)):
            _, tables, _ = self.report(ends)
            self.assertEqual(self.rows(tables, "intake", "kind")["received"]["cases"], amount, ends)

    def test_lateness_at_the_end_of_a_period(self):
        """A limit that ends with Friday is not late in what ends with Friday, and late a second after."""
        for until, late in (("2024-06-08T00:00", 0), ("2024-06-08T00:00:01", 1)):
            _, tables, _ = self.report(f"2024-06-05..{until}")
            self.assertEqual([line["late_s"] for line in tables.get("late", [])], [1] * late)

    def test_not_over_yet(self):
        """What happened at this very second has happened; what goes on is measured to now."""
        head, tables, sums = self.report("week:2024-W23", now="2024-06-05T09:00")
        self.assertEqual((head["complete"], head["as_of"]), (False, "2024-06-05T09:00:00+07:00"))
        self.assertEqual(self.rows(tables, "outcome", "outcome")["answered"]["cases"], 1)
        self.assertEqual(sums["intake"]["cases"], 7)
        head, tables, sums = self.report("week:2024-W23", now="2024-06-05T08:59:59")
        self.assertEqual(self.rows(tables, "outcome", "outcome")["answered"]["cases"], 0)

    def test_one_authority(self):
        head, tables, sums = self.report("week:2024-W23", "--authority", ROADS)
        self.assertEqual((head["authority"], sums["intake"]["cases"]), (ROADS, 5))
        self.assertEqual([line["owed_by"] for line in tables["owners"]], [ROADS])
        self.assertEqual([line["case"] for line in tables["late"]], ["R-01"])


class Demanded(ReportCase):
    """The reports that a pack says are owed."""

    def setUp(self):
        super().setUp()
        self.fill(in_order(STORIES + MISCHIEF))

    def test_figures_close_before_their_day(self):
        head, tables, sums = self.report("month:2024-06", "--report", "monthly")
        self.assertEqual({key: head[key] for key in ("report", "title", "from", "until", "before", "owed_by", "to", "cite", "contents", "by")},
                         {"report": "monthly", "title": "The monthly report", "from": "2024-05-20T00:00:00+07:00",
                          "until": "2024-06-20T00:00:00+07:00", "before": "2024-06-20", "owed_by": "operator",
                          "to": "the People's Committee", "cite": "5",
                          "contents": ["received", "handled", "late", "cases-late", "backlog", "obstacles"], "by": ["lead", "field"]})
        self.assertEqual(list(tables), ["intake", "outcome", "marks", "by_lead", "by_field", "owners", "duties", "late", "obstacles"])
        self.assertEqual([line["cases"] for line in tables["intake"]], [0, 13, 0])
        self.assertEqual({line["kind"]: line["count"] for line in tables["marks"]}["returns"], 1)
        self.assertEqual(self.report("month:2024-07", "--report", "monthly")[0]["before"], "2024-07-20")
        head, _, _ = self.report("year:2024", "--report", "monthly")
        self.assertEqual((head["from"], head["until"], head["before"]), ("2023-12-20T00:00:00+07:00", "2024-12-20T00:00:00+07:00", "2024-12-20"))
        head, _, _ = self.report("2024-06-01..2024-06-11", "--report", "monthly")
        self.assertEqual((head["from"], head["before"]), ("2024-06-01T00:00:00+07:00", None))

    def test_only_what_it_asks_for(self):
        _, tables, _ = self.report("week:2024-W23", "--report", "weekly")
        self.assertEqual(list(tables), ["intake", "outcome", "marks", "by_lead", "by_ward", "satisfaction", "shares_by_duty",
                                        "shares_by_owner", "time"])
        _, tables, _ = self.report("half:2024-H1", "--report", "halves")
        self.assertEqual(list(tables), ["intake", "outcome", "marks", "ranking"])

    def test_explanations_of_some_cases(self):
        """Cases of the web alone; what was not explained is owed."""
        head, tables, sums = self.report("month:2024-06", "--report", "late")
        # and the two of mischief, in the order of their ids.
        self.assertEqual([line["case"] for line in tables["cases"]], [HOSTILE, FORMULA, "R-02", "R-04", "R-05", "R-08", "R-10", "R-11"])
        found = {(line["case"], line["duty"]): line["explanation"] for line in tables["late"]}
        self.assertEqual(found["R-11", "answer"], HOSTILE)
        self.assertEqual(found["R-05", "forward"], None)
        self.assertEqual(found[FORMULA, "forward"], "@SUM(1)\r\n+x")
        text = "\n".join(self.lines("report", "--db", self.database, "--period", "month:2024-06", "--report", "late", "--now", LAST_NOW))
        self.assertIn("owed", text)

    def test_nothing_personal(self):
        for form in ("text", "json", "csv", "html"):
            for report in ([], ["--report", "late"], ["--report", "monthly"]):
                done = self.call("report", "--db", self.database, "--period", "month:2024-06", "--now", LAST_NOW, "--format", form, *report)
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertNotIn(SECRET, done.stdout.decode())
                self.assertNotIn("hmac", done.stdout.decode())

    def test_wrong_calls(self):
        call = ["report", "--db", self.database, "--now", LAST_NOW, "--period"]
        self.assertIn('there is no report "montly"; did you mean "monthly"?', self.refused(*call, "month:2024-06", "--report", "montly"))
        self.assertIn('is not made for "week:2024-W23" (by 5); there are: month, quarter, year, from..to',
                      self.refused(*call, "week:2024-W23", "--report", "monthly"))
        self.assertIn('is not made for "2024-06-01..2024-06-02"', self.refused(*call, "2024-06-01..2024-06-02", "--report", "weekly"))
        self.assertIn('there is no authority "so-giao-thon"', self.refused(*call, "month:2024-06", "--authority", "so-giao-thon"))
        self.assertIn('expected text, json, csv or html', self.refused(*call, "month:2024-06", "--format", "pdf"))
        self.assertIn("--json does not go with --format csv", self.refused(*call, "month:2024-06", "--format", "csv", "--json"))
        self.assertIn('there is no pack "lac-hong"', self.refused(*call, "month:2024-06", "--pack", "lac-hong"))
        self.assertIn("begins at 2025-02-01 00:00", self.refused(*call, "month:2025-02"))
        self.assertIn("--period", self.refused("report", "--db", self.database))
        for period in ("", "month", "month:2024-13", "month:2024-1", "month:24-01", "month:2024-00", "quarter:2024-Q5", "quarter:2024-2",
                       "half:2024-H3", "year:24", "year:20244", "week:2024-W53", "week:2024-W00", "week:2024-20", "day:2024-05-01",
                       "2024-05-01", "2024-05-01..", "..2024-05-01", "2024-02-30..2024-03-01", "2024-05-01...2024-06-01",
                       "2024-05-01T25:00..2024-06-01", "month:２０２４-05"):
            self.assertIn("expected week:2024-W20, month:2024-05", self.refused(*call, period), period)
            self.assertIn("cần week:2024-W20, month:2024-05", self.refused(*call, period, "--lang", "vi"), period)
        self.assertIn("outside 1990-01-01 to 2099-12-31", self.refused(*call, "year:2100"))
        for period in ("2024-06-01..2024-06-01", "2024-06-02..2024-06-01"):
            self.assertIn("it must begin before it ends", self.refused(*call, period))

    def test_several_packs(self):
        other = self.folder / "other"
        other.mkdir()
        pack = json.loads((REPORTED / "pack.json").read_text(encoding="utf-8"))
        (other / "pack.json").write_text(json.dumps({**pack, "pack": "other"}), encoding="utf-8")
        (other / "authorities.json").write_text((REPORTED / "authorities.json").read_text(encoding="utf-8"), encoding="utf-8")
        self.fill([received("O-1", "06-04T08:00", "phone")], pack=other)
        self.assertIn("cases of several packs (other, reported): name one of them",
                      self.refused("report", "--db", self.database, "--period", "week:2024-W23", "--now", LAST_NOW))
        for name, amount in (("other", 1), ("reported", 10)):
            head, _, sums = self.report("week:2024-W23", "--pack", name)
            self.assertEqual((head["pack"], sums["intake"]["cases"]), (name, amount))

    def test_without_cases_or_figures(self):
        bare = self.folder / "bare"
        bare.mkdir()
        pack = json.loads((REPORTED / "pack.json").read_text(encoding="utf-8"))
        for key in ("figures", "reports"):
            del pack[key]
        for clause in pack["clauses"]:
            if clause["id"] in ("5", "6"):
                clause.update({"is": "outside", "why": clause["says"]})
        del pack["facts"]["explanation"]
        pack["transitions"] = [row for row in pack["transitions"] if row["on"] != "explain"]
        pack["assumptions"] = {"table": pack["assumptions"]["table"]}
        (bare / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
        (bare / "authorities.json").write_text((REPORTED / "authorities.json").read_text(encoding="utf-8"), encoding="utf-8")
        self.database = str(self.folder / "bare.db")
        self.assertEqual(self.call("run", str(bare), "--rules", str(RULES), "--events", "-", "--db", self.database).returncode, 0)
        self.assertIn("there is no case in the database", self.refused("report", "--db", self.database, "--period", "week:2024-W23",
                                                                        "--now", LAST_NOW))
        self.fill([received("L-1", "06-04T08:00", "phone", "roads")], pack=bare)
        self.assertIn('has no "figures"', self.refused("report", "--db", self.database, "--period", "week:2024-W23", "--now", LAST_NOW))


def entry(case, at, what, by="operator", **more):
    """An event that is no act: what becomes of a case's history."""
    line = act(case, at, "", by)
    del line["event"], line["facts"]
    return {**line, "key": f"{at}-{sorted(what)}", **what, **more}


class Histories(ReportCase):
    """What was corrected, taken back, linked, split, migrated and erased, in week 23."""

    BASE = [
        received("H-1", "06-03T08:00", "web", "roads", "an-hoa"), act("H-1", "06-03T08:30", "forward"),
        received("H-2", "06-04T08:00", "phone", "roads", "an-hoa"), act("H-2", "06-04T08:30", "forward"),
        act("H-2", "06-05T09:00", "return", ROADS),
        received("H-3", "06-05T08:00", "web", "roads", "an-hoa"),
        received("H-4", "06-06T08:00", "web", "roads", "an-hoa"),
    ]

    def week(self, number=23, *more):
        _, tables, sums = self.report(f"week:2024-W{number}", *more)
        marks = {line["kind"]: line["count"] for line in tables["marks"]}
        return {line["kind"]: line["cases"] for line in tables["intake"]}, marks, tables, sums

    def test_correction(self):
        """The act counts as it was given last, in its own week, although it was corrected in the next."""
        self.fill(self.BASE)
        before = self.week()
        self.assertEqual({line["value"]: line["cases"] for line in before[2]["by_ward"]}, {"an-hoa": 4})
        self.fill([entry("H-1", "06-12T08:00", {"correct": 1}, facts={"ward": "binh-an"}, reason=SECRET)])
        intake, marks, tables, _ = self.week()
        self.assertEqual(({line["value"]: line["cases"] for line in tables["by_ward"]}, intake, marks), ({"an-hoa": 3, "binh-an": 1}, *before[:2]))

    def test_withdrawn_act(self):
        """A case that was never given back, after all: no return, no second round of forwarding, and its limit runs on."""
        self.fill(self.BASE)
        _, marks, tables, _ = self.week()
        self.assertEqual((marks["returned"], marks["returns"]), (1, 1))
        rounds = self.rows(tables, "duties", "duty")
        # H-1 and H-2 forwarded, H-2 again to be forwarded since Wed 5 June 09:00, late; H-3 and H-4 late too. Handling: H-2's cancelled.
        self.assertEqual([rounds["forward"][key] for key in ("rounds", "met", "running_late")], [5, 2, 3])
        self.assertEqual([rounds["handle"][key] for key in ("rounds", "running", "cancelled")], [2, 1, 1])
        self.fill([entry("H-2", "06-05T10:00", {"withdraw": 3}, ROADS, reason=SECRET)])
        _, marks, tables, _ = self.week()
        self.assertEqual((marks["returned"], marks["returns"]), (0, 0))
        rounds = self.rows(tables, "duties", "duty")
        self.assertEqual([rounds["forward"][key] for key in ("rounds", "met", "running_late")], [4, 2, 2])
        self.assertEqual([rounds["handle"][key] for key in ("rounds", "running", "cancelled")], [2, 2, 0])

    def test_duplicates_and_parts(self):
        """A link counts from when it was made; a part counts from when the whole was received."""
        self.fill(self.BASE)
        self.fill([entry("H-3", "06-07T08:00", {"link": "H-1"}, reason=SECRET), entry("H-4", "06-11T08:00", {"link": "H-1"}, reason=SECRET)])
        self.assertEqual([self.week(23)[1]["duplicates"], self.week(24)[1]["duplicates"]], [1, 2])
        self.fill([entry("H-4", "06-11T09:00", {"withdraw": 2}, reason=SECRET)])
        self.assertEqual([self.week(23)[1]["duplicates"], self.week(24)[1]["duplicates"]], [1, 1])
        self.assertEqual(self.week()[0]["received"], 4)
        self.fill([entry("H-1", "06-12T08:00", {"split": "H-9"}, facts={"field": "buildings", "content": SECRET})])
        intake, marks, tables, sums = self.week()
        self.assertEqual((intake["received"], marks["split_off"], sums["outcome"]["cases"]), (5, 1, 5))
        self.assertEqual({line["value"]: line["cases"] for line in tables["by_field"]}, {"roads": 4, "buildings": 1})
        self.assertEqual(self.week(24)[0], {"carried": 5, "received": 0, "reopened": 0})

    def test_state_secret(self):
        """Only that it was there: it is in no figure, of whatever period."""
        self.fill(self.BASE)
        done = self.call("erase", "--db", self.database, "H-2", "--facts", "--key", "e1", "--role", "operator", "--officer", "an",
                         "--now", "2024-06-13T08:00")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        intake, marks, tables, sums = self.week()
        self.assertEqual((intake, marks["secret"], marks["returns"]), ({"carried": 0, "received": 3, "reopened": 0}, 1, 0))
        self.assertNotIn("H-2", json.dumps(tables))
        self.assertEqual((self.week(22)[1]["secret"], self.week(24)[1]["secret"], self.week(25)[1]["secret"]), (0, 1, 0))
        self.assertIsNone(self.week(23, "--authority", ROADS)[1]["secret"])
        _, tables, _ = self.report("month:2024-06", "--report", "late")
        self.assertIsNone(self.rows(tables, "marks", "kind")["secret"]["count"])

    def test_erased_texts_change_nothing(self):
        self.fill(in_order(STORIES))
        before = self.report("week:2024-W23")
        for case in ("R-01", "R-02", "R-05"):
            done = self.call("erase", "--db", self.database, case, "--key", "e1", "--role", "operator", "--officer", "an", "--now", "2024-06-12T08:00")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(self.report("week:2024-W23"), before)

    def newer_pack(self):
        """The same regulation, with another name for the state `answered` and for the role that handles."""
        pack = json.loads((REPORTED / "pack.json").read_text(encoding="utf-8"))
        pack["version"] = "2024-06-01"
        for kind, old, new in (("states", "answered", "answer_sent"), ("roles", "authority", "unit")):
            pack[kind] = {{old: new}.get(name, name): row for name, row in pack[kind].items()}
        pack["figures"]["answered"] = "answer_sent"
        pack["reports"]["late"]["owed_by"] = "unit"
        pack["duties"]["handle"]["owed_by"] = "unit"
        for state in pack["states"].values():
            state["holder"] = {"authority": "unit"}.get(state.get("holder"), state.get("holder"))
            if state["holder"] is None:
                del state["holder"]
        for row in pack["transitions"]:
            row["by"] = [{"authority": "unit"}.get(role, role) for role in row["by"]]
            row["to"] = {"answered": "answer_sent"}.get(row["to"], row["to"])
            if "from" in row:
                row["from"] = [{"answered": "answer_sent"}.get(state, state) for state in row["from"]]
        table = pack["assumptions"]["table"]
        table["answers"] = [text.replace("/states/answered", "/states/answer_sent") for text in table["answers"]]
        folder = self.folder / "newer"
        folder.mkdir()
        (folder / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
        (folder / "authorities.json").write_text((REPORTED / "authorities.json").read_text(encoding="utf-8"), encoding="utf-8")
        return folder

    def test_migration(self):
        """Cases that go over to a newer wording have the figures that they would have had, before and after."""
        def figures():
            told = []
            for period in ("week:2024-W22", "week:2024-W23", "week:2024-W24", "month:2024-06"):
                _, tables, sums = self.report(period)
                told.append(json.loads(json.dumps([tables, sums]).replace('"unit"', '"authority"')))
            return told

        newer = self.newer_pack()
        last = received("N-1", "12-02T08:00", "phone")
        self.fill(in_order(STORIES))
        self.fill([last], pack=newer)
        before = figures()
        connection = sqlite3.connect(self.database)
        (target,) = connection.execute("SELECT hash FROM text WHERE kind = 'pack' ORDER BY number DESC LIMIT 1").fetchone()
        connection.close()
        mapping = {"states": {"answered": "answer_sent"}, "roles": {"authority": "unit"}}
        moved = sorted({event["case"] for event in STORIES})
        self.fill([entry(case, "06-20T08:00", {"migrate": target}, mapping=mapping) for case in moved], pack=newer)
        self.assertEqual(figures(), before)
        # Open ones go on under the newer wording: R-03 is resolved and answered there.
        self.fill([act("R-03", "06-21T08:00", "enter_result", "so-giao-thong", result=SECRET) | {"by": {"role": "unit", "authority": ROADS}},
                   act("R-03", "06-21T09:00", "answer")], pack=newer)
        _, tables, _ = self.report("week:2024-W25")
        self.assertEqual(self.rows(tables, "outcome", "outcome")["answered"]["cases"], 1)
        self.assertEqual(figures()[:3], before[:3])
        for case in moved:
            whole = self.objects("case", "--db", self.database, case, "--ledger", "--now", LAST_NOW)[-1]
            self.assertEqual(sum(line["seconds"] for line in whole["sums"]), whole["seconds"])


class Page(HTMLParser):
    """Tags, attributes and texts of a page; void elements do not close."""

    VOID = {"meta", "rect"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.texts, self.style = [], set(), [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attributes]

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.texts.append(data)


class Forms(ReportCase):
    def setUp(self):
        super().setUp()
        self.fill(in_order(STORIES + MISCHIEF))

    def told(self, form, *more, lang="en"):
        done = self.call("report", "--db", self.database, "--period", "month:2024-06", "--now", LAST_NOW, "--format", form, "--lang", lang,
                         *more)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode("utf-8")

    def page(self, *more, lang="en"):
        page = Page()
        page.feed(self.told("html", *more, lang=lang))
        page.close()
        self.assertEqual(page.open, [])
        return page

    def test_page_is_closed_to_the_outside(self):
        for lang in ("en", "vi"):
            page = self.page("--report", "late", lang=lang)
            self.assertLessEqual(page.tags, {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "section", "table", "thead",
                                             "tbody", "tr", "th", "td", "bdi", "svg", "rect", "div"})
            names = {name for _, name, _ in page.attributes}
            self.assertLessEqual(names, {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "viewbox", "aria-hidden",
                                         "preserveaspectratio", "x", "width", "height", "colspan"})
            self.assertIn(("html", "lang", lang), page.attributes)
            digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
            self.assertIn(("meta", "content", f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"),
                          page.attributes)
            self.assertNotIn("http:", "".join(str(value) for _, _, value in page.attributes))
            self.assertIn("@media print", page.style)

    def test_hostile_texts_are_texts(self):
        page = self.page("--report", "late")
        for text in (HOSTILE, FORMULA, "@SUM(1)\ufffd\ufffd+x"):
            self.assertIn(text, page.texts)
        self.assertIn("Lạc Hồng 1022 regulation, \"reported\" & counted", page.texts)
        self.assertIn("Quy chế 1022 <Lạc Hồng>", self.page("--report", "late", lang="vi").texts)
        self.assertIn("Roads <&>", self.page().texts)
        source = self.told("html", "--report", "late")
        self.assertNotIn("<script", source)
        self.assertIsNone(re.search(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]", source))

    def test_charts_add_up(self):
        """The bars of a row are as long as its numbers, by the longest row."""
        source = self.told("html")
        section = next(part for part in source.split("<section>") if "<h2>What became of them</h2>" in part)
        rows = re.findall(r"<tr><th scope=\"row\"><bdi>([^<]*)</bdi></th>(.*?)</tr>", section)
        longest = 0
        found = []
        for label, cells in rows:
            numbers = [int(text) for text in re.findall(r'<td class="n"><bdi>(\d+)</bdi></td>', cells)]
            widths = {int(number): int(width) for number, width in re.findall(r'class="c(\d)" x="\d+" width="(\d+)"', cells)}
            longest = max(longest, sum(numbers[:3]))
            found.append((numbers[:3], widths))
        for numbers, widths in found:
            for i, number in enumerate(numbers):
                self.assertLessEqual(abs(widths.get(i, 0) - 1000 * number / longest), 1)

    def test_csv(self):
        text = self.told("csv", "--report", "late")
        self.assertTrue(text.startswith("\ufeff"))
        self.assertNotIn("\n", text.replace("\r\n", ""))
        rows = list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))
        self.assertEqual(len({len(row) for row in rows}), 1)
        late = [row for row in rows if row[0] == "late"]
        cells = [cell for row in rows for cell in row]
        for cell in cells:
            self.assertNotRegex(cell, r"^[=+\-@\x00-\x1f\x7f]")
        self.assertIn("'" + FORMULA, cells)
        self.assertIn("'@SUM(1)\r\n+x", cells)
        self.assertIn(HOSTILE, cells)
        self.assertIn("owed", cells)
        self.assertEqual(late[1][1:4], ["Case", "Duty (id)", "Duty"])
        _, tables, _ = self.report("month:2024-06", "--report", "late")
        self.assertEqual([int(row[late[1].index("Late by the clock (s)")]) for row in late[2:]], [line["late_s"] for line in tables["late"]])

    def test_formulas_of_every_kind(self):
        """What a spreadsheet might run is quoted as text: in ids that the host gives, too."""
        ids = ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "\x7fx", "\u0085x", "\"quoted\",\n"]
        self.database = str(self.folder / "formulas.db")
        self.fill([act_of for name in ids for act_of in (received(name, "06-11T08:00", "web", "roads"),)])
        rows = list(csv.reader(io.StringIO(self.told("csv", "--report", "late")[1:], newline=""), strict=True))
        found = {row[1] for row in rows if row[0] == "cases"}
        self.assertLessEqual({*("'" + name for name in ids[:-1]), ids[-1]}, found)

    def test_text_fits(self):
        for lang in ("en", "vi"):
            for more in ([], ["--report", "late"], ["--report", "monthly"]):
                lines = self.told("text", *more, lang=lang).splitlines()
                tables = [line for line in lines if not line.endswith(".") and ": " not in line]
                self.assertLessEqual(max(map(len, tables)), 100)
        self.assertIn("Kỳ: tháng 6 năm 2024; từ 2024-06-01 00:00 đến trước 2024-07-01 00:00", self.told("text", lang="vi"))
        self.assertIn("@SUM(1)\\x0d", self.told("text", "--report", "late"))


class Provinces(ReportCase):
    """A year of invented reports of each province against the oracle."""

    BY = ("lead", "channel")
    PERIODS = [f"month:2024-{month:02}" for month in range(1, 13)] + ["quarter:2024-Q1", "half:2024-H2", "year:2024", "week:2024-W07",
              "week:2024-W18", "2024-04-26T16:30..2024-05-04T07:29:59", "2024-02-14T23:59:59..2024-02-15T07:30"]

    def fill_province(self, name):
        self.database = str(self.folder / f"{name}.db")
        file = SOURCE / "examples" / "data" / f"{name}-2024.jsonl"
        done = self.call("run", name, "--events", str(file), "--db", self.database)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return report_oracle.read_events(file), report_oracle.Rules(SOURCE, f"province/{name}")

    def test_every_figure(self):
        for folder in sorted((RULES / "province").iterdir()):
            events, rules = self.fill_province(folder.name)
            for period in self.PERIODS:
                with self.subTest(province=folder.name, period=period):
                    self.compare(events, rules, period, LAST_NOW)
            with self.subTest(province=folder.name, period="not over"):
                self.compare(events, rules, "year:2024", "2024-05-04T11:00:00")

    def test_reports_of_the_texts(self):
        """Each province's own reports: the figures of their span and, where the text says so, of some cases alone."""
        tried = 0
        for folder in sorted((RULES / "province").iterdir()):
            events, rules = self.fill_province(folder.name)
            for name, report in rules.pack["reports"].items():
                every = report_oracle.named(report.get("every", []))
                periods = {"week": "week:2024-W20", "month": "month:2024-05", "quarter": "quarter:2024-Q2", "half-year": "half:2024-H1",
                           "year": "year:2024"}
                chosen = [periods[kind] for kind in every] + ["2024-03-01..2024-06-01"] * report.get("on_demand", False)
                for period in chosen:
                    with self.subTest(province=folder.name, report=name, period=period):
                        self.compare(events, rules, period, LAST_NOW, name)
                        tried += 1
        self.assertGreater(tried, 40)

    def test_one_unit(self):
        """The week of one handling unit, as its leader gets it."""
        events, rules = self.fill_province("ho-chi-minh")
        for unit in sorted(rules.authorities)[:12]:
            with self.subTest(unit=unit):
                self.compare(events, rules, "week:2024-W18", LAST_NOW, "weekly", unit)

    def test_periods_follow_one_another(self):
        """What is left over at the end of a month is carried into the next; what the months received is what the year did."""
        for folder in sorted((RULES / "province").iterdir()):
            self.fill_province(folder.name)
            over, all_received = 0, 0
            for month in range(1, 13):
                _, tables, sums = self.report(f"month:2024-{month:02}")
                intake, outcome = self.rows(tables, "intake", "kind"), self.rows(tables, "outcome", "outcome")
                self.assertEqual(intake["carried"]["cases"], over)
                self.assertEqual(sum(row["cases"] for row in intake.values()), sum(row["cases"] for row in outcome.values()))
                over = outcome["open"]["cases"] + outcome["handled"]["cases"]
                all_received += intake["received"]["cases"]
            _, tables, _ = self.report("year:2024")
            self.assertEqual(self.rows(tables, "intake", "kind")["received"]["cases"], all_received)

    def compare(self, events, rules, period, now, name=None, authority=None):
        more = (["--report", name] if name else []) + (["--authority", authority] if authority else [])
        head, tables, sums = self.report(period, *more, now=now)
        start, end = (report_oracle.local(head[key]) for key in ("from", "until"))
        rule = rules.pack["reports"][name] if name else {}
        expected = report_oracle.Figures(rules, events, start, end, report_oracle.local(now), head["by"], authority, rule.get("when"))
        self.compare_cases(expected, tables, sums)
        for fact in head["by"]:
            self.compare_by(expected, fact, tables, sums)
        if "owners" in tables or not name:
            self.compare_rounds(expected, tables)
        asks = rule.get("contents", ["late", "satisfaction", "ranking", "cases-late", "shares", "time"])
        if "satisfaction" in asks and "rating" in rules.pack["figures"]:
            self.assertEqual({line["level"]: line["cases"] for line in tables["satisfaction"] if line["cases"]}, dict(expected.ratings))
        if "ranking" in asks:
            self.assertEqual({line["authority"]: (line["rank"], line["met"], line["late"]) for line in tables.get("ranking", [])},
                             expected.ranking())
        if "cases-late" in asks:
            self.compare_late(expected, tables)
        if "shares" in asks:
            for table, key, shares in (("shares_by_duty", "duty", expected.shares_by_duty), ("shares_by_owner", "owed_by", expected.shares_by_owner)):
                found = {line[key]: [line[column] for column in ("rounds", "p50", "p75", "p90", "p95", "most")] for line in tables.get(table, [])}
                self.assertEqual(found, expected.percentiles(shares))
        if "time" in asks:
            self.assertEqual(sums["time"]["seconds"], expected.seconds)
            self.assertEqual(sum(line["seconds"] for line in tables.get("time", [])), expected.seconds)
        if "cases" in asks:
            self.assertEqual([(line["case"], line["outcome"], line["timing"], line["state"]) for line in tables.get("cases", [])], expected.listed)

    def compare_cases(self, expected, tables, sums):
        self.assertEqual({line["kind"]: line["cases"] for line in tables["intake"]},
                         {kind: expected.cases[kind] for kind in ("carried", "received", "reopened")})
        self.assertEqual({(line["outcome"], timing): line[timing] for line in tables["outcome"] for timing in TIMINGS},
                         {(outcome, timing): expected.matrix[outcome, timing] for outcome in OUTCOMES for timing in TIMINGS})
        marks = {line["kind"]: line["count"] for line in tables["marks"]}
        self.assertEqual({kind: marks[kind] for kind in ("extended", "returned", "returns")},
                         {kind: expected.marks[kind] for kind in ("extended", "returned", "returns")})
        self.assertEqual(marks["secret"], expected.secret)
        self.assertEqual((sums["intake"]["cases"], sums["outcome"]["cases"]), (expected.cases["cases"],) * 2)

    def compare_by(self, expected, fact, tables, sums):
        keys = ("cases", "carried", "received", "reopened", *OUTCOMES, *TIMINGS)

        def word(value):
            return {True: "true", False: "false"}.get(value, value)

        found = {line["value"]: [line[key] for key in keys] for line in tables.get(f"by_{fact}", [])}
        self.assertEqual(found, {word(value): [counts[key] for key in keys] for value, counts in expected.by[fact].items()})
        self.assertEqual([sums[f"by_{fact}"][key] for key in keys], [sum(row[i] for row in found.values()) for i in range(len(keys))])

    def compare_rounds(self, expected, tables):
        keys = ("rounds", "carried", "started", *ROUNDS, "extended")
        for table, key, rows in (("owners", "owed_by", expected.owners), ("duties", "duty", expected.duties)):
            found = {line[key]: [line[column] for column in keys] for line in tables.get(table, [])}
            self.assertEqual(found, {name: [counts[column] for column in keys] for name, counts in rows.items()})
            for row in found.values():
                self.assertEqual((row[1] + row[2], sum(row[3:-1])), (row[0], row[0]))

    def compare_late(self, expected, tables):
        def stamp(time):
            return time and time.isoformat() + "+07:00"

        found = [{key: line[key] for key in ("case", "duty", "owed_by", "started_at", "due", "ended_at", "outcome", "late_s", "late_working_s")}
                 for line in tables.get("late", [])]
        wanted = [{**row, **{key: stamp(row[key]) for key in ("started_at", "due", "ended_at")}} for row in expected.late]
        order = lambda row: (-row["late_s"], row["case"], row["duty"], row["started_at"])  # noqa: E731
        self.assertEqual(sorted(found, key=order), sorted(wanted, key=order))
        self.assertEqual([row["late_s"] for row in found], sorted((row["late_s"] for row in found), reverse=True))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
