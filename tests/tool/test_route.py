"""`thoihan route`: who leads, who supports, or what is still missing. The table is that of tests/data/packs/lac-hong."""

import sys
import unittest

from test_tool import PACK, ToolCase


class Route(ToolCase):
    def test_lead_and_support(self):
        answer, = self.objects("route", *PACK, "--fact", "field=buildings")
        self.assertEqual(answer, {"lead": "so-xay-dung", "support": ["ubnd-xa-an-hoa"], "row": "buildings",
                                  "cite": "assume authority-table"})
        answer, = self.objects("route", *PACK, "--fact", "field=roads", "urgent=true")
        self.assertEqual(answer, {"lead": "so-giao-thong", "support": [], "row": "roads", "cite": "assume authority-table"})
        self.assertEqual(self.lines("route", *PACK, "--fact", "field=buildings"),
                         ["lead: Department of Construction (so-xay-dung)",
                          "supports: People's Committee of An Hòa commune (ubnd-xa-an-hoa)",
                          "row buildings (assume authority-table)"])
        self.assertEqual(self.lines("route", *PACK, "--fact", "field=buildings", "--lang", "vi"),
                         ["chủ trì: Sở Xây dựng (so-xay-dung)", "phối hợp: UBND xã An Hòa (ubnd-xa-an-hoa)",
                          "dòng buildings (giả định authority-table)"])

    def test_what_is_missing(self):
        answer, = self.objects("route", *PACK, status=1)
        self.assertEqual(answer, {"lead": None, "support": [], "row": None, "cite": None, "missing": ["field"],
                                  "rows": [{"row": "roads", "lead": "so-giao-thong", "when": "field = roads"},
                                           {"row": "buildings", "lead": "so-xay-dung", "when": "field = buildings"}]})
        self.assertEqual(self.lines("route", *PACK, status=1),
                         ["not decided yet; needed: field (Field)",
                          "  could be row roads when field = roads: Department of Transport",
                          "  could be row buildings when field = buildings: Department of Construction"])
        self.assertEqual(self.lines("route", *PACK, "--lang", "vi", status=1)[0], "chưa xác định được; cần thêm: field (Lĩnh vực)")

    def test_unclear_authority(self):
        answer, = self.objects("route", *PACK, "--fact", "field=other", status=1)
        self.assertEqual((answer["row"], answer["missing"], answer["rows"]), (None, [], []))
        self.assertEqual(self.lines("route", *PACK, "--fact", "field=other", status=1),
                         ["no routing row holds for these facts: the authority is unclear"])

    def test_authorities_out_of_office(self):
        # The commune of the table works from 2023-03-01, the day in force, to 2025-06-30.
        def ask(*more, status=0):
            return self.objects("route", *PACK, "--fact", "field=buildings", *more, status=status)[0]
        for day in ("2023-03-01", "2025-06-30"):
            self.assertNotIn("ended", ask("--at", day))
            self.assertNotIn("not_begun", ask("--at", day))
        self.assertEqual(ask("--at", "2025-07-01", status=1)["ended"], [{"authority": "ubnd-xa-an-hoa", "until": "2025-06-30"}])
        early = ask("--at", "2023-02-28", status=1)
        self.assertEqual(early["not_begun"], [{"authority": "ubnd-xa-an-hoa", "from": "2023-03-01"}])
        self.assertEqual(early["lead"], "so-xay-dung")
        text = ["route", *PACK, "--fact", "field=buildings", "--at"]
        self.assertEqual(self.lines(*text, "2025-07-01", status=1)[-1],
                         "on 2025-07-01: ubnd-xa-an-hoa has ended, its last day was 2025-06-30")
        self.assertEqual(self.lines(*text, "2023-02-28", "--lang", "vi", status=1)[-1],
                         "ngày 2023-02-28: ubnd-xa-an-hoa chưa hoạt động, bắt đầu từ 2023-03-01")
        # Nobody who is not of the row matters.
        self.assertNotIn("ended", self.objects("route", *PACK, "--fact", "field=roads", "--at", "2025-07-01")[0])

    def test_wrong_calls(self):
        self.assertIn('there is no fact "feild"; did you mean "field"?', self.refused("route", *PACK, "--fact", "feild=roads"))
        self.assertIn("rods", self.refused("route", *PACK, "--fact", "field=rods"))
        self.assertIn('--at "2025": expected a date', self.refused("route", *PACK, "--at", "2025"))
        self.assertIn("thoihan route rules/province/lac-hong", "\n".join(self.lines("route", "--help")))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
