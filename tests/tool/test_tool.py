"""The program `thoihan` as a user meets it: answers against hand derivations, and every wrong call and input.

Expected dates are derived by hand from the announced calendar of 2024 (tests/data/holidays.csv): Monday 29 April is off
for Saturday 4 May, 30 April and 1 May are holidays; office hours are 07:30-11:30 and 13:00-17:00, Monday to Friday.
"""

import csv
import datetime
import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = str(BUILD / "thoihan")
LAC_HONG = SOURCE / "tests" / "data" / "packs" / "lac-hong"
RULES = SOURCE / "rules"
PACK = [str(LAC_HONG), "--rules", str(RULES)]

RECEIVE = {"case": "LH-1", "key": "k1", "at": "2024-04-25T09:10", "event": "receive",
           "by": {"role": "operator", "officer": "an"}, "facts": {"channel": "phone", "field": "roads", "content": "Ổ gà"}}
FORWARD = {"case": "LH-1", "key": "k2", "at": "2024-04-25T10:00", "event": "forward", "by": {"role": "operator"}}
RESULT = {"case": "LH-1", "key": "k3", "at": "2024-05-06T10:00", "event": "enter_result",
          "by": {"role": "authority", "authority": "so-giao-thong"}, "facts": {"result": "Đã vá đường"}}


def changed(given, **fields):
    return {**given, **fields}


class ToolCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.database = str(self.folder / "reports.db")

    def call(self, *arguments, stdin=b"", lang="en_US.UTF-8", cwd=SOURCE, **options):
        """The finished process; standard input and output are bytes."""
        environment = {**os.environ, "LANG": lang}
        return subprocess.run([PROGRAM, *map(os.fsencode, arguments)], input=stdin, capture_output=True, cwd=cwd,
                              env=environment, check=False, timeout=60, **options)

    def lines(self, *arguments, status=0, **options):
        """What the program printed, line by line; nothing went to standard error."""
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        if status == 0:
            self.assertEqual(done.stderr.decode(), "")
        return done.stdout.decode().splitlines()

    def objects(self, *arguments, **options):
        return [json.loads(line) for line in self.lines(*arguments, "--json", **options)]

    def refused(self, *arguments, status=2, **options):
        """What a wrong call says; it leaves nothing on standard output."""
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, status, done.stdout.decode() + done.stderr.decode())
        self.assertEqual(done.stdout, b"")
        return done.stderr.decode()

    def run_events(self, *events, arguments=(), status=0):
        """Answers of `run`, as objects; standard error holds one line of sums."""
        text = "".join(event if isinstance(event, str) else json.dumps(event, ensure_ascii=False) + "\n" for event in events)
        file = self.folder / "events.jsonl"
        file.write_text(text, encoding="utf-8")
        done = self.call("run", *PACK, "--events", str(file), "--db", self.database, "--json", *arguments)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]


