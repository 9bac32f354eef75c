"""The site of docs/: it is built without a warning, needs no network, has everything that the sources declare, and finds Vietnamese words.

Built in a folder of its own by docs/site/build.py. The search is asked in Chromium, from files, as a reader's browser does.
"""

import ast
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/meta"), str(ROOT / "docs/site")]
sys.dont_write_bytecode = True

import build  # noqa: E402
import gate  # noqa: E402
import reference  # noqa: E402

FETCHED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("object", "data")}
OUTSIDE = re.compile(r"^(?:\w+:)?//|^https?:")
# Words as they stand in the pages, in the letters that a search must keep apart; and a page that each must find.
SEARCHED = {"Tết": "writing_a_pack.html", "nghỉ bù": "calendars.html", "hạn": "index.html", "late_from": "c_api.html", "duty_clock": "reference/cpp_clock.html"}


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.fetched, self.links, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if (tag, name) in FETCHED:
                self.fetched.append(value)
            if (tag, name) == ("a", "href"):
                self.links.append(value)
            if name == "id":
                self.ids.add(value)


class Site(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        folder = Path(cls.holder.name)
        done = subprocess.run([build.DEBIAN, "-B", ROOT / "docs/site/build.py", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False, timeout=300)
        cls.said, cls.status, cls.html = done.stdout, done.returncode, folder / "html"
        cls.pages = {path.relative_to(cls.html).as_posix(): Tags(path.read_text(encoding="utf-8")) for path in cls.html.rglob("*.html")}

    def test_it_is_built_without_a_warning(self):
        self.assertEqual((self.status, self.said), (0, f"{self.html}/index.html\n"))
        for page in (ROOT / "docs").rglob("*.md"):
            self.assertIn(page.relative_to(ROOT / "docs").with_suffix(".html").as_posix(), self.pages)

    def test_it_needs_no_network(self):
        fetched = [address for page in self.pages.values() for address in page.fetched]
        self.assertGreater(len(fetched), 100)
        self.assertEqual([address for address in fetched if OUTSIDE.match(address)], [])
        styles = [path for path in self.html.rglob("*.css")]
        self.assertGreater(len(styles), 2)
        for path in styles:
            addresses = re.findall(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)", path.read_text(encoding="utf-8"))
            self.assertEqual([pair for pair in addresses if OUTSIDE.match(pair[0] or pair[1])], [], path.name)

    def test_every_link_leads_somewhere(self):
        followed = 0
        for name, page in self.pages.items():
            for link in page.links:
                path, _, fragment = urllib.parse.unquote(link).partition("#")
                if OUTSIDE.match(link) or name in ("search.html", "genindex.html"):
                    continue
                target = (self.html / name).parent / path if path else self.html / name
                self.assertTrue(target.resolve().is_file(), (name, link))
                if fragment and target.suffix == ".html":
                    ids = self.pages[target.resolve().relative_to(self.html.resolve()).as_posix()].ids
                    self.assertIn(fragment, ids | {""}, (name, link))
                followed += 1
        self.assertGreater(followed, 1000)

    def test_reference_has_what_the_headers_declare(self):
        for header in ("thoihan", "thoihan_arrow"):
            functions = re.findall(r"^THO_API [^;(]*?\b(tho_\w+)\(", (ROOT / f"include/thoihan/{header}.h").read_text(encoding="utf-8"), re.M)
            self.assertGreater(len(functions), 0)
            ids = self.pages[f"reference/c_{header}.html"].ids
            self.assertEqual([name for name in functions if f"c.{name}" not in ids], [])
        ids = self.pages["reference/c_thoihan.html"].ids
        for name in ("tho_deadline", "tho_deadline.late_from", "tho_status", "THO_E_HORIZON", "THO_DEADLINE_DAY_END"):
            self.assertIn(f"c.{name}", ids)
        made = reference.pages(ROOT)
        headers = [path.relative_to(ROOT / "include/thoihan").as_posix() for path in (ROOT / "include/thoihan").rglob("*/*.hpp")]
        self.assertGreater(len(headers), 50)
        text = "\n".join(made.values())
        self.assertEqual([name for name in headers if f"\n<thoihan/{name}>\n" not in text], [])

    def test_reference_shows_what_is_for_others_and_no_more(self):
        shown = reference.declarations('#pragma once\n#include <a>\nnamespace thoihan {\n\nnamespace detail {\nint hidden() { return 1; }\n}  // namespace detail\n\n'
                                       '// Says it.\nclass a {\n public:\n  a() : b_{1} {}\n  int b() const { return b_; }\n  int c = 2;  // "{"\n\n private:\n  int b_;\n};\n'
                                       'inline constexpr int table[] = {1, 2};\n}  // namespace thoihan\n')
        self.assertEqual(shown, '// Says it.\nclass a {\n public:\n  a();\n  int b() const;\n  int c = 2;  // "{"\n};\ninline constexpr int table[] = {1, 2};')
        for name, text in reference.pages(ROOT).items():
            self.assertNotRegex(text, r"\bprivate:\n|namespace detail|#include <(?!thoihan)\w+>\n\n#", name)

    def test_reference_has_the_python_package(self):
        tree = ast.parse((ROOT / "bindings/python/thoihan/__init__.py").read_text(encoding="utf-8"))
        (names,) = [ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"]
        ids = self.pages["reference/python.html"].ids
        self.assertEqual([name for name in names if name[0].isalpha() and name not in ("RULES", "ZONE") and f"thoihan.{name}" not in ids], [])
        self.assertIn("thoihan.Limit.due", ids)

    def test_a_link_that_leads_nowhere_is_seen(self):
        with self.assertRaisesRegex(SystemExit, r"docs/index\.md: tutorial\.html does not exist"):
            build.with_links("[Ten minutes](tutorial.html)", ROOT / "docs/index.md", Path(self.holder.name))

    def test_search_knows_vietnamese(self):
        for words, page in SEARCHED.items():
            with tempfile.TemporaryDirectory() as profile:
                done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=8000",
                                       "--dump-dom", f"file://{self.html}/search.html?q={urllib.parse.quote(words)}"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, timeout=60)
            found = re.findall(r'<li><a href="([^"?#]*)', re.search(r'<ul class="search">.*', done.stdout)[0])
            self.assertIn(page, found, words)


if __name__ == "__main__":
    gate.run_unittest()
