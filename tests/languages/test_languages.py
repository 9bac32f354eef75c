"""Every language: what its page in docs/languages says to type is typed, and gives the one story and the one agreement.

The commands of a page run in a copy of the examples beside the installed library, headers and rules. What all of them print must be
the same to the byte: tests/examples/report_story.txt and the number of dues in tests/data/dues.tsv. A language whose
compiler is not installed is named and counted as skipped, and so is Node where npm's registry cannot be reached.
"""

import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support")]
import gate  # noqa: E402
from installed_tree import SOURCE, InstalledTree  # noqa: E402

PAGES = SOURCE / "docs/languages"
NEEDED = {"c": ["cc"], "cpp": ["g++"], "csharp": ["mcs", "mono"], "go": ["go"], "java": ["javac"], "node": ["node", "npm"], "php": ["php"],
          "rust": ["rustc"]}
# Not what is wrong with what came, such as EINTEGRITY.
UNREACHED = re.compile(r"npm (?:ERR!|error) code (E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|\w*CERT\w*)")
CHANGED = "T08:30:00+07:00"
LINES_OF_A_STORY = range(20, 101)


class Languages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tree = InstalledTree(cls.folder.name)
        story = (SOURCE / "tests/examples/report_story.txt").read_text(encoding="utf-8")
        dues = sum(line[0] != "#" for line in (SOURCE / "tests/data/dues.tsv").read_text(encoding="utf-8").splitlines())
        cls.expected = f"{story}{dues} dues agree, 0 differ\n"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def place(self):
        """A folder with what the pages speak of."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        work = Path(folder.name)
        shutil.copytree(SOURCE / "examples", work / "examples", ignore=shutil.ignore_patterns("node_modules", "*-2024.jsonl"))
        (work / "rules").symlink_to(self.tree.rules)
        (work / "tests/data").mkdir(parents=True)
        shutil.copy(SOURCE / "tests/data/dues.tsv", work / "tests/data")
        return work

    def commands(self, name):
        """What a page says to type."""
        page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        return "".join(re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)).splitlines()

    def typed(self, commands, work):
        return self.tree.run(["bash", "-euo", "pipefail", "-c", "\n".join(commands)], cwd=work)

    def test_pages(self):
        self.assertEqual(sorted(path.stem for path in PAGES.glob("*.md")), sorted(NEEDED))
        self.assertEqual({path.name for path in (SOURCE / "examples").iterdir()} - {"data", "packs", "python", "quickstart", "node_modules"}, set(NEEDED))

    def test_length(self):
        stories = [path for name in NEEDED for path in (SOURCE / "examples" / name).glob("[rR]eport[_S]*")]
        stories = [path / "main.go" if path.is_dir() else path for path in stories]
        self.assertEqual(len(stories), len(NEEDED))
        for path in stories:
            with self.subTest(path=path):
                self.assertIn(len(path.read_text(encoding="utf-8").splitlines()), LINES_OF_A_STORY)


def language_test(name):
    def test(self):
        missing = [word for word in NEEDED[name] if not shutil.which(word)]
        if missing:
            self.skipTest(f"{', '.join(missing)}: not installed")
        work, commands = self.place(), self.commands(name)
        try:
            told = self.typed(commands, work)
        except AssertionError:
            log = work / "examples/node/npm.log"
            unreached = UNREACHED.search(log.read_text(encoding="utf-8")) if log.is_file() else None
            if unreached is None:
                raise
            self.skipTest(f"npm's registry cannot be reached: {unreached[1]}")
        self.assertEqual(told, self.expected)
        # A due that differs is told, and is an error: the last command, over one that was changed.
        vectors = work / "tests/data/dues.tsv"
        text = vectors.read_text(encoding="utf-8")
        self.assertIn(CHANGED, text)
        vectors.write_text(text.replace(CHANGED, "T08:30:07+07:00", 1), encoding="utf-8")
        again = [line for line in commands if line.startswith("export ")] + commands[-1:]
        with self.assertRaisesRegex(AssertionError, r"differs: [^\n]*T08:30:07\+07:00"):
            self.typed(again, work)
    return test


for language in NEEDED:
    setattr(Languages, f"test_{language}", language_test(language))

if __name__ == "__main__":
    gate.run_unittest()