class Limits(ToolCase):
    def test_five_working_days_over_the_swap(self):
        # Thu 25 April is not counted; 26, 2, 3, the worked Saturday 4, Mon 6 May.
        answer, = self.objects("add", *PACK, "2024-04-25T09:10", "5 working days")
        self.assertEqual(answer, {
            "from": "2024-04-25T09:10:00+07:00", "limit": "5 working days", "due": "2024-05-07T00:00:00+07:00",
            "late_from": "2024-05-07T00:00:00+07:00", "due_date": "2024-05-06", "end": "day", "provisional": False,
            "cite": ""})

    def test_two_working_hours_over_the_swap(self):
        # One hour on Friday 26 April, one on Thursday 2 May.
        answer, = self.objects("add", *PACK, "2024-04-26T16:00", "2 working hours")
        self.assertEqual((answer["due"], answer["late_from"], answer["due_date"], answer["end"]),
                         ("2024-05-02T08:30:00+07:00", "2024-05-02T08:30:01+07:00", "2024-05-02", "instant"))

    def test_explanation(self):
        expected = """\
Thu 2024-04-25  day of receipt, not counted        Civil Code 2015, art. 147(3)
Fri 2024-04-26  working day 1
Sat 2024-04-27  weekend
Sun 2024-04-28  weekend
Mon 2024-04-29  swapped off for Sat 2024-05-04     2450/VPCP-KGVX (2024-04-12)
Tue 2024-04-30  holiday: Victory Day               Labour Code 2019, art. 112(1)(c)
Wed 2024-05-01  holiday: International Labour Day  Labour Code 2019, art. 112(1)(d)
Thu 2024-05-02  working day 2
Fri 2024-05-03  working day 3
Sat 2024-05-04  swapped to work: working day 4     2450/VPCP-KGVX (2024-04-12)
Sun 2024-05-05  weekend
Mon 2024-05-06  working day 5: due 24:00
24:00 of 2024-05-06
"""
        self.assertEqual(self.lines("add", *PACK, "2024-04-25T09:10", "5 working days", "--explain"), expected.splitlines())
        province = sorted(path.name for path in (RULES / "province").iterdir())[0]
        for pack in (f"rules/province/{province}", f"rules/province/{province}/pack.json", province):
            self.assertEqual(self.lines("add", pack, "2024-04-25T09:10", "5 working days", "--explain"), expected.splitlines())

    def test_explanation_as_json(self):
        answer, = self.objects("add", *PACK, "2024-04-26T16:00", "2 working hours", "--explain")
        self.assertEqual([(step["date"], step["kind"], step["used"]) for step in answer["steps"]],
                         [("2024-04-26", "working", 3600), ("2024-04-27", "weekend", 0), ("2024-04-28", "weekend", 0),
                          ("2024-04-29", "swapped_off", 0), ("2024-04-30", "holiday", 0), ("2024-05-01", "holiday", 0),
                          ("2024-05-02", "working", 3600)])
        self.assertEqual(answer["steps"][3]["text"], "swapped off for Sat 2024-05-04")
        self.assertEqual(answer["steps"][3]["source"], "2450/VPCP-KGVX (2024-04-12)")
        self.assertEqual(answer["steps"][-1]["text"], "1 h of working time: due 08:30")

    def test_policies_as_json_text(self):
        # Friday 16:00 is after the cut-off: received on Thu 2 May, day 1 is Fri 3 May.
        answer, = self.objects("add", *PACK, "2024-04-26T16:00", '{"amount":"1 working day","cut_off":"15:00"}')
        self.assertEqual((answer["due_date"], answer["cut_off"]), ("2024-05-03", True))

    def test_rolled_clamped_provisional(self):
        # 10 days after Wed 17 April is Sat 27: Civil Code 148(5). A month after 31 January 2025: the 28th, a Friday.
        answer, = self.objects("add", *PACK, "2024-04-17T09:00", "10 days")
        self.assertEqual((answer["due_date"], answer["rolled"]), ("2024-05-02", True))
        answer, = self.objects("add", *PACK, "2025-01-31T09:00", "1 month")
        self.assertEqual((answer["due_date"], answer["clamped"]), ("2025-02-28", True))
        answer, = self.objects("add", *PACK, "2027-01-04T09:00", "1 working day")
        self.assertEqual((answer["due_date"], answer["provisional"]), ("2027-01-05", True))
        self.assertIn("(provisional", self.lines("add", *PACK, "2027-01-04T09:00", "1 working day")[0])

    def test_many_at_once(self):
        lines = (b"2024-04-25T09:10\t5 working days\r\n\n2024-04-25T09:10\t0 days\nno tab\n\xff\t1 day\n"
                 b"2050-01-01T00:00\t60 months\n" + b"x" * 5_000_000 + b"\n\0\t\0\n2024-04-26T16:00\t2 working hours")
        done = self.call("add", *PACK, "-", "--json", stdin=lines)
        self.assertEqual((done.returncode, done.stderr), (2, b""))
        answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual([answer.get("due_date") or (answer["error"]["code"], answer["error"]["line"]) for answer in answers],
                         ["2024-05-06", ("SCHEMA", 3), ("SYNTAX", 4), ("UTF8", 5), ("HORIZON", 6), ("TOO_BIG", 7), ("RANGE", 8),
                          "2024-05-02"])
        done = self.call("add", *PACK, "-", stdin=b"2024-04-25T09:10\t5 working days\n2024-04-25T09:10\t1.5 hours\n")
        self.assertEqual(done.stdout.decode(), "2024-04-25T09:10:00+07:00\t5 working days\t24:00 of 2024-05-06\n")
        self.assertIn("<stdin>:2:1: error: ", done.stderr.decode())

    def test_an_answer_comes_before_the_next_question(self):
        with subprocess.Popen([PROGRAM, "add", *PACK, "-", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for day in ("2024-04-25", "2024-05-06"):
                process.stdin.write(f"{day}T09:10\t1 hour\n".encode())
                process.stdin.flush()
                self.assertTrue(select.select([process.stdout], [], [], 20)[0], "no answer while the pipe is open")
                self.assertEqual(json.loads(process.stdout.readline())["due"], f"{day}T10:10:00+07:00")
            process.stdin.close()
            self.assertEqual(process.wait(20), 0)

    def test_elapsed(self):
        # Fri 26 April 16:00-17:00 and Thu 2 May 07:30-08:30; Thu is the one working date after Friday.
        answer, = self.objects("elapsed", *PACK, "2024-04-26T16:00", "2024-05-02T08:30")
        self.assertEqual(answer, {"from": "2024-04-26T16:00:00+07:00", "to": "2024-05-02T08:30:00+07:00",
                                  "working_seconds": 7200, "working_days": 1})
        back, = self.objects("elapsed", *PACK, "2024-05-02T08:30", "2024-04-26T16:00")
        self.assertEqual((back["working_seconds"], back["working_days"]), (-7200, -1))
        # The worked Saturday: 8 hours and a working day.
        answer, = self.objects("elapsed", *PACK, "-", stdin=b"2024-05-04T00:00\t2024-05-05T00:00\n")
        self.assertEqual((answer["working_seconds"], answer["working_days"]), (28800, 0))
        self.assertEqual(self.lines("elapsed", *PACK, "2024-04-26T16:00", "2024-05-02T08:30"),
                         ["2024-04-26T16:00:00+07:00\t2024-05-02T08:30:00+07:00\t2 h of working time, 1 working day"])

    def test_due(self):
        answer, = self.objects("due", *PACK, "forward", "2024-04-26T16:00")
        self.assertEqual((answer["limit"], answer["due"], answer["cite"]), ("2 working hours", "2024-05-02T08:30:00+07:00", "3.1"))
        answer, = self.objects("due", *PACK, "forward", "2024-04-27T16:00", "--fact", "urgent=true", "--explain")
        self.assertEqual((answer["due"], answer["late_from"], answer["cite"]),
                         ("2024-04-27T16:00:00+07:00", "2024-04-27T16:30:01+07:00", "3.2; assume now-grace"))
        self.assertEqual([step["role"] for step in answer["steps"]], ["at_once"])
        answer, = self.objects("due", *PACK, "tell_completion", "2024-04-27T16:00")
        self.assertEqual((answer["limit"], answer["due"], answer["cite"]), (None, None, "4.2; assume telling-no-limit"))
        text = self.lines("due", *PACK, "handle", "2024-04-25T09:10", "--explain")
        self.assertEqual(text[-2:], ["Mon 2024-05-06  working day 5: due 24:00", "24:00 of 2024-05-06  (5 working days; 4.1)"])


class Calendars(ToolCase):
    def test_every_date_from_2013_to_2027(self):
        """Equal to tests/data/holidays.csv; an unconfirmed day off is a working day, marked provisional."""
        kinds = {"statutory": "holiday", "compensatory": "compensatory", "swapped-off": "swapped_off",
                 "swapped-to-work": "swapped_to_work"}
        rows = {}
        with open(SOURCE / "tests" / "data" / "holidays.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[row["date"]] = row
        answers = self.objects("calendar", *PACK, "--from", "2013-01-01", "--to", "2027-12-31")
        day = datetime.date(2013, 1, 1)
        for answer in answers:
            self.assertEqual(answer["date"], day.isoformat())
            row = rows.get(answer["date"])
            unconfirmed = row is not None and row["status"].startswith("UNCONFIRMED")
            kind = kinds[row["kind"]] if row and not unconfirmed else "working" if day.weekday() < 5 else "weekend"
            works = kind in ("working", "swapped_to_work")
            self.assertEqual((answer["date"], answer["kind"], answer["working_day"]), (answer["date"], kind, works))
            self.assertEqual(answer["sessions"], [["07:30", "11:30"], ["13:00", "17:00"]] if works else [], answer["date"])
            undecided = day.year > 2026 or (row is not None and ("PROVISIONAL" in row["status"] or unconfirmed))
            self.assertEqual((answer["date"], answer["provisional"]), (answer["date"], undecided))
            self.assertTrue(answer["cause"] and answer["source"], answer)
            day += datetime.timedelta(days=1)
        self.assertEqual(day, datetime.date(2028, 1, 1))

    def test_table(self):
        self.assertEqual(self.lines("calendar", *PACK, "--from", "2024-05-03", "--to", "2024-05-05", "--calendar", "office"), [
            "Date            Kind                                Sessions                  Working day  Source",
            "Fri 2024-05-03  working day                         07:30-11:30, 13:00-17:00  yes",
            "Sat 2024-05-04  swapped to work for Mon 2024-04-29  07:30-11:30, 13:00-17:00  yes          2450/VPCP-KGVX (2024-04-12)",
            "Sun 2024-05-05  weekend                             -                         no"])

    def test_a_calendar_of_its_own(self):
        """Two calendars, closures, shortened days, a night shift; the office is named by the pack's name or its reference."""
        root = self.folder / "rules"
        shutil.copytree(RULES / "national", root / "national")
        shutil.copytree(LAC_HONG, root / "province" / "lac-hong")
        office = {"format": 1, "calendar": "province/lac-hong/center", "title": {"vi": "Trung tâm", "en": "Center"}, "revision": 1,
                  "horizon": {"from": "2013-01-01", "until": "2030-12-31"}, "holidays": "national/holidays",
                  "switches": {"culture-day": False},
                  "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "sessions": ["07:00-11:00"], "working_day": True,
                              "source": "Lạc Hồng"},
                             {"days": ["sun"], "sessions": ["22:00-30:00"], "working_day": False, "source": "Lạc Hồng"}],
                  "dates": [{"date": "2024-06-03", "kind": "closed", "cause": {"vi": "Bão", "en": "Storm"}, "source": "Công điện 1"},
                            {"date": "2024-06-04", "kind": "hours", "sessions": ["09:00-10:00"], "working_day": True,
                             "cause": {"vi": "Mất điện", "en": "Power cut"}, "source": "Công điện 2"}],
                  "closures_roll": False, "make_up_days_count": True}
        (root / "province" / "lac-hong" / "center.json").write_text(json.dumps(office), encoding="utf-8")
        pack = json.loads((LAC_HONG / "pack.json").read_text(encoding="utf-8"))
        pack["calendars"]["center"] = "province/lac-hong/center"
        path = root / "province" / "lac-hong" / "pack.json"
        path.write_text(json.dumps(pack), encoding="utf-8")
        for name in ("center", "province/lac-hong/center"):
            days = self.objects("calendar", "lac-hong", "--calendar", name, "--from", "2024-06-02", "--to", "2024-06-04", "--rules",
                                str(root))
            self.assertEqual([(day["kind"], day["working_day"], day["sessions"], day["cause"]) for day in days],
                             [("weekend", False, [["22:00", "30:00"]], "weekly rest day"), ("closed", False, [], "Storm"),
                              ("working", True, [["09:00", "10:00"]], "Power cut")])
        # Friday 31 May 10:30: half an hour there, then the night of Sunday.
        answer, = self.objects("add", str(path), "2024-05-31T10:30", "2 working hours", "--calendar", "center", "--explain")
        self.assertEqual(answer["due"], "2024-06-02T23:30:00+07:00")
        # Monday is closed, Tuesday short: day 1 is Tuesday.
        answer, = self.objects("add", str(path), "2024-05-31T10:30", "1 working day", "--calendar", "center", "--explain")
        self.assertEqual([step["text"] for step in answer["steps"]],
                         ["day of receipt, not counted", "weekend", "weekend", "closed: Storm", "Power cut: working day 1: due 24:00"])
        text = self.refused("add", str(path), "2024-05-31T10:30", "1 working day", "--calendar", "centre")
        self.assertIn('there is no calendar "centre"; did you mean "center"?', text)


class Checks(ToolCase):
    def copy(self, old, new, count=1):
        """A copy of the pack with one mistake; its path and the line of the mistake."""
        folder = self.folder / "lac-hong"
        shutil.copytree(LAC_HONG, folder, dirs_exist_ok=True)
        text = (LAC_HONG / "pack.json").read_text(encoding="utf-8")
        self.assertIn(old, text)
        line = text[:text.index(old)].count("\n") + 1
        (folder / "pack.json").write_text(text.replace(old, new, count), encoding="utf-8")
        return folder, line

    def found(self, folder):
        done = self.call("check", str(folder), "--rules", str(RULES), "--json")
        self.assertEqual(done.returncode, 1, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def test_clean(self):
        for pack in [PACK, *([f"rules/province/{path.name}"] for path in (RULES / "province").iterdir())]:
            lines = self.lines("check", *pack)
            self.assertIn(": clean; notes: ", lines[-1])
        notes = self.objects("check", *PACK)
        self.assertTrue(notes)
        for note in notes:
            self.assertEqual(set(note), {"severity", "code", "file", "line", "column", "pointer", "message"})
            self.assertEqual(note["severity"], "note")

    def test_assumptions(self):
        text = self.lines("check", *PACK, "--assumptions")
        self.assertIn("now-grace (LH-G1; 3.2)", text)
        self.assertIn("  takes: At once is within 30 minutes.", text)
        self.assertIn("  why: Lateness needs a number.", text)
        listed = {line["assumption"]: line for line in self.objects("check", *PACK, "--assumptions") if "assumption" in line}
        self.assertEqual(set(listed), {"now-grace", "authority-table", "one-promise", "late-return", "telling-no-limit"})
        self.assertEqual((listed["now-grace"]["gaps"], listed["now-grace"]["clauses"]), (["LH-G1"], ["3.2"]))

    def test_planted_mistakes_have_their_line(self):
        mistakes = [
            ('"calendar": "office",', '"calendar": "office" ', "syntax"),
            ('"version": "2023-03-01"', '"version": 5', "wrong-type"),
            ('"owed_by": "authority"', '"owed_bye": "authority"', "unknown-key"),
            ('"format": 1,', '"format": 1, "format": 1,', "duplicate-key"),
            ('"to": "answered"', '"to": "answerd"', "unknown-name"),
            ('"owed_by": "authority"', '"owed_by": "autority"', "unknown-name"),
            ('"limit": "4 working hours"', '"limit": "4 workin hours"', "bad-amount"),
            ('"limit": "4 working hours"', '"limit": "4"', "bad-amount"),
            ('"limit": "4 working hours"', '"limit": "0 working hours"', "bad-amount"),
            ('"limit": "4 working hours"', '"limit": "1.5 working hours"', "bad-amount"),
            ('"limit": "4 working hours"', '"limit": "-4 working hours"', "bad-amount"),
        ]
        for old, new, code in mistakes:
            with self.subTest(new):
                folder, line = self.copy(old, new)
                errors = [f for f in self.found(folder) if f["severity"] == "error"]
                near = [f for f in errors if f["code"] == code and line <= f["line"] <= line + 1]
                self.assertTrue(near, f"line {line}, {code}: {errors}")
                # An editor can jump to it, in words and in colour-free text.
                text = self.call("check", str(folder), "--rules", str(RULES)).stdout.decode()
                self.assertIn(f'{folder}/pack.json:{near[0]["line"]}:{near[0]["column"]}: error: {code}: ', text)
                # And no command works with such a pack.
                told = self.refused("add", str(folder), "2024-04-25T09:10", "1 day", "--rules", str(RULES))
                self.assertIn(f'{folder}/pack.json:{near[0]["line"]}:{near[0]["column"]}: error: ', told)

    def test_all_mistakes_at_once(self):
        folder, _ = self.copy('"to": "answered"', '"to": "answerd"')
        path = folder / "pack.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"limit": "4 working hours"', '"limit": "4"'), encoding="utf-8")
        self.assertEqual({f["code"] for f in self.found(folder) if f["severity"] == "error"}, {"unknown-name", "bad-amount"})

    def test_names_are_suggested(self):
        folder, _ = self.copy('"to": "answered"', '"to": "answerd"')
        self.assertTrue([f for f in self.found(folder) if '"answered"' in f["message"]])

    def test_two_facts_for_one_date(self):
        root = self.folder / "rules"
        shutil.copytree(RULES / "national", root / "national")
        path = root / "national" / "holidays.json"
        text = path.read_text(encoding="utf-8")
        swap = '"off": "2025-05-02"'
        self.assertIn(swap, text)
        line = text[:text.index(swap)].count("\n") + 1
        path.write_text(text.replace(swap, '"off": "2024-04-29"'), encoding="utf-8")
        done = self.call("check", str(LAC_HONG), "--rules", str(root), "--json")
        self.assertEqual(done.returncode, 1)
        errors = [json.loads(found) for found in done.stdout.decode().splitlines()]
        self.assertTrue([f for f in errors if f["code"] == "contradiction" and f["file"] == str(path) and f["line"] == line], errors)


class Runs(ToolCase):
    def test_answers(self):
        first, second, third = self.run_events(RECEIVE, FORWARD, RESULT)
        self.assertEqual((first["case"], first["seq"], first["state"], first["notices"]), ("LH-1", 1, "received", []))
        duty, = first["duties"]
        self.assertEqual((duty["duty"], duty["owed_by"], duty["status"], duty["due"], duty["late_from"], duty["cite"]),
                         ("forward", "operator", "running", "2024-04-25T11:10:00+07:00", "2024-04-25T11:10:01+07:00", "3.1"))
        duties = {duty["duty"]: duty for duty in second["duties"]}
        self.assertEqual(duties["forward"]["status"], "met")
        self.assertEqual((duties["handle"]["owed_by"], duties["handle"]["due"], duties["handle"]["due_date"]),
                         ("so-giao-thong", "2024-05-07T00:00:00+07:00", "2024-05-06"))
        self.assertEqual((third["state"], third["publication"]), ("resulted", "public"))

    def test_text(self):
        file = self.folder / "events.jsonl"
        file.write_text(json.dumps(RECEIVE) + "\n{}\n", encoding="utf-8")
        done = self.call("run", *PACK, "--events", str(file), "--db", self.database)
        self.assertEqual((done.returncode, done.stdout.decode()), (2, "LH-1  Received  Forward: 2024-04-25 11:10\n"))
        self.assertIn(f"{file}:2:1: error: ", done.stderr.decode())
        self.assertIn(f"{file}: events: 2, refused: 1", done.stderr.decode())

    def test_entered_together(self):
        wrong = {"together": [FORWARD, changed(RESULT, by={"role": "operater"})]}
        first, refused = self.run_events(RECEIVE, wrong, status=2)
        self.assertEqual((first["seq"], refused["error"]["code"], refused["error"]["line"]), (1, "REFERENCE", 2))
        second, third = self.run_events({"together": [FORWARD, RESULT]})
        self.assertEqual((second["seq"], second["number"], third["seq"], third["number"]), (2, 2, 3, 3))
        # Both tell the case as it stands after them.
        self.assertEqual((second["state"], third["state"]), ("resulted", "resulted"))
        again = self.run_events(RECEIVE, {"together": [FORWARD, RESULT]})
        self.assertEqual([answer.get("repeated") for answer in again], [True, True, True])
        file = self.folder / "events.jsonl"
        file.write_text('{"together": []}\n{"together": 1}\n', encoding="utf-8")
        done = self.call("run", *PACK, "--events", str(file), "--db", self.database)
        self.assertIn("there is nothing to enter", done.stderr.decode())
        self.assertEqual(done.returncode, 2)

    def test_a_condition_names_the_facts_that_are_missing(self):
        # Nothing but the channel is known: content, name, address, and phone or email are asked for before a report is forwarded.
        file = self.folder / "events.jsonl"
        file.write_text(json.dumps(changed(RECEIVE, facts={"channel": "web"})) + "\n" +
                        json.dumps(changed(FORWARD, facts={"field": "roads"})) + "\n", encoding="utf-8")
        done = self.call("run", str(RULES / "province" / "tien-giang"), "--events", str(file), "--db", self.database, "--json")
        refused = json.loads(done.stdout.decode().splitlines()[1])["error"]
        self.assertEqual(refused["code"], "GUARD")
        for name in ("content", "name", "address", "phone", "email"):
            self.assertIn(name, refused["message"].split("; not yet given: ")[1])
            self.assertIn(name, refused["details"])

    def test_refusals_do_not_stop_the_rest(self):
        wrong = [
            (changed(RECEIVE, key="k9", event="answer"), "UNEXPECTED_EVENT"),
            (changed(RECEIVE, key="k9", event="recieve"), "REFERENCE"),
            (changed(FORWARD, by={"role": "authority", "authority": "so-giao-thong"}), "AUTHORITY"),
            (changed(FORWARD, by={"role": "operater"}), "REFERENCE"),
            (changed(FORWARD, event="refuse"), "GUARD"),
            (changed(RECEIVE, at="2024-04-25T09:11"), "DUPLICATE"),
            (changed(FORWARD, at="2024-04-25T09:00"), "TIME_ORDER"),
            (changed(FORWARD, recorded_at="2024-04-25T10:30"), "TIME_ORDER"),
            (changed(FORWARD, facts={"lead": "so-giao-thong", "result": "x"}), "SCHEMA"),
            (changed(FORWARD, facts={"lead": "so-giao-tong"}), "REFERENCE"),
            (changed(FORWARD, at="2024-04-25T10:00:00.5"), "RANGE"),
            (changed(FORWARD, at="1975-04-30T10:00"), "RANGE"),
            (changed(RECEIVE, case="LH-0", at="2022-04-25T09:10"), "RANGE"),
            (changed(FORWARD, extra=1), "SCHEMA"),
            ('{"case":"LH-1","case":"LH-1"}\n', "SYNTAX"),
            ('{"case":"LH-1"\n', "SYNTAX"),
            ("[]\n", "SCHEMA"),
            ('{"case":"a' + "b" * 5_000_000 + '"}\n', "TOO_BIG"),
            ('{"case":"a\0b"}\n', "SYNTAX"),
        ]
        answers = self.run_events(RECEIVE, *(event for event, _ in wrong), FORWARD, status=2)
        self.assertEqual(len(answers), len(wrong) + 2)
        self.assertEqual((answers[0]["state"], answers[-1]["state"]), ("received", "with_authority"))
        for number, ((event, code), answer) in enumerate(zip(wrong, answers[1:-1]), start=2):
            with self.subTest(str(event)[:100]):
                problem = answer.get("error", {})
                self.assertEqual((problem.get("code"), problem.get("line")), (code, number), answer)
                self.assertEqual(problem["file"], str(self.folder / "events.jsonl"))
                self.assertTrue(problem["message"])
        self.assertEqual(answers[1]["error"]["accepted"], ["refuse", "forward"])
        self.assertIn('did you mean "receive"?', answers[2]["error"]["message"])
        history, = self.objects("case", "--db", self.database, "LH-1")
        self.assertEqual([event["event"] for event in history["history"]], ["receive", "forward"])

    def test_the_same_events_again_add_nothing(self):
        first = self.run_events(RECEIVE, FORWARD)
        again = self.run_events(RECEIVE, FORWARD)
        self.assertEqual([answer.pop("repeated") for answer in again], [True, True])
        self.assertEqual(first, again)

    def test_breaches(self):
        self.run_events(RECEIVE)
        self.assertEqual(self.run_events(arguments=["--now", "2024-04-25T11:10"]), [])
        breach, = self.run_events(arguments=["--now", "2024-04-25T11:10:01"])
        self.assertEqual(breach, {"case": "LH-1", "duty": "forward", "round": 1, "kind": "late",
                                  "at": "2024-04-25T11:10:01+07:00", "recorded_at": "2024-04-25T11:10:01+07:00"})
        self.assertEqual(self.run_events(arguments=["--now", "2024-05-25T11:10:01"]), [])

    def test_an_answer_comes_while_the_pipe_is_open_and_is_kept_by_then(self):
        command = [PROGRAM, "run", *PACK, "--events", "-", "--db", self.database, "--json"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            for number, event in enumerate((RECEIVE, FORWARD), start=1):
                process.stdin.write(json.dumps(event).encode() + b"\n")
                process.stdin.flush()
                self.assertTrue(select.select([process.stdout], [], [], 20)[0], "no answer while the pipe is open")
                self.assertEqual(json.loads(process.stdout.readline())["seq"], number)
                seen, = self.objects("case", "--db", self.database, "LH-1")
                self.assertEqual(seen["events"], number)
            process.stdin.close()
            self.assertEqual(process.wait(20), 0)

    def test_many_events(self):
        events = [changed(RECEIVE, case=f"LH-{number}") for number in range(1000)]
        answers = self.run_events(*events)
        self.assertEqual([answer["seq"] for answer in answers], list(range(1, 1001)))

    def test_databases_that_are_none_of_ours(self):
        other = self.folder / "other.db"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE note (text)")
        before = other.read_bytes()
        (self.folder / "text.db").write_text("no database at all, but long enough to be read as one " * 50, encoding="utf-8")
        events = self.folder / "events.jsonl"
        events.write_text(json.dumps(RECEIVE) + "\n", encoding="utf-8")
        for name in ("other.db", "text.db", ".", "missing/reports.db"):
            with self.subTest(name):
                text = self.refused("run", *PACK, "--events", str(events), "--db", str(self.folder / name))
                self.assertIn("error: ", text)
                self.assertIn(name.strip("."), text)
        self.assertEqual(other.read_bytes(), before)
        for command in (["case", "LH-1"], ["case", "--summary"], ["late"], ["next"]):
            self.assertIn("error: ", self.refused(*command, "--db", str(self.folder / "missing.db")))
        self.assertFalse((self.folder / "missing.db").exists())

    def test_a_locked_database(self):
        self.run_events(RECEIVE)
        with sqlite3.connect(self.database, isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (self.folder / "events.jsonl").write_text(json.dumps(FORWARD) + "\n", encoding="utf-8")
            text = self.refused("run", *PACK, "--events", str(self.folder / "events.jsonl"), "--db", self.database)
            self.assertIn("error: ", text)
            self.assertIn(self.database, text)
        answer, = self.run_events(FORWARD)
        self.assertEqual(answer["seq"], 2)


class Lists(ToolCase):
    def setUp(self):
        super().setUp()
        # LH-2 is due Thu 2 May 08:30, LH-3's handling at 24:00 of Wed 8 May (2 May and 5 working days: 3, 4, 6, 7, 8).
        self.run_events(RECEIVE, FORWARD, RESULT,
                        changed(RECEIVE, case="LH-2", at="2024-04-26T16:00", facts={"channel": "web", "field": "other"}),
                        changed(RECEIVE, case="LH-3", at="2024-04-26T16:00", facts={"channel": "web", "field": "buildings"}),
                        changed(FORWARD, case="LH-3", at="2024-05-02T08:30"))

    def test_late(self):
        now = ["--db", self.database, "--now", "2024-05-09T08:00"]
        # LH-2: 2 May 08:30-17:00 is 3 + 4 hours, then 3, 4, 6, 7, 8 May, and half an hour of the 9th: 47.5 working hours.
        # LH-1's answer: 4 working hours from Mon 6 May 10:00 are 15:30; 1.5 + 8 + 8 + 0.5 hours.
        self.assertEqual(self.objects("late", *now), [
            {"case": "LH-2", "duty": "forward", "owed_by": "operator", "due": "2024-05-02T08:30:00+07:00",
             "late_s": 6 * 86400 + 23 * 3600 + 1800, "late_working_s": 47 * 3600 + 1800},
            {"case": "LH-1", "duty": "answer", "owed_by": "operator", "due": "2024-05-06T15:30:00+07:00",
             "late_s": 2 * 86400 + 16 * 3600 + 1800, "late_working_s": 18 * 3600},
            {"case": "LH-3", "duty": "handle", "owed_by": "so-xay-dung", "due": "2024-05-09T00:00:00+07:00",
             "late_s": 8 * 3600, "late_working_s": 1800}])
        self.assertEqual(self.objects("late", *now, "--summary"), [
            {"owed_by": "operator", "count": 2, "longest_late_s": 6 * 86400 + 23 * 3600 + 1800,
             "longest_late_working_s": 47 * 3600 + 1800},
            {"owed_by": "so-xay-dung", "count": 1, "longest_late_s": 8 * 3600, "longest_late_working_s": 1800}])
        self.assertEqual(self.lines("late", *now, "--summary", "--lang", "vi")[1:],
                         ["Tổng đài viên    2                47 giờ 30 phút", "Sở Xây dựng      1                30 phút"])
        self.assertEqual(self.objects("late", "--db", self.database, "--now", "2024-05-02T08:30"), [])

    def test_next(self):
        at = ["--db", self.database, "--now", "2024-05-02T08:30"]
        rows = [{"case": "LH-2", "duty": "forward", "owed_by": "operator", "due": "2024-05-02T08:30:00+07:00"},
                {"case": "LH-1", "duty": "answer", "owed_by": "operator", "due": "2024-05-06T15:30:00+07:00"},
                {"case": "LH-3", "duty": "handle", "owed_by": "so-xay-dung", "due": "2024-05-09T00:00:00+07:00"}]
        self.assertEqual(self.objects("next", *at), rows)
        self.assertEqual(self.objects("next", *at, "--most", "2"), rows[:2])
        self.assertEqual(self.lines("next", *at, "--most", "1")[1],
                         "LH-2  Forward  Operator  2024-05-02 08:30")

    def test_open_cases_by_state(self):
        at = ["--db", self.database, "--summary", "--now", "2024-05-09T00:00"]
        self.assertEqual(sorted(self.objects("case", *at), key=lambda row: row["state"]), [
            {"state": "received", "label": "Received", "open": 1, "late": 1},
            {"state": "resulted", "label": "Result entered", "open": 1, "late": 1},
            {"state": "with_authority", "label": "With the authority", "open": 1, "late": 1}])

    def test_one_case(self):
        case, = self.objects("case", "--db", self.database, "LH-1")
        self.assertEqual((case["case"], case["state"], case["seq"], case["events"], case["pack"], case["version"]),
                         ("LH-1", "resulted", 3, 3, "lac-hong", "2023-03-01"))
        self.assertEqual([(duty["duty"], duty["status"]) for duty in case["duties"]],
                         [("forward", "met"), ("handle", "met"), ("answer", "running")])
        self.assertEqual(case["accepted"], ["answer"])
        facts = case["history"][0]["facts"]
        self.assertEqual((facts["channel"], facts["field"], list(facts["content"])), ("phone", "roads", ["hmac"]))
        self.assertNotIn("Ổ gà", json.dumps(case, ensure_ascii=False))
        text = "\n".join(self.lines("case", "--db", self.database, "LH-1", "--now", "2024-05-06T15:30:01"))
        self.assertIn("LH-1: Result entered", text)
        self.assertIn("Department of Transport", text)
        self.assertRegex(text, r"Answer +Operator .* 2024-05-06 15:30 +late ")
        self.assertNotIn("Ổ gà", text)

    def test_verify(self):
        self.assertEqual(self.objects("verify", "--db", self.database), [{"events": 6, "checkpoints": 0, "problems": []}])
        with sqlite3.connect(self.database) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
            for name in names:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("UPDATE event SET officer = 'binh' WHERE sequence = 1")
        found, = self.objects("verify", "--db", self.database, status=1)
        self.assertTrue(found["problems"])
        self.assertEqual(self.call("verify", "--db", self.database).returncode, 1)

    def test_the_rules_folder_is_not_needed(self):
        shutil.move(self.database, self.folder / "moved.db")
        rows = self.objects("late", "--db", "moved.db", "--now", "2024-05-09T08:00", cwd=self.folder)
        self.assertEqual(len(rows), 3)

    def test_reading_does_not_write(self):
        before = Path(self.database).read_bytes()
        for command in (["case", "LH-1"], ["case", "--summary"], ["late", "--now", "2024-05-09T08:00"], ["next"]):
            self.call(*command, "--db", self.database)
        self.assertEqual(Path(self.database).read_bytes(), before)


class Calls(ToolCase):
    COMMANDS = ["check", "calendar", "add", "elapsed", "due", "run", "case", "late", "next", "verify"]

    def test_help_and_version(self):
        for lang, example in (("vi", "Ví dụ"), ("en", "Example")):
            for command in self.COMMANDS:
                text = "\n".join(self.lines(command, "--help", "--lang", lang))
                self.assertIn(f"{example}:\n  thoihan {command} ", text)
                for option in ("--json", "--lang", "--help"):
                    self.assertIn(option, text)
            text = "\n".join(self.lines("--help", "--lang", lang))
            for command in self.COMMANDS:
                self.assertIn(f"\n  {command} ", text)
        self.assertRegex(self.lines("--version")[0], r"^thoihan \d+\.\d+\.\d+$")

    def test_language(self):
        missing = ["add", "nowhere", "2024-04-25T09:10", "1 day"]
        for lang, word in (("en_US.UTF-8", "error: "), ("en", "error: "), ("C.UTF-8", "lỗi: "), ("vi_VN.UTF-8", "lỗi: "),
                           ("", "lỗi: "), ("engadin", "lỗi: ")):
            self.assertTrue(self.refused(*missing, lang=lang).startswith(word), lang)
        self.assertTrue(self.refused(*missing, "--lang", "vi", lang="en").startswith("lỗi: "))
        self.assertTrue(self.refused("--lang=en", *missing, lang="vi").startswith("error: "))
        self.assertEqual(self.lines("add", *PACK, "2024-04-25T09:10", "5 working days", "--lang", "vi"), ["24:00 ngày 2024-05-06"])

    def test_wrong_calls(self):
        time, limit = "2024-04-25T09:10", "5 working days"
        calls = {
            (): "a command is required: check, ",
            ("chek",): 'there is no command "chek"; did you mean "check"?',
            ("add", *PACK, time, limit, "--jsn"): 'unexpected argument "--jsn"; did you mean "--json"?',
            ("add", *PACK, time, limit, "more"): 'unexpected argument "more"',
            ("add",): "PACK is missing",
            ("add", *PACK, time): "LIMIT is missing",
            ("add", *PACK, "-", limit): 'with FROM "-"',
            ("elapsed", *PACK, time): "TO is missing",
            ("calendar", *PACK, "--from"): "--from: a value is missing",
            ("calendar", *PACK, "--from", "2024-01-01"): "--to is missing",
            ("calendar", *PACK, "--from", "2024-01-02", "--to", "2024-01-01"): "--to 2024-01-01 is before --from 2024-01-02",
            ("calendar", *PACK, "--from", "2024-1-2", "--to", "2024-01-03"): "expected a date such as",
            ("calendar", *PACK, "--from", "2024-02-30", "--to", "2024-03-03"): "there is no such date",
            ("calendar", *PACK, "--from", "1980-02-03", "--to", "2024-03-03"): "outside 1990-01-01 to 2099-12-31",
            ("calendar", *PACK, "--from", "2012-02-03", "--to", "2024-03-03"): "from 2013-01-01 to 2052-12-31 only",
            ("add", *PACK, "2024-04-25", limit): "expected a time such as",
            ("add", *PACK, "2024-04-25T09:10:00.5", limit): "must be truncated",
            ("add", *PACK, time, "5 fortnights"): 'there is no unit "fortnights"',
            ("add", *PACK, time, "5 workin days"): 'did you mean "working day"?',
            ("add", *PACK, time, "0 days"): 'is written "now"',
            ("add", *PACK, time, "1.5 hours"): "no fraction",
            ("add", *PACK, time, "{"): "JSON",
            ("add", *PACK, "2052-12-31T09:00", limit): "a date outside the calendar",
            ("add", *PACK, time, limit, "--calendar", "ofice"): 'did you mean "office"?',
            ("add", str(LAC_HONG) + "x", time, limit): 'did you mean "' + str(LAC_HONG) + '"?',
            ("add", *PACK[:1], time, limit, "--rules", "/nonexistent"): "--rules /nonexistent: there is no such folder",
            ("due", *PACK, "foward", time): 'there is no duty "foward"; did you mean "forward"?',
            ("due", *PACK, "forward", time, "--fact", "urgnt=true"): 'there is no fact "urgnt"; did you mean "urgent"?',
            ("due", *PACK, "forward", time, "--fact", "urgent"): "expected name=value",
            ("due", *PACK, "forward", time, "--fact", "urgent=yes"): "true or false",
            ("due", *PACK, "forward", time, "--fact", "urgent=true", "urgent=false"): "given twice",
            ("due", *PACK, "forward", time, "--fact", "attempts=1000"): "0 to 100",
            ("due", *PACK, "forward", time, "--fact", "field=road"): 'did you mean "roads"?',
            ("run", *PACK, "--events", "/nonexistent", "--db", self.database): "/nonexistent: error: cannot be read",
            ("run", *PACK, "--events", str(self.folder), "--db", self.database): "cannot be read",
            ("case", "--db", self.database): "expected the id of a case, or --summary",
            ("case", "--db", self.database, "LH-1", "--summary"): "expected the id of a case, or --summary",
            ("next", "--db", self.database, "--most", "0"): "a whole number from 1 to",
            ("late", "--db", self.database, "--now", "today"): "expected a time such as",
            ("late", "--lang", "fr", "--db", self.database): "expected vi or en",
            ("add", *PACK, b"2024\xff", limit): "is not UTF-8",
        }
        for call, words in calls.items():
            with self.subTest(call):
                self.assertIn(words, self.refused(*call))

    def test_an_unknown_case(self):
        self.run_events(RECEIVE)
        self.assertIn('there is no case "LH-9"', self.refused("case", "--db", self.database, "LH-9"))

    def test_packs_by_their_id_from_below(self):
        province = sorted(path.name for path in (RULES / "province").iterdir())[0]
        self.assertIn(": clean; ", self.lines("check", province, cwd=SOURCE / "tests" / "data")[-1])
        self.assertIn("there is no rule pack", self.refused("check", province, cwd=self.folder))
        self.assertIn(f'did you mean "{province}"?', self.refused("check", province[:-1]))

    def test_nobody_reads(self):
        for target, words in (("/dev/full", "No space left"), (None, "Broken pipe")):
            if target:
                out = os.open(target, os.O_WRONLY)
            else:
                reader, out = os.pipe()
                os.close(reader)
            done = subprocess.run([PROGRAM, "calendar", *PACK, "--from", "2013-01-01", "--to", "2020-01-01", "--lang", "en"],
                                  stdout=out, stderr=subprocess.PIPE, check=False, timeout=60)
            os.close(out)
            self.assertEqual(done.returncode, 2)
            self.assertIn("results cannot be written to standard output: " + words, done.stderr.decode())

    def test_closed_streams(self):
        calls = [(">&-", ["check", *PACK]), ("<&-", ["add", *PACK, "-"]), ("2>&-", ["chek"])]
        for closed, call in calls:
            done = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", PROGRAM, *call], capture_output=True, check=False, timeout=60)
            self.assertEqual((closed, done.returncode), (closed, 2))

    @unittest.skipIf(os.geteuid() == 0 and shutil.which("setpriv") is None, "root reads every file")
    def test_unreadable_files(self):
        folder = self.folder / "lac-hong"
        shutil.copytree(LAC_HONG, folder)
        os.chmod(self.folder, 0o755)
        os.chmod(folder / "pack.json", 0)
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        program = self.folder / "thoihan"
        rules = self.folder / "rules"
        shutil.copy(PROGRAM, program)
        shutil.copytree(RULES, rules)
        done = subprocess.run([*drop, str(program), "check", str(folder), "--rules", str(rules), "--lang", "en"], capture_output=True,
                              cwd=self.folder, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(str(folder / "pack.json"), done.stderr.decode())

    def test_control_characters_do_not_reach_the_terminal(self):
        text = self.refused("add", *PACK, "2024-04-25T09:10", "\x1b[31m1 day")
        self.assertIn("\\x1b[31m1 day", text)
        self.assertNotIn("\x1b", text)
        self.run_events(changed(RECEIVE, case="LH-\x1b[31m-\u009b"))
        line = self.lines("next", "--db", self.database, "--now", "2024-04-25T09:10")[1]
        self.assertTrue(line.startswith("LH-\\x1b[31m-\\x9b  "), line)

    def test_colour_on_a_terminal_only(self):
        command = [PROGRAM, "calendar", *PACK, "--from", "2024-05-03", "--to", "2024-05-03", "--lang", "en"]
        self.assertNotIn(b"\x1b", subprocess.run(command, capture_output=True, check=True).stdout)
        inside, outside = pty.openpty()
        self.addCleanup(os.close, inside)
        subprocess.run(command, stdout=outside, check=True)
        os.close(outside)
        self.assertIn(b"\x1b[1mDate", os.read(inside, 4096))


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors)
    for _, reason in result.skipped:
        print(f"skipped: {reason}")
    print(f"{max(result.testsRun - len(result.skipped) - failed, 0)} passed, {failed} failed")
    sys.exit(1 if failed or result.testsRun == 0 else 0)
