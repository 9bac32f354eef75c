"""Every block of README.md and docs/: whoever types it gets what the page shows.

    python3 -B tests/docs/test_snippets.py                        # as a test
    python3 -B tests/docs/test_snippets.py --record [PAGE]...     # writes what the commands print now into the pages

A page is followed from its first block to its last in a folder of its own that looks like a fresh clone with the program built, with the
invented Lạc Hồng under rules/province. What is done with a block is told by its language and the word after it:

    console              after each line that begins with "$ ", what the command prints; a line "..." stands for any number of lines
    sh                   commands that succeed
    json file=PATH       the file is written (jsonl, too); what a page shows twice is written twice
    json replace=KEY     takes the place of that key of the page's pack, textually
    json edit[=PATH]     in pairs: a text that stands once in that pack (or in PATH), and what takes its place
    json settings=WHAT   an editor's file; tests/docs/test_editors.py uses it
    json PART            a part of a pack, or an array of them: each is valid by the schema's definition of that name
    json                 a file, or members of one, with "{...}" and "[...]" for what is left out: valid by the schema that has such members;
                         or acts, which `thoihan run` reads
    sql                  read-only on the page's reports.db: at least one row
    python               runs, in the order of the page
    c, cpp               compiles

A block that is not run has the reason in the comment before it, "<!-- not run: ... -->", or "<!-- run by tests/... -->", which must be a file
that knows the page; pages whose blocks another suite runs as a whole stand in ELSEWHERE. All of these are counted and printed.
There are no other blocks: what is set in by four spaces is code that nobody runs, and an error. Where the text names a command of
the program, a file or a name of the C API in `code`, it exists.
"""

import contextlib
import fnmatch
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from schema_python import jsonschema

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve()
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("meta", "oracle", "tool")]

import gate  # noqa: E402
import test_ledger  # noqa: E402
import test_report  # noqa: E402
import test_tool  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Whole pages that another suite runs, or that wait for a machine which the tests do not have.
ELSEWHERE = {  # where, and there the kind of blocks, if not all: the reason
    ("docs/languages/", "sh"): "typed by tests/languages/test_languages.py",
    ("docs/postgresql.md", None): "needs a server; tests/postgresql/test_postgresql.py starts one",
    ("docs/book.md", None): "tests/book/test_book.py writes the books",
    ("docs/pictures.md", None): "tests/python/suite/test_pictures.py runs the gallery that these lines are of",
    ("docs/python.md", None): "tests/python/test_python.py installs the package and asks it",
}
BLOCK = re.compile(r"^(?:<!-- (?P<mark>(?:not run: |run by )[^\n]*?) -->\n+)?```(?P<kind>\w+)(?: (?P<word>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)
INDENTED = re.compile(r"(?:^|\n\n)(?: {4}(?! *(?:[-*]|\d+\.) ).*\n)+")
SCHEMAS = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "rules/schema").glob("*.schema.json"))}
CHANGES_THE_MACHINE = re.compile(r"(?<![\w/.-])(?:sudo|apt|apt-get|dpkg|cmake|cpack|make|ninja|pip3?|npm|tests/(?:run|long)|examples/quickstart)(?![\w/.-])|>\s*/(?!dev/null)")
ACT = {"correct", "withdraw", "link", "split", "migrate", "event", "together"}
NO_ACT = {"SYNTAX", "SCHEMA", "UTF8"}
FIRST_CASE = [{"case": "LH-2024-000001", "key": "k1", "at": "2024-04-25T09:10", "event": "receive", "by": {"role": "operator", "officer": "an"},
               "facts": {"channel": "phone", "field": "roads", "content": "Ổ gà"}}]


def lines_of(events):
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


def renamed(events):
    return [{**event, "case": "LH-2024-000001"} for event in events]


