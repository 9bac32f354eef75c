"""`thoihan recompute`: a decree comes, and the open dues that move are listed; nothing is written before --apply.

By hand, under tests/data/packs/lac-hong: forwarded on Wednesday 30 December 2026, handled in 5 working days; 1 January 2027 is a holiday.
Without a decree these are 31 December, 4, 5, 6 and 7 January; with Monday 4 January off for Saturday 9 January they are 31 December, 5, 6,
7 and 8 January.
"""

import json
import shutil
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "meta"))

import gate  # noqa: E402
from test_tool import FORWARD, RECEIVE, RULES, ToolCase, changed  # noqa: E402

SWAP = {"off": "2027-01-04", "work": "2027-01-09", "for": "new-year", "status": "announced", "source": ["notice"]}
NOW = ["--now", "2026-12-30T12:00"]


class Recompute(ToolCase):
    def setUp(self):
        super().setUp()
        self.rules = self.folder / "rules"
        shutil.copytree(RULES / "national", self.rules / "national")
        self.run_events(changed(RECEIVE, at="2026-12-30T09:00"), changed(FORWARD, at="2026-12-30T09:30"),
                        changed(RECEIVE, case="LH-2", at="2026-12-30T09:40"))

    def decree(self, *swaps):
        """The national calendar with these swaps besides."""
        path = self.rules / "national/holidays.json"
        holidays = json.loads(path.read_text(encoding="utf-8"))
        holidays["revision"] += 1
        holidays["sources"]["notice"] = "99/TB-BNV (2026-12-29)"
        holidays["swaps"] += swaps
        path.write_text(json.dumps(holidays, ensure_ascii=False), encoding="utf-8")

    def moved(self, *more, status=1):
        """The dues that move, with the sums on standard error."""
        done = self.call("recompute", "--db", self.database, "--calendar", str(self.rules), *NOW, *more, "--json")
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def handle(self):
        answer, = self.objects("case", "--db", self.database, "LH-1", *NOW)
        due, = [duty["due"] for duty in answer["duties"] if duty["duty"] == "handle"]
        return due, answer["events"]

    def test_a_new_swap(self):
        self.decree(SWAP)
        before = self.handle()
        self.assertEqual(before, ("2027-01-08T00:00:00+07:00", 2))  # 24:00 of the 7th
        line, = self.moved()
        self.assertEqual((line["case"], line["duty"], line["owed_by"]), ("LH-1", "handle", "so-giao-thong"))
        self.assertEqual((line["was"]["due"], line["is"]["due"], line["moved_s"]), ("2027-01-08T00:00:00+07:00", "2027-01-09T00:00:00+07:00", 86400))
        self.assertEqual(self.handle(), before)

    def test_it_is_written_once(self):
        self.decree(SWAP)
        self.assertEqual(len(self.moved("--apply")), 1)
        self.assertEqual(self.handle(), ("2027-01-09T00:00:00+07:00", 3))
        self.assertEqual(self.moved("--apply", status=0), [])
        self.assertEqual(self.handle(), ("2027-01-09T00:00:00+07:00", 3))

    def test_the_same_calendar_moves_nothing(self):
        self.assertEqual(self.moved(status=0), [])

    def test_half_a_swap_is_refused(self):
        self.decree({key: value for key, value in SWAP.items() if key != "work"})
        done = self.call("recompute", "--db", self.database, "--calendar", str(self.rules), *NOW, "--apply", "--lang", "en")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('"work"', done.stderr.decode() + done.stdout.decode())
        self.assertEqual(self.handle()[0], "2027-01-08T00:00:00+07:00")


if __name__ == "__main__":
    gate.run_unittest()
