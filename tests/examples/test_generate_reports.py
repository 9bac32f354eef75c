"""The example data: made anew it is the file in the repository, and it is what it says it is.

The generator is asked for its bytes and its coverage; the file itself is read here once more, with the calendar of the
month written out by hand: holidays of 18 and 30 April and 1 May 2024 (Labour Code 2019, art. 112), and 29 April swapped for
Saturday 4 May (notice 2450/VPCP-KGVX of 2024).
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

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(ROOT / "tests/meta"))

import gate  # noqa: E402

GENERATOR = "examples/data/generate_reports.py"
REPORTS = ROOT / "examples/data/tien-giang-2024.jsonl"
RULES = "rules/province/tien-giang/pack.json"
HOLIDAYS = {date(2024, 4, 18), date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)}
WORKED_SATURDAY = date(2024, 5, 4)


def generator(*words, root=ROOT, **environment):
    return subprocess.run([sys.executable, "-B", str(root / GENERATOR), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment})


def moment(text):
    assert text.endswith("+07:00"), text
    return datetime.fromisoformat(text[:-6])


def in_office_hours(t):
    working = t.date() not in HOLIDAYS and (t.weekday() < 5 or t.date() == WORKED_SATURDAY)
    return working and (time(7, 30) <= t.time() < time(11, 30) or time(13) <= t.time() < time(17))


class Generator(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def made(self, *words, **environment):
        output = self.folder / "reports.jsonl"
        done = generator("--output", str(output), *words, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return output.read_bytes()

    def test_file_is_its_output(self):
        self.assertEqual(self.made(), REPORTS.read_bytes())

    def test_same_bytes_on_other_machines(self):
        for environment in [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "4294967295", "TZ": "America/New_York"},
                            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]:
            with self.subTest(environment):
                self.assertEqual(self.made(**environment), REPORTS.read_bytes())

    def test_other_seeds(self):
        made = {self.made("--seed", str(seed)) for seed in (1, 2)}
        self.assertEqual(len(made | {REPORTS.read_bytes()}), 3)

    def test_coverage(self):
        done = generator("--coverage")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotRegex(done.stdout, r"(?m)^ +0 ")
        reports, acts, late = map(int, re.search(r"(\d+) reports, (\d+) acts, (\d+) late", done.stdout).groups())
        self.assertGreaterEqual(reports, 500)
        self.assertTrue(10 * reports <= 100 * late <= 15 * reports, late)
        still_open = sum(map(int, re.findall(r"\d+", done.stdout.splitlines()[-1])))
        self.assertTrue(60 <= still_open <= 80, still_open)

    def tree_with(self, change):
        """A copy of the rules and the generator, with a pack that was changed."""
        shutil.copytree(ROOT / "rules", self.folder / "rules")
        shutil.copytree(ROOT / "examples/data", self.folder / "examples/data", ignore=shutil.ignore_patterns("*.jsonl"))
        pack = json.loads((self.folder / RULES).read_text(encoding="utf-8"))
        change(pack)
        (self.folder / RULES).write_text(json.dumps(pack), encoding="utf-8")
        return self.folder

    def test_coverage_misses_a_transition(self):
        def add_withdrawal(pack):
            pack["transitions"].append({"on": "withdraw", "from": ["received"], "to": "closed", "by": ["reporter"]})

        done = generator("--coverage", root=self.tree_with(add_withdrawal))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"never: transition \d+ withdraw -> closed, from received")

    def refused(self, change, why):
        root = self.tree_with(change)
        done = generator(root=root)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Refused", done.stderr)
        self.assertIn(why, done.stderr)
        self.assertFalse((root / "examples/data/tien-giang-2024.jsonl").exists())

    def test_refused_fact(self):
        def needs_more(pack):
            for row in pack["transitions"]:
                if row["on"] == "enter_result":
                    row["needs"].append("reason")

        self.refused(needs_more, "enter_result needs ['result', 'reason']")

    def test_refused_role(self):
        def office_closes(pack):
            for row in pack["transitions"]:
                if row["on"] == "close":
                    row["by"] = ["office"]

        self.refused(office_closes, "0 transitions for close by operator")

    def test_unknown_limit(self):
        def months(pack):
            pack["duties"]["handle"]["within"][0]["limit"] = "1 month"

        self.refused(months, "a limit that this program does not know")


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
        cls.cases = defaultdict(list)
        for line in cls.lines:
            cls.cases[line["case"]].append(line)
        cls.receipts = [moment(acts[0]["at"]) for acts in cls.cases.values()]

    def test_form(self):
        for line in self.lines:
            keys = ["case", "key", "at", "recorded_at", "event", "by", "facts"]
            self.assertEqual([key for key in keys if key != "recorded_at" or key in line], list(line))
            self.assertRegex(line["case"], r"^TG-2024-\d{6}$")
            self.assertNotEqual(line["at"], line.get("recorded_at"))
            self.assertEqual("authority" in line["by"], line["by"]["role"] == "authority")
            self.assertEqual([key for key in ["role", "authority", "officer"] if key in line["by"]], list(line["by"]))

    def test_order(self):
        def recorded(line):
            return moment(line.get("recorded_at", line["at"]))

        order = [(recorded(line), line["case"]) for line in self.lines]
        self.assertEqual(order, sorted(order))
        self.assertLessEqual(order[-1][0], datetime(2024, 5, 20, 8))
        for case, acts in self.cases.items():
            times = [moment(line["at"]) for line in acts]
            self.assertEqual(times, sorted(times), case)
            self.assertTrue(all(moment(line["at"]) <= recorded(line) for line in acts), case)
            self.assertEqual([line["key"] for line in acts], [f"{n}-{line['event']}" for n, line in enumerate(acts, 1)])
            self.assertEqual([line["event"] for line in acts].count("receive"), 1, case)
            self.assertEqual(acts[0]["event"], "receive", case)

    def test_receipts(self):
        self.assertGreaterEqual(len(self.receipts), 500)
        self.assertEqual((min(self.receipts).date(), max(self.receipts).date()), (date(2024, 4, 15), date(2024, 5, 15)))
        days = Counter(t.date() for t in self.receipts)
        for day in HOLIDAYS | {WORKED_SATURDAY, date(2024, 4, 27), date(2024, 5, 5)}:
            self.assertGreater(days[day], 0, day)
        office = sum(map(in_office_hours, self.receipts))
        night = sum(t.hour < 6 or t.hour >= 22 for t in self.receipts)
        self.assertGreater(office, len(self.receipts) // 2)
        self.assertGreater(len(self.receipts) - office, len(self.receipts) // 5)
        self.assertGreater(night, 10)

    def test_open_at_the_end(self):
        ends = {"close", "redirect", "move_to_secrecy"}
        ended = sum(acts[-1]["event"] in ends or acts[-1]["event"] == "tell_refusal" and acts[-2]["facts"]["refusal_ground"] == "unfit"
                    for acts in self.cases.values())
        self.assertTrue(60 <= len(self.cases) - ended <= 80, len(self.cases) - ended)

    def test_nobody_is_real(self):
        for line in self.lines:
            facts = line["facts"]
            self.assertRegex(facts.get("phone", "0900 000 000"), r"^0900 000 \d{3}$")
            self.assertRegex(facts.get("email", "a@example.vn"), r"^\w+@example\.vn$")
            self.assertRegex(facts.get("name", "Mẫu"), r"(Mẫu|Dụ|Giả Định)$")
            self.assertRegex(facts.get("address", "Thí Dụ"), r"Thí Dụ")

    def test_every_field_in_several_words(self):
        wordings, reports = defaultdict(set), Counter()
        for acts in self.cases.values():
            field = next((line["facts"]["field"] for line in acts if "field" in line["facts"]), None)
            content = next((line["facts"]["content"] for line in acts if "content" in line["facts"]), "")
            wordings[field].add(re.sub(r"đường Thí Dụ \d+, [^,]+, \w+ \w+ \w+ \w+( Đông)?", "", content))
            reports[field] += 1
        for field in json.loads((ROOT / RULES).read_text(encoding="utf-8"))["facts"]["field"]["values"]:
            self.assertGreater(reports[field], 0, field)
            self.assertGreaterEqual(len(wordings[field]), 3 if reports[field] >= 12 else 1, field)


if __name__ == "__main__":
    gate.run_unittest()