class Clone:
    """A reader at the keyboard, in what looks like a clone in which `examples/quickstart` has run."""

    def __init__(self, folder, page):
        self.folder, self.page, self.python = folder, page, {}
        for name in ("README.md", "docs", "examples", "include", "src", "tests", "CMakeLists.txt"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "build").mkdir()
        (folder / "home").mkdir()
        for name in ("thoihan", "examples"):
            (folder / "build" / name).symlink_to(BUILD / name)
        shutil.copytree(ROOT / "rules/national", folder / "rules/national")
        (folder / "rules/schema").symlink_to(ROOT / "rules/schema")
        for pack in [*(ROOT / "rules/province").iterdir(), ROOT / "tests/data/packs/lac-hong"]:
            self.copy(pack, f"rules/province/{pack.name}")
        self.pack_file = "rules/province/dong-may/pack.json"
        PREPARED.get(page, lambda _: None)(self)

    def copy(self, pack, place):
        """The files of a pack, each a link, in a folder of its own: a page may write beside them."""
        (self.folder / place).mkdir(parents=True)
        for path in pack.iterdir():
            (self.folder / place / path.name).symlink_to(path)

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).unlink(missing_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def read(self, path):
        return (self.folder / path).read_text(encoding="utf-8")

    def replace(self, key, text):
        """The member of the pack's outermost object; its lines are indented by two."""
        pattern = re.compile(rf'^  "{key}": (?:[^\n]*[^\n,\[{{],?|\[\],?|{{}},?|.*?^  [\]}}],?)\n', re.M | re.S)
        before = self.read(self.pack_file)
        assert len(pattern.findall(before)) == 1, key
        self.write(self.pack_file, pattern.sub(lambda _: text, before))

    def edit(self, path, old, new):
        before = self.read(path)
        assert before.count(old) == 1, (path, old, before.count(old))
        self.write(path, before.replace(old, new))

    def run(self, command, check=False):
        assert not CHANGES_THE_MACHINE.search(command), f"{command}: what builds or installs is not run here; say why, or who runs it"
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", check=False, timeout=120,
                              env={**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "120", "HOME": str(self.folder / "home"), "PATH": f"{BUILD}:{os.environ['PATH']}"})
        assert not check or done.returncode == 0, (command, done.returncode, done.stdout)
        return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"

    def fill(self, events, pack, database="reports.db"):
        self.write("prepared.jsonl", lines_of(events))
        self.run(f"build/thoihan run {pack} --rules rules --events prepared.jsonl --db {database}", check=True)

    # What is done with each kind of block: each gives the block as it should stand in the page.

    def console(self, _, text):
        out = []
        for part in re.split(r"^(?=\$ )", text, flags=re.M):
            if not part:
                continue
            assert part.startswith("$ "), part
            command, _, shown = part.partition("\n")
            found = self.run(command[2:])
            out.append(f"{command}\n{shown if matches(shown, found) else found}")
        return "".join(out)

    def sh(self, _, text):
        lines = re.sub(r"\\\n", "", text).splitlines()
        self.run("".join(f"{line}\n[[ $? = 0 ]] || exit 1\n" for line in lines), check=True)
        return text

    def json(self, word, text):
        verb, _, name = word.partition("=")
        if verb == "file":
            self.write(name, text)
            if not name.endswith(".jsonl"):
                json.loads(text)
        elif verb == "replace":
            self.replace(name, text)
        elif verb == "edit":
            lines = text.splitlines()
            assert len(lines) % 2 == 0, text
            for old, new in zip(lines[::2], lines[1::2]):
                self.edit(name or self.pack_file, old, new)
        elif verb == "settings":
            json.loads(text)
        elif definitions_of(word):
            value = json.loads(text)
            for one in value if isinstance(value, list) else [value]:
                assert is_valid(word, one), (word, one)
                assert not is_valid(word, {**one, "planted": 1}), word
        else:
            assert not word, word
            self.excerpt(text)
        return text

    def excerpt(self, text):
        full = re.sub(r"\{\s*\.\.\.\s*\}", '{"vi": "x", "en": "x"}', re.sub(r"\[\s*\.\.\.\s*\]", "[]", text)).replace("<hash of the pack>", "0" * 64)
        value = json.loads(f"{{{full}}}" if full.startswith('"') else full)
        if ACT & set(value):
            self.write("act.jsonl", json.dumps(value, ensure_ascii=False) + "\n")
            said = self.run("build/thoihan run lac-hong --events act.jsonl --db acts.db --json").splitlines()
            answers = [json.loads(line) for line in said if line.startswith("{")]
            unknown_pack = value.get("migrate") and value["migrate"] in said[0]
            assert answers or unknown_pack, (value, said)
            assert not NO_ACT & {answer.get("error", {}).get("code") for answer in answers}, (value, said)
            return
        fitting = [name for name, schema in SCHEMAS.items() if set(value) <= set(schema["properties"])]
        found = [[error.message for error in jsonschema.Draft7Validator(members_of(SCHEMAS[name])).iter_errors(loosened(value, text))] for name in fitting]
        assert [] in found, (text, fitting, found)

    def sql(self, _, text):
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/reports.db?mode=ro", uri=True)) as database:
            assert database.execute(text).fetchall(), text
        return text

    def run_python(self, _, text):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, self.page, "exec"), self.python)
        return text

    def c(self, _, text, compiler=("gcc", "-std=c99"), suffix="c"):
        self.write(f"block.{suffix}", text)
        self.run(f"{' '.join(compiler)} -Wall -Wextra -Werror -fsyntax-only -Iinclude block.{suffix}", check=True)
        return text

    def cpp(self, _, text):
        return self.c(_, text, ("g++", "-std=c++20"), "cpp")

    def follow(self, kind, word, text):
        return {"console": self.console, "sh": self.sh, "json": self.json, "sql": self.sql, "python": self.run_python, "c": self.c, "cpp": self.cpp}[kind](
            word or "", text)


