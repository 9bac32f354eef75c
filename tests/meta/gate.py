"""What the gates share: walking the tree, compiling, counting.

A gate is a script check_<what>.py with a function that takes the tree's root and returns its findings, one line of text
each; none means green. planted_defects.py plants a defect for each and asks for the finding.
"""

import os
import subprocess
import sys
import unittest
from pathlib import Path

GENERATED = {".git", "__pycache__"}


def files(root, *folders):
    """All files below the given folders of the tree (the whole tree if none is given), build folders left out."""
    found = []
    for start in [root / folder for folder in folders] or [root]:
        for folder, subfolders, names in os.walk(start):
            subfolders[:] = sorted(
                name for name in subfolders
                if name not in GENERATED and not (Path(folder) == root and (name == "build" or name.startswith("build-"))))
            found += [Path(folder) / name for name in sorted(names)]
    return found


def text_of(path):
    """The file's text, or None if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def run(command, **options):
    """Runs a command; the finished process with its output as text."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)


def report(results, skipped=()):
    """Prints named results (name -> findings) and the counts; the exit status."""
    failed = 0
    for name, findings in results.items():
        failed += bool(findings)
        print(f"{'FAILED' if findings else 'ok'}: {name}")
        for finding in findings:
            print(f"    {finding}")
    for reason in skipped:
        print(f"skipped: {reason}")
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


def root_and_build():
    """The tree's root and the build folder from the command line; without it, this tree and its build/."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    return root, Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else root / "build"


def run_unittest():
    """unittest.main() that ends with the count line of a suite."""
    result = unittest.main(exit=False, verbosity=1, module="__main__").result
    red = [test for test, _ in result.failures + result.errors] + result.unexpectedSuccesses
    failed = len({getattr(test, "test_case", test) for test in red})  # several parts of one test count once
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
    sys.exit(1 if failed or not result.testsRun else 0)
