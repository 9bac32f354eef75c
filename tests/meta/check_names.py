"""Reads the tree for names that have no place in it.

    python3 tests/meta/check_names.py [ROOT]

Provinces: what a province is called stands in rules/, never in include/, src/ or bindings/; the names are those of the
folders of rules/province, sought with and without diacritics, spaces, hyphens and capitals. Paths: no file leads out of
the tree, by "../" or by an absolute path of somebody's machine. Documents: a *.md file that is mentioned exists here
(data may cite documents of other places).
"""

import os
import re
import sys
import unicodedata

import gate

CODE = ["include", "src", "bindings"]
# The name of Viet Nam's time zone is a city's, and no province's rule.
TIME_ZONE = "asia/ho_chi_minh"
DATA = (".csv", ".json", ".jsonl", ".tsv")
HOMES = ["home", "root", "Users", "work", "workspace", "builds", "mnt", "srv"]
ABSOLUTE = re.compile(r"(?<![\w.:/~>})*])/(?:" + "|".join(HOMES) + r")/[\w.-]+")
UPWARDS = re.compile(r"(?<![\w./$)}])(?:\.\./)+[\w./-]*")
DOCUMENT = re.compile(r"(?<![\w./:-])((?:[\w.-]+/)*[\w-]+\.md)\b")
URL = re.compile(r"\bhttps?://[^\s<>\"')\]]+")


def folded(text):
    """Lower case, no diacritics; lines stay as they are."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def province_pattern(identifier):
    syllables = folded(identifier).split("-")
    if len(syllables) == 1:
        return re.compile(rf"(?<![a-z]){syllables[0]}(?![a-z])")
    return re.compile(r"[\W_]{0,8}".join(syllables))


def province_findings(root):
    folder = root / "rules" / "province"
    provinces = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not provinces:
        return ["rules/province has no folder: no name to look for"]
    patterns = {name: province_pattern(name) for name in provinces}
    found = []
    for path in gate.files(root, *CODE):
        text = folded(gate.text_of(path) or "").replace(TIME_ZONE, "")
        relative = path.relative_to(root).as_posix()
        for name, pattern in patterns.items():
            if pattern.search(folded(relative)):
                found.append(f"{relative}: the file's name has the province {name}")
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{relative}:{line}: names the province {name}")
    return found


def path_findings(root):
    found = []
    absolute_root = re.compile(re.escape(str(root)) + r"(?![\w-])")
    for path in gate.files(root):
        text = gate.text_of(path)
        relative = path.relative_to(root).as_posix()
        for number, line in enumerate((text or "").splitlines(), start=1):
            line = URL.sub("", line)
            for match in [*ABSOLUTE.finditer(line), *absolute_root.finditer(line)]:
                found.append(f"{relative}:{number}: {match[0]} is a path of one machine")
            for match in UPWARDS.finditer(line):
                target = os.path.normpath(os.path.join(os.path.dirname(relative), match[0]))
                if target.startswith(".."):
                    found.append(f"{relative}:{number}: {match[0]} leads out of the tree")
    return found


def document_findings(root):
    everything = [path.relative_to(root).as_posix() for path in gate.files(root)]
    documents = {name for name in everything if name.endswith(".md")}
    found = []
    for relative in everything:
        if relative.endswith(DATA):
            continue
        for number, line in enumerate((gate.text_of(root / relative) or "").splitlines(), start=1):
            for match in DOCUMENT.finditer(URL.sub("", line)):
                mentioned = match[1].lstrip("./")
                if not any(name == mentioned or name.endswith("/" + mentioned) for name in documents):
                    found.append(f"{relative}:{number}: {match[1]} is no document of this tree")
    return found


def findings(root):
    return {"provinces: named in rules/ only": province_findings(root),
            "paths: none leads out of the tree": path_findings(root),
            "documents: each one mentioned exists": document_findings(root)}


if __name__ == "__main__":
    sys.exit(gate.report(findings(gate.root_and_build()[0])))
