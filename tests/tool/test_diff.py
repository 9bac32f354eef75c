"""`thoihan diff`: the rules that differ, and the dues that move.

Shifts are derived by hand from the calendar of 2024 (tests/data/holidays.csv): office hours 07:30-11:30 and 13:00-17:00,
Monday to Friday; Tết from Thursday 8 to Wednesday 14 February.
"""

import itertools
import shutil
import sys
import unittest

from test_tool import LAC_HONG, PACK, RULES, ToolCase

FORWARD = '{ "limit": "2 working hours", "cite": "3.1" }'


class Diff(ToolCase):
    def changed_pack(self, *changes):
        folder = self.folder / "newer"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(LAC_HONG, folder)
        text = (folder / "pack.json").read_text(encoding="utf-8")
        for old, new in changes:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        (folder / "pack.json").write_text(text, encoding="utf-8")
        return str(folder)

    def difference(self, *changes, year="2024", lang="en"):
        """The head, the rules and the dues, as objects."""
        newer = self.changed_pack(*changes)
        lines = self.objects("diff", str(LAC_HONG), newer, "--rules", str(RULES), "--year", year, "--lang", lang)
        return (lines[0], [line for line in lines[1:] if "section" in line], [line for line in lines[1:] if "duty" in line])

    def test_no_difference(self):
        head, rules, dues = self.difference()
        identity = {"pack": "lac-hong", "version": "2023-03-01", "number": "12/QĐ-UBND", "in_force": "2023-03-01"}
        self.assertEqual(head, {"before": identity, "after": identity, "year": 2024, "one_regulation": True})
        self.assertEqual(rules, [])
        self.assertEqual([(line["duty"], line["when"], line["smallest"]["shift_s"], line["largest"]["shift_s"]) for line in dues],
                         [("answer", None, 0, 0), ("forward", "urgent = false", 0, 0), ("forward", "urgent = true", 0, 0),
                          ("handle", None, 0, 0)])
        text = self.lines("diff", str(LAC_HONG), str(LAC_HONG), "--rules", str(RULES))
        self.assertEqual(text, ["lac-hong 2023-03-01 (12/QĐ-UBND) → lac-hong 2023-03-01 (12/QĐ-UBND)", "rules: no difference",
                                "Dues that move, over the starts of 2023:", "not moved: 4"])

    def test_a_longer_limit(self):
        _, rules, dues = self.difference((FORWARD, '{ "limit": "4 working hours", "cite": "3.1" }'))
        self.assertEqual(rules, [{
            "section": "duties", "rule": "forward", "is": "changed", "part": "within/limit", "before": "2 working hours",
            "after": "4 working hours", "cite_before": "3.1", "cite_after": "3.1", "subject": 'duty forward "Forward"',
            "text": 'limits: from "2 working hours" to "4 working hours"'}])
        # The New Year is a Monday: both count from Tuesday 07:30, to 09:30 and 11:30. From 13:00:01 of the last day before
        # Tết the longer one is used up on Thursday 15 February.
        moved, = [line for line in dues if line["largest"]["shift_s"] != 0]
        self.assertEqual(moved, {
            "duty": "forward", "duty_before": "forward", "when": "urgent = false", "limit_before": "2 working hours",
            "limit_after": "4 working hours", "cite_before": "3.1", "cite_after": "3.1",
            "smallest": {"shift_s": 7200, "from": "2024-01-01T00:00:00+07:00",
                         "due_before": "2024-01-02T09:30:00+07:00", "late_from_before": "2024-01-02T09:30:01+07:00",
                         "due_after": "2024-01-02T11:30:00+07:00", "late_from_after": "2024-01-02T11:30:01+07:00",
                         "provisional": False},
            "largest": {"shift_s": 664200, "from": "2024-02-07T13:00:01+07:00",
                        "due_before": "2024-02-07T15:00:01+07:00", "late_from_before": "2024-02-07T15:00:02+07:00",
                        "due_after": "2024-02-15T07:30:01+07:00", "late_from_after": "2024-02-15T07:30:02+07:00",
                        "provisional": False},
            "why_not": None})

    def test_text_in_both_languages(self):
        newer = self.changed_pack((FORWARD, '{ "limit": "4 working hours", "cite": "3.1" }'))
        call = ["diff", str(LAC_HONG), newer, "--rules", str(RULES), "--year", "2024"]
        self.assertEqual(self.lines(*call)[1:], [
            'duty forward "Forward"',
            '    limits: from "2 working hours" to "4 working hours" (3.1)',
            "Dues that move, over the starts of 2024:",
            'forward "Forward", when urgent = false: 2 working hours → 4 working hours (3.1)',
            "    smallest shift: +2 h; from 2024-01-01 00:00: 2024-01-02 09:30 becomes 2024-01-02 11:30",
            "    largest shift: +7 days 16 h 30 min; from 2024-02-07 13:00:01: 2024-02-07 15:00:01 becomes 2024-02-15 07:30:01",
            "not moved: 3"])
        self.assertEqual(self.lines(*call, "--lang", "vi")[1:], [
            'nghĩa vụ forward "Chuyển xử lý"',
            '    thời hạn: từ "2 giờ làm việc" thành "4 giờ làm việc" (3.1)',
            "Hạn dời đi, với các lúc bắt đầu trong năm 2024:",
            'forward "Chuyển xử lý", khi urgent = false: 2 giờ làm việc → 4 giờ làm việc (3.1)',
            "    dời nhỏ nhất: +2 giờ; bắt đầu 2024-01-01 00:00: từ 2024-01-02 09:30 thành 2024-01-02 11:30",
            "    dời lớn nhất: +7 ngày 16 giờ 30 phút; bắt đầu 2024-02-07 13:00:01: từ 2024-02-07 15:00:01 thành 2024-02-15 07:30:01",
            "không dời: 3"])

    def test_a_grace(self):
        newer = self.changed_pack(('"grace": "30 minutes"', '"grace": "45 minutes"'))
        lines = self.lines("diff", str(LAC_HONG), newer, "--rules", str(RULES), "--year", "2024")
        self.assertIn("    moves: +15 min; from 2024-01-01 00:00: 2024-01-01 00:00 (late from 2024-01-01 00:30:01) becomes "
                      "2024-01-01 00:00 (late from 2024-01-01 00:45:01)", lines)

    def test_an_earlier_due_in_days(self):
        newer = self.changed_pack(('"5 working days"', '"4 working days"'))
        lines = self.lines("diff", str(LAC_HONG), newer, "--rules", str(RULES), "--year", "2024")
        # Received on Thursday 1 February, day 4 is Wednesday the 7th and day 5, after Tết, Thursday the 15th.
        self.assertIn("    smallest shift: -8 days; from 2024-02-01 00:00: 24:00 of 2024-02-15 becomes 24:00 of 2024-02-07", lines)
        # On New Year's Day a weekend lies between day 4, Friday, and day 5; on the Tuesday after it day 4 is Monday the 8th.
        self.assertIn("    largest shift: -1 day; from 2024-01-02 00:00: 24:00 of 2024-01-09 becomes 24:00 of 2024-01-08", lines)

    def test_a_limit_that_goes(self):
        _, rules, dues = self.difference(
            ('"met_by": ["answer"], "within": [ { "limit": "4 working hours", "cite": "5" } ], "cite": "5"',
             '"met_by": ["answer"], "cite": "5", "assume": "telling-no-limit"'),
            ('"answers": ["duty-without-limit:/duties/tell_completion"]',
             '"answers": ["duty-without-limit:/duties/tell_completion", "duty-without-limit:/duties/answer"]'))
        self.assertIn(("within", 'limits: "4 working hours" is gone'), [(line["part"], line["text"]) for line in rules])
        gone, = [line for line in dues if line["duty"] == "answer"]
        self.assertEqual((gone["limit_after"], gone["smallest"], gone["largest"], gone["why_not"]),
                         (None, None, None, "only one of the two has a limit"))

    def test_every_pair_of_provinces(self):
        provinces = sorted(folder.name for folder in (RULES / "province").iterdir())
        self.assertGreaterEqual(len(provinces), 5)
        for before, after in itertools.permutations(provinces[:5], 2):
            lines = self.objects("diff", before, after)
            self.assertFalse(lines[0]["one_regulation"])
            self.assertEqual((lines[0]["before"]["pack"], lines[0]["after"]["pack"]), (before, after))
            self.assertEqual(str(lines[0]["year"]), max(lines[0]["before"]["in_force"], lines[0]["after"]["in_force"])[:4])
            for line in lines[1:]:
                self.assertNotIn(line.get("section"), ("clauses", "gaps"))
                if "smallest" in line and line["smallest"]:
                    self.assertLessEqual(line["smallest"]["shift_s"], line["largest"]["shift_s"])
        text = self.lines("diff", provinces[0], provinces[1])
        self.assertEqual(text[1], "two regulations: clauses, and what each rule cites and assumes, are not compared")

    def test_wrong_calls(self):
        for year in ("1989", "2100", "x", "0"):
            self.assertIn("--year", self.refused("diff", *PACK, str(LAC_HONG), "--year", year))
        self.assertIn("AFTER is missing", self.refused("diff", str(LAC_HONG)))
        self.assertIn("thoihan diff rules/province/lac-hong", "\n".join(self.lines("diff", "--help")))
        broken = self.changed_pack(('"start": "received"', '"start": "recieved"'))
        self.assertIn('did you mean "received"?', self.refused("diff", *PACK, broken))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
