"""The example data of four provinces: made anew it is the files in the repository, the program takes every line of it, and it uses
all of each pack.

What was used is counted from the program's answers and from the pack. On the way every answer is compared with what the small
interpreter of examples/data says of the same act: state, duties, limits to the second, routing. It shares no code with the
engine. The days off are written out by hand: Tết from 8 to 14 February 2024 (8662/VPCP-KGVX of 2023), 18 April, 30 April and
1 May, 29 April swapped for Saturday 4 May (2450/VPCP-KGVX of 2024), 2 and 3 September, and 1 January of both years (Labour Code
2019, art. 112).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections import Counter, defaultdict
from datetime import date, datetime, time
from pathlib import Path

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve()
sys.dont_write_bytecode = True
sys.path += [str(ROOT / "tests/meta"), str(ROOT / "examples/data")]

import gate  # noqa: E402
from pack_model import Case, Rules, holds  # noqa: E402
from storyteller import FAMILY, GIVEN  # noqa: E402

DATA = ROOT / "examples/data"
GENERATOR = "examples/data/generate_province_reports.py"
PREFIX = {"hau-giang": "HG", "hoa-binh": "HB", "ho-chi-minh": "HCM", "ben-tre": "BT"}
OFF = {date(2024, 2, day) for day in range(8, 15)} | {
    date(2024, 1, 1), date(2024, 4, 18), date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1), date(2024, 9, 2), date(2024, 9, 3),
    date(2025, 1, 1)}
WORKED_SATURDAY = date(2024, 5, 4)
LAST = datetime(2025, 1, 15, 8)


def generator(*words, root=ROOT, **environment):
    return subprocess.run([sys.executable, "-B", str(root / GENERATOR), *words], capture_output=True, encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment})


def program(*words):
    done = subprocess.run([str(BUILD / "thoihan"), *map(str, words), "--json", "--lang", "en"], capture_output=True, encoding="utf-8",
                          check=False, cwd=ROOT)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def moment(text):
    assert text.endswith("+07:00"), text
    return datetime.fromisoformat(text[:-6])


def recorded(line):
    return moment(line.get("recorded_at", line["at"]))


def in_office_hours(t):
    working = t.date() not in OFF and (t.weekday() < 5 or t.date() == WORKED_SATURDAY)
    return working and (time(7, 30) <= t.time() < time(11, 30) or time(13) <= t.time() < time(17))


def reports_of(name):
    return DATA / f"{name}-2024.jsonl"


class Generator(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_files_are_its_output(self):
        """On a machine with other habits, too."""
        done = generator("--folder", str(self.folder), PYTHONHASHSEED="4294967295", TZ="America/New_York", LC_ALL="C", PYTHONUTF8="0",
                         PYTHONCOERCECLOCALE="0")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        made = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        self.assertEqual(made, {reports_of(name).name: reports_of(name).read_bytes() for name in PREFIX})

    def test_another_seed(self):
        done = generator("--folder", str(self.folder), "--seed", "1", "--only", "hoa-binh")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["hoa-binh-2024.jsonl"])
        self.assertNotEqual((self.folder / "hoa-binh-2024.jsonl").read_bytes(), reports_of("hoa-binh").read_bytes())

    def test_coverage(self):
        done = generator("--coverage")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotRegex(done.stdout, r"(?m)^ +0 ")
        totals = re.findall(r"(?m)^([a-z-]+): (\d+) reports, (\d+) acts, (\d+) late somewhere, (\d+) open$", done.stdout)
        self.assertEqual([name for name, *_ in totals], list(PREFIX))
        for name, reports, acts, late, still_open in totals:
            self.assertEqual(int(reports), 200, name)
            self.assertEqual(int(acts), len(reports_of(name).read_bytes().splitlines()), name)
            self.assertTrue(20 <= int(late) <= 80 and 5 <= int(still_open) <= 40, (name, late, still_open))

    def with_pack(self, change):
        """What the generator says with a pack that was changed."""
        for part in ("rules", "examples/data"):
            shutil.copytree(ROOT / part, self.folder / part, ignore=shutil.ignore_patterns("*.jsonl"))
        path = self.folder / "rules/province/ben-tre/pack.json"
        pack = json.loads(path.read_text(encoding="utf-8"))
        change(pack)
        path.write_text(json.dumps(pack), encoding="utf-8")
        return generator("--coverage", "--only", "ben-tre", root=self.folder)

    def test_misses_a_transition(self):
        def add_withdrawal(pack):
            pack["transitions"].append({"on": "withdraw", "from": ["received"], "to": "closed", "by": ["reporter"]})
            pack["duties"]["review"] = {"owed_by": "office", "from": ["withdraw"], "met_by": ["close"], "within": [{"limit": "1 day"}]}

        done = self.with_pack(add_withdrawal)
        self.assertEqual(done.returncode, 1)
        for what in (r"\d+ withdraw, from received", r"\d+ withdraw, by reporter", "met review", "met_late review"):
            self.assertRegex(done.stderr, rf"(?m)^never: ben-tre: {what}$")

    def test_refused_plan(self):
        def nobody_approves(pack):
            for row in pack["transitions"]:
                if row["on"] == "approve":
                    row["when"] = {"secrecy_wish": True}

        done = self.with_pack(nobody_approves)
        self.assertEqual(done.returncode, 1)
        self.assertIn("in state awaiting_approval there is no way for approve", done.stderr)


class Province:
    """One file: its lines, what the program answered to them, and what that used."""

    def __init__(self, name):
        self.name, self.rules = name, Rules(ROOT, f"province/{name}")
        self.pack, self.used, self.differences, self.routed = self.rules.pack, Counter(), [], {}
        self.lines = [json.loads(line) for line in reports_of(name).read_text(encoding="utf-8").splitlines()]
        self.acts = defaultdict(list)
        for line in self.lines:
            self.acts[line["case"]].append(line)
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "reports.db"
            self.run = program("run", f"rules/province/{name}", "--events", reports_of(name), "--db", database)
            self.verified = program("verify", "--db", database)
            self.replay()
            # An authority that owes nothing after it was chosen is in no answer of `run`: the case itself names it, until it is a secret.
            for row in self.pack["routing"]:
                if not self.used["routing", row["id"]]:
                    cases = (case for case, chosen in self.routed.items() if chosen == row["id"])
                    self.used["routing", row["id"]] += any(
                        program("case", "--db", database, case)[1][0].get("lead") == row["lead"] for case in cases)

    def replay(self):
        """Counts what each act used, by the program's answers; `routed` has the row that chose the authority of each case last."""
        cases, states = {}, defaultdict(lambda: None)
        for line, answer in zip(self.lines, self.run[1]):
            if "error" in answer:
                continue
            name, by = line["case"], line["by"]
            case = cases.setdefault(name, Case(self.rules))
            row, _, late_act, routed = case.apply(line["event"], moment(line["at"]), recorded(line), by["role"], by.get("authority"),
                                                  line["facts"])
            number = self.pack["transitions"].index(row)
            self.used.update([("from", number, states[name]), ("by", number, by["role"]), ("state", answer["state"])])
            self.used.update((duty["status"], duty["duty"]) for duty in answer["duties"])
            self.used["late act", number] += answer.get("late_act", False)
            states[name] = answer["state"]
            if not self.agrees(case, late_act, answer) or routed and not self.agrees_on_route(line, case, routed, answer):
                self.differences.append(f"{name} {line['key']}: {answer}")
            if routed or "lead" in line["facts"]:
                self.routed[name] = routed

    @staticmethod
    def agrees(case, late_act, answer):
        """Whether the program says of an act what the interpreter says."""
        own = {(duty.name, duty.number): duty for duty in case.duties}
        told = {(duty["duty"], duty["round"]): (duty["status"], duty["late_from"]) for duty in answer["duties"]}
        expected = {key: (duty.status, duty.late_from and duty.late_from.isoformat() + "+07:00") for key, duty in own.items() if key in told}
        running = {key for key, duty in own.items() if duty.status == "running"}
        owed = {key: duty["owed_by"] for duty in answer["duties"] if own[key := (duty["duty"], duty["round"])].body}
        if owed != {key: duty.body for key, duty in own.items() if duty.body and key in told}:
            return False
        return (answer["state"], answer.get("late_act", False), told) == (case.state, late_act, expected) and running <= set(told)

    def agrees_on_route(self, line, case, routed, answer):
        """Whether one row of the routing table holds, and what starts for an authority is owed by that row's; it is used then. What each
        of several owes is compared in `agrees`."""
        rows = [row for row in self.pack["routing"] if holds(row["when"], case.facts)]
        one = {name for name, duty in self.pack["duties"].items() if "for_each" not in duty}
        owed = {duty["owed_by"] for duty in answer["duties"] if duty["started_at"] == line["at"] and duty["duty"] in one}
        owed &= set(self.rules.authorities)
        self.used["routing", routed] += bool(owed)
        return [row["id"] for row in rows] == [routed] and owed <= {rows[0]["lead"]}


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provinces = [Province(name) for name in PREFIX]

    def test_taken(self):
        for province in self.provinces:
            with self.subTest(province.name):
                status, answers, messages = province.run
                self.assertEqual((status, len(answers)), (0, len(province.lines)), messages)
                self.assertIn(f"events: {len(province.lines)}, refused: 0", messages)
                self.assertEqual([answer for answer in answers if "error" in answer or "repeated" in answer], [])
                self.assertEqual([answer["case"] for answer in answers], [line["case"] for line in province.lines])
                self.assertEqual(province.verified[:2], (0, [{"events": len(answers), "checkpoints": 0, "problems": []}]))

    def test_as_the_interpreter_says(self):
        for province in self.provinces:
            with self.subTest(province.name):
                self.assertEqual(province.differences, [])

    def unused(self, province, wanted):
        self.assertTrue(wanted)
        self.assertEqual([what for what in wanted if not province.used[what]], [])

    def test_every_transition(self):
        for province in self.provinces:
            with self.subTest(province.name):
                rows = list(enumerate(province.pack["transitions"]))
                self.unused(province, [("from", number, state) for number, row in rows for state in row.get("from", [None])])
                self.unused(province, [("by", number, role) for number, row in rows for role in row["by"]])
                bars = [("late act", number) for number, row in rows if row.get("until", {}).get("late") == "accept"]
                self.assertEqual([bar for bar in bars if not province.used[bar]], [])

    def test_every_state_and_duty(self):
        for province in self.provinces:
            with self.subTest(province.name):
                self.unused(province, [("state", state) for state in province.pack["states"]])
                self.unused(province, [("met", duty) for duty in province.pack["duties"]])
                self.unused(province, [("met_late", duty) for duty, rule in province.pack["duties"].items() if "within" in rule])

    def test_every_route(self):
        for province in self.provinces:
            with self.subTest(province.name):
                self.unused(province, [("routing", row["id"]) for row in province.pack["routing"]])

    def test_form(self):
        for province in self.provinces:
            with self.subTest(province.name):
                self.assertLess(reports_of(province.name).stat().st_size, 600_000)
                self.assertEqual(len(province.acts), 200)
                self.assertEqual(sorted(province.acts), [f"{PREFIX[province.name]}-2024-{number:06}" for number in range(1, 201)])
                for line in province.lines:
                    keys = ["case", "key", "at", "recorded_at", "event", "by", "facts"]
                    self.assertEqual([key for key in keys if key != "recorded_at" or key in line], list(line))
                    self.assertNotEqual(line["at"], line.get("recorded_at"))
                for case, acts in province.acts.items():
                    self.assertEqual([line["key"] for line in acts], [f"{n}-{line['event']}" for n, line in enumerate(acts, 1)], case)

    def test_order(self):
        for province in self.provinces:
            with self.subTest(province.name):
                order = [(recorded(line), line["case"]) for line in province.lines]
                self.assertEqual(order, sorted(order))
                self.assertLessEqual(order[-1][0], LAST)
                received = [moment(acts[0]["at"]) for _, acts in sorted(province.acts.items())]
                self.assertEqual(received, sorted(received))

    def test_days(self):
        for province in self.provinces:
            with self.subTest(province.name):
                received = [moment(acts[0]["at"]) for acts in province.acts.values()]
                self.assertEqual({t.year for t in received}, {2024})
                days = Counter(t.date() for t in received)
                tet = sum(days[day] for day in OFF if day.month == 2)
                self.assertGreater(tet, 8)
                edges = [date(2024, 2, 7), date(2024, 2, 15), date(2024, 4, 26), date(2024, 4, 29), WORKED_SATURDAY, date(2024, 12, 31)]
                self.assertEqual([day for day in edges if not days[day]], [])
                self.assertGreater(len(days), 80)
                self.assertGreater(sum(map(in_office_hours, received)), 80)
                self.assertGreater(len(received) - sum(map(in_office_hours, received)), 50)
                acts = [moment(line["at"]) for line in province.lines]
                self.assertGreater(sum(not in_office_hours(t) for t in acts), len(acts) // 15)
                self.assertGreater(sum(t.year == 2025 for t in acts), 10)
                over_tet = [case for case, steps in province.acts.items() if moment(steps[0]["at"]) < datetime(2024, 2, 8)
                            and moment(steps[-1]["at"]) > datetime(2024, 2, 15)]
                self.assertGreater(len(over_tet), 5)

    def test_nobody_is_real(self):
        names = {f"{family} {given}" for family in FAMILY for given in GIVEN}
        for province in self.provinces:
            with self.subTest(province.name):
                for line in province.lines:
                    facts = line["facts"]
                    self.assertIn(facts.get("name", min(names)), names)
                    self.assertRegex(facts.get("phone", "0900 000 000"), r"^0900 000 \d{3}$")
                    self.assertRegex(facts.get("email", "a@example.vn"), r"^nguoigui\d+@example\.vn$|^a@example\.vn$")
                    self.assertRegex(facts.get("address", "số nhà Thí Dụ 1,"), r"^số nhà Thí Dụ \d+,")
                    for name in ("official", "replacement_official"):
                        self.assertRegex(facts.get(name, "Cán bộ Mẫu A"), r"^Cán bộ Mẫu [A-D]\b")
                    self.assertRegex(line["by"].get("officer", "an-1"), r"^[a-z0-9-]+-\d$")

    def test_places_are_the_provinces(self):
        for province in self.provinces:
            with self.subTest(province.name):
                declared = province.pack["facts"]
                known = {label["vi"].lower() for fact in ("district", "commune") for label in declared.get(fact, {"values": {}})["values"].values()}
                if not known:  # the pack names no districts: those of 2024
                    known = {"thành phố hòa bình"} | {f"huyện {name}" for name in (
                        "cao phong", "đà bắc", "kim bôi", "lạc sơn", "lạc thủy", "lương sơn", "mai châu", "tân lạc", "yên thủy")}
                places = {line["facts"][fact].rsplit(", ", 1)[-1].lower() for line in province.lines for fact in ("address", "place")
                          if fact in line["facts"]}
                self.assertTrue(len(places) > 8 and places <= known, places - known)

    def test_many_words(self):
        for province in self.provinces:
            with self.subTest(province.name):
                contents = Counter(line["facts"]["content"] for line in province.lines if line["facts"].get("content"))
                self.assertGreater(len(contents), 140)
                self.assertLess(max(contents.values()), 8)
                self.assertEqual([content for content in contents if "{" in content], [])

    def test_repeated_reports(self):
        """What is linked to an earlier report says the same, later."""
        acts = next(province.acts for province in self.provinces if province.name == "ho-chi-minh")
        linked = [(steps, acts[line["facts"]["duplicate_of"]]) for steps in list(acts.values()) for line in steps
                  if line["event"] == "link_duplicate"]
        self.assertGreater(len(linked), 3)
        for steps, earlier in linked:
            self.assertLess(earlier[0]["at"], steps[0]["at"])
            self.assertEqual(earlier[0]["facts"]["content"], steps[0]["facts"]["content"])


if __name__ == "__main__":
    gate.run_unittest()
