"""The calls of the rule book's calculator (src/wasm), asked what the program is asked.

As compiled for this machine: every due of tests/data/dues.tsv. As WebAssembly under Node.js, where the calculator was built
(-DTHOIHAN_WASM=ON; `tests/long calculator` builds it): the same; answers with their derivations, word for word those of `thoihan due`; and findings
of drafts with planted mistakes, those of `thoihan check`. Elsewhere it says so and skips these.
"""

import ctypes
import json
import os
import re
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
BUILT = "THOIHAN_WASM:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
PROVINCES = sorted(folder.name for folder in (RULES / "province").iterdir())
# (old, new, the code of the finding): texts that every province's pack has.
MISTAKES = [('"start": "received"', '"start": "recieved"', "unknown-name"), ('"format": 1', '"format": 2', None), ('"start"', '"begin"', "unknown-key"), ('"start": ', '"start" ', "syntax")]


def ask(*arguments):
    done = subprocess.run(["node", str(HERE / "ask.cjs"), str(MODULE), str(RULES), *arguments], capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def program(*arguments):
    done = subprocess.run([str(BUILD / "thoihan"), *arguments, "--json", "--lang", "en"], cwd=SOURCE, capture_output=True, encoding="utf-8", check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Calls(unittest.TestCase):
    """The calls, compiled by the compiler of this machine."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        library = Path(cls.folder.name) / "page_calls.so"
        subprocess.run(["c++", "-std=c++20", "-O0", "-shared", "-fPIC", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror",
                        f"-I{SOURCE}", f"-I{SOURCE}/include", "-DBOOST_JSON_DYN_LINK", "-DBOOST_CONTAINER_DYN_LINK", "-DFMT_SHARED",
                        str(SOURCE / "src/wasm/page_calls.cpp"), str(SOURCE / "src/capi/fact_argument.cpp"), str(BUILD / "libthoihan.a"),
                        "-lboost_json", "-lfmt", "-lsqlite3", "-lsodium", "-o", str(library)], check=True)
        calls = ctypes.CDLL(str(library))
        for call in (calls.page_open, calls.page_due):
            call.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
            call.restype = ctypes.c_char_p
        cls.calls = calls

    def asked(self, call, place, question):
        text = json.dumps(question).encode()
        return json.loads(call(place, text, len(text), 1))

    def test_vectors(self):
        shared = {f"national/{file.stem}": file.read_text(encoding="utf-8") for file in (RULES / "national").glob("*.json")}
        for place, name in enumerate(PROVINCES):
            own = {file: (RULES / "province" / name / file).read_text(encoding="utf-8") for file in ("pack.json", "authorities.json")}
            self.assertIn("duties", self.asked(self.calls.page_open, place, {"own": own, "shared": shared}))
        count = 0
        for line in VECTORS.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            pack, duty, facts, start, *expected = line.split("\t")
            told = self.asked(self.calls.page_due, PROVINCES.index(pack), {"duty": duty, "from": start, "facts": {} if facts == "-" else json.loads(facts)})
            out = told["answer"]
            self.assertEqual([out["due"], out["late_from"], out["due_date"], str(int(out["provisional"]))], expected, line)
            self.assertTrue(told["cites"] or told["assumes"], line)
            count += 1
        self.assertGreater(count, 500)

    def test_what_is_built_is_there(self):
        """tests/run does not compile WebAssembly: what its build names must be there, and the page must call what is exported."""
        build = (SOURCE / "src/wasm/CMakeLists.txt").read_text(encoding="utf-8")
        for source in re.search(r"foreach\(source IN ITEMS ([^)]*)\)", build)[1].split():
            self.assertTrue((SOURCE / "src" / f"{source}.cpp").is_file(), source)
        names = [file.name for file in (SOURCE / "src/pack").glob("*.cpp")]
        for name in re.search(r"/pack/\(([^)]*)\)", build)[1].split("|"):
            self.assertTrue([one for one in names if re.fullmatch(rf"{name}\.cpp", one)], name)
        exported = set(re.search(r"EXPORTED_FUNCTIONS=(\S*?)\)", build)[1].split(","))
        calls = (SOURCE / "src/wasm/page_calls.cpp").read_text(encoding="utf-8")
        self.assertEqual(exported - {"_malloc", "_free"}, {f"_{name}" for name in re.findall(r"^const char\* (page_\w+)\([^)]*\) \{$", calls, re.MULTILINE)})
        self.assertEqual(set(re.findall(r"module\.(_\w+)", (SOURCE / "src/wasm/page_module.js").read_text(encoding="utf-8"))), exported)


@unittest.skipUnless(BUILT, "the calculator was not built")
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
    if not BUILT:
        print("skipped: tests/book/test_calculator.py: under Node.js: the calculator was not built (THOIHAN_WASM); its calls are asked as compiled for this machine")
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    passed = result.testsRun - len(result.skipped) - len(red)
    print(f"{passed} passed, {len(red)} failed")
    sys.exit(1 if red or not passed else 0)