def members_of(schema):
    """The schema of a file, for some of its members."""
    return {"properties": schema["properties"], "definitions": schema["definitions"], "additionalProperties": False}


def loosened(value, text):
    """Hashes and the like that an excerpt cuts short, made whole."""
    return json.loads(re.sub(r'"[0-9a-f]{2,}\.\.\."', f'"{"0" * 64}"', json.dumps(value, ensure_ascii=False))) if "..." in text else value


def matches(shown, found):
    """What a page shows is what was printed, "..." being any lines."""
    pattern = "".join("(?:.*\n)*" if line == "...\n" else re.escape(line) for line in shown.splitlines(keepends=True))
    return re.fullmatch(pattern, found) is not None


def definitions_of(name):
    """The schemas that define a part of this name; shared words, which have the parts of a pack without what they need, left out."""
    return [schema for kind, schema in SCHEMAS.items() if kind != "vocabulary" and name in schema["definitions"]]


def is_valid(name, value):
    (schema,) = definitions_of(name)
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}).is_valid(value)


# ---- What stands on a page's machine before its first line --------------------------------------------------------------

def the_draft(clone):
    """docs/command_line.md: a draft of Lạc Hồng with 4 working hours for forwarding."""
    pack = json.loads(clone.read("rules/province/lac-hong/pack.json"))
    pack["version"] = "2024-01-01"
    (row,) = [row for row in pack["duties"]["forward"]["within"] if row["limit"] == "2 working hours"]
    row["limit"] = "4 working hours"
    clone.copy(ROOT / "tests/data/packs/lac-hong", "drafts/lac-hong")
    clone.write("drafts/lac-hong/pack.json", json.dumps(pack, ensure_ascii=False))


def the_late_case(clone):
    """docs/ledger.md: the case that tests/tool/test_ledger.py derives by hand."""
    acts = [test_tool.RECEIVE, test_tool.FORWARD, {**test_tool.RESULT, "at": "2024-05-07T09:00"}, test_ledger.ANSWER]
    clone.fill(renamed(acts), "lac-hong")


def the_week(clone):
    """docs/reports.md: the week that tests/tool/test_report.py counts by hand."""
    clone.copy(test_report.REPORTED, "rules/province/reported")
    pack = json.loads(clone.read("rules/province/reported/pack.json"))
    pack["title"]["en"] = pack["title"]["en"].partition(",")[0]  # there it has marks that would be code elsewhere
    clone.write("rules/province/reported/pack.json", json.dumps(pack, ensure_ascii=False))
    clone.fill(test_report.in_order(test_report.STORIES), "reported")


def the_book(clone):
    """docs/tutorial.md: the page that it ends with shows both limits of the duty."""
    text = clone.read("book/index.html")
    for words in ("song-xanh", "dong-may", "3 working days", "2 working days"):
        assert words in text, words


