"""`thoihan simulate`: the same answer from any number of threads, and every wrong plan told at once."""

import json
import signal
import subprocess
import sys
import time
import unittest

from test_tool import FORWARD, PACK, PROGRAM, RECEIVE, RESULT, RULES, ToolCase

PLAN = {"format": 1, "seed": 1, "from": "2024-01-02", "until": "2024-03-01", "worlds": 3, "arrivals": {"a_day": 60},
        "work": [{"takes": {"median_minutes": 20, "sigma": 0.8}}], "staff": [{"number": 60}],
        "waits": [{"takes": {"mean_minutes": 600}}]}
PROVINCES = sorted(folder.name for folder in (RULES / "province").iterdir() if (folder / "pack.json").exists())


class Simulate(ToolCase):
    def plan(self, **changes):
        file = self.folder / "plan.json"
        file.write_text(json.dumps({**PLAN, **changes}, ensure_ascii=False), encoding="utf-8")
        return str(file)

    def test_threads_do_not_show(self):
        plan = self.plan()
        once = self.lines("simulate", *PACK, plan, "--json", "--by-day", "--threads", "1")
        self.assertEqual(once, self.lines("simulate", *PACK, plan, "--json", "--by-day", "--threads", "2"))
        self.assertNotEqual(once, self.lines("simulate", *PACK, plan, "--json", "--by-day", "--seed", "2"))
        whole = json.loads(once[0])
        self.assertEqual((whole["table"], whole["seed"], whole["worlds"]), ("simulation", 1, 3))
        lines = [json.loads(line) for line in once]
        self.assertEqual(sum(line["reports"] for line in lines if line["table"] == "states"), whole["arrived"])
        self.assertEqual(sum(line["acts"] for line in lines if line["table"] == "acts"), whole["acts"])
        self.assertEqual(sum(line["late"] for line in lines if line["table"] == "duties"), whole["duties"]["late"])
        self.assertEqual(len({line["day"] for line in lines if line["table"] == "days"}), 59)

    # Where a pack takes few of the values that its facts may have, none of 60,000 reports fails to open for it.
    def test_one_plan_goes_with_every_province(self):
        plan = self.plan(until="2024-12-01")
        self.assertEqual(len(PROVINCES), 5)
        for province in PROVINCES:
            with self.subTest(province=province):
                whole = self.objects("simulate", province, plan, "--rules", str(RULES))[0]
                self.assertGreater(whole["arrived"], 55_000)
                self.assertGreater(whole["ended"], whole["arrived"] * 0.9)
                self.assertEqual(whole["stuck"], 0)

    def test_comparison(self):
        plan, others = self.plan(worlds=1), PROVINCES[:2]
        alone = [self.lines("simulate", pack, plan, "--rules", str(RULES), "--json") for pack in others]
        both = self.lines("simulate", others[0], plan, "--compare", others[1], "--rules", str(RULES), "--json")
        self.assertEqual(both, alone[0] + alone[1])
        lines = [json.loads(line) for line in both]
        self.assertEqual({line["pack"] for line in lines}, {lines[0]["pack"], lines[-1]["pack"]})
        wholes = [line for line in lines if line["table"] == "simulation"]
        self.assertEqual(len(wholes), 2)
        self.assertEqual(wholes[0]["arrived"], wholes[1]["arrived"])  # the same reports
        table = self.lines("simulate", others[0], plan, "--compare", others[1], "--rules", str(RULES))
        self.assertEqual(len(table), 3)
        self.assertIn("Bottleneck", table[0])

    def test_a_plan_that_does_not_go_with_both(self):
        told = self.refused("simulate", *PACK, self.plan(staff=[{"authority": "so-giao-thong", "number": 9}, {"number": 60}]),
                            "--compare", PROVINCES[0])
        self.assertIn("so-giao-thong", told)

    # LH-1 of test_tool.py: received on Thursday 25 April at 09:10, forwarded at 10:00, 50 minutes later; the result on Monday 6 May at
    # 10:00. Hours are 07:30-11:30 and 13:00-17:00; 27 April to 1 May are not worked, Saturday 4 May is: 5.5 + 4 * 8 + 2.5 hours.
    def test_observed(self):
        self.run_events(RECEIVE, FORWARD, RESULT)
        rows = [json.loads(line) for line in self.lines("simulate", *PACK, "--observe", self.database)]
        by_event = {(row["role"], row.get("authority"), row["event"]): row["takes"]["observed_minutes"] for row in rows}
        self.assertEqual(by_event["operator", None, "forward"], [50])
        self.assertEqual(by_event["authority", "so-giao-thong", "enter_result"], [40 * 60])
        # The rows are rows of a plan.
        whole = self.objects("simulate", *PACK, self.plan(work=[*rows, *PLAN["work"]]))[0]
        self.assertGreater(whole["ended"], 0)
        self.assertIn("--observe", self.refused("simulate", *PACK, self.plan(), "--observe", self.database))
        self.assertIn("PLAN", self.refused("simulate", *PACK))
        self.refused("simulate", *PACK, "--observe", str(self.folder / "none.db"))

    def test_text(self):
        lines = self.lines("simulate", *PACK, self.plan())
        self.assertTrue(lines[0].startswith("Reports: "))
        self.assertTrue(any(line.startswith("Bottleneck: ") for line in lines))
        vietnamese = self.lines("simulate", *PACK, self.plan(), "--lang", "vi")
        self.assertTrue(vietnamese[0].startswith("Phản ánh: "))

    def test_wrong_plans(self):
        told = self.refused("simulate", *PACK, self.plan(arrivals={"a_day": -1}, staff=[{"number": 0}], acts={"recieved": {}}, sede=1))
        self.assertEqual(len(told.splitlines()), 4)
        self.assertIn('did you mean "received"?', told)
        self.assertIn('did you mean "seed"?', told)
        self.assertIn("plan.json:1:", told)
        for text in ("", "{", "[]", '{"format": 1, "format": 1}', "\xff"):
            (self.folder / "wrong.json").write_bytes(text.encode("latin-1"))
            self.refused("simulate", *PACK, str(self.folder / "wrong.json"))
        self.assertIn("cannot read", self.refused("simulate", *PACK, str(self.folder / "none.json")))
        self.assertIn("cannot read", self.refused("simulate", *PACK, str(self.folder)))

    def test_wrong_numbers(self):
        plan = self.plan()
        for wrong in (["--threads", "0"], ["--threads", "x"], ["--seed", "-1"], ["--threads", "100000"]):
            self.refused("simulate", *PACK, plan, *wrong)

    def test_what_would_never_end(self):
        self.assertIn("most_events", self.refused("simulate", *PACK, self.plan(most_events=1000)))
        told = self.refused("simulate", *PACK, self.plan(acts={"with_authority": {"commit_completion": 1}}))
        self.assertIn("promise_working_days", told)

    def test_interrupt(self):
        running = subprocess.Popen([PROGRAM, "simulate", *PACK, self.plan(arrivals={"a_day": 100_000}, worlds=10_000), "--lang", "en"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.7)
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=20)
        self.assertEqual(running.returncode, 2)
        self.assertIn("stopped", told.decode())
        self.assertLess(time.monotonic() - began, 1)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
