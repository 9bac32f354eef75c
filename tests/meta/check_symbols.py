"""Compares what libthoihan.so exports with what it promises.

    python3 tests/meta/check_symbols.py [ROOT [BUILD]]

The library's dynamic symbols equal src/capi/thoihan.sym, each under its version; the functions that thoihan.h and
thoihan_arrow.h declare are the same ones; the soname carries the version of the header.
"""

import re
import sys

import check_floors
import gate

DECLARED = re.compile(r"\b(tho_[a-z0-9_]+)\s*\(")
VERSION = re.compile(r"^#define THO_VERSION_(MAJOR|MINOR) +(\d+)", re.MULTILINE)


def differences(left, left_name, right, right_name):
    return ([f"{name}: in {left_name}, not in {right_name}" for name in sorted(left - right)] +
            [f"{name}: in {right_name}, not in {left_name}" for name in sorted(right - left)])


def findings(root, build):
    library = build / "libthoihan.so"
    header = (root / "include/thoihan/thoihan.h").read_text(encoding="utf-8")
    listed = {line.split()[0]: line.split()[1] for line in (root / "src/capi/thoihan.sym").read_text().splitlines()
              if line and not line.startswith("#")}

    exported = {row.split()[-1].replace("@@", "@")
                for row in gate.run(["nm", "-D", "--defined-only", "--with-symbol-versions", str(library)]).stdout.splitlines()
                if row.split()[1] != "A"}
    promised = {f"{name}@THOIHAN_{version}" for name, version in listed.items()}

    arrow = root / "include/thoihan/thoihan_arrow.h"
    both = header + (arrow.read_text(encoding="utf-8") if arrow.is_file() else "")
    declarations = re.sub(r"^[ \t]*#.*$", "", check_floors.without_comments(both), flags=re.MULTILINE)
    declared = set(DECLARED.findall(declarations))

    version = dict(VERSION.findall(header))
    soname = f"SONAME libthoihan.so.{version['MAJOR']}.{version['MINOR']}"
    dynamic = " ".join(gate.run(["objdump", "-p", str(library)]).stdout.split())
    return {"symbols: exported equals listed": differences(exported, "libthoihan.so", promised, "thoihan.sym"),
            "symbols: declared equals listed": differences(declared, "the headers", set(listed), "thoihan.sym"),
            "symbols: soname of this version": [] if f" {soname} " in f" {dynamic} " else [f"expected {soname}"]}


if __name__ == "__main__":
    sys.exit(gate.report(findings(*gate.root_and_build())))
