"""`thoihan book`, `thoihan diagram` and `thoihan calendar --year`: pages and drawings read by parsers of Python's own.

The book of the provinces and the one of a pack whose every label is an attack are parsed; links, ids, the policy, the size and what must
stand on the page are checked against the packs' own files and other commands' answers.
"""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tool"))

from test_tool import BUILD, LAC_HONG, PACK, PROGRAM, RULES, ToolCase  # noqa: E402

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&\"'-->\u202e]]>"
VOID = {"meta", "input", "br", "rect", "path", "circle"}
LARGEST = 3_000_000
# A program with the calculator writes it into every book.
CALCULATOR = "THOIHAN_WASM:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Elements, ids, links and texts of a page; it complains about what does not close."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.ids, self.links, self.texts, self.open, self.problems = [], [], [], [], [], []
        self.raw = {"script": [], "style": []}
        self.feed(text)
        self.close()
        self.problems += [f"{name} is not closed" for name in self.open]

    def handle_starttag(self, name, attributes):
        attributes = dict(attributes)
        self.elements.append((name, attributes))
        if name in self.raw:
            self.raw[name].append("")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)
        if name not in VOID:
            self.problems.append(f"{name} closes itself")
            self.open.pop()

    def handle_endtag(self, name):
        if not self.open or self.open[-1] != name:
            self.problems.append(f"</{name}> inside {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]][-1] += data
        else:
            self.texts.append(data)

    def all(self, name):
        return [attributes for each, attributes in self.elements if each == name]

    def text(self):
        return "".join(self.texts)


class Book(ToolCase):
    def book(self, *packs, lang="vi", arguments=()):
        folder = self.folder / "book"
        done = self.call("book", *packs, "-o", str(folder), "--lang", lang, *arguments)
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
        self.assertEqual([path.name for path in folder.iterdir()], ["index.html"])
        text = (folder / "index.html").read_text(encoding="utf-8")
        page = Page(text)
        self.assertEqual(page.problems, [])
        self.sound(page, text, CALCULATOR)
        self.computes(page, packs)
        return page

    def computes(self, page, packs):
        """The calculator with the packs' own files, or the word that there is none."""
        missing = "no calculator in it" in page.text()
        self.assertEqual(missing, not CALCULATOR)
        if not CALCULATOR:
            return
        data, = [json.loads(raw) for attributes, raw in zip(page.all("script"), page.raw["script"], strict=True) if "type" in attributes]
        folders = [name for name in packs if not name.startswith("--") and name != str(RULES)]
        texts = json.loads(gzip.decompress(base64.b64decode(data["texts"])))
        self.assertEqual(len(texts), len(set(texts)))
        for name, told in zip(folders, data["packs"], strict=True):
            folder = Path(name) if Path(name).is_dir() else RULES / "province" / name
            for file, number in told["own"].items():
                self.assertEqual(texts[number], (folder / file).read_text(encoding="utf-8"))
            for file, number in told["shared"].items():
                self.assertEqual(texts[number], (RULES / f"{file}.json").read_text(encoding="utf-8"))

    def sound(self, page, text, calculator=False):
        """What every page must be."""
        self.assertLess(len(text.encode()), LARGEST)
        self.assertEqual(len(page.ids), len(set(page.ids)), [name for name in page.ids if page.ids.count(name) > 1][:5])
        ids = set(page.ids)
        for link in page.links:
            self.assertTrue(link.startswith("#") and link[1:] in ids, link)
        for name, attributes in page.elements:
            for key in ("aria-labelledby", "data-filter", "data-show"):
                for target in (attributes.get(key) or "").split():
                    self.assertIn(target, ids, (name, key))
            # Nothing is loaded, nothing runs but the script, nothing is styled but by the style.
            self.assertFalse({key for key in attributes if key.startswith("on") or key in ("src", "style", "action", "srcdoc")}, (name, attributes))
            self.assertNotIn(name, ("img", "iframe", "object", "embed", "link", "base", "form"))
        # The texts of packs are data and no script.
        scripts = [raw for attributes, raw in zip(page.all("script"), page.raw["script"], strict=True) if "type" not in attributes]
        self.assertEqual({attributes.get("type") for attributes in page.all("script")}, {None, "application/json"} if calculator else {None})
        self.assertEqual((len(scripts), len(page.raw["style"])), (2 if calculator else 1, 1))
        policy, = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
        allowed = [*page.raw["style"], *scripts]
        if calculator:
            # The editor is packed in the calculator's script, which makes a script of it.
            packed, = re.findall(r'^const packed_editor = "([A-Za-z0-9+/=]+)";$', scripts[1], re.MULTILINE)
            allowed.append(gzip.decompress(base64.b64decode(packed)).decode())
        style, *hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode() + "'" for raw in allowed]
        leave = " 'wasm-unsafe-eval'" if calculator else ""
        self.assertEqual(policy, f"default-src 'none'; style-src {style}; script-src {' '.join(hashes)}{leave}; base-uri 'none'; form-action 'none'")
        # The policy must come before what it is about.
        self.assertLess(text.index("Content-Security-Policy"), text.index("<style"))

    def test_one_pack(self):
        page = self.book(*PACK, lang="en", arguments=("--year", "2024"))
        self.assertEqual(dict(page.elements[0][1]), {"lang": "en"})
        text = page.text()
        for words in ("2 working hours", "Khẩn cấp = có", "Urgent = yes", "Sở Giao thông vận tải", "Victory Day",
                      "17 days 20 h 29 min 59 s", "12/QĐ-UBND", "duty-without-limit"):
            self.assertIn(words, text)
        self.assertNotIn("compare", page.ids)
        # A card for each transition, a row for each duty, state, routing row and clause.
        declared = json.loads((LAC_HONG / "pack.json").read_text(encoding="utf-8"))
        for letter, section in (("t", "transitions"), ("d", "duties"), ("s", "states"), ("r", "routing"), ("c", "clauses"), ("a", "assumptions"), ("g", "gaps")):
            found = [name for name in page.ids if name.startswith(f"p0-{letter}") and name[4:].isdigit()]
            self.assertEqual(len(found), len(declared[section]), section)
        # Every arrow of the diagram can be chosen.
        shown = {name for link in page.all("a") for name in (link.get("data-show") or "").split()}
        moving = {f"p0-t{at}" for at, rule in enumerate(declared["transitions"]) if rule["to"] != "same"}
        self.assertEqual(shown, moving)

    def test_hostile_words(self):
        folder = self.folder / "lac-hong"
        shutil.copytree(LAC_HONG, folder)

        def poisoned(value, key=""):
            if isinstance(value, dict):
                if set(value) == {"vi", "en"} and key != "template":
                    return {"vi": "V" + HOSTILE, "en": "E" + HOSTILE}
                return {name: poisoned(member, name) for name, member in value.items()}
            if isinstance(value, list):
                return [poisoned(member) for member in value]
            return HOSTILE if key in ("number", "issuer") else value

        for name in ("pack.json", "authorities.json"):
            file = folder / name
            file.write_text(json.dumps(poisoned(json.loads(file.read_text(encoding="utf-8"))), ensure_ascii=False), encoding="utf-8")
        page = self.book(str(folder), arguments=("--rules", str(RULES)))
        # The words arrive as they were written, as text.
        self.assertIn("V" + HOSTILE, page.text())
        self.assertIn("E" + HOSTILE, page.text())
        svg = self.call("diagram", str(folder), "--rules", str(RULES), "--format", "svg", "--lang", "en").stdout.decode()
        drawing = xml.fromstring(svg)
        self.assertFalse([each for each in drawing.iter() if each.tag.rsplit("}")[-1] in ("script", "image", "foreignObject", "img")])
        self.assertIn(HOSTILE.split(" ")[-1], "".join(drawing.itertext()))

    def test_all_provinces(self):
        provinces = sorted(folder.name for folder in (RULES / "province").iterdir())
        page = self.book(*provinces)
        text = page.text()
        topics = [row["data-topic"] for row in page.all("tr") if "data-topic" in row]
        self.assertEqual(topics, ["forward", "handle", "return", "approve", "answer", "publish", "rate", "other", "longest"])
        for at, name in enumerate(provinces):
            declared = json.loads((RULES / "province" / name / "pack.json").read_text(encoding="utf-8"))
            self.assertIn(declared["instrument"]["number"], text)
            for section in ("about", "states", "duties", "routing", "reports", "clauses", "calendar", "longest", "findings", "scenarios"):
                self.assertIn(f"p{at}-{section}", page.ids)
            # What `worst` says stands on the page.
            worst = self.objects("worst", name)
            first = next(line for line in worst if line.get("goal") == "answer" and line.get("bounded") and line.get("by") == "calendar")
            self.assertIn(f"{first['elapsed_s'] // 86400} ngày", text)
            cards = [each for each in page.ids if each.startswith(f"p{at}-t") and each[len(f"p{at}-t"):].isdigit()]
            self.assertEqual(len(cards), len(declared["transitions"]))
            # The reports that the regulation demands, whom to, when.
            reports = declared["reports"].values()
            self.assertEqual([each for each in page.ids if re.fullmatch(rf"p{at}-o\d+", each)], [f"p{at}-o{number}" for number in range(len(reports))])
            for report in reports:
                for words in (report["label"]["vi"], report["to"]["en"], f"trước ngày {report['before_day']}" if "before_day" in report else ""):
                    self.assertIn(words, text)
            self.assertTrue(reports, name)
        # Rows that are not shared by all are marked, and some are.
        self.assertTrue([each for each in page.all("li") if each.get("class") == "differs"])

    def test_two_versions(self):
        draft = self.folder / "draft"
        shutil.copytree(LAC_HONG, draft)
        file = draft / "pack.json"
        text = file.read_text(encoding="utf-8")
        self.assertEqual(text.count('"limit": "2 working hours"'), 1)
        file.write_text(text.replace('"limit": "2 working hours"', '"limit": "4 working hours"').replace('"version": "2023-03-01"', '"version": "2024-01-01"'), encoding="utf-8")
        page = self.book(str(LAC_HONG), str(draft), lang="en", arguments=("--rules", str(RULES), "--year", "2024"))
        marked = [at for at, (name, attributes) in enumerate(page.elements) if name == "li" and attributes.get("class") == "differs"]
        self.assertGreaterEqual(len(marked), 2)
        self.assertIn("lac-hong 2023-03-01", page.text())
        self.assertIn("lac-hong 2024-01-01", page.text())

    def test_each_matter_marks_its_own_difference(self):
        """A pack beside a copy with one change: the row of that matter is marked, and no other but the longest time that may follow."""
        name = sorted(folder.name for folder in (RULES / "province").iterdir())[-1]
        original = json.loads((RULES / "province" / name / "pack.json").read_text(encoding="utf-8"))

        def opening(pack):
            return {act["on"] for act in pack["transitions"] if not act.get("from")}

        def forward(pack):
            duty = next(duty for duty in pack["duties"].values() if opening(pack) & set(duty["from"]) and len(duty["within"]) > 1)
            duty["within"][-1]["limit"] = "3 working hours"

        def handle(pack):
            of_authority = {role for role, told in pack["roles"].items() if told.get("of_authority")}
            duty = next(duty for duty in pack["duties"].values() if duty["owed_by"] in of_authority)
            duty["within"][-1]["limit"] = "6 working days"

        def give_back(pack):
            act = next(act for act in pack["transitions"] if act["on"] == pack["figures"]["returned"])
            act["until"]["within"][-1]["limit"] = "2 working days"

        def approve(pack):
            act = next(act for act in pack["transitions"] if act["to"] == pack["figures"]["handled"])
            act["by"] = [*act["by"], next(role for role in pack["roles"] if role not in act["by"] and role != "reporter")]

        def publish(pack):
            row = next(row for row in pack["publication"] if row["is"] == "private")
            row["is"] = "public"

        def rate(pack):
            level = pack["facts"][pack["figures"]["rating"]]["values"][pack["figures"]["levels"][0]]
            level["vi"] += " lắm"
            level["en"] += " indeed"

        for topic, change in {"forward": forward, "handle": handle, "return": give_back, "approve": approve, "publish": publish, "rate": rate, None: None}.items():
            pack = json.loads(json.dumps(original))
            if change:
                change(pack)
            folder = self.folder / (topic or "same")
            shutil.copytree(RULES / "province" / name, folder)
            (folder / "pack.json").write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")
            page = self.book(name, str(folder), lang="en", arguments=("--rules", str(RULES)))
            marks, row = {}, None
            for element, attributes in page.elements:
                if element == "tr":
                    row = attributes.get("data-topic")
                elif row and element == "span" and (attributes.get("class") or "").startswith("mark") and row not in marks:
                    marks[row] = attributes["class"]
            differing = {row for row, mark in marks.items() if mark == "mark"}
            self.assertEqual(differing - {"longest"}, {topic} - {None}, topic)
            if not topic:
                self.assertEqual(differing, set())

    def test_wrong_calls(self):
        self.assertIn("--output is missing", self.refused("book", *PACK))
        self.assertIn('there is no rule pack "lac-hongg"', self.refused("book", "lac-hongg", "-o", str(self.folder / "b")))
        self.assertFalse((self.folder / "b").exists())
        blocked = self.folder / "file"
        blocked.write_text("x")
        self.assertIn("cannot be written", self.refused("book", *PACK, "-o", str(blocked), "--year", "2024"))
        # Without Graphviz it says what is missing, and leaves nothing behind.
        environment = {**os.environ, "PATH": str(self.folder), "LANG": "en_US.UTF-8"}
        done = subprocess.run([PROGRAM, "book", *PACK, "-o", str(self.folder / "b"), "--year", "2024"], env=environment, capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("Graphviz (the command dot) is not installed", done.stderr.decode())
        self.assertFalse((self.folder / "b").exists())

    def test_json(self):
        folder = self.folder / "book"
        line, = self.objects("book", *PACK, "-o", str(folder), "--year", "2024")
        self.assertEqual(line, {"file": str(folder / "index.html"), "bytes": (folder / "index.html").stat().st_size, "packs": ["lac-hong"]})


class Diagram(ToolCase):
    def test_dot_is_read_by_graphviz(self):
        for lang in ("vi", "en"):
            text = "\n".join(self.lines("diagram", *PACK, "--lang", lang))
            done = subprocess.run(["dot", "-Tjson0"], input=text.encode(), capture_output=True, check=True)
            graph = json.loads(done.stdout)
            # Five states and the start; receive, forward, refuse, return, enter_result, answer.
            self.assertEqual((len(graph["objects"]), len(graph["edges"])), (6, 6))

    def test_svg(self):
        drawing = xml.fromstring("\n".join(self.lines("diagram", *PACK, "--format", "svg")))
        names = "".join(drawing.itertext())
        for event in ("receive", "forward", "return", "enter_result", "answer", "refuse"):
            self.assertIn(event, names)
        self.assertEqual(drawing.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertFalse([each for each in drawing.iter() if "href" in each.attrib])

    def test_same_drawing_again(self):
        once, again = (self.lines("diagram", *PACK, "--format", "svg") for _ in range(2))
        self.assertEqual(once, again)

    def test_mermaid(self):
        lines = self.lines("diagram", *PACK, "--format", "mermaid")
        self.assertEqual(lines[0], "stateDiagram-v2")
        # States stand in the order of their ids: answered, received, ...
        self.assertIn("  [*] --> s1: receive", lines)
        self.assertEqual(sum("-->" in line for line in lines), 8)

    def test_wrong_format(self):
        self.assertIn('did you mean "svg"?', self.refused("diagram", *PACK, "--format", "svgg"))


class Year(ToolCase):
    def test_page(self):
        text = "\n".join(self.lines("calendar", *PACK, "--year", "2024", "--format", "html"))
        page = Page(text)
        self.assertEqual(page.problems, [])
        Book.sound(self, page, text)
        kinds = [cell.get("class") for cell in page.all("td") if (cell.get("class") or "").startswith("k-")]
        # A leap year. By the announcements of 2024: 1 January, five days of Tết, 18, 30 April, 1 May and two days of
        # September are holidays; 29 April is swapped for 4 May.
        self.assertEqual(len(kinds), 366)
        self.assertEqual((kinds.count("k-swapped_off"), kinds.count("k-swapped_to_work")), (1, 1))
        days = {json.loads(line)["date"]: json.loads(line)["kind"] for line in self.lines("calendar", *PACK, "--year", "2024", "--json")}
        self.assertEqual(kinds, [f"k-{kind}" for kind in days.values()])
        self.assertIn("2450/VPCP-KGVX", page.text())

    def test_terminal(self):
        lines = self.lines("calendar", *PACK, "--year", "2024")
        self.assertTrue(all(len(line) <= 90 for line in lines[:32]), max(lines[:32], key=len))
        self.assertTrue(lines[0].startswith("January 2024"))
        # Monday 29 April is swapped off, the 30th is a holiday; 4 May is worked.
        self.assertTrue(any("29o 30L" in line for line in lines))
        self.assertTrue(any(" 4+" in line for line in lines))
        self.assertTrue(any("2450/VPCP-KGVX" in line for line in lines))

    def test_wrong_calls(self):
        self.assertIn("--year does not go with", self.refused("calendar", *PACK, "--year", "2024", "--from", "2024-01-01"))
        self.assertIn("--to is missing", self.refused("calendar", *PACK, "--from", "2024-01-01"))
        self.assertIn("expected a year", self.refused("calendar", *PACK, "--year", "1800"))
        self.assertIn("reaches from", self.refused("calendar", *PACK, "--year", "2090"))
        self.assertIn("--format goes with --year", self.refused("calendar", *PACK, "--from", "2024-01-01", "--to", "2024-01-02", "--format", "html"))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
