"""The store in PostgreSQL on a real server of this suite's own (tests/support/postgresql_server.py).

Runs thoihan_postgresql_tests (the contract of tests/contract and what only this store does), and then asks of the libraries which
of them needs libpq.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from postgresql_server import Server, server_programs  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = BUILD / "thoihan_postgresql_tests"


def needs_libpq(library):
    return "libpq" in subprocess.run(["ldd", str(library)], check=True, capture_output=True, text=True).stdout


def libraries():
    """Who needs libpq: its own library alone. (passed, failed)"""
    passed = failed = 0
    for library, expected in (("libthoihan.so", False), ("libthoihan-postgresql.so", True), ("thoihan", False)):
        if not (BUILD / library).exists():
            continue
        as_expected = needs_libpq(BUILD / library) == expected
        passed += as_expected
        failed += not as_expected
        print(f"{'ok' if as_expected else 'FAILED'}: {library} {'needs' if expected else 'does not need'} libpq")
    return passed, failed


def main():
    programs = server_programs()
    if programs is None or not PROGRAM.exists():
        missing = "no PostgreSQL server is installed (postgresql-15)" if programs is None else "built without libpq"
        print(f"skipped: tests/postgresql/test_postgresql.py: nothing of the store in PostgreSQL was tested: {missing}")
        passed, failed = libraries()
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0
    server = Server(programs)
    passed = failed = 0
    try:
        where = server.start()
        done = subprocess.run([str(PROGRAM), "--no-colors=true", *sys.argv[1:]], check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "THOIHAN_POSTGRESQL": where, "LC_ALL": "C.UTF-8"})
        print(done.stdout, end="")
        for line in done.stdout.splitlines():
            if line.startswith("[doctest] test cases:"):
                counts = [int(part.split()[0]) for part in line.split(":")[1].split("|")[1:3]]
                passed, failed = counts
        if done.returncode != 0 and failed == 0:
            failed = 1
            print(f"exit status {done.returncode}")
        if done.returncode != 0:
            print((server.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:])
    finally:
        server.stop()
    more = libraries()
    passed, failed = passed + more[0], failed + more[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
