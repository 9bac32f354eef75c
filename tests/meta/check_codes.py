"""Reads the codes of findings out of src/pack and holds them against the tables of docs/checker.md.

    python3 tests/meta/check_codes.py [ROOT]

A code is a literal where a finding is made: the first argument of error() or gap(), after a severity, assigned to `code`,
or returned (those with a hyphen: other words are returned, too). Each has a row in docs/checker.md without an empty cell,
marked "(gap)" when it is given as a gap; each row has a code that something gives.
"""

import re
import sys

import gate

MADE = re.compile(r"(?:\b(error|gap)\(|severity::\w+,|\bcode =)([^;,]*)[,;]")
LITERAL = re.compile(r'"([a-z]+(?:-[a-z]+)*)"')
RETURNED = re.compile(r'\breturn "([a-z]+(?:-[a-z]+)+)";')
COMMENT = re.compile(r"//[^\n]*")
ROW = re.compile(r"^\| `([^`]+)`( \(gap\))? \|(.*)\|$", re.MULTILINE)


def given_codes(root):
    """{code: given as a gap}"""
    given = {}
    for path in gate.files(root, "src/pack"):
        if path.suffix not in {".cpp", ".hpp"}:
            continue
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for how, argument in MADE.findall(text):
            for code in LITERAL.findall(argument):
                given[code] = given.get(code, False) or how == "gap"
        for code in RETURNED.findall(text):
            given.setdefault(code, False)
    return given


def documented_codes(root):
    """[(code, marked as a gap, cells)]"""
    path = root / "docs/checker.md"
    rows = ROW.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [(code, bool(gap), [cell.strip() for cell in cells.split("|")]) for code, gap, cells in rows]


def findings(root):
    given, rows = given_codes(root), documented_codes(root)
    documented = {code for code, _, _ in rows}
    written = [f"src/pack: {code} has no row in docs/checker.md" for code in sorted(given.keys() - documented)]
    for code, is_gap, cells in rows:
        if "" in cells:
            written.append(f"docs/checker.md: {code} has an empty cell")
        if given.get(code, is_gap) != is_gap:
            written.append(f"docs/checker.md: {code} is given as {'a gap' if given[code] else 'an error'}")
    return {"codes: some are given": [] if given else ["src/pack: no code of a finding"],
            "codes: each is documented": written,
            "codes: each documented one is given":
                [f"docs/checker.md: nothing gives {code}" for code in sorted(documented - given.keys())]}


if __name__ == "__main__":
    sys.exit(gate.report(findings(gate.root_and_build()[0])))
