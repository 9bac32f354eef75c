"""`thoihan case --ledger`: whose time a case was, and why. The rules are those of tests/data/packs/lac-hong.

By hand: received Thursday 25 April 2024, 09:10; forwarded 10:00; handled in 5 working days: 26 April, 2, 3, the worked
Saturday 4 and 6 May; late from the 7th.
"""

import json
import sys
import unittest
from datetime import datetime

from test_tool import FORWARD, RECEIVE, RESULT, SOURCE, ToolCase, changed

ANSWER = {"case": "LH-1", "key": "k4", "at": "2024-05-07T09:30", "event": "answer", "by": {"role": "operator"}}


class Ledger(ToolCase):
    def ledger(self, *more, **options):
        return self.objects("case", "--db", self.database, "LH-1", "--ledger", *more, **options)

    def test_parts_and_sum(self):
        self.run_events(RECEIVE, FORWARD)
        *parts, whole = self.ledger("--now", "2024-04-26T09:00")
        self.assertEqual([(part["from"][5:19], part["seconds"], part["working_seconds"], part["party"], part["authority"],
                           part["cause"], part["duty"]) for part in parts],
                         [("04-25T09:10:00", 3000, 3000, "operator", None, "working", "forward"),
                          ("04-25T10:00:00", 5400, 5400, "authority", "so-giao-thong", "working", "handle"),
                          ("04-25T11:30:00", 5400, 0, None, None, "closed_office", "handle"),
                          ("04-25T13:00:00", 14400, 14400, "authority", "so-giao-thong", "working", "handle"),
                          ("04-25T17:00:00", 52200, 0, None, None, "closed_office", "handle"),
                          ("04-26T07:30:00", 5400, 5400, "authority", "so-giao-thong", "working", "handle")])
        self.assertEqual(parts[4], {
            "case": "LH-1", "from": "2024-04-25T17:00:00+07:00", "to": "2024-04-26T07:30:00+07:00", "seconds": 52200,
            "working_seconds": 0, "party": None, "authority": None, "cause": "closed_office", "state": "with_authority",
            "holder": "authority", "holder_authority": "so-giao-thong", "duty": "handle", "round": 1, "outcome": "running",
            "cite": "4.1", "closed_by": "outside_hours", "closed_cause": "outside office hours", "source": "national/office",
            "beside": [], "provisional": False})
        sums = whole.pop("sums")
        self.assertEqual(whole, {"case": "LH-1", "from": "2024-04-25T09:10:00+07:00", "to": "2024-04-26T09:00:00+07:00",
                                 "ended": False, "parts": 6, "seconds": 85800, "working_seconds": 28200,
                                 "with_reporter_from": None, "seconds_until_then": None})
        self.assertEqual([(line["party"], line["cause"], line["duty"], line["closed_by"], line["seconds"]) for line in sums],
                         [("operator", "working", "forward", None, 3000), ("authority", "working", "handle", None, 25200),
                          (None, "closed_office", None, "outside_hours", 57600)])

    def test_table_in_both_languages(self):
        self.run_events(RECEIVE, FORWARD, changed(RESULT, at="2024-05-07T09:00"), ANSWER)
        call = ["case", "--db", self.database, "LH-1", "--ledger", "--now", "2024-06-01T00:00"]
        # Closed: 24 h each on 29 and 30 April and 1 May; Sat 27, Sun 28 April and Sun 5 May. Nights and noons: 1.5 + 7 on the 25th,
        # 7.5 + 1.5 + 7 on the worked dates 26 April, 2, 3, 4 and 6 May: 88.5 h. Late from 7 May 00:00 to 09:00. Parts: 5 on the
        # 25th, with its night; 4 on the 26th, a weekend, three days off; the morning before 2 May; 4 on each of 2, 3 and 4 May; a
        # Sunday; 5 on 6 May; then 2.
        self.assertEqual([line.split("  ")[0] for line in self.lines(*call)[1:5]],
                         ["Operator", "Department of Transport", "Department of Transport", "Operator"])
        text = "\n".join(" ".join(line.split()) for line in self.lines(*call))
        for row in ["Party Cause Time In office hours Duty By",
                    "Operator working, in time 50 min 50 min Forward 3.1",
                    "Department of Transport working, in time 45 h 30 min 45 h 30 min Handle 4.1",
                    "Department of Transport late 9 h 1 h 30 min Handle 4.1",
                    "Operator working, in time 30 min 30 min Answer 5",
                    "nobody outside office hours 88 h 30 min 0 min - national/office",
                    "nobody weekend 72 h 0 min - national/office",
                    "nobody swapped off for Sat 2024-05-04 24 h 0 min - 2450/VPCP-KGVX (2024-04-12)",
                    "nobody holiday: Victory Day 24 h 0 min - Labour Code 2019, art. 112(1)(c)",
                    "nobody holiday: International Labour Day 24 h 0 min - Labour Code 2019, art. 112(1)(d)",
                    "sum 288 h 20 min 48 h 20 min",
                    "from 2024-04-25 09:10 to 2024-05-07 09:30 (ended): 1038000 seconds in 34 parts"]:
            self.assertIn(row, text)
        text = "\n".join(" ".join(line.split()) for line in self.lines(*call, "--lang", "vi"))
        for row in ["Bên Nguyên nhân Thời gian Trong giờ làm việc Nghĩa vụ Căn cứ",
                    "Sở Giao thông vận tải trễ hạn 9 giờ 1 giờ 30 phút Xử lý 4.1",
                    "không ai ngoài giờ làm việc 88 giờ 30 phút 0 phút - national/office",
                    "từ 2024-04-25 09:10 đến 2024-05-07 09:30 (đã kết thúc): 1038000 giây, 34 phần"]:
            self.assertIn(row, text)

    def test_example_reports(self):
        """Parts follow one another and make the whole; what is told of the reporter's last wait begins with an act."""
        waits = 0
        for folder in sorted((SOURCE / "rules" / "province").iterdir()):
            file = SOURCE / "examples" / "data" / f"{folder.name}-2024.jsonl"
            database = str(self.folder / f"{folder.name}.db")
            done = self.call("run", str(folder), "--events", str(file), "--db", database)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            events = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            for case in sorted({event["case"] for event in events})[:20]:
                if self.objects("case", "--db", database, case)[0].get("secret"):
                    refused = self.call("case", "--db", database, case, "--ledger", "--now", "2025-01-15T12:00")
                    self.assertEqual(refused.returncode, 2)
                    continue
                *parts, whole = self.objects("case", "--db", database, case, "--ledger", "--now", "2025-01-15T12:00")
                times = [event["at"] for event in events if event["case"] == case]
                self.assertEqual((parts[0]["from"], whole["from"]), (times[0], times[0]))
                self.assertEqual(parts[-1]["to"], whole["to"])
                self.assertIn(whole["to"], times if whole["ended"] else ["2025-01-15T12:00:00+07:00"])
                for first, second in zip(parts, parts[1:]):
                    self.assertEqual(first["to"], second["from"])
                for part in parts:
                    length = datetime.fromisoformat(part["to"]) - datetime.fromisoformat(part["from"])
                    self.assertEqual(part["seconds"], length.total_seconds())
                for lines in (parts, whole["sums"]):
                    for key in ("seconds", "working_seconds"):
                        self.assertEqual(sum(line[key] for line in lines), whole[key])
                answered = whole["with_reporter_from"]
                if answered is None:
                    continue
                waits += 1
                self.assertIn(answered, times)
                before = [part["seconds"] for part in parts if part["to"] <= answered]
                self.assertEqual(sum(before), whole["seconds_until_then"])
                self.assertTrue(all(part["holder"] == "reporter" for part in parts if part["from"] >= answered))
        self.assertGreater(waits, 20)

    def test_wrong_calls(self):
        self.run_events(RECEIVE)
        call = ["case", "--db", self.database]
        self.assertIn('there is no case "LH-2"', self.refused(*call, "LH-2", "--ledger"))
        self.assertIn("--ledger is of one case", self.refused(*call, "--summary", "--ledger"))
        self.assertIn("expected the id of a case", self.refused(*call, "--ledger"))
        self.assertIn("was received at 2024-04-25T09:10:00+07:00, after 2024-04-25T09:09:00+07:00",
                      self.refused(*call, "LH-1", "--ledger", "--now", "2024-04-25T09:09"))
        self.assertIn("được tiếp nhận lúc", self.refused(*call, "LH-1", "--ledger", "--now", "2024-04-25T09:09", "--lang", "vi"))
        self.assertIn("a date outside the calendar", self.refused(*call, "LH-1", "--ledger", "--now", "2095-01-01T00:00"))
        self.assertIn("--ledger", "\n".join(self.lines("case", "--help")))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
