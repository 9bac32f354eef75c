"""What programs may rely on: every key that a command prints with --json stands in docs/command_line.md, or in the page that it names.

Each command is asked about the invented Lạc Hồng and a database of its cases, so that tables, notices, late duties and errors all have a line.
Keys of what a pack or an event names itself (facts, by) are no keys of the program's.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve() / "thoihan"
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("meta", "oracle", "tool")]

import gate  # noqa: E402
import test_report  # noqa: E402
import test_tool  # noqa: E402

LAC_HONG = ROOT / "tests/data/packs/lac-hong"
NAMED_BY_OTHERS = {"facts", "by", "details", "mapping", "when"}
PAGES = ["docs/command_line.md", "docs/scenarios.md", "docs/cases.md", "docs/simulation.md"]
NOW = ["--now", "2024-07-01T08:00"]
# Each command of the program; {db} is a database, {folder} a folder to write in. Those that answer nothing in JSON stand in SILENT.
CALLS = [
    ["check", "{pack}", "--assumptions"],
    ["test", "{root}/examples/packs/dong-may", "--coverage"],
    ["calendar", "{pack}", "--from", "2024-04-26", "--to", "2024-05-06"],
    ["add", "{pack}", "2024-04-26T16:00", '{{"amount": "1 working day", "cut_off": "15:00"}}', "--explain"], ["add", "{pack}", "2025-01-31T09:00", "1 month"],
    ["elapsed", "{pack}", "2024-04-25T09:10", "2024-05-06T10:00"],
    ["due", "{pack}", "forward", "2024-04-26T16:00", "--fact", "urgent=false", "--explain"],
    ["route", "{pack}", "--fact", "field=roads"], ["route", "{pack}"],
    ["clauses", "{pack}"],
    ["diff", "{pack}", "{root}/tests/data/packs/reported", "--year", "2024"],
    ["worst", "{pack}", "--year", "2024", "--path"],
    ["book", "{pack}", "-o", "{folder}/book"],
    ["run", "{reported}", "--events", "{folder}/events.jsonl", "--db", "{folder}/again.db", *NOW],
    ["case", "--db", "{db}", "R-05", *NOW], ["case", "--db", "{db}", "R-05", "--public"], ["case", "--db", "{db}", "R-05", "--ledger", *NOW],
    ["case", "--db", "{db}", "--summary", *NOW],
    ["late", "--db", "{db}", *NOW], ["late", "--db", "{db}", "--summary", *NOW], ["next", "--db", "{db}", "--now", "2024-06-05T09:00"],
    ["report", "--db", "{db}", "--period", "week:2024-W23", *NOW], ["report", "--db", "{db}", "--period", "month:2024-06", "--report", "monthly", *NOW],
    ["run", "{pack}", "--events", "{folder}/other.jsonl", "--db", "{other}"],
    ["outbox", "--db", "{other}"], ["outbox", "--db", "{other}", "--acknowledge", "1", *NOW],
    ["checkpoint", "--db", "{db}", *NOW], ["verify", "--db", "{db}"], ["backup", "--db", "{db}", "--to", "{folder}/copy.db"],
    ["erase", "--db", "{db}", "R-10", "--key", "e", "--role", "operator", "--officer", "an", *NOW],
    ["replay", "--db", "{db}", "--pack", "{pack}"], ["recompute", "--db", "{other}", "--calendar", "{folder}/rules", "--now", "2024-05-02T08:00"],
]
SILENT = {"diagram": "prints a drawing", "move": "needs a server; tests/postgresql/test_served.py moves a store there and back", "simulate": "its keys are another page's, docs/simulation.md, tried by tests/tool/test_simulate.py",
          "rekey": "needs two keys; tests/tool/test_tool.py reads its answer"}


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in NAMED_BY_OTHERS:
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


class Keys(unittest.TestCase):
    def test_every_key_is_written_down(self):
        text = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
        lists = re.findall(r"\bJSON\b.*?(?=\n\n|\n- `|\Z)", text, re.S)
        known = {word for part in lists for code in re.findall(r"`([^`\n]+)`", part) for word in re.findall(r"[a-z_0-9]+", code)}
        self.assertNotIn("planted", known)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "events.jsonl").write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in test_report.in_order(test_report.STORIES)),
                                                 encoding="utf-8")
            refused = {"case": "LH-1", "key": "k2", "at": "2024-04-25T10:00", "event": "refuse", "by": {"role": "operator", "officer": "an"},
                       "facts": {"reason": "Không rõ nội dung"}}
            open_case = [{**act, "case": "LH-2", "at": act["at"].replace("04-25", "04-23")} for act in (test_tool.RECEIVE, test_tool.FORWARD)]
            (folder / "other.jsonl").write_text("".join(json.dumps(act) + "\n" for act in [test_tool.RECEIVE, refused, *open_case]), encoding="utf-8")
            # Calendars without the swap of 29 April 2024, which moves the due of LH-2: from 24, 25, 26 April, 2 and 3 May to 24, 25, 26, 29 April and 2 May.
            (folder / "rules/national").mkdir(parents=True)
            for path in (ROOT / "rules/national").iterdir():
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                (folder / "rules/national" / path.name).write_text("".join(line for line in lines if '"off": "2024-04-29"' not in line), encoding="utf-8")
            places = {"root": ROOT, "folder": folder, "db": folder / "reports.db", "other": folder / "other.db", "pack": LAC_HONG, "reported": test_report.REPORTED}
            self.asked(["run", "{reported}", "--events", "{folder}/events.jsonl", "--db", "{db}"], places)
            seen = {}
            for call in CALLS:
                for answer in self.asked(call, places):
                    seen.setdefault(call[0], set()).update(keys_of(answer))
        for command, keys in sorted(seen.items()):
            print(f"{command}: {len(keys)} keys")
            unknown = {key for key in keys if key not in known and key.removesuffix("_label") not in known and not key.startswith("by_")}
            self.assertEqual(unknown, set(), command)
        self.assertEqual(set(seen) | set(SILENT), self.commands())

    def commands(self):
        text = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "LANG": "en_US.UTF-8"}).stdout
        return set(re.findall(r"^  ([a-z]+)  ", text.partition("Commands:")[2], re.M))

    def asked(self, call, places):
        words = [word.format(**places) for word in call]
        rules = ["--rules", str(ROOT / "rules")] if {"{pack}", "{reported}", "{root}/examples/packs/dong-may"} & set(call) else []
        done = subprocess.run([PROGRAM, *words, *rules, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, cwd=places["folder"],
                              env={**os.environ, "LANG": "en_US.UTF-8"})
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertTrue(answers, (words, done.stderr))
        return answers


if __name__ == "__main__":
    gate.run_unittest()
