"""Kills `thoihan run` with SIGKILL at random moments, on one database until it is complete, then on a new one.

    python3 -B tests/fault/test_kill.py [KILLS [SEED]]        # 100 1022

After each kill the database must verify, and running the same events again must complete it: as many events as the file
has lines, each once, and the same cases as a run that nobody disturbed. The last line says "N passed, N failed".
"""
import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = pathlib.Path(os.environ["THOIHAN_SOURCE_DIR"])
PROGRAM = pathlib.Path(os.environ["THOIHAN_BUILD_DIR"]) / "thoihan"
PACK = SOURCE / "rules/province/tien-giang"
EVENTS = SOURCE / "examples/data/tien-giang-2024.jsonl"
GROUP = 256  # events that `run` commits together
KILLS, SEED = (int(word) for word in (sys.argv[1:] + ["100", "1022"][len(sys.argv) - 1:]))


def command(database):
    return [PROGRAM, "run", PACK, "--events", EVENTS, "--db", database, "--json"]


def complete(database):
    """Runs to the end; the answers by (case, seq)."""
    done = subprocess.run(command(database), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def never_committed(database):
    """Is there no file, or one without a table: was the run killed before its first commit?"""
    if not database.exists():
        return True
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def verified(database):
    """The number of events in a database that verifies, or None."""
    if never_committed(database):
        return 0
    done = subprocess.run([PROGRAM, "verify", "--db", database, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])["events"]


def kill(database, answers, delay_s):
    """Kills a run so long after so many of its answers; was it still running?"""
    with subprocess.Popen(command(database), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        told = 0

        def listen():
            nonlocal told
            for _ in process.stdout:
                told += 1

        listener = threading.Thread(target=listen)
        listener.start()
        while told < answers and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        listener.join()
    return process.returncode == -signal.SIGKILL


def states(answers):
    return {answer["case"]: (answer["state"], [(d["duty"], d["status"], d["due"]) for d in answer["duties"]])
            for answer in answers}


def main():
    lines = sum(1 for _ in open(EVENTS, encoding="utf-8"))
    rng = random.Random(SEED)
    passed = failed = 0

    def check(good, what):
        nonlocal passed, failed
        if good:
            passed += 1
        else:
            failed += 1
            print("FAILED", what)

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        begin = time.monotonic()
        expected = complete(folder / "undisturbed.db")
        whole_run_s = time.monotonic() - begin
        check(len(expected) == lines and verified(folder / "undisturbed.db") == lines, "the undisturbed run")
        # What a kill between the file's creation and the first commit leaves.
        (folder / "empty.db").touch()
        check(states(complete(folder / "empty.db")) == states(expected) and verified(folder / "empty.db") == lines,
              "a run on an empty file")

        kills = inside = 0
        number = 0
        database = folder / "0.db"
        known = 0
        incomplete = []  # how many databases fit between the kills depends on their moments: one check for all
        while kills < KILLS:
            # Mostly somewhere in what is still to do, whatever the machine's speed; now and then at any moment, the start included.
            if rng.random() < 0.8:
                killed = kill(database, rng.randrange(known, lines), rng.uniform(0, 2 * GROUP * whole_run_s / lines))
            else:
                killed = kill(database, 0, rng.uniform(0, whole_run_s))
            events = verified(database)
            if killed:
                kills += 1
                check(events is not None and known <= events <= lines, f"kill {kills}: {known} events before, {events} after")
                inside += 1 if events not in (None, known, lines) else 0
            known = events or 0
            if not killed or known == lines:
                answers = complete(database)
                if verified(database) != lines or states(answers) != states(expected):
                    incomplete.append(database.name)
                number += 1
                database = folder / f"{number}.db"
                known = 0
        check(number > 0 and not incomplete, f"{number} databases completed, but {incomplete}")
        # A test whose kills all came too early or too late would prove nothing.
        check(inside >= KILLS // 5, f"{inside} kills fell between two commits of a run")
        print(f"{kills} kills, {inside} of them between two commits, {number} databases completed")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
