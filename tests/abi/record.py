#!/usr/bin/env python3
"""Records what the C API promises, for tests/meta/check_abi.py to hold later versions to.

    python3 tests/abi/record.py              # records what is new; what was promised must still hold
    python3 tests/abi/record.py --anew       # records everything as it is: for what nobody has been given yet
    python3 tests/abi/record.py --release    # with that, the headers and the symbols of this version for test_old_programs.py

header.txt has every constant, struct, field and function; libthoihan.abi.xml is what abidw says of them (libabigail, a Debian
package). Write down in docs/c_api.md what a version adds.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "meta"))
import check_abi  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--release", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        now = check_abi.promised_now(ROOT, folder)
        broken = [] if given.anew else check_abi.broken(check_abi.recorded(ROOT), now)
        if broken:
            sys.exit("\n".join(["nothing was recorded; this was promised and does not hold:", *broken]))
        (ROOT / check_abi.LIST).write_text("\n".join(now) + "\n", encoding="utf-8")
        (ROOT / check_abi.BASELINE).write_text(check_abi.abidw(ROOT, folder), encoding="utf-8")
    if given.release:
        for source in ["include/thoihan/thoihan.h", "include/thoihan/thoihan_arrow.h", "src/capi/thoihan.sym"]:
            shutil.copy(ROOT / source, HERE / "released")


if __name__ == "__main__":
    main()
