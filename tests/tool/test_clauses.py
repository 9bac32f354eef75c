"""`thoihan clauses` as a legal officer meets it: every clause with what became of it.

The expected rules are read off tests/data/packs/lac-hong by hand.
"""

import json
import shutil
import sys
import unittest

from test_tool import LAC_HONG, PACK, RULES, ToolCase


class Clauses(ToolCase):
    def test_every_clause_as_json(self):
        lines = self.objects("clauses", *PACK)
        self.assertEqual([(line["clause"], line["is"]) for line in lines],
                         [("1", "outside"), *((clause, "modelled") for clause in ("2", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "5", "6")),
                          ("7", "assumed"), ("8", "modelled")])
        for line in lines:
            self.assertEqual(list(line), ["clause", "is", "rules", "why", "says"])
        by_clause = {line["clause"]: line for line in lines}
        self.assertEqual(by_clause["1"], {"clause": "1", "is": "outside", "rules": [], "why": "The title.", "says": None})
        self.assertEqual(by_clause["3.1"], {"clause": "3.1", "is": "modelled",
                                            "rules": ["transitions/2 forward", "duties/forward", "duties/forward/within/1"],
                                            "why": None, "says": "Forwarded within 2 working hours."})
        # The time-bar itself rests on an assumption alone; its limit cites the clause.
        self.assertEqual(by_clause["4.3"]["rules"], ["transitions/3 return", "transitions/3/until/within/0 return", "facts/reason"])
        self.assertEqual(by_clause["8"]["rules"], ["figures", "reports/monthly"])
        self.assertEqual(by_clause["7"], {"clause": "7", "is": "assumed", "rules": ["assumptions/authority-table"],
                                          "why": "An example table. The regulation has none.", "says": "Fields and authorities."})

    def test_text_in_both_languages(self):
        lines = self.lines("clauses", *PACK)
        at = lines.index("3.1  modelled: Forwarded within 2 working hours.")
        self.assertEqual(lines[at + 1], "    transitions/2 forward, duties/forward, duties/forward/within/1")
        self.assertEqual(lines[:2], ["1  outside", "    The title."])
        self.assertEqual(lines[-1], "clauses: 12; modelled: 10, assumed: 1, outside: 1")
        lines = self.lines("clauses", *PACK, "--lang", "vi")
        self.assertIn("3.1  mô hình hóa: Chuyển cơ quan xử lý trong 02 giờ làm việc.", lines)
        self.assertEqual(lines[-1], "khoản: 12; mô hình hóa: 10, giả định: 1, ngoài phạm vi: 1")

    def test_names_without_a_rule(self):
        # The webmail channel alone cites the new clause: a name is declared, nothing acts.
        pack = self.changed_pack([('"id": "7", "is": "assumed"', '"id": "2a", "is": "modelled" }, { "id": "7", "is": "assumed"'),
                                  ('"label": { "vi": "Trang web", "en": "Web" }, "cite": "2"', '"label": { "vi": "Trang web", "en": "Web" }, "cite": "2a"')])
        line, = [line for line in self.objects("clauses", *pack) if line["clause"] == "2a"]
        self.assertEqual(line, {"clause": "2a", "is": "modelled", "rules": ["channels/web"], "why": None, "says": None, "declares_only": True})
        lines = self.lines("clauses", *pack)
        self.assertEqual(lines[-1], "names only, no rule acts by them: 2a")
        self.assertIn("2a  modelled, names only", lines)

    def test_an_uncovered_sentence_shows(self):
        pack = self.changed_pack([('"id": "7", "is": "assumed"', '"id": "2a", "is": "modelled" }, { "id": "7", "is": "assumed"')])
        text = self.refused("clauses", *pack)
        self.assertIn("error: clause 2a is declared modelled, yet no rule cites it", text)
        line = (LAC_HONG / "pack.json").read_text(encoding="utf-8").splitlines().index(
            '    { "id": "7", "is": "assumed", "says": { "vi": "Lĩnh vực và cơ quan.", "en": "Fields and authorities." } },') + 1
        self.assertIn(f"pack.json:{line}:5: error:", text)

    def test_provinces(self):
        for folder in sorted((RULES / "province").iterdir()):
            declared = json.loads((folder / "pack.json").read_text(encoding="utf-8"))["clauses"]
            lines = self.objects("clauses", str(folder))
            self.assertEqual([(line["clause"], line["is"]) for line in lines], [(c["id"], c["is"]) for c in declared])
            for line in lines:
                self.assertEqual(bool(line["rules"]), line["is"] != "outside", line)
                self.assertEqual(line["why"] is None, line["is"] == "modelled", line)

    def test_wrong_calls(self):
        self.assertIn("PACK is missing", self.refused("clauses"))
        self.assertIn('there is no rule pack "lac-hongg"', self.refused("clauses", "lac-hongg"))
        self.assertIn("thoihan clauses rules/province/lac-hong", "\n".join(self.lines("clauses", "--help")))

    def changed_pack(self, changes):
        folder = self.folder / "lac-hong"
        shutil.copytree(LAC_HONG, folder)
        text = (folder / "pack.json").read_text(encoding="utf-8")
        for old, new in changes:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        (folder / "pack.json").write_text(text, encoding="utf-8")
        return [str(folder), "--rules", str(RULES)]


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
