"""`thoihan worst`: the longest lawful time. Expected instants are derived by hand from the clauses and the calendar of the year."""

import resource
import sys
import unittest

from test_tool import PACK, RULES, ToolCase

# Lạc Hồng, 2024. Off: Tết, Thursday 8 to Wednesday 14 February. The case is received so late on Thursday 1 February that a second
# of its 2 working hours is left for Friday, 07:30:01 (clause 3.1); 5 working days from Friday the 2nd are the 5th, 6th, 7th, 15th and
# 16th, a Friday, to 24:00 (4.1); 4 working hours from there are Monday the 19th, 07:30 to 11:30 (5).
START = "2024-02-01T15:00:01+07:00"
ACTS = [(START, "receive", "received", None, None),
        ("2024-02-02T07:30:01+07:00", "forward", "with_authority", "forward", "2024-02-02T07:30:01+07:00"),
        ("2024-02-16T23:59:59+07:00", "enter_result", "resulted", "handle", "2024-02-17T00:00:00+07:00"),
        ("2024-02-19T11:30:00+07:00", "answer", "answered", "answer", "2024-02-19T11:30:00+07:00")]
SECONDS = 17 * 86400 + 20 * 3600 + 29 * 60 + 59


class Worst(ToolCase):
    def times(self, *more):
        lines = self.objects("worst", *PACK, "--year", "2024", *more)
        return [line for line in lines if "path" in line], [line for line in lines if "open_terms" in line]

    def test_hand_derived(self):
        times, goals = self.times()
        first = times[0]
        self.assertEqual((first["goal"], first["loops"], first["bounded"], first["by"]), ("answer", 0, True, "calendar"))
        self.assertEqual((first["elapsed_s"], first["start"], first["terms"], first["provisional"]), (SECONDS, START, [], False))
        self.assertEqual([(act["at"], act["event"], act["state"], act["duty"], act["due"]) for act in first["path"]], ACTS)
        self.assertEqual([act["limit"] for act in first["path"]], [None, "2 working hours", "5 working days", "4 working hours"])
        self.assertEqual([act["cite"] for act in first["path"]], ["2", "3.1", "4.1", "5"])
        # 2 h, then the rest of Friday 2 February from 07:30:01, the 5 working days, and the 4 h.
        self.assertEqual(first["working_s"], 2 * 3600 + (8 * 3600 - 1) + 5 * 8 * 3600 + 4 * 3600)
        self.assertEqual(goals[0]["goal"], "answer")
        self.assertEqual(goals[0]["answered"], ["answered", "refused"])
        # A commitment is the only thing that no clause bounds before the answer.
        self.assertEqual([(term["kind"], term.get("duty"), term["cite"]) for term in goals[0]["open_terms"]],
                         [("declared", "handle", "4.2; assume one-promise")])

    def test_comebacks_only_add(self):
        times, _ = self.times()
        for goal in ("answer", "end"):
            for bounded in (True, False):
                for by, key in (("calendar", "elapsed_s"), ("working", "working_s")):
                    found = [time[key] for time in times
                             if (time["goal"], time["bounded"], time["by"]) == (goal, bounded, by)]
                    self.assertEqual(len(found), 3)
                    self.assertEqual(found, sorted(found))
                    self.assertLess(found[0], found[1])
        # One return: 1 working day (4.3), and 2 working hours and 5 working days anew (3.1, 4.1).
        one = next(time for time in times if time["loops"] == 1 and time["bounded"] and time["goal"] == "answer")
        self.assertEqual([act["event"] for act in one["path"]],
                         ["receive", "forward", "return", "forward", "enter_result", "answer"])
        self.assertTrue(one["path"][2]["time_bar"])
        self.assertEqual(one["path"][2]["limit"], "1 working day")

    def test_waits(self):
        times, _ = self.times()
        time = next(time for time in times if not time["bounded"] and time["loops"] == 0)
        self.assertEqual([term["kind"] for term in time["terms"]], ["declared"])
        waited = [act for act in time["path"] if "waited" in act]
        self.assertEqual([act["event"] for act in waited], ["enter_result"])
        self.assertEqual(waited[0]["waited"], time["terms"][0])
        self.assertEqual(waited[0]["limit"], None)

    def test_text(self):
        lines = self.lines("worst", *PACK, "--year", "2024")
        self.assertEqual(lines[0], "To the answer (answered, refused)")
        self.assertEqual(lines[1], " without a wait that no clause bounds:")
        self.assertTrue(lines[2].startswith("  0 comebacks: 17 days 20 h 29 min 59 s; from 2024-02-01 15:00:01; working time at most "))
        self.assertIn(" no clause bounds: Handle (4.2; assume one-promise, self-declared date)", lines)
        path = self.lines("worst", *PACK, "--year", "2024", "--path")
        self.assertIn("      2024-02-16 23:59:59  enter_result → resulted  [Handle: 5 working days; 4.1; 24:00 of 2024-02-16]", path)
        vietnamese = self.lines("worst", *PACK, "--year", "2024", "--lang", "vi")
        self.assertEqual(vietnamese[0], "Đến khi trả lời (answered, refused)")
        self.assertIn("17 ngày 20 giờ 29 phút 59 giây", vietnamese[2])

    def test_answered_by_name(self):
        times, goals = self.times("--answered", "with_authority")
        self.assertEqual(goals[0]["answered"], ["with_authority"])
        # 2 working hours over Tết: Wednesday 7 February 15:00:01 to Thursday the 15th 07:30:01.
        self.assertEqual((times[0]["elapsed_s"], times[0]["start"]),
                         (7 * 86400 + 16 * 3600 + 30 * 60, "2024-02-07T15:00:01+07:00"))

    def test_wrong_calls(self):
        self.assertIn('there is no state "anwsered"; did you mean "answered"?',
                      self.refused("worst", *PACK, "--answered", "anwsered"))
        self.assertIn('--year "next"', self.refused("worst", *PACK, "--year", "next"))
        self.assertIn("1990", self.refused("worst", *PACK, "--year", "1989"))
        self.assertIn("2013-01-01", self.refused("worst", *PACK, "--year", "2012"))
        # The year is known, the end of what begins in it is not.
        self.assertIn("the calendar ends on 2052-12-31", self.refused("worst", *PACK, "--year", "2052"))
        self.assertIn("thoihan worst rules/province/lac-hong", "\n".join(self.lines("worst", "--help")))

    def test_provinces_in_two_seconds(self):
        for folder in sorted((RULES / "province").iterdir()):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            lines = self.objects("worst", str(folder))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            with self.subTest(province=folder.name):
                self.assertTrue(any(line.get("goal") == "answer" and "path" in line for line in lines))
                self.assertLess(spent, 2)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
