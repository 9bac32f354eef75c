#!/usr/bin/env python3
"""Writes include/thoihan/thoihan.cdef.h, the flat twin of thoihan.h for tools that have no preprocessor.

    python3 src/capi/flat_header.py

The twin has the declarations of the header in their order, without comments, attributes and directives; macros that are
whole numbers become constants of an enumeration. int32_t, uint32_t and int64_t are not declared: such tools know them.
"""

import re
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include" / "thoihan"
MACRO = re.compile(r"^#define (THO_\w+) \(?(-?\d+)\)?$", re.MULTILINE)


def flat(header):
    """The text of the twin."""
    text = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    constants = MACRO.findall(text)
    text = re.sub(r"^#(?:.*\\\n)*.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r'extern "C" \{(.*)\}', r"\1", text, flags=re.DOTALL)
    text = re.sub(r"\b(THO_API|THO_CALL) ", "", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n{2,}", "\n", text).strip()
    text = re.sub(r"\([^()]*\)", lambda parameters: " ".join(parameters[0].split()), text)  # one line a declaration
    words = ",\n".join(f"    {name} = {value}" for name, value in constants)
    return f"{text}\nenum {{\n{words}\n}};\n"


if __name__ == "__main__":
    (INCLUDE / "thoihan.cdef.h").write_text(flat((INCLUDE / "thoihan.h").read_text(encoding="utf-8")), encoding="utf-8")
