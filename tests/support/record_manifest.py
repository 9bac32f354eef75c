"""The manifest of released packs, rules/manifest.json: what each pack and each calendar is, to the byte of its meaning.

    python3 tests/support/record_manifest.py                       # records what is new
    python3 tests/support/record_manifest.py --replace ben-tre     # a version that nobody has used yet: its text may change

A case keeps the version under which it was received, so a version means one text for ever. The hash of a pack is the one
that the library keeps with each event (`tho_pack_hash`: build first); that of a calendar or a file of holidays is the
SHA-256 of its canonical text: keys sorted, no white space. A pack whose text differs under a recorded version is refused
here and red in tests/oracle/test_manifest.py; give it a new `version`, or a calendar the next `revision`.
"""

import argparse
import ctypes
import hashlib
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
COMMAND = "python3 tests/support/record_manifest.py"
NULL_TERMINATED = -1


def library_hash(library):
    """path of a pack -> (version, hash), as the library says them."""
    functions = ctypes.CDLL(str(library))
    functions.tho_pack_open.argtypes = [ctypes.c_char_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p]
    functions.tho_pack_release.argtypes = [ctypes.c_void_p]
    for name in ("tho_pack_version", "tho_pack_hash"):
        getattr(functions, name).argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        getattr(functions, name).restype = ctypes.c_char_p

    def ask(path):
        pack = ctypes.c_void_p()
        if functions.tho_pack_open(os.fsencode(path), NULL_TERMINATED, ctypes.byref(pack), None) < 0:
            raise SystemExit(f"{path}: the pack cannot be opened; see: build/thoihan check {path}")
        out = functions.tho_pack_version(pack, None).decode(), functions.tho_pack_hash(pack, None).decode()
        functions.tho_pack_release(pack)
        return out

    return ask


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def packs_now(rules, ask):
    """id -> what the tree has, for each folder of rules/province."""
    out = {}
    for path in sorted((rules / "province").glob("*/pack.json")):
        version, digest = ask(path.parent)
        out[path.parent.name] = {"version": version, "hash": digest}
    return out


def calendars_now(rules):
    """Reference -> what the tree has, for each calendar and file of holidays below rules/."""
    out = {}
    for path in sorted(rules.rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            continue
        name = document.get("calendar" if "weekly" in document else "holidays")
        if "revision" in document and isinstance(name, str):
            out[name] = {"revision": document["revision"], "hash": hash_of(document)}
    return out


def problems(kind, recorded, now):
    """What differs between the manifest and the tree; `kind` is ("pack", "version") or ("calendar", "revision")."""
    noun, number = kind
    found = []
    for name in sorted(set(recorded) | set(now)):
        if name not in now:
            found.append(f"{noun} {name}: is listed, but no longer there")
        elif name not in recorded:
            found.append(f"{noun} {name}: is not listed; record it: {COMMAND}")
        elif now[name][number] == recorded[name][number]:
            if now[name]["hash"] != recorded[name]["hash"]:
                found.append(f"{noun} {name}: changed under the {number} {now[name][number]}, which is recorded; give it a new "
                             f"\"{number}\" and run {COMMAND}, or, when nobody has this one yet, {COMMAND} --replace {name}")
        elif now[name][number] in [row[number] for row in recorded[name]["earlier"]]:
            found.append(f"{noun} {name}: the {number} {now[name][number]} was another text before")
        else:
            found.append(f"{noun} {name}: the {number} {now[name][number]} is not recorded; record it: {COMMAND}")
    return found


def record(kind, recorded, now, replace=()):
    """(the new record, refusals)."""
    noun, number = kind
    out, refused = {}, []
    for name, row in sorted(now.items()):
        old = recorded.get(name)
        earlier = [] if old is None else old["earlier"]
        if old is not None and row[number] != old[number]:
            earlier = [*earlier, {number: old[number], "hash": old["hash"]}]
        same = old is not None and row[number] == old[number] and row["hash"] != old["hash"]
        again = any(row[number] == before[number] for before in earlier)
        if again or (same and name not in replace):
            refused += [line for line in problems(kind, recorded, now) if line.startswith(f"{noun} {name}: ")]
            out[name] = old
        else:
            out[name] = {**row, "earlier": earlier}
    return out, refused


PACK = ("pack", "version")
CALENDAR = ("calendar", "revision")
NOTE = ("Mỗi phiên bản đã phát hành là một văn bản duy nhất; ghi lại bằng tests/support/record_manifest.py. / "
        "A released version is one text for ever; recorded by tests/support/record_manifest.py.")


def text_of(manifest):
    """One line a pack, so that a change reads well."""
    def rows(table):
        return ",\n".join(f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(table.items()))

    return (f'{{\n  "format": 1,\n  "note": {json.dumps(NOTE, ensure_ascii=False)},\n'
            f'  "packs": {{\n{rows(manifest["packs"])}\n  }},\n  "calendars": {{\n{rows(manifest["calendars"])}\n  }}\n}}\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replace", metavar="NAME", action="append", default=[],
                        help="a pack or calendar whose recorded version nobody has used yet")
    arguments = parser.parse_args()
    root = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[2])).resolve()
    build = Path(os.environ.get("THOIHAN_BUILD_DIR", root / "build")).resolve()
    rules, manifest = root / "rules", root / "rules/manifest.json"
    recorded = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {"packs": {}, "calendars": {}}
    packs, bad_packs = record(PACK, recorded["packs"], packs_now(rules, library_hash(build / "libthoihan.so")), arguments.replace)
    calendars, bad_calendars = record(CALENDAR, recorded["calendars"], calendars_now(rules), arguments.replace)
    manifest.write_text(text_of({"packs": packs, "calendars": calendars}), encoding="utf-8")
    refused = bad_packs + bad_calendars
    print(*refused, f"{len(packs)} packs and {len(calendars)} calendars in {manifest.relative_to(root)}", sep="\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