def the_extension(clone):
    """docs/editors.md: what is copied for VS Code is whole, without links into the clone."""
    (copied,) = (clone.folder / "home/.vscode/extensions").iterdir()
    for path in copied.rglob("*"):
        assert not path.is_symlink(), path
    assert json.loads((copied / "schema/pack.schema.json").read_text(encoding="utf-8")) == SCHEMAS["pack"]


AFTERWARDS = {"docs/tutorial.md": the_book, "docs/editors.md": the_extension}
PREPARED = {"docs/command_line.md": the_draft, "docs/ledger.md": the_late_case, "docs/reports.md": the_week,
            "docs/store_format.md": lambda clone: clone.fill(FIRST_CASE, "lac-hong")}


# ---- Pages ------------------------------------------------------------------------------------------------------------

def name_of(page):
    return page.relative_to(ROOT).as_posix()


def followed(page, text, counts=None):
    """The page with what its commands print."""
    counts = Counter() if counts is None else counts
    with tempfile.TemporaryDirectory() as folder:
        clone = None

        def block(match):
            nonlocal clone
            elsewhere = [why for (start, kind), why in ELSEWHERE.items() if name_of(page).startswith(start) and kind in (None, match["kind"])]
            reason = match["mark"] or (elsewhere and f"not run: {elsewhere[0]}")
            counts[reason or f"run: {match['kind']}"] += 1
            if reason:
                return match[0]
            clone = clone or Clone(Path(folder), name_of(page))
            word = f" {match['word']}" if match["word"] else ""
            return f"```{match['kind']}{word}\n{clone.follow(match['kind'], match['word'], match['text'])}```"

        out = BLOCK.sub(block, text)
        if clone:
            AFTERWARDS.get(name_of(page), lambda _: None)(clone)
        return out


def options_of_commands():
    """command -> its options, and None -> the program's own, as --help tells them."""
    def told(*words):
        return subprocess.run([BUILD / "thoihan", *words, "--help"], stdout=subprocess.PIPE, text=True, check=True,
                              env={**os.environ, "LANG": "en_US.UTF-8"}).stdout

    def options(text):
        return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*)", text))

    program = told()
    commands = re.findall(r"^  ([a-z]+)  ", program.partition("Commands:")[2], re.M)
    return {None: options(program), **{command: options(told(command)) for command in commands}}


