"""Holds the C API to what is recorded of it in tests/abi.

    python3 tests/meta/check_abi.py [ROOT]

Every constant, struct, field and function that was recorded is as it was, and everything that is there now is recorded; the
interface is the one of the committed baseline, says abidiff: of thoihan.h and of thoihan_arrow.h. After a change that was meant: python3 tests/abi/record.py.
The flat twin of the header is what src/capi/flat_header.py makes of it, and what the preprocessor leaves of it.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import c_abi
import gate

LIST = "tests/abi/header.txt"
BASELINE = "tests/abi/libthoihan.abi.xml"
RECORD = "python3 tests/abi/record.py"
FUNCTION_NAME = re.compile(r"tho_\w+(?=\()")


def header_of(root):
    return c_abi.Header(root / "include/thoihan/thoihan.h", c_abi.flat_twin(root))


def headers_of(root):
    arrow = root / "include/thoihan/thoihan_arrow.h"
    return [header_of(root)] + ([c_abi.Header(arrow, c_abi.flat_twin(root))] if arrow.is_file() else [])


def promised_now(root, folder):
    return [line for header in headers_of(root) for line in header.lines(folder)]


def recorded(root):
    path = root / LIST
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def key(line):
    """What a line speaks of: everything but the numbers, and of a function its name."""
    kind, _, rest = line.partition(" ")
    name = FUNCTION_NAME.search(rest)[0] if kind == "function" else rest.split()[0]
    return f"{kind} {name}"


def broken(before, now):
    """Promises that do not hold any more. A struct may have become longer."""
    found = []
    by_key = {key(line): line for line in now}
    for line in before:
        there = by_key.get(key(line))
        if there is None:
            found.append(f"{line}: is gone")
        elif there != line and not (line.startswith("struct ") and int(there.split()[-1]) > int(line.split()[-1])):
            found.append(f"{line}: is now {there}")
    # A field may only come after the old end of its struct.
    sizes = {line.split()[1]: int(line.split()[2]) for line in before if line.startswith("struct ")}
    known = {key(line) for line in before}
    for line in now:
        match = re.fullmatch(r"field (\w+)\.\w+ at (\d+) size \d+", line)
        if match and key(line) not in known and int(match[2]) < sizes.get(match[1], 0):
            found.append(f"{line}: stands inside the struct as it was")
    return found


def stub(root, folder):
    headers = headers_of(root)
    return c_abi.stub_library(headers, c_abi.symbol_versions(root / "src/capi/thoihan.sym"), folder, c_abi.soname_of(headers[0]))


def abidw(root, folder):
    return gate.run(["abidw", "--no-corpus-path", "--no-show-locs", "--no-comp-dir-path", "--no-elf-needed", "--no-architecture",
                     str(stub(root, folder))]).stdout


def abidiff_findings(root, folder):
    if not (root / BASELINE).is_file():
        return [f"{BASELINE}: is not there: {RECORD}"]
    done = gate.run(["abidiff", "--no-architecture", str(root / BASELINE), str(stub(root, folder))])
    return [line for line in done.stdout.splitlines() if line.strip()][:20] + [f"after a change that was meant: {RECORD}"] \
        if done.returncode != 0 else []


def words(text):
    return re.findall(r"\w+|[^\s\w]", text)


def twin_findings(root):
    twin = root / "include/thoihan/thoihan.cdef.h"
    header = header_of(root)
    found = []
    if not twin.is_file() or twin.read_text(encoding="utf-8") != header.flat:
        found.append("thoihan.cdef.h: is not what src/capi/flat_header.py writes; run it")
    # What a preprocessor leaves, which the script is no copy of.
    plain = "\n".join(line for line in header.text.splitlines() if not line.startswith("#include"))
    left = words(gate.run(["gcc", "-E", "-P", "-DTHO_CDEF", "-x", "c", "-"], input=plain).stdout)
    have = words(header.flat)
    if have[:len(left)] != left or have[len(left):len(left) + 2] != ["enum", "{"]:
        at = next((i for i, (a, b) in enumerate(zip(have, left)) if a != b), min(len(have), len(left)))
        found.append(f"thoihan.cdef.h: differs from the preprocessed header at: {' '.join(left[at:at + 8])}")
    return found


def findings(root):
    """(results, skipped)"""
    skipped = []
    with tempfile.TemporaryDirectory() as folder:
        before, now = recorded(root), promised_now(root, folder)
        known = set(map(key, before))
        results = {"abi: what was promised holds": broken(before, now) if before else [f"{LIST}: is not there: {RECORD}"],
                   "abi: what is there is recorded": [f"{line}: is not recorded: {RECORD}" for line in now
                                                      if key(line) not in known or line.startswith("struct ") and line not in before],
                   "abi: the flat twin is the header's": twin_findings(root)}
        if shutil.which("abidiff"):
            results["abi: abidiff against the baseline"] = abidiff_findings(root, folder)
        else:
            skipped.append("abidiff is not installed")
    return results, skipped


if __name__ == "__main__":
    sys.exit(gate.report(*findings(gate.root_and_build()[0])))
