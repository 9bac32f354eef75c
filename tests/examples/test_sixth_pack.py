"""The sixth pack, examples/packs/dong-may: clean, and its dues are those that were worked out by hand.

    python3 -B tests/examples/test_sixth_pack.py

Days off that the derivations name: 30 April and 1 May (Labour Code 2019, art. 112), Monday 29 April 2024 off for Saturday
4 May, which is worked (2450/VPCP-KGVX of 2024), 2 and 3 September 2024 (National Day and the day after it), Tết from 27 to 31
January 2025 (8726/VPCP-KGVX of 2024). Office hours are 07:30-11:30 and 13:00-17:00, Monday to Friday.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve() / "thoihan"
PACK = ROOT / "examples/packs/dong-may"
sys.path.insert(0, str(ROOT / "tests/meta"))

import gate  # noqa: E402


def call(*arguments, stdin=""):
    return subprocess.run([PROGRAM, *map(str, arguments), "--json", "--lang", "en"], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", check=False, timeout=60)


def objects(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def end_of(answer):
    """A due as people say it."""
    if answer["due"] is None:
        return None
    return f"24:00 of {answer['due_date']}" if answer["end"] == "day" else answer["due"].removesuffix(":00+07:00")


class Check(unittest.TestCase):
    def test_clean(self):
        done = call("check", PACK, "--rules", ROOT / "rules")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertEqual(sorted((line["severity"], line["code"], line["pointer"]) for line in objects(done)),
                         [("note", "declared-without-limit", "/duties/explain"), ("note", "declared-without-limit", "/duties/invite"),
                          ("note", "duty-without-limit", "/duties/hold"), ("note", "duty-without-limit", "/duties/set_dialogue"),
                          ("note", "loop-without-limit", "/states/received"), ("note", "return-after-due", "/duties/answer"),
                          ("note", "return-after-due", "/duties/secure"), ("note", "state-without-duty", "/states/answered")])

    def test_scenarios(self):
        """Every rule is reached, and every change of a rule is noticed or explained."""
        done = call("test", PACK, "--rules", ROOT / "rules", "--coverage", "--mutate")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_another_grain(self):
        """It has what none of the five provinces has."""
        text = (PACK / "pack.json").read_text(encoding="utf-8")
        for word in ['"cut_off"', " month", '"before"', '"roll": "back"', '"pauses"', '"by": "15 days"']:
            self.assertIn(word, text)
        self.assertGreaterEqual(len(json.loads(text)["clauses"]), 25)


# Duty, start, facts, due, why.
GOLDEN = [
    # 4.1, 4.2: the cut-off is included; the day of receipt counts, until the office closes.
    ("receipt", "2024-04-26T15:00", {}, "2024-04-26T17:00", "Friday at 15:00:00 is in time for Friday"),
    ("receipt", "2024-04-26T15:00:01", {}, "2024-05-02T17:00",
     "counts on the next working day: Mon 29 is swapped off, Tue 30 and Wed 1 are holidays, so Thu 2"),
    ("receipt", "2024-05-04T10:00", {}, "2024-05-04T17:00", "the worked Saturday is a working day, with Monday's hours"),
    # 4.1, 5.1
    ("assign", "2024-04-26T09:00", {}, "24:00 of 2024-05-03", "Thu 2 May is day 1, Fri 3 May day 2"),
    ("assign", "2024-04-26T16:00", {}, "24:00 of 2024-05-04", "counts as Thu 2 May; Fri 3 is day 1, the worked Saturday day 2"),
    # 6.1, 6.2, 6.5
    ("answer", "2024-05-31T10:00", {}, "24:00 of 2024-07-01", "June has no 31st: Sun 30 June, a day off, so Mon 1 July"),
    ("answer", "2024-12-31T10:00", {"households": 25}, "24:00 of 2025-02-28", "February has no 31st: Fri 28"),
    ("answer", "2024-12-31T10:00", {"households": 9}, "24:00 of 2025-02-03",
     "one month: Fri 31 January is the last day of Tết, so Mon 3 February"),
    ("answer", "2024-04-20T10:00", {"danger": "true", "households": 25}, "24:00 of 2024-05-02",
     "10 days: Tue 30 April is a holiday, Wed 1 May too, so Thu 2 May"),
    ("secure", "2024-04-29T22:15", {"danger": "true"}, "2024-04-30T22:15", "24 hours of the clock, on a holiday too"),
    # 5.4
    ("supplement", "2024-05-02T10:00", {}, "24:00 of 2024-06-03", "Sun 2 June is a day off, so Mon 3"),
    # 7.2, 7.3, 7.5
    ("explain", "2024-04-22T09:00", {"dialogue_on": "2024-05-10"}, "24:00 of 2024-05-04",
     "back from Fri 10 May: Thu 9, Wed 8, Tue 7, Mon 6, and the worked Sat 4"),
    ("invite", "2024-04-22T09:00", {"dialogue_on": "2024-05-10"}, "24:00 of 2024-04-26",
     "Tue 30 April is a holiday; before it Mon 29 is off and Sun 28, Sat 27 too, so Fri 26"),
    ("conclude", "2024-08-23T16:00", {}, "24:00 of 2024-09-02", "10 days, National Day included"),
    # 9.1
    ("progress", "2024-11-29T10:00", {"promised": "true"}, "24:00 of 2025-02-28", "February has no 29th in 2025"),
]


class Golden(unittest.TestCase):
    def test_dues(self):
        for duty, start, facts, due, why in GOLDEN:
            with self.subTest(f"{duty} from {start}: {why}"):
                words = [word for name, value in facts.items() for word in ("--fact", f"{name}={value}")]
                done = call("due", PACK, duty, start, "--rules", ROOT / "rules", *words)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(end_of(objects(done)[0]), due)


BODY = {"role": "department", "authority": "so-tai-nguyen"}
DESK, OFFICE, PETITIONER = {"role": "desk"}, {"role": "office"}, {"role": "petitioner"}

# At, event, by, facts; what then runs, and until when.
STORY = [
    ("2024-06-03T09:00", "receive", DESK, {"channel": "portal", "content": "Sổ đỏ", "address": "Ấp 3", "field": "land"},
     # Mon 3 June is the day of receipt; Tue 4 and Wed 5.
     {"receipt": "2024-06-03T17:00", "assign": "24:00 of 2024-06-05"}),
    ("2024-06-03T10:00", "give_receipt", DESK, {}, {"assign": "24:00 of 2024-06-05"}),
    ("2024-06-04T10:00", "ask_supplement", DESK, {"reason": "Thiếu số thửa"},
     # 5.3: what stands still has no due; 5.4: a month, Thu 4 July.
     {"assign": None, "supplement": "24:00 of 2024-07-04"}),
    ("2024-06-10T09:00", "supplement", PETITIONER, {"content": "Thửa 12"},
     # Wed 5, Thu 6, Fri 7 and Mon 10 June stood still: four working days after Wed 5 is Tue 11.
     {"assign": "24:00 of 2024-06-11"}),
    ("2024-06-11T10:00", "assign", DESK, {"field": "land"}, {"answer": "24:00 of 2024-07-11"}),
    ("2024-07-10T16:00", "ask_extension", BODY, {"reason": "Đo lại"}, {"answer": "24:00 of 2024-07-11"}),
    # 6.3: asked for in time and granted a day late: 15 days after Thu 11 July is Fri 26.
    ("2024-07-12T09:00", "grant_extension", OFFICE, {}, {"answer": "24:00 of 2024-07-26"}),
    ("2024-07-26T16:30", "answer", BODY, {"answer": "Đã chỉnh lý"}, {}),
    # 7.1: 15 days after 26 July is Sat 10 August, so that Mon 12 is still in time.
    ("2024-08-12T10:00", "ask_dialogue", PETITIONER, {}, {"set_dialogue": None}),
    ("2024-08-13T09:00", "set_dialogue", OFFICE, {"dialogue_on": "2024-09-06", "dialogue_at": "2024-09-06T08:30"},
     # Back from Fri 6 September: Thu 5, Wed 4, Fri 30 August, Thu 29, Wed 28. Ten days before it: Tue 27 August.
     {"explain": "24:00 of 2024-08-28", "invite": "24:00 of 2024-08-27", "hold": None}),
    ("2024-08-27T15:00", "invite", OFFICE, {}, {"explain": "24:00 of 2024-08-28", "hold": None}),
    ("2024-08-28T16:00", "explain", BODY, {"explanation": "doc:1"}, {"hold": None}),
    ("2024-09-06T10:00", "hold", OFFICE, {}, {"conclude": "24:00 of 2024-09-16"}),
    # 9.1: three months after Mon 16 September is Mon 16 December; after that, Sun 16 March, so Mon 17.
    ("2024-09-16T08:00", "conclude", OFFICE, {"conclusion": "Đo lại ranh", "promised": True}, {"progress": "24:00 of 2024-12-16"}),
    ("2024-12-16T15:00", "report_progress", BODY, {"progress": "Đã đo"}, {"progress": "24:00 of 2025-03-17"}),
    ("2025-02-10T09:00", "finish", BODY, {}, {}),
]


class Story(unittest.TestCase):
    """One petition through the whole regulation."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.database = Path(folder.name) / "petitions.db"

    def tell(self, rows):
        lines = [json.dumps({"case": "DM-1", "key": f"{at} {event}", "at": at, "event": event, "by": by, "facts": facts})
                 for at, event, by, facts, *_ in rows]
        done = call("run", PACK, "--rules", ROOT / "rules", "--events", "-", "--db", self.database, stdin="\n".join(lines) + "\n")
        return done, objects(done)

    def test_every_due(self):
        done, answers = self.tell(STORY)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(len(answers), len(STORY))
        for (at, event, _, _, expected), answer in zip(STORY, answers):
            with self.subTest(f"{at} {event}"):
                running = {duty["duty"]: end_of(duty) for duty in answer["duties"] if duty["status"] in ("running", "paused")}
                self.assertEqual(running, expected)
                self.assertFalse([duty for duty in answer["duties"] if duty["status"] == "met_late"])
        self.assertEqual((answers[-1]["state"], answers[-1]["publication"]), ("closed", "public"))

    def refused(self, before, late, code):
        """The story up to an event, and then an act that comes too late."""
        events = [event for _, event, *_ in STORY]
        done, answers = self.tell([*STORY[:events.index(before) + 1], late])
        self.assertEqual(done.returncode, 2)
        self.assertEqual(answers[-1]["error"]["code"], code, answers[-1])

    def test_withdrawn_too_late(self):
        # 7.4: one hour on Fri 6 September from 07:30, seven on Thu 5: 17:00 back to 13:00, 11:30 back to 08:30.
        self.refused("explain", ("2024-09-05T08:30:01", "withdraw", PETITIONER, {}), "EXPIRED")

    def test_withdrawn_in_time(self):
        events = [event for _, event, *_ in STORY]
        done, answers = self.tell([*STORY[:events.index("explain") + 1], ("2024-09-05T08:30", "withdraw", PETITIONER, {})])
        self.assertEqual((done.returncode, answers[-1]["state"]), (0, "closed"))

    def test_dialogue_asked_for_too_late(self):
        self.refused("answer", ("2024-08-13T00:00", "ask_dialogue", PETITIONER, {}), "EXPIRED")

    def test_supplemented_too_late(self):
        self.refused("ask_supplement", ("2024-07-05T00:00", "supplement", PETITIONER, {}), "EXPIRED")


if __name__ == "__main__":
    gate.run_unittest()