class Pages(unittest.TestCase):
    maxDiff = None

    def test_blocks(self):
        counts = Counter()
        for page in PAGES:
            with self.subTest(page=name_of(page)):
                text = page.read_text(encoding="utf-8")
                self.assertEqual(followed(page, text, counts), text)
        for what, number in sorted(counts.items()):
            print(f"{number:4} blocks {what}")
        self.assertGreater(sum(number for what, number in counts.items() if what.startswith("run: ")), 100)

    def test_every_block_is_read(self):
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            found = list(BLOCK.finditer(text))
            self.assertEqual(len(re.findall(r"^\s*```", text, re.M)), 2 * len(found), name_of(page))
            if (name_of(page), None) not in ELSEWHERE:
                self.assertEqual(INDENTED.findall(BLOCK.sub("", text)), [], name_of(page))

    def test_reasons_hold(self):
        for page in PAGES:
            for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
                reason, _, suite = (block["mark"] or "").partition("run by ")
                if suite:
                    self.assertRegex((ROOT / suite).read_text(encoding="utf-8"), re.escape(page.name) + "|" + re.escape(block["text"].split()[0]), suite)
                elif reason:
                    self.assertGreater(len(reason), len("not run: ") + 10, name_of(page))
        for (start, _), reason in ELSEWHERE.items():
            self.assertTrue((ROOT / start).exists(), start)
            for suite in re.findall(r"tests/[\w./]+\.py", reason):
                self.assertTrue((ROOT / suite).is_file(), suite)

    def test_commands_that_nobody_runs_are_there(self):
        long_runs = (ROOT / "tests/long").read_text(encoding="utf-8")
        for page in PAGES:
            for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
                if block["kind"] != "sh" or not block["mark"]:
                    continue
                for line in block["text"].splitlines():
                    first, *rest = line.split("#")[0].split() or ["true"]
                    if "/" in first and not first.startswith(("(", "$")):
                        self.assertTrue(os.access(ROOT / first, os.X_OK), (name_of(page), line))
                    if first == "tests/long":
                        self.assertRegex(long_runs, rf"\b{rest[0]}\b", line)

    def test_commands_in_the_text_exist(self):
        known, seen = options_of_commands(), Counter()
        for page in PAGES:
            for code in re.findall(r"(?<!`)`(?:build/)?thoihan ([a-z]+)( [^`]*)?`(?!`)", page.read_text(encoding="utf-8")):
                command, rest = code[0], code[1]
                if re.search(r" \d$", rest):  # what begins a digest: "thoihan event 2"
                    continue
                self.assertIn(command, known, name_of(page))
                for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest):
                    self.assertIn(option, known[command] | known[None], (name_of(page), command))
                seen[command] += 1
        self.assertGreater(len(seen), 10)

    def test_the_command_line_has_every_option(self):
        text = (ROOT / "docs/command_line.md").read_text(encoding="utf-8")
        known = options_of_commands()
        for command in known.keys() - {None}:
            shown = " ".join(re.findall(rf"`{command} [^`]*`", text))
            self.assertNotEqual(shown, "", command)
            everywhere = {"--help", "--json", "--lang", "--rules"} | ({"--output"} if " -o " in shown else set())
            found = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shown))
            self.assertEqual(known[command] - found - everywhere, set(), f"{command}: not in docs/command_line.md")
            self.assertEqual(found - known[command] - everywhere, set(), f"{command}: not in the program")

    def test_names_in_the_text_exist(self):
        """Files of the tree, and what begins with tho_ or THO_."""
        tree = {path.relative_to(ROOT).as_posix() for path in gate.files(ROOT)}
        tree |= {folder.as_posix() for name in tree for folder in Path(name).parents}
        headers = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "include/thoihan").glob("*.h"))
        seen = Counter()
        for page in PAGES:
            for code in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
                for name in re.findall(r"(?<![\w/.-])((?:src|tests|include|docs|examples|bindings|thoihan)/[\w./*-]+)", code):
                    found = any(fnmatch.fnmatchcase(path, pattern) for pattern in (name.rstrip("./"), f"include/{name}") for path in tree)
                    self.assertTrue(found, (name_of(page), name))
                    seen["files"] += 1
                for name in re.findall(r"\b(tho_[a-z_]*[a-z]|THO_[A-Z_]*[A-Z])\b", code):
                    self.assertIn(name, headers, name_of(page))
                    seen["names"] += 1
        self.assertGreater(min(seen["files"], seen["names"]), 50)

    def test_a_wrong_answer_is_seen(self):
        page = ROOT / "docs/writing_a_pack.md"
        text = page.read_text(encoding="utf-8")
        wrong = text.replace("24:00 of 2024-07-01", "24:00 of 2024-06-30")
        self.assertNotEqual(wrong, text)
        self.assertNotEqual(followed(page, wrong), wrong)

    def test_wrong_blocks_are_seen(self):
        page = ROOT / "docs/cases.md"
        for text in ['```json\n{"planted": 1}\n```', '```json\n{"case": "LH-1", "key": "k", "withdraw": "three"}\n```', "```sh\nfalse && true\ntrue\n```", "```sh\nsudo true\n```",
                     '```json\n"duties": {"forward": {"label": {...}, "within": 5}}\n```', "```c\nint main(void) { return tho_planted(); }\n```",
                     "```python\nassert 1 == 2\n```", "```sql\nSELECT * FROM event WHERE number = -1\n```", "```json edit\nnothing like it\nelse\n```"]:
            with self.subTest(text), self.assertRaises((AssertionError, sqlite3.Error, FileNotFoundError)):
                followed(page, text)
        self.assertTrue(matches("a\n...\nd\n", "a\nb\nc\nd\n"))
        self.assertFalse(matches("a\n...\nd\n", "a\nb\nc\n"))
        self.assertFalse(matches("a.\n", "ab\n"))
        self.assertTrue(INDENTED.search("x:\n\n    tests/run\n\ny\n"))


if __name__ == "__main__":
    if "--record" in sys.argv:
        chosen = [Path(name).resolve() for name in sys.argv[2:]] or PAGES
        for path in chosen:
            path.write_text(followed(path, path.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        gate.run_unittest()
