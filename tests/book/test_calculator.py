"""The rule book's calculator, thoihan compiled to WebAssembly, asked under Node.js what the program is asked.

Every due of tests/data/dues.tsv; answers with their derivations, word for word those of `thoihan due`; and findings of drafts with
planted mistakes, those of `thoihan check`. Runs where the calculator was built (-DTHOIHAN_WASM=ON; `tests/long calculator` builds
it); elsewhere it says so and is skipped.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
MODULE = BUILD / "src" / "wasm" / "thoihan.js"
RULES = SOURCE / "rules"
VECTORS = SOURCE / "tests" / "data" / "dues.tsv"
PROVINCES = sorted(folder.name for folder in (RULES / "province").iterdir())
# (old, new, the code of the finding): texts that every province's pack has.
MISTAKES = [('"start": "received"', '"start": "recieved"', "unknown-name"), ('"format": 1', '"format": 2', None), ('"start"', '"begin"', "unknown-key"), ('"start": ', '"start" ', "syntax")]


def ask(*arguments):
    done = subprocess.run(["node", str(HERE / "ask.cjs"), str(MODULE), str(RULES), *arguments], capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def program(*arguments):
    done = subprocess.run([str(BUILD / "thoihan"), *arguments, "--json", "--lang", "en"], cwd=SOURCE, capture_output=True, encoding="utf-8", check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Calculator(unittest.TestCase):
    def test_vectors(self):
        count = sum(not line.startswith("#") for line in VECTORS.read_text(encoding="utf-8").splitlines())
        self.assertEqual(ask("vectors", str(VECTORS)), (0, f"{count} dues agree, 0 differ\n", ""))

    def test_derivations(self):
        rows = [line.split("\t") for line in VECTORS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][::17]
        self.assertGreater(len(rows), 30)
        questions = []
        for pack, duty, facts, start, *_ in rows:
            questions += [pack, json.dumps({"duty": duty, "from": start, "facts": {} if facts == "-" else json.loads(facts)})]
        status, told, problems = ask("due", *questions)
        self.assertEqual((status, problems), (0, ""))
        for (pack, duty, facts, start, *_), line in zip(rows, told.splitlines(), strict=True):
            values = {} if facts == "-" else json.loads(facts)
            written = []
            for name, value in values.items():
                written += ["--fact", f"{name}={value if isinstance(value, str) else ','.join(value) if isinstance(value, list) else json.dumps(value)}"]
            expected, = program("due", pack, duty, start, "--explain", *written)
            self.assertEqual(json.loads(line)["answer"], expected, (pack, duty, facts, start))

    def test_refused_questions(self):
        good = {"duty": "distribute", "from": "2024-04-25T09:10", "facts": {}}
        for change, words in (({"duty": "distribut"}, 'did you mean "distribute"'), ({"from": "2024-13-01"}, "expected"), ({"from": ""}, "expected"),
                              ({"facts": {"urgnt": True}}, "urgnt"), ({"from": "2090-04-25T09:10"}, "")):
            status, told, _ = ask("due", "ben-tre", json.dumps({**good, **change}))
            self.assertEqual(status, 0)
            self.assertIn(words, json.loads(told)["error"]["message"])

    def test_findings_of_drafts(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "rules"
            shutil.copytree(RULES, root)
            for name in PROVINCES:
                file = root / "province" / name / "pack.json"
                text = file.read_text(encoding="utf-8")
                for old, new, code in [("", "", None), *MISTAKES]:
                    self.assertIn(old, text)
                    file.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
                    status, told, problems = ask("check", str(file), name)
                    self.assertEqual((status, problems), (0, ""))
                    told = json.loads(told)
                    expected = [line for line in program("check", str(file.parent), "--rules", str(root)) if "severity" in line]
                    for line in [*told["findings"], *expected]:
                        line["file"] = Path(line["file"]).name
                    self.assertEqual(told["findings"], expected, (name, new))
                    self.assertEqual("duties" in told, not any(line["severity"] == "error" for line in expected))
                    if code:
                        self.assertIn(code, {line["code"] for line in expected}, (name, new))
                file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if "THOIHAN_WASM:BOOL=ON" not in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8"):
        print("skipped: tests/book/test_calculator.py: the calculator was not built (THOIHAN_WASM)")
        print("1 passed, 0 failed")
        sys.exit(0)
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
