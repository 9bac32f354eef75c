"""Counts the test files: each tests/**/test_*.cpp has test cases in a test program that was built.

    python3 tests/meta/check_census.py [ROOT [BUILD]]

The answer comes from the programs themselves (BUILD/test_programs and BUILD/served_test_programs list them), not from the build's rules: a file that
was left out of the build, or that holds no test case, is found either way.
"""

import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import gate


def built_files(build):
    """The source files of all test cases of all test programs."""
    found = set()
    served = build / "served_test_programs"  # those that a suite runs beside a server
    programs = (build / "test_programs").read_text() + (served.read_text() if served.exists() else "")
    for program in programs.split():
        listing = gate.run([str(build / program), "--list-test-cases", "--reporters=xml", "--no-skip"])
        found |= {Path(case.get("filename")).resolve() for case in xml.fromstring(listing.stdout).iter("TestCase")}
    return found


def findings(root, build):
    written = {path.resolve() for path in gate.files(root, "tests")
               if path.name.startswith("test_") and path.suffix == ".cpp"}
    missing = [f"{path.relative_to(root)}: no test program has a test case of this file"
               for path in sorted(written - built_files(build))]
    return {"census: every test file is built": missing if written else ["tests/ has no test_*.cpp: nothing was counted"]}


if __name__ == "__main__":
    sys.exit(gate.report(findings(*gate.root_and_build())))
