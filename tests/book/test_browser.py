"""The rule book of the provinces in a real browser: Debian's Chromium, without a window, driven by playwright-core.

Every section opens alone, the diagram, filter, languages and calendar work, nothing is said on the console, nothing is requested, and axe finds
no violation of accessibility, in the light and in the dark, on a desk and on a phone. Screenshots are left in
build/logs/book. playwright-core and axe-core come from npm (package-lock.json names their hashes); where its registry cannot be
reached, and where Chromium is not installed, no page is looked at: the suite says so and counts the pages that the program made.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PLACE = BUILD / "book-tests"
SHOTS = BUILD / "logs" / "book"
UNREACHED = re.compile(r"npm (?:ERR!|error) code (E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|\w*CERT\w*)")


def skip(why, pages):
    """Ends with what was seen all the same: the pages that the program made."""
    print(f"skipped: tests/book/test_browser.py: no page was looked at: {why}")
    print(f"{pages} passed, 0 failed")
    sys.exit(0)


def make_pages(place):
    """The pages that are looked at; how many."""
    program = str(BUILD / "thoihan")
    provinces = sorted(folder.name for folder in (SOURCE / "rules" / "province").iterdir())
    small = str(SOURCE / "tests" / "data" / "packs" / "lac-hong")
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run([program, "book", *provinces, "-o", str(place / "book"), "--lang", "vi"], cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([program, "book", small, small, "--rules", "rules", "-o", str(place / "small"), "--year", "2024"],
                   cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
    year = subprocess.run([program, "calendar", provinces[0], "--year", "2024", "--format", "html", "--lang", "vi"],
                          cwd=SOURCE, check=True, capture_output=True)
    (place / "year.html").write_bytes(year.stdout)
    pages = [place / "book/index.html", place / "small/index.html", place / "year.html"]
    for page in pages:
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>"), f"{page} is cut off"
    return len(pages)


def install_packages(pages):
    """playwright-core and axe-core, as the lock file has them."""
    lock = (HERE / "package-lock.json").read_bytes()
    done = PLACE / "installed.json"
    if not done.is_file() or done.read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PLACE / name)
        told = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PLACE, capture_output=True, encoding="utf-8", check=False)
        if told.returncode != 0:
            unreached = UNREACHED.search(told.stderr)
            if unreached:
                skip(f"npm's registry cannot be reached: {unreached[1]}", pages)
            sys.exit(f"{told.stderr}\n0 passed, 1 failed")
        done.write_bytes(lock)


def main():
    place = PLACE
    pages = make_pages(place)
    missing = [name for name in ("chromium", "node", "npm") if not shutil.which(name)]
    if missing:
        skip(f"{', '.join(missing)}: not installed", pages)
    start = time.monotonic()
    install_packages(pages)
    SHOTS.mkdir(parents=True, exist_ok=True)
    calculator = "THOIHAN_WASM:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
    vectors = [str(SOURCE / "tests/data/dues.tsv")] if calculator else []
    if not calculator:
        print("skipped: tests/book/test_browser.py: the calculator was not built (THOIHAN_WASM); the rest is looked at")
    told = subprocess.run(["node", str(HERE / "look.mjs"), str(place), shutil.which("chromium"), str(place / "book/index.html"), str(place / "small/index.html"), str(place / "year.html"), str(SHOTS), *vectors],
                          capture_output=True, encoding="utf-8", check=False)
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    problems = [line["problem"] for line in lines if "problem" in line]
    looked = next((line["looked"] for line in lines if "looked" in line), 0)
    if told.returncode != 0 or not looked:
        problems.append(f"the look ended early: {told.stderr}")
    for line in lines:
        if "vectors" in line:
            print(f"{line['vectors']} dues agree in the page, in {line['ms']} ms with loading")
        if "calculated" in line:
            print(f"{line['calculated']} dues through the calculator's form in {line['ms']} ms")
        if "opened" in line:
            print(f"{Path(line['opened']).name}{line['hash']}: opened in {line['ms']} ms")
    print(f"looked {looked} times in {time.monotonic() - start:.0f} s; screenshots: {SHOTS}")
    for problem in problems:
        print(f"FAILED  {problem}")
    print(f"{looked} passed, {len(problems)} failed")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
